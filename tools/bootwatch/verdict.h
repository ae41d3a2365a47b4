/* SPDX-License-Identifier: MIT */
/*
 * verdict.h — what is said of a boot at the end: one word, one reason, one exit status.
 *
 * Worse knowledge wins: a panic or an unasked restart before a refusal, that before a log that
 * cannot be trusted, that before a failed test, that before a test that could not do its work.
 * Pass is what is left when nothing speaks against it.
 */
#pragma once

#include "bootwatch/ktap.h"
#include "common/exit_code.h"

#include <stdint.h>
#include <stdio.h>

#define VERDICT_REASON_MAX 1024

enum verdict_word {
    VERDICT_PASS,
    VERDICT_FAIL,
    VERDICT_REFUSE,
    VERDICT_ERROR,
    VERDICT_INCOMPLETE,
    VERDICT_PANIC,
    VERDICT_RESTART,
    VERDICT_IO
};

/* Why watching stopped. */
enum verdict_ending {
    ENDING_CONCLUDED, /* all that was waited for came */
    ENDING_LEFT,      /* the machine left before it did */
    ENDING_SOURCE,    /* the source ended */
    ENDING_TIMEOUT,
    ENDING_SILENCE,
    ENDING_INTERRUPT, /* a signal */
    ENDING_IO         /* the source failed, or something that was to be written */
};

struct verdict {
    enum verdict_word word;
    char reason[VERDICT_REASON_MAX]; /* empty for pass, fail and error */
};

/* Judges a finished log of which `documents` (at least 1) were wanted. */
struct verdict verdict_of(const struct ktap *ktap, uint64_t documents, enum verdict_ending ending);

/* "pass", "fail", "refuse", "error", "incomplete", "panic", "restart" or "io". */
const char *verdict_name(enum verdict_word word);

/* The exit status that goes with a verdict when nothing else was expected. */
enum exit_code verdict_exit_code(enum verdict_word word);

/* Writes the sentence after the tool's name: "pass: 12 passed, 0 failed, 1 skipped in 3.2 s". */
void verdict_print(FILE *to, const struct verdict *verdict, const struct ktap *ktap, int64_t ms);
