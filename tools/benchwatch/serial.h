/* SPDX-License-Identifier: MIT */
/*
 * serial.h — the serial line of a machine beside its packets. It need not be there yet, and it may
 * go away and come back, as that of a machine in a rehearsal does.
 */
#pragma once

#include "benchwatch/lines.h"
#include "common/source.h"

struct serial {
    bool wanted;
    bool open;
    bool complained;
    int stop_fd;
    int64_t again_ms; /* when to knock next */
    struct address address;
    struct source source;
    struct lines lines;
};

/* Opens it when it is time to; a sentence on stderr, once, when that does not work. */
void serial_knock(struct serial *serial, int64_t now_ms);

/* Reads what is there; each line goes to `line`. */
void serial_take(struct serial *serial, int64_t now_ms,
                 void (*line)(void *context, const char *text), void *context);

void serial_close(struct serial *serial);
