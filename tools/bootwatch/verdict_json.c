/* SPDX-License-Identifier: MIT */
/*
 * verdict_json.c — writes the object by hand: it is flat, and nothing has to be read back.
 */
#include "bootwatch/verdict_json.h"

#include "common/json_text.h"

#include <inttypes.h>
#include <string.h>

static void member_print(FILE *to, const char *key, const char *text)
{
    fprintf(to, "  \"%s\": ", key);
    if (text == NULL || *text == '\0')
        fputs("null", to);
    else
        json_text_print(to, text, strlen(text));
    fputs(",\n", to);
}

static void number_print(FILE *to, const char *key, uint64_t number)
{
    fprintf(to, "  \"%s\": %" PRIu64 ",\n", key, number);
}

static void names_print(FILE *to, const struct ktap *ktap)
{
    const char *separator = "";

    fputs("  \"failed_tests\": [", to);
    for (uint64_t i = 0; i < ktap->names_seen && i < KTAP_NAMES_MAX; i++) {
        fputs(separator, to);
        json_text_print(to, ktap->names[i].text, strlen(ktap->names[i].text));
        separator = ", ";
    }
    fputs("],\n", to);
}

/* The kernel's own last end line. */
static void end_print(FILE *to, const struct document_end *end)
{
    if (end->verdict[0] == '\0') {
        fputs("  \"end\": null,\n", to);
        return;
    }
    fputs("  \"end\": { \"verdict\": ", to);
    json_text_print(to, end->verdict, strlen(end->verdict));
    if (end->has_seconds)
        fprintf(to, ", \"seconds\": %" PRIu64, end->seconds);
    if (end->has_crc)
        fprintf(to, ", \"crc32\": \"%08" PRIx32 "\"", end->crc);
    fputs(" },\n", to);
}

static void expect_print(FILE *to, const struct verdict_report *report)
{
    if (report->expect == NULL)
        return;
    member_print(to, "expected", report->expect->text);
    fprintf(to, "  \"expected_met\": %s,\n", report->expect_met ? "true" : "false");
}

void verdict_json_print(FILE *to, const struct verdict_report *report)
{
    const struct ktap *ktap = report->ktap;
    struct document_counts counts = ktap_counts(ktap);

    fputs("{\n", to);
    member_print(to, "verdict", verdict_name(report->verdict->word));
    member_print(to, "reason", report->verdict->reason);
    expect_print(to, report);
    member_print(to, "source", report->source);
    fprintf(to, "  \"seconds\": %" PRId64 ".%03" PRId64 ",\n", report->ms / 1000,
            report->ms % 1000);
    fprintf(to, "  \"entered\": %s,\n", ktap->entered ? "true" : "false");
    number_print(to, "documents", ktap->documents_ended);
    number_print(to, "documents_wanted", report->documents);
    number_print(to, "planned", ktap_planned(ktap));
    number_print(to, "passed", counts.passed);
    number_print(to, "failed", counts.failed);
    number_print(to, "skipped", counts.skipped);
    number_print(to, "errors", counts.errors);
    names_print(to, ktap);
    end_print(to, &ktap->document.end);
    member_print(to, "panic", ktap->panic.line);
    member_print(to, "refuse", ktap->refusal.line);
    member_print(to, "leave", ktap_leave_name(ktap->leave));
    fprintf(to, "  \"exit\": %d\n}\n", (int)report->exit_code);
}
