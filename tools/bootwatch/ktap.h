/* SPDX-License-Identifier: MIT */
/*
 * ktap.h — what a machine's serial line says, read as a stream.
 *
 * Pure: no allocation, no clock, no file. Bytes may come in any pieces, with any noise between
 * the lines; the same bytes always give the same state, however they were cut. A boot is the
 * kernel's first line, then log lines, documents and single `#` lines in any mix. What is not
 * one of those lines is ignored.
 */
#pragma once

#include "bootwatch/document.h"
#include "common/plain.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KTAP_LINE_MAX  4096 /* bytes; the kernel's own limit is 1024 */
#define KTAP_NAME_MAX  64   /* bytes of a test's name with its NUL */
#define KTAP_NAMES_MAX 64   /* names kept of tests that did not pass */
#define KTAP_TEXT_MAX  512  /* bytes kept of a panic or a refusal with its NUL */

enum ktap_leave { KTAP_STAYED, KTAP_POWEROFF, KTAP_RESET, KTAP_HALT };

enum ktap_restart {
    KTAP_NO_RESTART,
    KTAP_SECOND_ENTRY,   /* the kernel's first line came again */
    KTAP_SECOND_DOCUMENT /* a document began inside another */
};

/* `# panic what=… …` or `# refuse reason="…"`. */
struct ktap_notice {
    bool seen;
    char what[KTAP_TEXT_MAX]; /* the value of what= or reason=, may be empty */
    char line[KTAP_TEXT_MAX]; /* the whole line without its "# " */
};

/* A test that failed or could not do its work. */
struct ktap_name {
    char text[KTAP_NAME_MAX]; /* "test N" where the line has no name */
    bool is_error;
};

/* All zero is the state before the first byte. */
#define KTAP_HUNT_MAX 160

struct ktap {
    struct plain plain;
    char line[KTAP_LINE_MAX + 1];
    size_t length;
    bool line_cut; /* the line was longer than KTAP_LINE_MAX */

    bool running;     /* something of the kernel's was seen since the machine was started */
    bool entered;     /* its first line was seen */
    bool over;        /* what follows belongs to another start and is ignored */
    bool panic_ended; /* the end line of a panic was seen */
    struct ktap_notice panic;
    struct ktap_notice refusal;
    char hunt[KTAP_HUNT_MAX + 1]; /* which port this is, as the kernel said: "ttyS4 (...); ..." */
    enum ktap_restart restart;
    enum ktap_leave left;  /* how this start of the machine ended so far */
    enum ktap_leave leave; /* the last `# leave` line of the log */

    struct document document; /* the one that is open, or the last */
    uint64_t documents_begun;
    uint64_t documents_ended;
    uint64_t planned;              /* tests, over all documents begun before this one */
    struct document_counts counts; /* over all documents closed */
    enum document_outcome worst;   /* of all documents closed */
    uint64_t faulty; /* number of the first document with a fault, from 1; 0 for none */
    struct document first_faulty;
    struct ktap_name names[KTAP_NAMES_MAX];
    uint64_t names_seen; /* may exceed KTAP_NAMES_MAX: those are counted, not kept */
};

/*
 * Takes bytes up to and including the first that ends a line, so that the caller can look at the
 * state after every line. Returns how many were taken; more than 0 when `size` is.
 */
size_t ktap_feed(struct ktap *ktap, const void *bytes, size_t size);

/* The stream has ended: judges a last line without a line end. */
void ktap_finish(struct ktap *ktap);

/* Results of all kinds, the open document's included. */
struct document_counts ktap_counts(const struct ktap *ktap);

/* Tests planned in all documents, 0 when no plan was seen. */
uint64_t ktap_planned(const struct ktap *ktap);

/* "poweroff", "reset" or "halt"; empty for KTAP_STAYED. */
const char *ktap_leave_name(enum ktap_leave leave);
