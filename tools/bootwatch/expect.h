/* SPDX-License-Identifier: MIT */
/*
 * expect.h — what a machine is expected to do, where that is not simply to pass.
 *
 * A word (pass, fail, error, incomplete, restart, refuse, panic); the last two may have a POSIX
 * extended regular expression after a colon, which has to match what the machine said.
 */
#pragma once

#include "bootwatch/verdict.h"

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

struct expect {
    const char *text; /* as it was given; not owned */
    enum verdict_word word;
    bool has_pattern;
    regex_t pattern;
};

/*
 * Reads an expectation; keeps `text`. False, with a clause for the person in `why`, when it is
 * none. On true, expect_free() it.
 */
bool expect_parse(struct expect *expect, const char *text, char *why, size_t size);

void expect_free(struct expect *expect);

/* True when the verdict is the expected one. The pattern is tried on the notice's what= or
 * reason= text, then on its whole line. */
bool expect_is_met(const struct expect *expect, const struct verdict *verdict,
                   const struct ktap *ktap);

/*
 * The exit status under an expectation: EXIT_PASS or EXIT_FAIL. A run that itself went wrong
 * (EXIT_IO) stays what it is, and so does one that a signal ended.
 */
enum exit_code expect_exit_code(bool met, const struct verdict *verdict,
                                enum verdict_ending ending);
