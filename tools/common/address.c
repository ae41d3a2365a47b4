/* SPDX-License-Identifier: MIT */
/*
 * address.c — takes a source's address apart.
 */
#include "common/address.h"

#include "common/tty.h"
#include "common/number.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool path_take(struct address *address, const char *path, size_t length, char *why,
                      size_t size)
{
    if (length == 0 || length >= sizeof(address->path)) {
        snprintf(why, size, length == 0 ? "the path or host is empty" : "it is too long");
        return false;
    }
    memcpy(address->path, path, length);
    address->path[length] = '\0';
    return true;
}

/* HOST:PORT, the last colon dividing; brackets around HOST are taken off. */
static bool tcp_parse(struct address *address, const char *text, char *why, size_t size)
{
    const char *colon = strrchr(text, ':');
    size_t host_length = colon == NULL ? 0 : (size_t)(colon - text);
    uint64_t port = 0;

    if (colon == NULL || !number_parse(colon + 1, ADDRESS_PORT_MAX, &port) || port == 0) {
        snprintf(why, size, "a TCP source is HOST:PORT, the port between 1 and 65535");
        return false;
    }
    if (host_length >= 2 && text[0] == '[' && text[host_length - 1] == ']') {
        text++;
        host_length -= 2;
    }
    address->kind = ADDRESS_TCP;
    snprintf(address->port, sizeof(address->port), "%u", (unsigned)port);
    return path_take(address, text, host_length, why, size);
}

static bool tty_parse(struct address *address, const char *text, char *why, size_t size)
{
    const char *comma = strrchr(text, ',');
    size_t length = comma == NULL ? strlen(text) : (size_t)(comma - text);
    uint64_t baud = ADDRESS_BAUD;

    if (comma != NULL &&
        (!number_parse(comma + 1, 10000000, &baud) || !tty_knows_baud((unsigned)baud))) {
        snprintf(why, size, "'%s' is no speed of a serial line", comma + 1);
        return false;
    }
    address->kind = ADDRESS_TTY;
    address->baud = (unsigned)baud;
    return path_take(address, text, length, why, size);
}

/* True for words that can only be HOST:PORT. */
static bool looks_like_tcp(const char *text)
{
    const char *colon = strrchr(text, ':');
    uint64_t port = 0;

    return colon != NULL && colon != text && strchr(text, '/') == NULL &&
           number_parse(colon + 1, ADDRESS_PORT_MAX, &port);
}

bool address_parse(struct address *address, const char *text, char *why, size_t size)
{
    struct stat status;

    *address = (struct address){ .kind = ADDRESS_PATH, .baud = ADDRESS_BAUD };
    if (strcmp(text, "-") == 0) {
        address->kind = ADDRESS_STDIN;
        return true;
    }
    if (strncmp(text, "tcp:", 4) == 0)
        return tcp_parse(address, text + 4, why, size);
    if (strncmp(text, "tty:", 4) == 0)
        return tty_parse(address, text + 4, why, size);
    if (strncmp(text, "unix:", 5) == 0) {
        address->kind = ADDRESS_UNIX;
        return path_take(address, text + 5, strlen(text + 5), why, size);
    }
    if (stat(text, &status) != 0) {
        if (looks_like_tcp(text))
            return tcp_parse(address, text, why, size);
    } else if (S_ISSOCK(status.st_mode)) {
        address->kind = ADDRESS_UNIX;
    } else if (S_ISDIR(status.st_mode)) {
        snprintf(why, size, "it is a folder");
        return false;
    }
    return path_take(address, text, strlen(text), why, size);
}
