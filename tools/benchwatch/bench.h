/* SPDX-License-Identifier: MIT */
/*
 * bench.h — the flight recorder: packets, lines of the servers' logs and of a serial line go in, the
 * time line of each machine comes out.
 *
 * It does no input of its own and looks at no clock, so that a test can play any story to it. What
 * is known of a machine comes from its packets alone, by its hardware address.
 */
#pragma once

#include "benchwatch/voice.h"

struct bench {
    uint32_t own;       /* our address */
    bool bios_whole;    /* the loader for BIOS holds all: nothing is fetched behind it */
    bool uefi_whole;    /* the same of those for UEFI */
    bool proxy;         /* another server hands out the addresses */
    bool http;          /* files are offered over HTTP too */
    bool signed_menu;   /* a menu that is fetched has its signature beside it */
    bool serial;        /* a serial line is listened to ... */
    bool serial_of_one; /* ... which is that of this machine, else of the last that spoke */
    uint8_t serial_mac[FRAME_MAC_BYTES];
    struct voice *voice;
    /*
     * Called when a machine has fetched all that decides which entry it starts, the last of it being
     * `file`; it asked for the first of it at `begin_ms`. May be NULL.
     */
    void (*decided)(void *context, const struct client *client, const char *file, int64_t begin_ms);
    void *context;
    struct clients clients;
};

/* True when this machine's loader holds all. Firmware that is not known is taken for BIOS. */
bool bench_is_whole(const struct bench *bench, const struct client *client);

/* A frame as it was seen on the wire. */
void bench_frame(struct bench *bench, const uint8_t *bytes, size_t size, int64_t now_ms);

/* A line of dnsmasq's or lighttpd's log, without its end. */
void bench_log_line(struct bench *bench, const char *line, int64_t now_ms);

/* A line that a machine wrote to its serial port. */
void bench_serial_line(struct bench *bench, const char *line, int64_t now_ms);

/* Looks for machines that have gone silent; to be called about every half second. */
void bench_tick(struct bench *bench, int64_t now_ms);

/* Prints the line of each boot that has not been told. */
void bench_finish(struct bench *bench, int64_t now_ms);
