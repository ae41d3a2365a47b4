/* SPDX-License-Identifier: MIT */
/*
 * client.h — what is known of one machine on the bench, from its first DHCP packet on.
 */
#pragma once

#include "benchwatch/dhcp.h"

#define CLIENT_NAME_MAX    32
#define CLIENT_FILE_MAX    128
#define CLIENT_OFFERS_MAX  4
#define CLIENT_FETCHES_MAX 48
#define CLIENTS_MAX        256

/* How far a boot has come; each is seen on the wire or on the serial line. */
enum client_stage {
    STAGE_FIRMWARE, /* it speaks DHCP */
    STAGE_LOADER,   /* it has our loader whole */
    STAGE_GRUB,     /* GRUB has spoken, or fetched its menu */
    STAGE_KERNEL    /* the kernel has spoken, or was fetched */
};

struct offer {
    uint32_t server;
    uint32_t address; /* 0: a proxy's, which gives none */
    char file[CLIENT_FILE_MAX];
};

/* A file on its way, or come. */
struct fetch {
    bool active;
    bool done;
    bool is_loader;
    uint16_t port;   /* the client's */
    uint32_t server; /* that was asked */
    uint16_t block;  /* the last one sent first */
    bool data_seen;
    bool last_sent;   /* the last block, that is */
    uint32_t retries; /* blocks sent again, and questions asked again */
    uint64_t block_bytes;
    uint64_t size; /* 0: not known */
    uint64_t bytes;
    int64_t begin_ms;
    int64_t end_ms; /* the last packet */
    char file[CLIENT_FILE_MAX];
};

struct client {
    uint8_t mac[FRAME_MAC_BYTES];
    char name[CLIENT_NAME_MAX]; /* from the list of machines; may be empty */
    uint32_t ip;                /* 0: not known */
    uint16_t arch;
    enum dhcp_class boot_class;
    enum client_stage stage;
    uint32_t discovers; /* since the last answer that was taken */
    uint32_t chosen;    /* the server whose offer it took; 0: none yet */
    bool acknowledged;
    bool answered;      /* by us, with a name or an address */
    bool told;          /* its line has been printed */
    unsigned diagnosis; /* the last one said (diagnosis.h) */
    int64_t begin_ms;
    int64_t last_ms;  /* any packet of it */
    int64_t stage_ms; /* when the stage was reached */
    size_t offers_count;
    struct offer offers[CLIENT_OFFERS_MAX];
    size_t fetches_count;
    uint32_t files_lost; /* more than there is room for */
    struct fetch fetches[CLIENT_FETCHES_MAX];
};

struct clients {
    size_t count;
    struct client list[CLIENTS_MAX];
};

/* The client with this address, or NULL. */
struct client *clients_find(struct clients *clients, const uint8_t *mac);

/* The same, added when it is not there; where all is full, the one longest silent goes. */
struct client *clients_get(struct clients *clients, const uint8_t *mac, int64_t now_ms);

/* The client that was the last to have this IPv4 address, or NULL. */
struct client *clients_at(struct clients *clients, uint32_t ip);

/* Forgets one boot, for the next; name and address stay. */
void client_restart(struct client *client, int64_t now_ms);

/* Raises the stage; never lowers it. True when it is a new one. */
bool client_reaches(struct client *client, enum client_stage stage, int64_t now_ms);

/* The offer of this server, added when there is room; NULL when there is none. */
struct offer *client_offer(struct client *client, uint32_t server);

/* True when it wants to boot from the network. */
bool client_netboots(const struct client *client);

/* The fetch that is on its way through this port of the client, or NULL. */
struct fetch *client_fetch(struct client *client, uint16_t port);

/* A new fetch, or NULL when there is no room, which is counted. */
struct fetch *client_fetch_add(struct client *client, const char *file, int64_t now_ms);

/* The last fetch that began, or NULL. */
const struct fetch *client_last_fetch(const struct client *client);

/* "firmware", "loader", "GRUB" or "kernel". */
const char *client_stage_name(enum client_stage stage);
