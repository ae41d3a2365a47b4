/* SPDX-License-Identifier: MIT */
/*
 * test_i8042.c — the PS/2 controller good, missing, stuck, silent and slow.
 *
 * What matters most is that every call returns, and in bounded time.
 */
#include "ps2_model.h"

#include "dev/i8042.c"

static int fresh(void **state)
{
    (void)state;
    ps2_fresh();
    return 0;
}

static void controller_is_ready(void)
{
    assert_int_equal(i8042_init(), 0);
    assert_true(ps2.config & I8042_CONFIG_FIRST_IRQ);
    assert_true(ps2.config & I8042_CONFIG_TRANSLATE);
    assert_true(ps2.config & I8042_CONFIG_SECOND_DISABLE);
    assert_false(ps2.config & I8042_CONFIG_SECOND_IRQ);
    assert_false(ps2.config & I8042_CONFIG_FIRST_DISABLE);
    assert_false(ps2.first_is_off);
    ps2_key(0x1e);
    now_ns += ps2.delay_ns;
    assert_int_equal(i8042_read(), 0x1e);
    assert_int_equal(i8042_read(), -1);
}

static void good_controller_is_ready_at_once(void **state)
{
    (void)state;
    controller_is_ready();
    assert_true(now_ns < 10 * MS);
    assert_null(strstr(said, "test"));
}

static void any_configuration_is_put_right(void **state)
{
    (void)state;
    for (unsigned config = 0; config < 256; config++) {
        ps2_fresh();
        ps2.config = (uint8_t)config;
        ps2.first_is_off = config & I8042_CONFIG_FIRST_DISABLE;
        controller_is_ready();
    }
}

static void what_waits_is_thrown_away(void **state)
{
    (void)state;
    for (unsigned waiting = 0; waiting <= 32; waiting++) {
        ps2_fresh();
        for (unsigned i = 0; i < waiting; i++)
            ps2_offer((uint8_t)(0x55 + i), i % 3 == 0);
        controller_is_ready();
    }
}

static void next_byte_may_take_a_moment(void **state)
{
    (void)state;
    ps2.refill_ns = 40000;
    for (unsigned i = 0; i < 8; i++)
        ps2_offer((uint8_t)i, false);
    ps2.config = 0xc5;
    assert_int_equal(i8042_init(), 0);
    assert_int_equal(ps2.config, 0xe5);
    assert_null(strstr(said, "test"));
}

static void busy_keys_and_mouse_are_no_answers(void **state)
{
    (void)state;
    ps2.is_busy = true;
    ps2.config = 0xc5;
    assert_int_equal(i8042_init(), 0);
    assert_int_equal(ps2.config, 0xe5);
    assert_null(strstr(said, "test"));
}

static void ports_may_obey_commands_only(void **state)
{
    (void)state;
    ps2.commands_only = true;
    controller_is_ready();
    assert_true(ps2.second_is_off);
}

static void missing_controller_is_not_touched(void **state)
{
    (void)state;
    ps2.absent = true;
    assert_int_equal(i8042_init(), -E_NODEV);
    assert_int_equal(ps2.writes, 0);
    assert_int_equal(i8042_read(), -1);
    assert_int_equal(i8042_write(0xed), -E_TIMEOUT);
    assert_true(now_ns < 300 * MS);
}

static void firmware_is_only_a_witness(void **state)
{
    (void)state;
    firmware.has_fadt = firmware.fadt.has_boot_arch = true;
    controller_is_ready();
    assert_non_null(strstr(said, "there is no controller"));
    ps2_fresh();
    firmware.has_fadt = firmware.fadt.has_boot_arch = true;
    firmware.fadt.boot_arch = I8042_BOOT_ARCH;
    ps2.absent = true;
    assert_int_equal(i8042_init(), -E_NODEV);
    assert_non_null(strstr(said, "there is a controller"));
    ps2_fresh();
    firmware.has_fadt = firmware.fadt.has_boot_arch = true;
    firmware.fadt.boot_arch = I8042_BOOT_ARCH;
    controller_is_ready();
    assert_null(strstr(said, "firmware"));
}

static void stuck_input_is_given_up(void **state)
{
    (void)state;
    ps2.input_stuck = true;
    assert_int_equal(i8042_init(), -E_TIMEOUT);
    assert_int_equal(ps2.writes, 0);
    assert_true(now_ns < 300 * MS);
    assert_int_equal(i8042_write(0xed), -E_TIMEOUT);
}

static void stuck_output_is_given_up(void **state)
{
    (void)state;
    ps2.output_stuck = true;
    assert_int_equal(i8042_init(), -E_IO);
    assert_true(now_ns < 300 * MS);
}

static void silent_controller_is_given_up(void **state)
{
    (void)state;
    ps2.mute = true;
    assert_int_equal(i8042_init(), -E_TIMEOUT);
    assert_true(now_ns < 1000 * MS);
}

static void failing_self_test_is_only_told(void **state)
{
    (void)state;
    ps2.self_test = 0xfc;
    controller_is_ready();
    assert_non_null(strstr(said, "the self-test answers 0xfc"));
    ps2_fresh();
    ps2.self_test_mute = true;
    controller_is_ready();
    assert_non_null(strstr(said, "no answer to the self-test"));
    assert_true(now_ns < 600 * MS);
}

static void self_test_may_reset_everything(void **state)
{
    (void)state;
    ps2.self_test_resets = true;
    controller_is_ready();
}

static void failing_port_test_is_only_told(void **state)
{
    (void)state;
    ps2.port_test = 0x01;
    controller_is_ready();
    assert_non_null(strstr(said, "keyboard's port answers 0x01"));
    ps2_fresh();
    ps2.port_test_mute = true;
    controller_is_ready();
    assert_non_null(strstr(said, "no answer to the test of the keyboard's port"));
}

static void slow_controller_is_waited_for(void **state)
{
    (void)state;
    ps2.delay_ns = 100 * MS;
    ps2_offer(0x9c, false);
    now_ns += ps2.delay_ns;
    controller_is_ready();
    assert_null(strstr(said, "test"));
}

static void keys_that_slip_in_are_no_configuration(void **state)
{
    (void)state;
    for (unsigned slips = 1; slips < 3; slips++) {
        ps2_fresh();
        ps2.config = 0xc5;
        ps2.slips = slips;
        assert_int_equal(i8042_init(), 0);
        assert_int_equal(ps2.config, 0xe5);
    }
}

static void wavering_configuration_is_given_up(void **state)
{
    (void)state;
    ps2.config_wavers = true;
    assert_int_equal(i8042_init(), -E_IO);
}

static void waits_end_although_the_clock_stands(void **state)
{
    (void)state;
    clock_stands = true;
    ps2.mute = true;
    assert_int_equal(i8042_init(), -E_TIMEOUT);
    ps2.input_stuck = true;
    assert_int_equal(i8042_write(0xf4), -E_TIMEOUT);
    ps2.output_stuck = true;
    assert_int_equal(output_flush(), -E_IO);
}

static void second_port_is_not_the_keyboard(void **state)
{
    (void)state;
    ps2_offer(0x1e, true);
    ps2_offer(0x30, false);
    assert_int_equal(i8042_read(), -1);
    assert_int_equal(i8042_read(), 0x30);
    assert_int_equal(i8042_read(), -1);
}

static void bytes_reach_the_keyboard(void **state)
{
    (void)state;
    assert_int_equal(i8042_write(KEYBOARD_LEDS_SET), 0);
    assert_int_equal(i8042_read(), KEYBOARD_ACK);
    assert_int_equal(i8042_write(0x04), 0);
    assert_int_equal(ps2.leds, 0x04);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(good_controller_is_ready_at_once, fresh),
        cmocka_unit_test_setup(any_configuration_is_put_right, fresh),
        cmocka_unit_test_setup(what_waits_is_thrown_away, fresh),
        cmocka_unit_test_setup(next_byte_may_take_a_moment, fresh),
        cmocka_unit_test_setup(busy_keys_and_mouse_are_no_answers, fresh),
        cmocka_unit_test_setup(ports_may_obey_commands_only, fresh),
        cmocka_unit_test_setup(missing_controller_is_not_touched, fresh),
        cmocka_unit_test_setup(firmware_is_only_a_witness, fresh),
        cmocka_unit_test_setup(stuck_input_is_given_up, fresh),
        cmocka_unit_test_setup(stuck_output_is_given_up, fresh),
        cmocka_unit_test_setup(silent_controller_is_given_up, fresh),
        cmocka_unit_test_setup(failing_self_test_is_only_told, fresh),
        cmocka_unit_test_setup(self_test_may_reset_everything, fresh),
        cmocka_unit_test_setup(failing_port_test_is_only_told, fresh),
        cmocka_unit_test_setup(slow_controller_is_waited_for, fresh),
        cmocka_unit_test_setup(keys_that_slip_in_are_no_configuration, fresh),
        cmocka_unit_test_setup(wavering_configuration_is_given_up, fresh),
        cmocka_unit_test_setup(waits_end_although_the_clock_stands, fresh),
        cmocka_unit_test_setup(second_port_is_not_the_keyboard, fresh),
        cmocka_unit_test_setup(bytes_reach_the_keyboard, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
