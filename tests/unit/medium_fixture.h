/* SPDX-License-Identifier: MIT */
/*
 * medium_fixture.h — small media made by hand: sectors that are written by number, in a block of
 * exactly their size, so that a byte read behind the end is noticed.
 */
#pragma once

#include "doctor/finding.h"
#include "doctor/medium.h"
#include "lib/crc32.h"

#include "exact.h"

static uint8_t *fixture_bytes;
static struct medium fixture_medium;
static struct span fixture_whole;

/* A medium of so many sectors of zeros; the one before goes. */
static inline void fixture_make(size_t sectors)
{
    free(fixture_bytes);
    fixture_bytes = calloc(sectors, SECTOR_BYTES);
    assert_non_null(fixture_bytes);
    fixture_medium = medium_of_bytes(fixture_bytes, sectors * SECTOR_BYTES);
    fixture_whole = span_whole(&fixture_medium);
}

/* For cmocka: frees the last one. */
static inline int fixture_teardown(void **state)
{
    (void)state;
    free(fixture_bytes);
    fixture_bytes = NULL;
    return 0;
}

/* Writes a little-endian number of so many bytes. */
static inline void fixture_put(size_t at, uint64_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        fixture_bytes[at + i] = (uint8_t)(number >> 8 * i);
}

static inline void fixture_text(size_t at, const char *text)
{
    memcpy(fixture_bytes + at, text, strlen(text));
}

/* An entry of the partition table, with the numbers of 255 heads and 63 sectors below 16,065. */
static inline void fixture_entry(unsigned index, uint8_t status, uint8_t type, uint32_t lba,
                                 uint32_t sectors)
{
    size_t at = 446 + 16 * index;
    uint32_t last = lba + sectors - 1;

    fixture_put(at, status, 1);
    fixture_put(at + 1, lba / 63, 1);
    fixture_put(at + 2, lba % 63 + 1, 1);
    fixture_put(at + 4, type, 1);
    fixture_put(at + 5, last / 63, 1);
    fixture_put(at + 6, last % 63 + 1, 1);
    fixture_put(at + 8, lba, 4);
    fixture_put(at + 12, sectors, 4);
    fixture_put(510, 0xaa55, 2);
}

/* A FAT12 of so many sectors: one for each table, one for 16 entries of the root folder. */
static inline void fixture_fat(size_t lba, uint16_t sectors)
{
    size_t at = lba * SECTOR_BYTES;

    fixture_put(at, 0x903ceb, 3);
    fixture_put(at + 11, SECTOR_BYTES, 2);
    fixture_put(at + 13, 1, 1);
    fixture_put(at + 14, 1, 2);
    fixture_put(at + 16, 2, 1);
    fixture_put(at + 17, 16, 2);
    fixture_put(at + 19, sectors, 2);
    fixture_put(at + 21, 0xf8, 1);
    fixture_put(at + 22, 1, 2);
    fixture_put(at + 510, 0xaa55, 2);
    fixture_put(at + SECTOR_BYTES, 0xfffff8, 3);
    fixture_put(at + 2 * SECTOR_BYTES, 0xfffff8, 3);
}

/* The number of a cluster in both tables of such a FAT12. */
static inline void fixture_fat_next(size_t lba, unsigned cluster, unsigned next)
{
    for (unsigned table = 1; table <= 2; table++) {
        uint8_t *at = fixture_bytes + (lba + table) * SECTOR_BYTES + cluster * 3 / 2;

        if (cluster % 2) {
            at[0] = (uint8_t)((at[0] & 0x0f) | next << 4);
            at[1] = (uint8_t)(next >> 4);
        } else {
            at[0] = (uint8_t)next;
            at[1] = (uint8_t)((at[1] & 0xf0) | next >> 8);
        }
    }
}

/* A folder's entry in such a FAT12; `name` has eleven characters. The data begin at sector 4. */
static inline void fixture_fat_file(size_t sector, unsigned index, const char *name,
                                    uint8_t attributes, uint16_t cluster, uint32_t size)
{
    size_t at = sector * SECTOR_BYTES + 32 * index;

    assert_int_equal(strlen(name), 11);
    fixture_text(at, name);
    fixture_put(at + 11, attributes, 1);
    fixture_put(at + 26, cluster, 2);
    fixture_put(at + 28, size, 4);
}

/* The names of the findings, in order, with blanks between; good until the next call. */
static inline const char *fixture_names(const struct findings *findings)
{
    static char names[1024];

    names[0] = '\0';
    for (size_t i = 0; i < findings->count; i++) {
        if (i > 0)
            strncat(names, " ", sizeof(names) - strlen(names) - 1);
        strncat(names, finding_kinds[findings->list[i].id].name, sizeof(names) - strlen(names) - 1);
    }
    return names;
}
