/* SPDX-License-Identifier: MIT */
/*
 * ps2_model.h — a PS/2 controller with a keyboard behind it, whose faults are switched on one by
 * one.
 *
 * Also the clock, which goes on by a microsecond whenever it is looked at, and what the firmware
 * and the log say.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cpu/io.h"
#include "dev/acpi.h"
#include "dev/clock.h"
#include "dev/i8042_regs.h"
#include "dev/keyboard_regs.h"
#include "lib/log.h"

#define PS2_WAITING_MAX 4096
#define MS              1000000ull

static struct {
    /* Faults of the controller. */
    bool absent;       /* nobody decodes the ports */
    bool input_stuck;  /* never takes a byte */
    bool output_stuck; /* always offers one */
    uint8_t stuck_byte;
    bool mute; /* takes commands, answers none */
    bool self_test_mute, self_test_resets, port_test_mute;
    uint8_t self_test, port_test; /* answers */
    uint64_t delay_ns;            /* before a byte is taken, and before an answer is there */
    bool translates_never;        /* whatever its configuration says */
    bool config_wavers;           /* another configuration each time */
    unsigned slips;               /* so many keys get through although the port is off */
    bool is_busy;                 /* keys and mouse send all the time, where they may */
    bool commands_only;           /* ports obey commands, not the configuration */
    uint64_t refill_ns;           /* from a byte taken to the next one offered */

    uint8_t config, command;
    bool first_is_off, second_is_off;
    uint64_t taken_at; /* when the byte written last is taken */
    struct {
        uint8_t byte;
        bool is_second;
        uint64_t ready_at;
    } waiting[PS2_WAITING_MAX + 1];
    unsigned waiting_first, waiting_end;
    unsigned writes;

    /* The keyboard and its faults. */
    bool unplugged;   /* no answer */
    bool refuses_all; /* FE to everything */
    bool refuses_leds, refuses_set, loses_led_byte;
    unsigned refusals;      /* so many FE before it does what it is told */
    uint8_t key_before_ack; /* pressed while a command is under way */
    bool scans;
    uint8_t leds, set, repeat, pending;
} ps2;

static uint64_t now_ns;
static bool clock_stands;
static struct acpi_state firmware;
static char said[4096]; /* the log */

uint8_t fake_read8(uint16_t port);
void fake_write8(uint16_t port, uint8_t value);

uint64_t clock_now_ns(void)
{
    return clock_stands ? now_ns : (now_ns += 1000);
}

const struct acpi_state *acpi_state(void)
{
    return &firmware;
}

static void said_sink(void *context, const char *line, size_t size)
{
    const size_t at = strlen(said);

    (void)context;
    if (at + size < sizeof(said)) {
        memcpy(said + at, line, size);
        said[at + size] = '\0';
    }
}

static void ps2_offer(uint8_t byte, bool is_second)
{
    assert_true(ps2.waiting_end < PS2_WAITING_MAX);
    ps2.waiting[ps2.waiting_end].byte = byte;
    ps2.waiting[ps2.waiting_end].is_second = is_second;
    if (ps2.waiting[ps2.waiting_end].ready_at < now_ns + ps2.delay_ns)
        ps2.waiting[ps2.waiting_end].ready_at = now_ns + ps2.delay_ns;
    ps2.waiting_end++;
}

static bool ps2_translates(void)
{
    return (ps2.config & I8042_CONFIG_TRANSLATE) && !ps2.translates_never;
}

/* A scancode, as it arrives. */
static void ps2_key(uint8_t code)
{
    if (!ps2.first_is_off && ps2.scans)
        ps2_offer(code, false);
}

static void keyboard_answer(uint8_t byte)
{
    if (ps2.key_before_ack != 0)
        ps2_offer(ps2.key_before_ack, false);
    ps2.key_before_ack = 0;
    ps2_offer(byte, false);
}

static void keyboard_set_command(uint8_t byte)
{
    static const uint8_t translated[] = { 0x43, 0x41, 0x3f };

    keyboard_answer(KEYBOARD_ACK);
    if (byte == 0)
        ps2_offer(ps2_translates() ? translated[ps2.set - 1] : ps2.set, false);
    else
        ps2.set = byte;
}

static void keyboard_receive(uint8_t byte)
{
    const uint8_t command = ps2.pending;

    if (ps2.unplugged)
        return;
    if (ps2.refuses_all || ps2.refusals > 0 || (ps2.refuses_leds && byte == KEYBOARD_LEDS_SET) ||
        (ps2.refuses_set && byte == KEYBOARD_SET_CHOOSE)) {
        ps2.refusals -= ps2.refusals > 0;
        keyboard_answer(KEYBOARD_RESEND);
        return;
    }
    if (command == KEYBOARD_LEDS_SET && ps2.loses_led_byte && byte < KEYBOARD_LEDS_SET)
        return;
    ps2.pending = 0;
    if (command != 0 && byte < KEYBOARD_LEDS_SET) {
        ps2.scans = true;
        if (command == KEYBOARD_SET_CHOOSE)
            return keyboard_set_command(byte);
        *(command == KEYBOARD_LEDS_SET ? &ps2.leds : &ps2.repeat) = byte;
    } else if (byte == KEYBOARD_SCAN) {
        ps2.scans = true;
    } else {
        assert_true(byte == KEYBOARD_LEDS_SET || byte == KEYBOARD_SET_CHOOSE ||
                    byte == KEYBOARD_REPEAT_SET);
        ps2.pending = byte;
        ps2.scans = false; /* until the second byte */
    }
    keyboard_answer(KEYBOARD_ACK);
}

static void controller_answer(uint8_t byte, bool is_mute)
{
    if (ps2.slips > 0 || (ps2.is_busy && !ps2.first_is_off)) {
        ps2.slips -= ps2.slips > 0;
        ps2_offer((uint8_t)ps2.writes, false);
    }
    if (ps2.is_busy && !ps2.second_is_off)
        ps2_offer((uint8_t)ps2.writes, true);
    if (!ps2.mute && !is_mute)
        ps2_offer(byte, false);
}

static void controller_command(uint8_t byte)
{
    ps2.command = byte;
    switch (byte) {
    case I8042_CONFIG_READ:
        if (ps2.config_wavers)
            ps2.config ^= 0x80;
        controller_answer(ps2.config, false);
        break;
    case I8042_SELF_TEST:
        if (ps2.self_test_resets)
            ps2.config = I8042_CONFIG_FIRST_DISABLE;
        controller_answer(ps2.self_test, ps2.self_test_mute);
        break;
    case I8042_FIRST_TEST:
        controller_answer(ps2.port_test, ps2.port_test_mute);
        break;
    case I8042_FIRST_DISABLE:
    case I8042_FIRST_ENABLE:
        ps2.first_is_off = byte == I8042_FIRST_DISABLE;
        break;
    case I8042_SECOND_DISABLE:
        ps2.second_is_off = true;
        break;
    default:
        assert_int_equal(byte, I8042_CONFIG_WRITE);
    }
}

static bool output_is_full(void)
{
    return ps2.waiting_first < ps2.waiting_end && ps2.waiting[ps2.waiting_first].ready_at <= now_ns;
}

uint8_t fake_read8(uint16_t port)
{
    const bool is_second = output_is_full() && ps2.waiting[ps2.waiting_first].is_second;

    assert_true(port == I8042_STATUS || port == I8042_DATA);
    if (ps2.absent)
        return 0xff;
    if (port == I8042_STATUS)
        return (uint8_t)((output_is_full() || ps2.output_stuck ? I8042_STATUS_OUTPUT_FULL : 0) |
                         (ps2.input_stuck || now_ns < ps2.taken_at ? I8042_STATUS_INPUT_FULL : 0) |
                         (is_second ? I8042_STATUS_SECOND : 0) | 0x14);
    if (!output_is_full())
        return ps2.stuck_byte;
    if (ps2.waiting[ps2.waiting_first + 1].ready_at < now_ns + ps2.refill_ns)
        ps2.waiting[ps2.waiting_first + 1].ready_at = now_ns + ps2.refill_ns;
    return ps2.waiting[ps2.waiting_first++].byte;
}

void fake_write8(uint16_t port, uint8_t value)
{
    assert_true(port == I8042_COMMAND || port == I8042_DATA);
    assert_true(!ps2.input_stuck && now_ns >= ps2.taken_at); /* it would be lost */
    ps2.writes++;
    ps2.taken_at = now_ns + ps2.delay_ns;
    if (port == I8042_COMMAND) {
        controller_command(value);
    } else if (ps2.command == I8042_CONFIG_WRITE) {
        ps2.command = 0;
        ps2.config = value;
        if (!ps2.commands_only) {
            ps2.first_is_off = value & I8042_CONFIG_FIRST_DISABLE;
            ps2.second_is_off = value & I8042_CONFIG_SECOND_DISABLE;
        }
    } else {
        keyboard_receive(value);
    }
}

/* A sound machine as firmware leaves it. */
static void ps2_fresh(void)
{
    memset(&ps2, 0, sizeof(ps2));
    ps2.config = I8042_CONFIG_FIRST_IRQ | I8042_CONFIG_SYSTEM | I8042_CONFIG_TRANSLATE;
    ps2.self_test = I8042_SELF_TEST_PASSED;
    ps2.port_test = I8042_FIRST_TEST_PASSED;
    ps2.scans = true;
    ps2.set = 2;
    memset(&firmware, 0, sizeof(firmware));
    clock_stands = false;
    now_ns = 0;
    said[0] = '\0';
    log_init();
    log_set_threshold(LOG_DEBUG);
    log_add_sink(said_sink, NULL, false);
}
