/* SPDX-License-Identifier: MIT */
/*
 * test_screen_log.c — log lines on the screen: their colours, and that neither they nor interrupts nor
 * a panic disturb what is being written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cpu/registers.h"
#include "lib/terminal.h"

/* The terminal only changes with interrupts off, and not for long. */
static void watched_write(struct terminal *terminal, const char *text, size_t size)
{
    assert_int_equal(fake_interrupt_flags, 0);
    assert_true(size <= 32);
    terminal_write(terminal, text, size);
}

#define terminal_write watched_write
#include "screen_fixture.h"
#undef terminal_write

static void log_lines_are_coloured(void **state)
{
    (void)state;
    log_line("[    1.5] boot: x\n");
    log_line("ok 1 cpu.nx\n");
    log_line("not ok 2 uart.com1 # port\n");
    screen_flush();
    assert_row(0, "[    1.5] boot: x");
    assert_int_equal(color_at(0, 0), COLOR_DARK_GREY);
    assert_int_equal(color_at(0, 10), COLOR_LIGHT_GREY);
    assert_int_equal(color_at(1, 0), COLOR_LIGHT_GREEN);
    assert_int_equal(color_at(1, 5), COLOR_LIGHT_GREY);
    assert_int_equal(color_at(2, 0), COLOR_LIGHT_RED);
    assert_int_equal(color_at(2, 9), COLOR_LIGHT_GREY);
    log_line("# end verdict=pass passed=1\n");
    screen_flush();
    assert_int_equal(color_at(3, 0), COLOR_LIGHT_GREEN);
    say("\033[2J\033[H");
    log_line("# end verdict=fail passed=1\n");
    log_line("[    2.0] panic: x\n");
    log_line("[x] is no stamp but looks like one\n");
    log_line("[this bracket never closes soon] enough\n");
    screen_flush();
    assert_int_equal(color_at(0, 0), COLOR_LIGHT_RED);
    assert_int_equal(color_at(0, 17), COLOR_LIGHT_RED); /* the last letter of "fail" */
    assert_int_equal(color_at(0, 19), COLOR_LIGHT_GREY);
    assert_int_equal(color_at(1, 10), COLOR_LIGHT_RED);
    assert_int_equal(color_at(3, 0), COLOR_LIGHT_GREY);
}

/* Somebody has typed half a command, in a colour, and half a sequence is on its way. */
static void log_lines_disturb_nothing(void **state)
{
    (void)state;
    say("\033[32mnoos> ab\033[3");
    log_line("[    1.5] x\n");
    say("1mc");
    screen_flush();
    assert_row(0, "noos> ab");
    assert_row(1, "[    1.5] x");
    assert_row(2, "c");
    assert_int_equal(color_at(0, 0), COLOR_GREEN);
    assert_int_equal(color_at(1, 10), COLOR_LIGHT_GREY);
    assert_int_equal(color_at(2, 0), COLOR_RED);
    log_line("[    1.6] y\n");
    say("d");
    assert_row(4, "d");
    assert_int_equal(color_at(4, 0), COLOR_RED);
}

static void interrupts_must_be_on(void)
{
    assert_int_equal(fake_interrupt_flags, FAKE_INTERRUPTS_ON);
}

static void drawing_leaves_interrupts_on(void **state)
{
    (void)state;
    glass.while_drawing = interrupts_must_be_on;
    say("x");
    assert_null(glass.while_drawing);
    glass.while_drawing = interrupts_must_be_on;
    say("1\n2\n3\n4\n5\n6");
    screen_scroll_back(1);
    assert_null(glass.while_drawing);
}

static void interrupt_logs(void)
{
    log_line("[    2.0] from a handler\n");
}

/* The handler's line comes between two pieces, whole, and all others are whole too. */
static void handler_logs_between_pieces(void **state)
{
    (void)state;
    fake_interrupt = interrupt_logs;
    say("a line that is somewhat longer than 32\n");
    screen_flush();
    assert_row(0, "a line that is somewhat longer t");
    assert_row(1, "[    2.0] from a handler");
    assert_row(2, "han 32");
    assert_int_equal(fake_interrupt_flags, FAKE_INTERRUPTS_ON);
}

static void handler_logs_while_drawing(void **state)
{
    (void)state;
    glass.while_drawing = interrupt_logs;
    say("one\n");
    assert_row(0, "one");
    screen_flush();
    assert_row(1, "[    2.0] from a handler");
}

static void panic_strikes(void)
{
    log_line("[    3.0] panic: in a drawing\n");
    screen_flush();
    assert_row(1, "one");
    assert_row(2, "[    3.0] panic: in a drawing");
    log_line("[    3.0] and more\n");
    assert_row(3, "[    3.0] and more");
}

/* Whoever was drawing never comes back; the row under way must not stay half drawn. */
static void panic_while_drawing_shows_everything(void **state)
{
    (void)state;
    say("zero\n");
    glass.while_drawing = panic_strikes;
    say("one\n");
    assert_null(glass.while_drawing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(log_lines_are_coloured, with_vga),
        cmocka_unit_test_setup(log_lines_disturb_nothing, with_vga),
        cmocka_unit_test_setup(drawing_leaves_interrupts_on, with_vga),
        cmocka_unit_test_setup(handler_logs_between_pieces, with_vga),
        cmocka_unit_test_setup(handler_logs_while_drawing, with_vga),
        cmocka_unit_test_setup(panic_while_drawing_shows_everything, with_vga),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
