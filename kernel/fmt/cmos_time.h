/* SPDX-License-Identifier: MIT */
/*
 * fmt/cmos_time.h — the date in the registers of the PC/AT's clock (Motorola MC146818A data sheet,
 * "Time, Calendar, and Alarm Locations"), in any of its modes: BCD or binary, 12 or 24 hours.
 */
#pragma once

#include <stdint.h>

/* As read. What the clock does not have reads as 0xff. */
struct cmos_time {
    uint8_t second, minute, hour, day, month, year;
    uint8_t century;  /* not in the data sheet; most boards have one, in the mode of the others */
    uint8_t status_b; /* register B, which tells the mode */
};

struct date {
    unsigned year, month, day, hour, minute, second;
};

/*
 * Returns 0, or -E_INVAL when the registers hold no date. Without a plausible century the year is
 * taken for one from 2000 on.
 */
int cmos_time_decode(struct date *date, const struct cmos_time *raw);
