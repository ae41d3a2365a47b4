/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/wire_fixture.h — packets as a bench's wire carries them, put together from their fields, and
 * a flight recorder that is fed with them and writes into memory.
 */
#pragma once

#include "benchwatch/bench.h"

#include "exact.h"

#include <stdio.h>

#define OUR_IP    0x0a4d0001u /* 10.77.0.1 */
#define OTHER_IP  0x0a4d0009u
#define CLIENT_IP 0x0a4d00b0u

static const uint8_t wire_client[6] = { 0x52, 0x54, 0, 0, 0, 1 };
static const uint8_t wire_server[6] = { 0x52, 0x54, 0, 0, 0, 0xfe };

struct wire_story {
    struct bench bench;
    struct voice voice;
    char *said;
    size_t said_bytes;
    int64_t now_ms;
};

static struct wire_story story;

static inline void story_begin(void)
{
    memset(&story, 0, sizeof(story));
    story.voice.to = open_memstream(&story.said, &story.said_bytes);
    assert_non_null(story.voice.to);
    story.bench.own = OUR_IP;
    story.bench.bios_whole = story.bench.uefi_whole = true;
    story.bench.voice = &story.voice;
    story.now_ms = 1000000;
}

static inline void story_end(void)
{
    fclose(story.voice.to);
    free(story.said);
}

/* True when the time line holds these words. */
static inline bool story_says(const char *words)
{
    fflush(story.voice.to);
    return strstr(story.said, words) != NULL;
}

#define assert_says(words)                                         \
    do {                                                           \
        if (!story_says(words))                                    \
            fail_msg("not said: %s\nbut:\n%s", words, story.said); \
    } while (0)

/* Time goes by, with a look at the silence each half second. */
static inline void story_wait(int64_t ms)
{
    for (int64_t end = story.now_ms + ms; story.now_ms < end; story.now_ms += 500)
        bench_tick(&story.bench, story.now_ms);
}

static inline void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static inline void put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value & 0xffff);
}

/* Sends a datagram of `size` bytes; fields of addresses follow the direction. */
static inline size_t frame_build(uint8_t *frame, bool to_client, uint32_t from_ip, uint32_t to_ip,
                                 unsigned from_port, unsigned to_port, const void *data,
                                 size_t size)
{
    memset(frame, 0, 42);
    memcpy(frame, to_client ? wire_client : wire_server, 6);
    memcpy(frame + 6, to_client ? wire_server : wire_client, 6);
    put16(frame + 12, 0x0800);
    frame[14] = 0x45;
    put16(frame + 16, (unsigned)size + 28);
    frame[22] = 64;
    frame[23] = 17;
    put32(frame + 26, from_ip);
    put32(frame + 30, to_ip);
    put16(frame + 34, from_port);
    put16(frame + 36, to_port);
    put16(frame + 38, (unsigned)size + 8);
    if (size != 0)
        memcpy(frame + 42, data, size);
    return size + 42;
}

static inline void story_send(bool to_client, uint32_t from_ip, uint32_t to_ip, unsigned from_port,
                              unsigned to_port, const void *data, size_t size)
{
    uint8_t frame[2048];
    size_t length = frame_build(frame, to_client, from_ip, to_ip, from_port, to_port, data, size);
    uint8_t *copy = exact_copy(frame, length);

    bench_frame(&story.bench, copy, length, story.now_ms);
    free(copy);
    story.now_ms += 10;
}

/* A DHCP packet; server 0, arch -1, NULL class and file leave the field out. */
static inline size_t dhcp_build(uint8_t *to, int type, uint32_t address, uint32_t server, int arch,
                                const char *vendor, const char *file)
{
    uint8_t *at = to + 240;

    memset(to, 0, 600);
    to[0] = type == 2 || type == 5 || type == 6 ? 2 : 1;
    to[1] = 1;
    to[2] = 6;
    put32(to + 16, address);
    memcpy(to + 28, wire_client, 6);
    if (file != NULL)
        snprintf((char *)to + 108, 128, "%s", file);
    put32(to + 236, 0x63825363u);
    *at++ = 53;
    *at++ = 1;
    *at++ = (uint8_t)type;
    if (server != 0) {
        *at++ = 54;
        *at++ = 4;
        put32(at, server);
        at += 4;
    }
    if (arch >= 0) {
        *at++ = 93;
        *at++ = 2;
        put16(at, (unsigned)arch);
        at += 2;
    }
    if (vendor != NULL) {
        *at++ = 60;
        *at++ = (uint8_t)strlen(vendor);
        memcpy(at, vendor, strlen(vendor));
        at += strlen(vendor);
    }
    *at++ = 255;
    return (size_t)(at - to);
}

static inline void story_dhcp(int type, uint32_t address, uint32_t server, int arch,
                              const char *vendor, const char *file)
{
    uint8_t packet[600];
    size_t size = dhcp_build(packet, type, address, server, arch, vendor, file);
    bool reply = packet[0] == 2;

    story_send(reply, reply ? server : 0, 0xffffffffu, reply ? 67 : 68, reply ? 68 : 67, packet,
               size);
}

static inline void story_discover(int arch, const char *vendor)
{
    story_dhcp(1, 0, 0, arch, vendor, NULL);
}

/* The four packets by which a machine gets its address from us. */
static inline void story_lease(int arch, const char *file)
{
    story_discover(arch, "PXEClient:Arch");
    story_dhcp(2, CLIENT_IP, OUR_IP, -1, NULL, file);
    story_dhcp(3, 0, OUR_IP, arch, "PXEClient:Arch", NULL);
    story_dhcp(5, CLIENT_IP, OUR_IP, -1, NULL, file);
}

static inline void story_ask(unsigned port, const char *file)
{
    uint8_t packet[512] = { 0, 1 };
    size_t size = 2;

    memcpy(packet + size, file, strlen(file) + 1);
    size += strlen(file) + 1;
    memcpy(packet + size,
           "octet\0blksize\0"
           "1468",
           19);
    size += 19;
    story_send(false, CLIENT_IP, OUR_IP, port, 69, packet, size);
}

/* What the server says through its port 50000: options, then blocks of 1468 bytes. */
static inline void story_agree(unsigned port)
{
    static const char packet[] = "\0\6blksize\0"
                                 "1468\0tsize\0"
                                 "3000";

    story_send(true, OUR_IP, CLIENT_IP, 50000, port, packet, sizeof(packet));
}

static inline void story_data(unsigned port, unsigned block, size_t size)
{
    uint8_t packet[1472] = { 0, 3 };

    put16(packet + 2, block);
    story_send(true, OUR_IP, CLIENT_IP, 50000, port, packet, size + 4);
}

static inline void story_ack(unsigned port, unsigned block)
{
    uint8_t packet[4] = { 0, 4 };

    put16(packet + 2, block);
    story_send(false, CLIENT_IP, OUR_IP, port, 50000, packet, 4);
}

static inline void story_error(bool by_server, unsigned port, unsigned code, const char *text)
{
    uint8_t packet[128] = { 0, 5 };

    put16(packet + 2, code);
    memcpy(packet + 4, text, strlen(text) + 1);
    story_send(by_server, by_server ? OUR_IP : CLIENT_IP, by_server ? CLIENT_IP : OUR_IP,
               by_server ? 50000 : port, by_server ? port : 50000, packet, strlen(text) + 5);
}

/* A whole file of 3000 bytes. */
static inline void story_fetch(unsigned port, const char *file)
{
    story_ask(port, file);
    story_agree(port);
    story_ack(port, 0);
    for (unsigned block = 1; block <= 3; block++) {
        story_data(port, block, block < 3 ? 1468 : 64);
        story_ack(port, block);
    }
}
