/* SPDX-License-Identifier: MIT */
/*
 * wire.h — every UDP packet that passes an interface, in both directions, without changing any
 * (packet(7)). It takes CAP_NET_RAW to open and nothing to read.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What is kept of a frame: all of a DHCP packet, the beginning of a block of data. */
#define WIRE_FRAME_MAX 1518

/* A descriptor that does not block, or -1 with errno. */
int wire_open(const char *iface);

/* One frame; returns its bytes, or -1 with errno (EAGAIN: none is there). */
ssize_t wire_read(int fd, uint8_t frame[WIRE_FRAME_MAX]);

/* How many frames came too fast to be read, since this was asked last. */
unsigned wire_lost(int fd);
