/* SPDX-License-Identifier: MIT */
/*
 * test_pit.c — the stop-watch against a timer that is good, missing, without a clock, or stuck high.
 *
 * The second and third are real: chipsets since 2015 gate the 8254's clock off, so that OUT2 never rises.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dev/pit.c"

static struct {
    uint8_t port_b;
    unsigned long reads_until_out; /* after the gate opens */
    bool gated, high, gate_open;
    uint8_t count[2];
    unsigned counts_written;
    unsigned long reads;
} timer;

uint8_t fake_read8(uint16_t address)
{
    uint8_t value = timer.port_b;

    if (address != PIT_PORT_B)
        return 0xff;
    timer.reads++;
    if (timer.high)
        value |= PIT_PORT_B_OUT2;
    if (timer.gate_open && !timer.gated && timer.reads > timer.reads_until_out)
        value |= PIT_PORT_B_OUT2;
    return value;
}

void fake_write8(uint16_t address, uint8_t value)
{
    if (address == PIT_CHANNEL2)
        timer.count[timer.counts_written++ & 1] = value;
    if (address != PIT_PORT_B)
        return;
    timer.gate_open = value & PIT_PORT_B_GATE2;
    timer.port_b = value;
    timer.reads = 0;
}

static int fresh(void **state)
{
    (void)state;
    timer = (__typeof__(timer)){ .reads_until_out = 100 };
    return 0;
}

static void good_timer_measures(void **state)
{
    uint64_t cycles = 0;

    (void)state;
    assert_int_equal(pit_measure(0x1234, &cycles), 0);
    assert_int_equal(timer.count[0], 0x34);
    assert_int_equal(timer.count[1], 0x12);
    assert_true(cycles > 0);
    assert_false(timer.gate_open);
}

static void speaker_stays_off(void **state)
{
    uint64_t cycles;

    (void)state;
    timer.port_b = PIT_PORT_B_SPEAKER | 0x04;
    assert_int_equal(pit_measure(10, &cycles), 0);
    assert_int_equal(timer.port_b & PIT_PORT_B_SPEAKER, 0);
    assert_int_equal(timer.port_b & 0x0c, 0x04); /* the other bits are not ours */
}

static void missing_timer_is_no_device(void **state)
{
    uint64_t cycles = 7;

    (void)state;
    timer.port_b = 0xff;
    assert_int_equal(pit_measure(10, &cycles), -E_NODEV);
    assert_int_equal(cycles, 7);
}

static void timer_without_a_clock_times_out(void **state)
{
    uint64_t cycles = 7;

    (void)state;
    timer.gated = true;
    assert_int_equal(pit_measure(10, &cycles), -E_TIMEOUT);
    assert_int_equal(cycles, 7);
    assert_false(timer.gate_open);
}

static void output_stuck_high_is_no_measurement(void **state)
{
    uint64_t cycles = 7;

    (void)state;
    timer.high = true;
    assert_int_equal(pit_measure(10, &cycles), -E_IO);
    assert_int_equal(cycles, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(good_timer_measures, fresh),
        cmocka_unit_test_setup(speaker_stays_off, fresh),
        cmocka_unit_test_setup(missing_timer_is_no_device, fresh),
        cmocka_unit_test_setup(timer_without_a_clock_times_out, fresh),
        cmocka_unit_test_setup(output_stuck_high_is_no_measurement, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
