/* SPDX-License-Identifier: MIT */
/*
 * finding.c — the list grows by doubling and ends at a thousand: a medium that is wrong in more ways
 * is not mended one by one.
 */
#include "doctor/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FINDINGS_MAX 1000u
#define WHAT_BYTES   512

const char *finding_level_name(enum finding_level level)
{
    static const char *const names[LEVEL_COUNT] = { "note", "warning", "error" };

    return names[level];
}

struct place place_at(uint64_t offset)
{
    return (struct place){ offset, NULL };
}

struct place place_file(const char *file, uint64_t offset)
{
    return (struct place){ offset, file };
}

/* Room for one more; false when there is none. */
static bool list_grow(struct findings *findings)
{
    struct finding *list;

    if (findings->count >= FINDINGS_MAX)
        return false;
    if ((findings->count & (findings->count - 1)) != 0)
        return true;
    list = realloc(findings->list, (findings->count ? 2 * findings->count : 1) * sizeof(*list));
    if (list == NULL)
        return false;
    findings->list = list;
    return true;
}

void findings_add(struct findings *findings, enum finding_id id, struct place place,
                  const char *format, ...)
{
    struct finding finding = { .id = id, .offset = place.offset };
    char what[WHAT_BYTES];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->list[i].id == id && strcmp(findings->list[i].what, what) == 0) {
            findings->list[i].more++;
            return;
        }
    }
    finding.what = strdup(what);
    finding.file = place.file != NULL ? strdup(place.file) : NULL;
    if (finding.what == NULL || (place.file != NULL && finding.file == NULL) ||
        !list_grow(findings)) {
        findings->is_cut = true;
        free(finding.what);
        free(finding.file);
        return;
    }
    findings->list[findings->count++] = finding;
}

size_t findings_count(const struct findings *findings, enum finding_level level)
{
    size_t count = 0;

    for (size_t i = 0; i < findings->count; i++)
        count += finding_kinds[findings->list[i].id].level == level;
    return count;
}

bool findings_have(const struct findings *findings, enum finding_id id)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->list[i].id == id)
            return true;
    return false;
}

void findings_free(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        free(findings->list[i].file);
        free(findings->list[i].what);
    }
    free(findings->list);
    *findings = (struct findings){ 0 };
}
