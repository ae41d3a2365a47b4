/* SPDX-License-Identifier: MIT */
/*
 * boot_log.h — builds serial logs for the tests of bootwatch: lines as a kernel writes them, with
 * a right checksum unless a test asks for another.
 */
#pragma once

#include "bootwatch/ktap.h"
#include "bootwatch/ktap_crc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define BOOT_LOG_ENTRY "[    0.000000] boot: NoOS entered"

struct boot_log {
    char text[65536];
    size_t length;
    const char *line_end; /* "\r\n" unless a test sets another */
    uint32_t crc;         /* of the document so far */
};

static inline void boot_log_init(struct boot_log *log)
{
    memset(log, 0, sizeof(*log));
    log->line_end = "\r\n";
}

/* One line that is not part of a document. */
static inline void boot_log_say(struct boot_log *log, const char *line)
{
    log->length += (size_t)snprintf(log->text + log->length, sizeof(log->text) - log->length,
                                    "%s%s", line, log->line_end);
}

/* One line of a document. */
static inline void boot_log_line(struct boot_log *log, const char *line)
{
    if (strcmp(line, "KTAP version 1") == 0)
        log->crc = 0;
    log->crc = ktap_crc_add(log->crc, line, strlen(line));
    log->crc = ktap_crc_add(log->crc, "\n", 1);
    boot_log_say(log, line);
}

/* The end line, `end` without its checksum. */
static inline void boot_log_end(struct boot_log *log, const char *end)
{
    char line[512];

    snprintf(line, sizeof(line), "%s crc32=%08x", end, ktap_crc_add(log->crc, end, strlen(end)));
    boot_log_say(log, line);
}

/* A first line and the plan 1..N. */
static inline void boot_log_begin(struct boot_log *log, unsigned plan)
{
    char line[32];

    boot_log_line(log, "KTAP version 1");
    snprintf(line, sizeof(line), "1..%u", plan);
    boot_log_line(log, line);
}

/* A start of the machine with one sound document: one test passed, one skipped. */
static inline void boot_log_pass(struct boot_log *log)
{
    boot_log_say(log, BOOT_LOG_ENTRY);
    boot_log_begin(log, 2);
    boot_log_line(log, "ok 1 cpu.msr_same # cycles=48211");
    boot_log_say(log, "[    0.010000] timer: no HPET table");
    boot_log_line(log, "ok 2 timer.hpet # SKIP no HPET table");
    boot_log_end(log, "# end verdict=pass passed=1 failed=0 skipped=1 errors=0 seconds=2");
}

/* Feeds `size` bytes in pieces of `cut` bytes. */
static inline void boot_feed(struct ktap *ktap, const char *text, size_t size, size_t cut)
{
    for (size_t at = 0; at < size;) {
        size_t piece = size - at < cut ? size - at : cut;

        for (size_t done = 0; done < piece;)
            done += ktap_feed(ktap, text + at + done, piece - done);
        at += piece;
    }
}

/* Feeds a whole log to a fresh parser and ends it. */
static inline void boot_log_read(const struct boot_log *log, struct ktap *ktap)
{
    memset(ktap, 0, sizeof(*ktap));
    boot_feed(ktap, log->text, log->length, log->length);
    ktap_finish(ktap);
}
