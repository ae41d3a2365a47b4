/* SPDX-License-Identifier: MIT */
/*
 * lib/log.h — one log: every line goes into the ring and from there to the sinks.
 *
 * A log line reads `[    1.234567] uart: COM1 at 0x3f8` and is kept in the ring with `<6>` before
 * it, the digit being its level (syslog's and Linux's numbers). A document line (KTAP) has neither
 * stamp nor level and always reaches every sink. Sinks get whole lines that end in LF without the
 * `<6>`; a sink registered late can ask for what was said before it came. Inside a line, LF, CR
 * and tab become spaces and other control bytes '?'.
 */
#pragma once

#include "lib/log_ring.h"

#include <stdarg.h>
#include <stdbool.h>

enum log_level {
    LOG_EMERG,
    LOG_ALERT,
    LOG_CRIT,
    LOG_ERR,
    LOG_WARNING,
    LOG_NOTICE,
    LOG_INFO,
    LOG_DEBUG
};

/* The longest line a sink can get, LF included; what is longer is cut and ends in "...". */
#define LOG_LINE_MAX  1024
#define LOG_SINKS_MAX 20

/*
 * Receives one line with its LF. Must return in bounded time whatever its device does, and must not
 * log; a handler that interrupts it may log and so call it again.
 */
typedef void (*log_sink_t)(void *context, const char *line, size_t size);

/* Empties the log. Must come before any other call. */
void log_init(void);

/*
 * Lines with a level number greater than this are kept in the ring but not sent to sinks. Linux's
 * loglevel=N shows levels < N: pass N - 1. Default LOG_INFO.
 */
void log_set_threshold(int level);

/* Where time stamps come from: nanoseconds since start-up. Until it is set they read 0.000000. */
void log_set_clock(uint64_t (*now_ns)(void));

/*
 * Functions that are called around every line's way into the ring and to the sinks, so that lines of
 * several cores do not mix. A handler that logs in the middle calls them again. NULL: none.
 */
void log_set_lock(void (*lock)(void), void (*unlock)(void));

/*
 * Adds a sink; with replay it first gets every line the ring still holds (that passes the
 * threshold). Returns 0 or -E_NOSPACE.
 */
int log_add_sink(log_sink_t sink, void *context, bool replay);

/*
 * One log line; the format needs no newline, and one at the end is dropped. Callable from interrupt
 * and exception handlers.
 */
void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_vwrite(enum log_level level, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/*
 * One document line (KTAP or #), given without its LF; goes out whatever the threshold. A text of
 * LOG_LINE_MAX bytes or more is cut, which its reader notices by the document's checksum.
 */
void log_document(const char *text);

/* The ring itself, for dmesg. */
const struct log_ring *log_ring(void);

#define log_error(...)   log_write(LOG_ERR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_WARNING, __VA_ARGS__)
#define log_notice(...)  log_write(LOG_NOTICE, __VA_ARGS__)
#define log_info(...)    log_write(LOG_INFO, __VA_ARGS__)
#define log_debug(...)   log_write(LOG_DEBUG, __VA_ARGS__)
