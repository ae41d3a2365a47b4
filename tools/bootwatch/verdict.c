/* SPDX-License-Identifier: MIT */
/*
 * verdict.c — weighs what a log said and why watching stopped, and puts it into words.
 */
#include "bootwatch/verdict.h"

#include <inttypes.h>
#include <string.h>

static const struct {
    const char *name;
    enum exit_code code;
} WORDS[] = {
    [VERDICT_PASS] = { "pass", EXIT_PASS },
    [VERDICT_FAIL] = { "fail", EXIT_FAIL },
    [VERDICT_REFUSE] = { "refuse", EXIT_FAIL },
    [VERDICT_ERROR] = { "error", EXIT_TEST_ERROR },
    [VERDICT_INCOMPLETE] = { "incomplete", EXIT_INCOMPLETE },
    [VERDICT_PANIC] = { "panic", EXIT_PANIC },
    [VERDICT_RESTART] = { "restart", EXIT_PANIC },
    [VERDICT_IO] = { "io", EXIT_IO },
};

const char *verdict_name(enum verdict_word word)
{
    return WORDS[word].name;
}

enum exit_code verdict_exit_code(enum verdict_word word)
{
    return WORDS[word].code;
}

/* The sentence for a fault; `number` is the document's. */
static void fault_describe(char *to, size_t size, const struct document *document, uint64_t number)
{
    uint64_t expected = document->expected;
    uint64_t found = document->found;
    int length = snprintf(to, size, "document %" PRIu64 " ", number);

    if (length < 0 || (size_t)length >= size)
        return;
    to += length;
    size -= (size_t)length;
    switch (document->fault) {
    case DOCUMENT_SOUND:
    case DOCUMENT_NO_END:
        snprintf(to, size, "has no end line");
        break;
    case DOCUMENT_NO_START:
        snprintf(to, size, "is damaged: its first line is missing");
        break;
    case DOCUMENT_NO_PLAN:
        snprintf(to, size, "has no plan");
        break;
    case DOCUMENT_TWO_PLANS:
        snprintf(to, size, "is damaged: it has two plans, 1..%" PRIu64 " and 1..%" PRIu64, expected,
                 found);
        break;
    case DOCUMENT_PLAN_UNMET:
        snprintf(to, size, "planned %" PRIu64 " tests and has %" PRIu64 " results", expected,
                 found);
        break;
    case DOCUMENT_OUT_OF_ORDER:
        snprintf(to, size, "is damaged: result %" PRIu64 " came where %" PRIu64 " was due", found,
                 expected);
        break;
    case DOCUMENT_BAD_LINE:
        snprintf(to, size, "is damaged: a plan, result or end line cannot be read");
        break;
    case DOCUMENT_LONG_LINE:
        snprintf(to, size, "is damaged: a line is longer than %" PRIu64 " bytes", expected);
        break;
    case DOCUMENT_BAD_COUNTS:
        snprintf(to, size,
                 "is damaged: its end line counts %" PRIu64 " where %" PRIu64 " were seen",
                 expected, found);
        break;
    case DOCUMENT_BAD_VERDICT:
        snprintf(to, size, "is damaged: its end line says '%s', its results do not",
                 document->end.verdict);
        break;
    case DOCUMENT_BAD_CHECKSUM:
        snprintf(to, size,
                 "is damaged: its end line says crc32=%08" PRIx64 ", its lines give %08" PRIx64,
                 expected, found);
        break;
    }
}

/* Why an end line that was waited for did not come. */
static void absence_describe(char *to, size_t size, const struct ktap *ktap, uint64_t documents,
                             enum verdict_ending ending)
{
    static const char *const why[] = {
        [ENDING_CONCLUDED] = "the log ended",      [ENDING_LEFT] = "the machine left",
        [ENDING_SOURCE] = "the log ended",         [ENDING_TIMEOUT] = "the time-out came",
        [ENDING_SILENCE] = "the line fell silent", [ENDING_INTERRUPT] = "interrupted",
        [ENDING_IO] = "input or output failed",
    };
    const char *what = "its first line";
    uint64_t number = ktap->documents_ended + 1;

    if (ktap->document.open)
        what = "its end line";
    else if (!ktap->running && ktap->documents_ended == 0) {
        snprintf(to, size, "%s before the kernel said anything", why[ending]);
        return;
    }
    if (documents > 1 || number > 1)
        snprintf(to, size, "%s before document %" PRIu64 " had %s", why[ending], number, what);
    else if (!ktap->document.open)
        snprintf(to, size, "%s before any test began; was diag asked for?", why[ending]);
    else if (ktap->document.planned && ktap->document.results < ktap->document.plan)
        snprintf(to, size, "%s before test %" PRIu64 " of %" PRIu64 " had its result", why[ending],
                 ktap->document.results + 1, ktap->document.plan);
    else
        snprintf(to, size, "%s before the document had %s", why[ending], what);
}

static void restart_describe(char *to, size_t size, const struct ktap *ktap)
{
    if (ktap->left != KTAP_STAYED)
        snprintf(to, size, "the machine started again after it had left by how=%s",
                 ktap_leave_name(ktap->left));
    else if (ktap->restart == KTAP_SECOND_DOCUMENT)
        snprintf(to, size, "a document began inside another: the machine started again unasked");
    else
        snprintf(to, size, "the machine started again unasked");
}

/* The verdict on a log in which all documents that were wanted are there and closed. */
static enum verdict_word outcome_word(enum document_outcome outcome)
{
    switch (outcome) {
    case DOCUMENT_PASS:
        return VERDICT_PASS;
    case DOCUMENT_ERROR:
        return VERDICT_ERROR;
    case DOCUMENT_FAIL:
        return VERDICT_FAIL;
    case DOCUMENT_INCOMPLETE:
        break;
    }
    return VERDICT_INCOMPLETE;
}

struct verdict verdict_of(const struct ktap *ktap, uint64_t documents, enum verdict_ending ending)
{
    struct verdict verdict = { .word = VERDICT_INCOMPLETE };
    char *reason = verdict.reason;
    size_t size = sizeof(verdict.reason);

    if (ktap->panic.seen) {
        verdict.word = VERDICT_PANIC;
        snprintf(reason, size, "%s", ktap->panic.what[0] ? ktap->panic.what : ktap->panic.line);
    } else if (ktap->restart != KTAP_NO_RESTART) {
        verdict.word = VERDICT_RESTART;
        restart_describe(reason, size, ktap);
    } else if (ktap->refusal.seen) {
        verdict.word = VERDICT_REFUSE;
        snprintf(reason, size, "%s",
                 ktap->refusal.what[0] ? ktap->refusal.what : ktap->refusal.line);
    } else if (ending == ENDING_IO) {
        verdict.word = VERDICT_IO;
        snprintf(reason, size, "input or output failed");
    } else if (ktap->faulty != 0) {
        fault_describe(reason, size, &ktap->first_faulty, ktap->faulty);
    } else if (ktap->document.open || ktap->documents_ended < documents) {
        absence_describe(reason, size, ktap, documents, ending);
    } else {
        verdict.word = outcome_word(ktap->worst);
        if (verdict.word == VERDICT_ERROR && ktap->counts.errors == 0)
            snprintf(reason, size, "no test ran");
    }
    return verdict;
}

/* "; failed: a, b and 3 more", the tests in error marked as such. */
static void names_print(FILE *to, const struct ktap *ktap)
{
    uint64_t kept = ktap->names_seen < KTAP_NAMES_MAX ? ktap->names_seen : KTAP_NAMES_MAX;

    for (uint64_t i = 0; i < kept; i++)
        fprintf(to, "%s%s%s", i == 0 ? "; failed: " : ", ", ktap->names[i].text,
                ktap->names[i].is_error ? " (error)" : "");
    if (ktap->names_seen > kept)
        fprintf(to, " and %" PRIu64 " more", ktap->names_seen - kept);
}

static void counts_print(FILE *to, const struct document_counts *counts)
{
    fprintf(to, "%" PRIu64 " passed, %" PRIu64 " failed, %" PRIu64 " skipped", counts->passed,
            counts->failed, counts->skipped);
    if (counts->errors > 0)
        fprintf(to, ", %" PRIu64 " in error", counts->errors);
}

void verdict_print(FILE *to, const struct verdict *verdict, const struct ktap *ktap, int64_t ms)
{
    struct document_counts counts = ktap_counts(ktap);
    fprintf(to, "%s: %s", verdict_name(verdict->word), verdict->reason);
    if (verdict->reason[0] != '\0')
        fputs("; ", to);
    if (ktap->documents_begun > 0)
        counts_print(to, &counts);
    fprintf(to, "%s %" PRId64 ".%" PRId64 " s", ktap->documents_begun > 0 ? " in" : "after",
            ms / 1000, ms % 1000 / 100);
    names_print(to, ktap);
}
