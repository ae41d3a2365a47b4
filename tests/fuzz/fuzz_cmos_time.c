/* SPDX-License-Identifier: MIT */
/* tests/fuzz/fuzz_cmos_time.c — any bytes as the registers of the PC/AT's clock. */
#include "fmt/cmos_time.h"

#include "check.h"

#include <stddef.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cmos_time raw;
    struct date date;

    if (size < sizeof(raw))
        return 0;
    memcpy(&raw, data, sizeof(raw));
    if (cmos_time_decode(&date, &raw) != 0)
        return 0;
    CHECK(date.year >= 1900 && date.year <= 2999);
    CHECK(date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31);
    CHECK(date.month != 2 || date.day <= 29);
    CHECK(date.hour <= 23 && date.minute <= 59 && date.second <= 59);
    return 0;
}
