/* SPDX-License-Identifier: MIT */
/* test_cmos_time.c — the four modes of the clock, and registers that hold no date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fmt/cmos_time.h"
#include "lib/error.h"

#define HOURS_24 0x02
#define BINARY   0x04

static struct date date;

static void assert_date(unsigned year, unsigned month, unsigned day, unsigned hour)
{
    assert_int_equal(date.year, year);
    assert_int_equal(date.month, month);
    assert_int_equal(date.day, day);
    assert_int_equal(date.hour, hour);
    assert_int_equal(date.minute, 59);
    assert_int_equal(date.second, 8);
}

static void every_mode(void **state)
{
    struct cmos_time bcd = { 0x08, 0x59, 0x23, 0x31, 0x12, 0x26, 0x20, HOURS_24 };
    struct cmos_time binary = { 8, 59, 23, 31, 12, 26, 20, HOURS_24 | BINARY };

    (void)state;
    assert_int_equal(cmos_time_decode(&date, &bcd), 0);
    assert_date(2026, 12, 31, 23);
    assert_int_equal(cmos_time_decode(&date, &binary), 0);
    assert_date(2026, 12, 31, 23);
    bcd.status_b = 0;
    bcd.hour = 0x91; /* 11 PM */
    assert_int_equal(cmos_time_decode(&date, &bcd), 0);
    assert_date(2026, 12, 31, 23);
    binary.status_b = BINARY;
    binary.hour = 0x8b;
    assert_int_equal(cmos_time_decode(&date, &binary), 0);
    assert_date(2026, 12, 31, 23);
}

static void noon_and_midnight(void **state)
{
    struct cmos_time raw = { 0x08, 0x59, 0x12, 0x01, 0x01, 0x26, 0x20, 0 };

    (void)state;
    assert_int_equal(cmos_time_decode(&date, &raw), 0);
    assert_date(2026, 1, 1, 0);
    raw.hour = 0x92;
    assert_int_equal(cmos_time_decode(&date, &raw), 0);
    assert_date(2026, 1, 1, 12);
    raw.hour = 0x01;
    assert_int_equal(cmos_time_decode(&date, &raw), 0);
    assert_date(2026, 1, 1, 1);
    raw.hour = 0x00;
    assert_int_equal(cmos_time_decode(&date, &raw), -E_INVAL);
    raw.hour = 0x13;
    assert_int_equal(cmos_time_decode(&date, &raw), -E_INVAL);
}

static void centuries(void **state)
{
    static const struct {
        uint8_t century;
        unsigned year;
    } cases[] = { { 0x19, 1999 }, { 0x20, 2099 }, { 0x21, 2199 }, { 0x00, 2099 },
                  { 0xff, 2099 }, { 0x1f, 2099 }, { 0x99, 2099 } };
    struct cmos_time raw = { 0, 0, 0, 1, 1, 0x99, 0, HOURS_24 };

    (void)state;
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        raw.century = cases[i].century;
        assert_int_equal(cmos_time_decode(&date, &raw), 0);
        assert_int_equal(date.year, cases[i].year);
    }
}

static void leap_years(void **state)
{
    struct cmos_time raw = { 0, 0, 0, 0x29, 0x02, 0x24, 0x20, HOURS_24 };

    (void)state;
    assert_int_equal(cmos_time_decode(&date, &raw), 0);
    raw.year = 0x23;
    assert_int_equal(cmos_time_decode(&date, &raw), -E_INVAL);
    raw.year = 0x00;
    assert_int_equal(cmos_time_decode(&date, &raw), 0); /* 2000 */
    raw.century = 0x21;
    assert_int_equal(cmos_time_decode(&date, &raw), -E_INVAL); /* 2100 */
}

static void no_dates(void **state)
{
    static const struct cmos_time wrong[] = {
        { 0x60, 0, 0, 1, 1, 0, 0x20, HOURS_24 },
        { 0x0a, 0, 0, 1, 1, 0, 0x20, HOURS_24 },
        { 0, 0x60, 0, 1, 1, 0, 0x20, HOURS_24 },
        { 0, 0, 0x24, 1, 1, 0, 0x20, HOURS_24 },
        { 0, 0, 0, 0, 1, 0, 0x20, HOURS_24 },
        { 0, 0, 0, 0x32, 1, 0, 0x20, HOURS_24 },
        { 0, 0, 0, 0x31, 4, 0, 0x20, HOURS_24 },
        { 0, 0, 0, 1, 0, 0, 0x20, HOURS_24 },
        { 0, 0, 0, 1, 0x13, 0, 0x20, HOURS_24 },
        { 0, 0, 0, 1, 1, 0xa0, 0x20, HOURS_24 },
        { 0, 0, 0, 1, 1, 100, 20, HOURS_24 | BINARY },
        { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
    };

    (void)state;
    date.year = 1;
    for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(cmos_time_decode(&date, &wrong[i]), -E_INVAL);
    assert_int_equal(date.year, 1); /* nothing is stored */
}

static void any_bytes_give_a_date_or_none(void **state)
{
    uint32_t seed = 1;

    (void)state;
    for (unsigned i = 0; i < 200000; i++) {
        struct cmos_time raw;
        uint8_t *byte = (uint8_t *)&raw;

        for (unsigned n = 0; n < sizeof(raw); n++) {
            seed = seed * 1664525 + 1013904223;
            byte[n] = (uint8_t)(seed >> 24);
        }
        if (cmos_time_decode(&date, &raw) == 0) {
            assert_in_range(date.year, 1900, 2999);
            assert_in_range(date.month, 1, 12);
            assert_in_range(date.day, 1, 31);
            assert_true(date.hour < 24 && date.minute < 60 && date.second < 60);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mode), cmocka_unit_test(noon_and_midnight),
        cmocka_unit_test(centuries),  cmocka_unit_test(leap_years),
        cmocka_unit_test(no_dates),   cmocka_unit_test(any_bytes_give_a_date_or_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
