/* SPDX-License-Identifier: MIT */
/* cpu/mtrr.c — reads them all; nothing is ever written. */
#include "cpu/mtrr.h"

#include "cpu/registers.h"
#include "lib/crc32.h"
#include "lib/field.h"
#include "lib/types.h"

#define LEAF_FEATURES     0x1
#define FEATURES_EDX_MTRR (1u << 12)

#define MSR_MTRR_CAP       0xfe /* [R ] */
#define MTRR_CAP_COUNT     0xffu
#define MTRR_CAP_FIXED     (1u << 8)
#define MSR_MTRR_BASE_0    0x200 /* [RW] base and mask of each range follow each other */
#define MSR_MTRR_TYPE      0x2ff /* [RW] of what is in no range */
#define MTRR_TYPE_ENABLES  0xcffu
#define MTRR_MASK_IS_VALID (1ull << 11)

static uint32_t sum_add(uint32_t sum, uint64_t value)
{
    return crc32_update(sum, &value, sizeof(value));
}

/* Ranges that are switched off may hold anything. */
uint32_t mtrr_sum(void)
{
    static const uint16_t fixed[] = { 0x250, 0x258, 0x259, 0x268, 0x269, 0x26a,
                                      0x26b, 0x26c, 0x26d, 0x26e, 0x26f };
    uint32_t cap, sum;

    if (!(cpuid(LEAF_FEATURES, 0).edx & FEATURES_EDX_MTRR))
        return 0;
    cap = (uint32_t)msr_read(MSR_MTRR_CAP);
    sum = sum_add(0, msr_read(MSR_MTRR_TYPE) & MTRR_TYPE_ENABLES);
    for (uint32_t i = 0; i < FIELD_GET(MTRR_CAP_COUNT, cap); i++) {
        const uint64_t mask = msr_read(MSR_MTRR_BASE_0 + 2 * i + 1);

        if (mask & MTRR_MASK_IS_VALID)
            sum = sum_add(sum_add(sum, msr_read(MSR_MTRR_BASE_0 + 2 * i)), mask);
    }
    for (unsigned i = 0; cap & MTRR_CAP_FIXED && i < ARRAY_SIZE(fixed); i++)
        sum = sum_add(sum, msr_read(fixed[i]));
    return sum;
}
