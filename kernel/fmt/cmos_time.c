/* SPDX-License-Identifier: MIT */
/* fmt/cmos_time.c — every register is checked before it counts. */
#include "fmt/cmos_time.h"

#include "lib/error.h"
#include "lib/types.h"

#define STATUS_B_24_HOURS (1u << 1)
#define STATUS_B_BINARY   (1u << 2)
#define HOUR_PM           0x80u

#define CENTURY_FIRST 19
#define CENTURY_LAST  29
#define CENTURY_GUESS 20
#define NO_NUMBER     0x100u

/* The number a register holds, NO_NUMBER when it is no BCD where BCD is due. */
static unsigned number(uint8_t value, bool is_binary)
{
    if (is_binary)
        return value;
    return (value & 15) < 10 && value >> 4 < 10 ? (value >> 4) * 10u + (value & 15u) : NO_NUMBER;
}

static unsigned month_days(unsigned year, unsigned month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && is_leap);
}

/* 12 AM is 0, 12 PM is 12. */
static unsigned hour_decode(uint8_t value, uint8_t status_b)
{
    const bool is_binary = status_b & STATUS_B_BINARY;
    unsigned hour;

    if (status_b & STATUS_B_24_HOURS)
        return number(value, is_binary);
    hour = number(value & ~HOUR_PM & 0xff, is_binary);
    if (hour < 1 || hour > 12)
        return NO_NUMBER;
    return hour % 12 + (value & HOUR_PM ? 12 : 0);
}

int cmos_time_decode(struct date *date, const struct cmos_time *raw)
{
    const bool is_binary = raw->status_b & STATUS_B_BINARY;
    const unsigned year = number(raw->year, is_binary);
    unsigned century = number(raw->century, is_binary);
    struct date found = {
        .month = number(raw->month, is_binary),
        .day = number(raw->day, is_binary),
        .hour = hour_decode(raw->hour, raw->status_b),
        .minute = number(raw->minute, is_binary),
        .second = number(raw->second, is_binary),
    };

    if (century < CENTURY_FIRST || century > CENTURY_LAST)
        century = CENTURY_GUESS;
    found.year = century * 100 + year;
    if (year > 99 || found.month < 1 || found.month > 12 || found.day < 1 ||
        found.day > month_days(found.year, found.month) || found.hour > 23 || found.minute > 59 ||
        found.second > 59)
        return -E_INVAL;
    *date = found;
    return 0;
}
