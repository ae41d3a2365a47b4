/* SPDX-License-Identifier: MIT */
/*
 * report_json.c — writes the object by hand: it is flat, and nothing has to be read back.
 */
#include "doctor/report.h"

#include "common/json_text.h"
#include "doctor/medium.h"

#include <inttypes.h>
#include <string.h>

static void member_print(FILE *to, const char *key, const char *text)
{
    fprintf(to, ", \"%s\": ", key);
    if (text == NULL)
        fputs("null", to);
    else
        json_text_print(to, text, strlen(text));
}

static void offset_print(FILE *to, uint64_t offset)
{
    if (offset == PLACE_NONE)
        fputs(", \"offset\": null, \"lba\": null", to);
    else
        fprintf(to, ", \"offset\": %" PRIu64 ", \"lba\": %" PRIu64, offset, offset / SECTOR_BYTES);
}

/* The table has them in one string, "; " between. */
static void sources_print(FILE *to, const char *from)
{
    fputs(", \"from\": [", to);
    for (;;) {
        const char *end = strstr(from, "; ");

        json_text_print(to, from, end != NULL ? (size_t)(end - from) : strlen(from));
        if (end == NULL)
            break;
        fputs(", ", to);
        from = end + 2;
    }
    fputc(']', to);
}

static void finding_print(FILE *to, const struct finding *finding)
{
    const struct finding_kind *kind = &finding_kinds[finding->id];

    fprintf(to, "    { \"id\": \"%s\", \"level\": \"%s\"", kind->name,
            finding_level_name(kind->level));
    member_print(to, "what", finding->what);
    member_print(to, "file", finding->file);
    offset_print(to, finding->offset);
    fprintf(to, ", \"more\": %u", finding->more);
    member_print(to, "why", kind->why);
    sources_print(to, kind->from);
    member_print(to, "mend", kind->mend);
    fputs(" }", to);
}

void report_print_json(FILE *to, const struct report *report)
{
    const struct findings *findings = report->findings;
    const char *separator = "\n";

    fputs("{\n  \"image\": ", to);
    json_text_print(to, report->subject, strlen(report->subject));
    fprintf(to, ",\n  \"kind\": \"%s\",\n", report->kind);
    for (int level = LEVEL_ERROR; level >= LEVEL_NOTE; level--)
        fprintf(to, "  \"%ss\": %zu,\n", finding_level_name((enum finding_level)level),
                findings_count(findings, (enum finding_level)level));
    fprintf(to, "  \"complete\": %s,\n  \"findings\": [", findings->is_cut ? "false" : "true");
    for (size_t i = 0; i < findings->count; i++) {
        if (finding_kinds[findings->list[i].id].level < report->least)
            continue;
        fputs(separator, to);
        finding_print(to, &findings->list[i]);
        separator = ",\n";
    }
    fprintf(to, "%s  ]\n}\n", separator[0] == ',' ? "\n" : "");
}
