/* SPDX-License-Identifier: MIT */
/*
 * fuzz_ktap.c — bootwatch's parser under arbitrary serial logs.
 *
 * The first byte of the input seeds how the rest is cut into pieces; the rest is the log. The
 * report must not depend on the cutting, and what is called a pass must look like one.
 */
#include "bootwatch/ktap.h"
#include "bootwatch/verdict.h"
#include "bootwatch/verdict_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORT_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Unlike assert() it is there whatever the build's flags are. */
#define MUST(condition)                                                                   \
    do {                                                                                  \
        if (!(condition)) {                                                               \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
            abort();                                                                      \
        }                                                                                 \
    } while (0)

struct outcome {
    struct ktap ktap;
    struct verdict verdict;
    char report[REPORT_MAX];
};

/* Feeds one piece, in as many calls as the parser asks for. */
static void piece_feed(struct ktap *ktap, const uint8_t *data, size_t size)
{
    while (size > 0) {
        size_t taken = ktap_feed(ktap, data, size);

        MUST(taken > 0 && taken <= size);
        data += taken;
        size -= taken;
    }
}

/* Reads the log in pieces of 1 to `piece_max` bytes, chosen by `seed`. */
static void outcome_make(struct outcome *outcome, const uint8_t *data, size_t size, uint32_t seed,
                         size_t piece_max)
{
    struct verdict_report report = {
        .verdict = &outcome->verdict, .ktap = &outcome->ktap, .source = "fuzz", .documents = 1
    };
    FILE *to;

    memset(outcome, 0, sizeof(*outcome));
    while (size > 0) {
        size_t piece;

        seed = seed * 1664525u + 1013904223u;
        piece = 1 + (seed >> 8) % piece_max;
        if (piece > size)
            piece = size;
        piece_feed(&outcome->ktap, data, piece);
        data += piece;
        size -= piece;
    }
    ktap_finish(&outcome->ktap);
    outcome->verdict = verdict_of(&outcome->ktap, 1, ENDING_SOURCE);
    to = fmemopen(outcome->report, sizeof(outcome->report), "w");
    MUST(to != NULL);
    verdict_print(to, &outcome->verdict, &outcome->ktap, 0);
    verdict_json_print(to, &report);
    MUST(fclose(to) == 0);
}

static void outcome_check(const struct outcome *outcome)
{
    const struct ktap *ktap = &outcome->ktap;
    struct document_counts counts = ktap_counts(ktap);

    MUST(ktap->documents_ended <= ktap->documents_begun);
    MUST(ktap->faulty <= ktap->documents_begun);
    MUST(ktap->names_seen == counts.failed + counts.errors);
    MUST(memchr(ktap->panic.what, 0, KTAP_TEXT_MAX) != NULL);
    MUST(memchr(ktap->panic.line, 0, KTAP_TEXT_MAX) != NULL);
    MUST(memchr(ktap->refusal.line, 0, KTAP_TEXT_MAX) != NULL);
    if (outcome->verdict.word == VERDICT_PASS) {
        MUST(counts.passed > 0 && counts.failed == 0 && counts.errors == 0);
        MUST(ktap->documents_ended >= 1 && ktap->documents_ended == ktap->documents_begun);
        MUST(!ktap->panic.seen && !ktap->refusal.seen && !ktap->document.open);
        MUST(ktap_planned(ktap) == counts.passed + counts.skipped);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct outcome whole;
    static struct outcome cut;

    if (size == 0)
        return 0;
    outcome_make(&whole, data + 1, size - 1, 0, 1u << 30);
    outcome_make(&cut, data + 1, size - 1, data[0], 1 + data[0] % 40);
    outcome_check(&whole);
    MUST(strcmp(whole.report, cut.report) == 0);
    return 0;
}
