/* SPDX-License-Identifier: MIT */
/*
 * address.h — where a serial log comes from, as a person writes it.
 *
 *   -                         standard input
 *   unix:PATH                 a Unix socket to connect to
 *   tcp:HOST:PORT, HOST:PORT  a TCP port to connect to; an IPv6 address stands in brackets
 *   tty:PATH[,BAUD]           a serial device
 *   PATH                      a file, or by its type a pipe, socket or serial device
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define ADDRESS_TEXT_MAX  4096
#define ADDRESS_BAUD      115200
#define ADDRESS_PORT_MAX  65535
#define ADDRESS_PORT_TEXT 6

enum address_kind { ADDRESS_STDIN, ADDRESS_PATH, ADDRESS_UNIX, ADDRESS_TCP, ADDRESS_TTY };

struct address {
    enum address_kind kind;
    char path[ADDRESS_TEXT_MAX]; /* path or host; empty for standard input */
    char port[ADDRESS_PORT_TEXT];
    unsigned baud;
};

/*
 * Reads `text`. A path is looked at to tell HOST:PORT from a file of that name and to find out
 * its type; it need not exist. False, with a clause for the person in `why`, when it is no
 * address.
 */
bool address_parse(struct address *address, const char *text, char *why, size_t size);
