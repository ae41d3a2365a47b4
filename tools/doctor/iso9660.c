/* SPDX-License-Identifier: MIT */
/*
 * iso9660.c — a list of descriptors, ended by one of type 255: the primary one leads to the folders,
 * a boot record of El Torito to its catalogue.
 */
#include "doctor/iso9660.h"

#include "lib/bytes.h"

#include <stdio.h>
#include <string.h>

#define DESCRIPTORS_MAX 64u
#define TYPE_BOOT       0u
#define TYPE_PRIMARY    1u
#define TYPE_END        255u
#define DATE_AT         830u /* of the last modification: 16 digits and a zone */
#define DATE_DIGITS     16u

/* "2026112513151100" as 2026-11-25-13-15-11-00; nothing when there is no such date. */
static void uuid_take(struct iso9660 *iso, const uint8_t *digits)
{
    bool is_set = false;

    for (unsigned i = 0; i < DATE_DIGITS; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return;
        is_set = is_set || digits[i] != '0';
    }
    if (is_set)
        snprintf(iso->uuid, sizeof(iso->uuid), "%.4s-%.2s-%.2s-%.2s-%.2s-%.2s-%.2s", digits,
                 digits + 4, digits + 6, digits + 8, digits + 10, digits + 12, digits + 14);
}

static void primary_take(struct iso9660 *iso, const uint8_t *block)
{
    const uint8_t *root = block + 156;
    unsigned length = 32;

    iso->blocks = bytes_u32(block + 80);
    iso->root_block = bytes_u32(root + 2);
    iso->root_bytes = bytes_u32(root + 10);
    memcpy(iso->label, block + 40, length);
    while (length > 0 && iso->label[length - 1] == ' ')
        iso->label[--length] = '\0';
    uuid_take(iso, block + DATE_AT);
}

bool iso9660_open(struct iso9660 *iso, const struct span *span)
{
    uint8_t block[ISO_BLOCK_BYTES];
    bool is_found = false;

    *iso = (struct iso9660){ .span = *span };
    for (unsigned i = 0; i < DESCRIPTORS_MAX; i++) {
        if (!span_read(span, (uint64_t)(ISO_PRIMARY + i) * ISO_BLOCK_BYTES, block, sizeof(block)) ||
            memcmp(block + 1, "CD001", 5) != 0 || block[0] == TYPE_END)
            break;
        if (block[0] == TYPE_PRIMARY && !is_found) {
            primary_take(iso, block);
            is_found = true;
        } else if (block[0] == TYPE_BOOT && !iso->has_catalog &&
                   memcmp(block + 7, "EL TORITO SPECIFICATION", 23) == 0) {
            iso->has_catalog = true;
            iso->catalog_block = bytes_u32(block + 71);
        }
    }
    return is_found;
}

uint8_t *iso9660_load(const struct iso9660 *iso, uint32_t block, size_t size)
{
    return span_load(&iso->span, (uint64_t)block * ISO_BLOCK_BYTES, size);
}
