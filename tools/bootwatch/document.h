/* SPDX-License-Identifier: MIT */
/*
 * document.h — one KTAP document: its plan, its results, its end line, and what is wrong with it.
 *
 * A document is trusted only when everything it says about itself agrees with what was counted:
 * the plan, the running numbers, the end line's counts and verdict, and the checksum. The first
 * disagreement is kept as its fault, and a document with a fault never passes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What became of a document; the greater is the worse. */
enum document_outcome {
    DOCUMENT_PASS,
    DOCUMENT_ERROR,
    DOCUMENT_FAIL,
    DOCUMENT_INCOMPLETE /* it has a fault */
};

enum document_fault {
    DOCUMENT_SOUND,
    DOCUMENT_NO_START,     /* an end line without a first line */
    DOCUMENT_NO_END,       /* the machine left in the middle */
    DOCUMENT_NO_PLAN,      /* no 1..N line */
    DOCUMENT_TWO_PLANS,    /* more than one */
    DOCUMENT_PLAN_UNMET,   /* expected N results, found another number */
    DOCUMENT_OUT_OF_ORDER, /* result `found` where `expected` had its turn */
    DOCUMENT_BAD_LINE,     /* a plan, result or end line that cannot be read */
    DOCUMENT_LONG_LINE,    /* a line longer than any that a kernel writes */
    DOCUMENT_BAD_COUNTS,   /* the end line says `expected`, `found` were counted */
    DOCUMENT_BAD_VERDICT,  /* the end line's verdict is unknown or worse than what was counted */
    DOCUMENT_BAD_CHECKSUM  /* `expected` in the end line, `found` computed */
};

enum document_result_kind { RESULT_PASS, RESULT_FAIL, RESULT_SKIP, RESULT_ERROR };

struct document_counts {
    uint64_t passed;
    uint64_t failed;
    uint64_t skipped;
    uint64_t errors;
};

/* The end line's own words, for reports. */
struct document_end {
    char verdict[16];
    bool has_seconds;
    bool has_crc;
    uint64_t seconds;
    uint32_t crc;
};

/* All zero is a document that has not begun. */
struct document {
    bool open;
    bool planned;
    uint64_t plan;
    uint64_t results;
    struct document_counts counts;
    uint32_t crc;
    enum document_fault fault;
    uint64_t expected; /* of the fault */
    uint64_t found;
    struct document_end end;
};

/* One result line; `name` points into the line. */
struct document_result {
    enum document_result_kind kind;
    uint64_t number;
    const char *name;
    size_t name_length; /* may be 0 */
};

/* True for lines that belong to a document and count into its checksum. */
bool document_owns_line(const char *line);

/* Begins a new document at its first line. */
void document_begin(struct document *document);

/*
 * Takes a line that document_owns_line() and is not the end line. True when it was a result,
 * which is then in *result.
 */
bool document_line(struct document *document, const char *line, struct document_result *result);

/* Notes a fault, unless there is one already. */
void document_note(struct document *document, enum document_fault fault, uint64_t expected,
                   uint64_t found);

/*
 * Takes the end line, compares it with what was counted and closes the document. A line that
 * was cut off (not `terminated`) is taken only if its checksum is there to vouch for it;
 * otherwise false, and the document stays open.
 */
bool document_close(struct document *document, const char *line, bool terminated);

/* What a closed document amounts to. No test run, or all skipped, is an error. */
enum document_outcome document_outcome(const struct document *document);
