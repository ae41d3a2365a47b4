/* SPDX-License-Identifier: MIT */
/*
 * verdict_json.h — the verdict as one JSON object (RFC 8259) for other programs.
 *
 * Plain ASCII whatever the machine sent: each byte above 0x7e is written as \u00XX. What is not
 * known is left out or null.
 */
#pragma once

#include "bootwatch/expect.h"
#include "bootwatch/verdict.h"

#include <stdio.h>

struct verdict_report {
    const struct verdict *verdict;
    const struct ktap *ktap;
    const char *source;
    enum exit_code exit_code;
    uint64_t documents;          /* wanted */
    int64_t ms;                  /* how long it was watched */
    const struct expect *expect; /* NULL when nothing was */
    bool expect_met;
};

/* Writes the object and a newline. Errors are left on the stream for ferror(3). */
void verdict_json_print(FILE *to, const struct verdict_report *report);
