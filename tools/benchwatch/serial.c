/* SPDX-License-Identifier: MIT */
/*
 * serial.c — bootwatch's sources, tried again once a second.
 */
#include "benchwatch/serial.h"

#include "common/message.h"
#include "common/timelimit.h"

#include <errno.h>
#include <string.h>

#define AGAIN_MS 1000

void serial_knock(struct serial *serial, int64_t now_ms)
{
    if (!serial->wanted || serial->open || now_ms < serial->again_ms)
        return;
    serial->again_ms = now_ms + AGAIN_MS;
    if (source_open(&serial->source, &serial->address, false, timelimit_now_ms(),
                    serial->stop_fd) == 0) {
        serial->open = true;
        return;
    }
    if (!serial->complained)
        message_error("the serial line %s cannot be opened (%s); trying again each second",
                      serial->address.path, strerror(errno));
    serial->complained = true;
}

void serial_take(struct serial *serial, int64_t now_ms,
                 void (*line)(void *context, const char *text), void *context)
{
    uint8_t bytes[4096];
    ssize_t count;

    if (!serial->open)
        return;
    count = source_read(&serial->source, bytes, sizeof(bytes));
    if (count > 0) {
        lines_add(&serial->lines, bytes, (size_t)count, line, context);
    } else if (count == 0 && serial->source.is_file) {
        return;
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
        serial_close(serial);
        serial->again_ms = now_ms + AGAIN_MS;
    }
}

void serial_close(struct serial *serial)
{
    if (serial->open)
        source_close(&serial->source);
    serial->open = false;
}
