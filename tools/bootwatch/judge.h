/* SPDX-License-Identifier: MIT */
/*
 * judge.h — one run, from the source's address to the verdict's exit status.
 */
#pragma once

#include "common/address.h"
#include "bootwatch/expect.h"

#include <stdbool.h>
#include <stdint.h>

struct judge_options {
    const char *source_text; /* as it was given */
    struct address source;
    const char *save; /* NULL: not kept */
    const char *json; /* NULL: not written */
    int64_t timeout_ms;
    int64_t silence_ms; /* negative: none */
    uint64_t documents;
    bool hunt; /* wait for what the port is called, and judge nothing */
    bool leave;
    bool follow;
    bool stamp;
    bool quiet;
    bool expects;
    struct expect expect;
};

/*
 * Connects, watches, judges and reports: the verdict's sentence is the last line on standard
 * output. Each failure is a sentence on stderr.
 */
enum exit_code judge_log(const struct judge_options *options);
