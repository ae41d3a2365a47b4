/* SPDX-License-Identifier: MIT */
/* test_rtc.c — the clock's driver against one that is absent, stuck, or ticking while it is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dev/rtc.c"

static struct {
    uint8_t bytes[128];
    uint8_t index;
    bool is_absent, is_stuck;
    unsigned updating;   /* reads of register A that still say so */
    unsigned tick_every; /* reads, 0: never */
    unsigned reads;
} clock_chip;

uint8_t fake_read8(uint16_t port)
{
    assert_int_equal(port, CMOS_DATA);
    clock_chip.reads++;
    if (clock_chip.is_absent)
        return 0xff;
    if (clock_chip.tick_every != 0 && clock_chip.reads % clock_chip.tick_every == 0)
        clock_chip.bytes[RTC_SECOND] = (clock_chip.bytes[RTC_SECOND] + 1) % 10;
    if (clock_chip.index == RTC_A && (clock_chip.is_stuck || clock_chip.updating > 0)) {
        clock_chip.updating -= clock_chip.updating > 0;
        return RTC_A_UPDATING | 0x26;
    }
    return clock_chip.bytes[clock_chip.index];
}

void fake_write8(uint16_t port, uint8_t value)
{
    assert_int_equal(port, CMOS_INDEX); /* nothing is written but the index */
    assert_true(value < 0x80);          /* non-maskable interrupts stay on */
    clock_chip.index = value;
}

static int fresh(void **state)
{
    (void)state;
    memset(&clock_chip, 0, sizeof(clock_chip));
    clock_chip.bytes[RTC_A] = 0x26;
    clock_chip.bytes[RTC_B] = 0x02;
    clock_chip.bytes[RTC_MINUTE] = 0x34;
    clock_chip.bytes[RTC_HOUR] = 0x12;
    clock_chip.bytes[RTC_DAY] = 0x22;
    clock_chip.bytes[RTC_MONTH] = 0x11;
    clock_chip.bytes[RTC_YEAR] = 0x26;
    clock_chip.bytes[RTC_CENTURY] = 0x20;
    return 0;
}

static void reads_the_date(void **state)
{
    struct date date;

    (void)state;
    clock_chip.updating = 100;
    assert_int_equal(rtc_read(&date), 0);
    assert_int_equal(date.year, 2026);
    assert_int_equal(date.month, 11);
    assert_int_equal(date.day, 22);
    assert_int_equal(date.hour, 12);
    assert_int_equal(date.minute, 34);
}

static void absent_is_no_device(void **state)
{
    struct date date;

    (void)state;
    clock_chip.is_absent = true;
    assert_int_equal(rtc_read(&date), -E_NODEV);
    assert_int_equal(clock_chip.reads, 1);
}

static void stuck_is_given_up(void **state)
{
    struct date date;

    (void)state;
    clock_chip.is_stuck = true;
    assert_int_equal(rtc_read(&date), -E_TIMEOUT);
    assert_true(clock_chip.reads <= UPDATE_READS);
}

static void a_tick_between_is_read_over(void **state)
{
    struct date date;

    (void)state;
    clock_chip.tick_every = 30; /* a run is nine reads */
    assert_int_equal(rtc_read(&date), 0);
    fresh(NULL);
    clock_chip.tick_every = 5;
    assert_int_equal(rtc_read(&date), -E_TIMEOUT);
}

static void an_empty_battery_is_said(void **state)
{
    struct date date;

    (void)state;
    clock_chip.bytes[RTC_MONTH] = 0;
    assert_int_equal(rtc_read(&date), -E_INVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(reads_the_date, fresh),
        cmocka_unit_test_setup(absent_is_no_device, fresh),
        cmocka_unit_test_setup(stuck_is_given_up, fresh),
        cmocka_unit_test_setup(a_tick_between_is_read_over, fresh),
        cmocka_unit_test_setup(an_empty_battery_is_said, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
