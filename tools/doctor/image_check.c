/* SPDX-License-Identifier: MIT */
/*
 * image_check.c — which checks apply to which kind of image.
 */
#include "doctor/checks.h"

#include <stdlib.h>

#define PROGRAM_BYTES_MAX (64u << 20)

static void program_check(struct image *image, struct findings *findings)
{
    uint64_t size = image->whole.size;
    uint8_t *bytes = size <= PROGRAM_BYTES_MAX ? span_load(&image->whole, 0, (size_t)size) : NULL;

    if (bytes == NULL)
        findings_add(findings, FINDING_PE_DAMAGED, place_at(0),
                     "a UEFI program cannot be read whole");
    else
        pe_check(bytes, (size_t)size, 0, place_at(0), findings);
    free(bytes);
}

bool listings_check(const struct volume *volumes, unsigned count, struct findings *findings)
{
    bool is_cut = false;

    for (unsigned i = 0; i < count; i++) {
        if (!volumes[i].listing.is_cut)
            continue;
        findings_add(findings, FINDING_FILES_CUT, place_at(volumes[i].at),
                     "only the first %zu files of %s are looked at", volumes[i].listing.count,
                     volumes[i].name);
        is_cut = true;
    }
    return is_cut;
}

void image_check(struct image *image, struct findings *findings)
{
    struct view view = { image->volumes, image->volume_count, image->is_partial };

    if (image->kind == IMAGE_PROGRAM) {
        program_check(image, findings);
        return;
    }
    mbr_check(image, findings);
    boot_code_check(image, findings);
    gpt_check(image, findings);
    eltorito_check(image, findings);
    fat_check(image, findings);
    iso9660_check(image, findings);
    uefi_check(image, findings);
    if (listings_check(image->volumes, image->volume_count, findings))
        view.is_partial = true;
    bios_check(image, &view, findings);
    loaders_check(&view, findings);
}
