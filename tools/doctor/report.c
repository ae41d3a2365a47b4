/* SPDX-License-Identifier: MIT */
/*
 * report.c — text for a person. What a medium says of itself is printed as it was taken, in ASCII.
 */
#include "doctor/report.h"

#include "doctor/medium.h"

#include <inttypes.h>

/* "byte 446 (LBA 0)", "EFI/BOOT/BOOTX64.EFI (at LBA 4096)". */
static void place_print(FILE *to, const struct finding *finding)
{
    uint64_t lba = finding->offset / SECTOR_BYTES;

    if (finding->file != NULL && finding->offset != PLACE_NONE)
        fprintf(to, " in %s (at LBA %" PRIu64 ")", finding->file, lba);
    else if (finding->file != NULL)
        fprintf(to, " in %s", finding->file);
    else if (finding->offset != PLACE_NONE)
        fprintf(to, " at byte %" PRIu64 " (LBA %" PRIu64 ")", finding->offset, lba);
    if (finding->more > 0)
        fprintf(to, " and %u more", finding->more);
}

static void finding_print(FILE *to, const struct finding *finding)
{
    const struct finding_kind *kind = &finding_kinds[finding->id];

    fprintf(to, "%s: %s", finding_level_name(kind->level), kind->name);
    place_print(to, finding);
    fprintf(to, ": %s\n    so:   %s\n    from: %s\n    mend: %s\n", finding->what, kind->why,
            kind->from, kind->mend);
}

static void count_print(FILE *to, const struct report *report, enum finding_level level)
{
    size_t count = findings_count(report->findings, level);

    fprintf(to, ", %zu %s%s", count, finding_level_name(level), count == 1 ? "" : "s");
}

void report_print(FILE *to, const struct report *report)
{
    const struct findings *findings = report->findings;

    for (int level = LEVEL_ERROR; level >= (int)report->least; level--)
        for (size_t i = 0; i < findings->count; i++)
            if ((int)finding_kinds[findings->list[i].id].level == level)
                finding_print(to, &findings->list[i]);
    if (findings->is_cut)
        fputs("and more\n", to);
    fprintf(to, "%s: %s", report->subject, report->kind);
    for (int level = LEVEL_ERROR; level >= LEVEL_NOTE; level--)
        count_print(to, report, (enum finding_level)level);
    fputc('\n', to);
}

void report_print_kinds(FILE *to)
{
    for (unsigned i = 0; i < FINDING_COUNT; i++)
        fprintf(to, "%s\t%s\t%s\t%s\t%s\n", finding_kinds[i].name,
                finding_level_name(finding_kinds[i].level), finding_kinds[i].why,
                finding_kinds[i].from, finding_kinds[i].mend);
}
