/* SPDX-License-Identifier: MIT */
/*
 * fuzz_doctor.c — a whole medium of arbitrary bytes: tables, file systems, catalogue, loaders and
 * GRUB's configuration, wherever they lead.
 *
 * Whatever is found must be a kind that exists, say something, and lie on the medium.
 */
#include "doctor/examine.h"
#include "doctor/report.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report_check(const struct findings *findings, const char *kind)
{
    struct report report = { "image", kind, findings, LEVEL_NOTE };
    static FILE *nowhere;

    if (nowhere == NULL)
        nowhere = fopen("/dev/null", "w");
    CHECK(nowhere != NULL);
    report_print(nowhere, &report);
    report_print_json(nowhere, &report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct findings findings = { 0 };
    const char *kind = examine_bytes(data, size, &findings);

    CHECK(kind != NULL || findings.count == 0);
    for (size_t i = 0; i < findings.count; i++) {
        const struct finding *finding = &findings.list[i];

        CHECK(finding->id < FINDING_COUNT && finding_kinds[finding->id].name != NULL);
        CHECK(finding->what != NULL && finding->what[0] != '\0');
        CHECK(finding->offset == PLACE_NONE || finding->file != NULL || finding->offset < size);
    }
    if (kind != NULL)
        report_check(&findings, kind);
    findings_free(&findings);
    return 0;
}
