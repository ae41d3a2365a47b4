/* SPDX-License-Identifier: MIT */
/*
 * test_execute.c — which commands of a line run, with a table and an output of its own, since the
 * real ones need a machine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "shell/execute.c"

static char ran[200], complaint[200];
static bool is_interrupted, typed;

static int note(unsigned count, const char *const words[])
{
    for (unsigned i = 0; i < count; i++) {
        strcat(ran, words[i]);
        strcat(ran, i + 1 < count ? " " : ";");
    }
    if (strcmp(words[0], "fail") == 0)
        return SHELL_FAILED;
    if (strcmp(words[0], "usage") == 0 || strcmp(words[0], "usage2") == 0)
        return SHELL_USAGE;
    is_interrupted = is_interrupted || strcmp(words[0], "stop") == 0;
    return SHELL_WELL;
}

static const struct shell_command table[] = {
    { .name = "well", .usage = "", .summary = "-", .run = note },
    { .name = "fail", .usage = "", .summary = "-", .run = note },
    { .name = "stop", .usage = "", .summary = "-", .run = note },
    { .name = "usage", .usage = "WORD", .summary = "-", .run = note },
    { .name = "usage2", .like = "usage", .run = note },
};

const struct shell_command *shell_command(unsigned index)
{
    return index < sizeof(table) / sizeof(table[0]) ? &table[index] : NULL;
}

const struct shell_command *shell_command_find(const char *name, size_t size)
{
    for (unsigned i = 0; shell_command(i) != NULL; i++)
        if (strlen(table[i].name) == size && memcmp(table[i].name, name, size) == 0)
            return &table[i];
    return NULL;
}

void output_begin(bool is_typed)
{
    typed = is_typed;
}

void console_flush(void)
{
}

void output_go_on(void)
{
}

bool output_is_interrupted(void)
{
    return is_interrupted;
}

void output_complain(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(complaint, sizeof(complaint), format, args);
    va_end(args);
}

static int run(const char *line)
{
    ran[0] = complaint[0] = '\0';
    is_interrupted = false;
    return shell_execute(line);
}

static void one_after_the_other(void **state)
{
    (void)state;
    assert_int_equal(run(""), SHELL_WELL);
    assert_string_equal(ran, "");
    assert_int_equal(run("well 'a b'; fail; well"), SHELL_WELL);
    assert_string_equal(ran, "well a b;fail;well;");
    assert_false(typed);
    assert_int_equal(run("well; fail"), SHELL_FAILED);
    execute_line("well", true);
    assert_true(typed);
}

static void and_stops_at_the_first_that_fails(void **state)
{
    (void)state;
    assert_int_equal(run("well && well && fail && well && well"), SHELL_FAILED);
    assert_string_equal(ran, "well;well;fail;");
    assert_int_equal(run("fail && well; well"), SHELL_WELL);
    assert_string_equal(ran, "fail;well;");
    assert_int_equal(run("fail; well && well"), SHELL_WELL);
    assert_string_equal(ran, "fail;well;well;");
}

static void unknown_commands(void **state)
{
    (void)state;
    assert_int_equal(run("wel; well"), SHELL_WELL);
    assert_string_equal(ran, "well;");
    assert_string_equal(complaint, "unknown command \"wel\"; did you mean well?");
    assert_int_equal(run("xyzzy && well"), SHELL_UNKNOWN);
    assert_string_equal(ran, "");
    assert_string_equal(complaint, "unknown command \"xyzzy\"; help lists those there are");
}

static void wrong_lines_run_nothing(void **state)
{
    (void)state;
    assert_int_equal(run("well; well 'x"), SHELL_USAGE);
    assert_string_equal(ran, "");
    assert_string_equal(complaint, "cannot read this line: a ' is never closed");
}

static void wrong_calls_are_told_the_usage(void **state)
{
    (void)state;
    assert_int_equal(run("usage"), SHELL_USAGE);
    assert_string_equal(complaint, "usage: usage WORD");
    assert_int_equal(run("usage2"), SHELL_USAGE);
    assert_string_equal(complaint, "usage: usage2 WORD");
}

static void an_interrupt_ends_the_line(void **state)
{
    (void)state;
    assert_int_equal(run("stop; well"), SHELL_STOPPED);
    assert_string_equal(ran, "stop;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_after_the_other),
        cmocka_unit_test(and_stops_at_the_first_that_fails),
        cmocka_unit_test(unknown_commands),
        cmocka_unit_test(wrong_lines_run_nothing),
        cmocka_unit_test(wrong_calls_are_told_the_usage),
        cmocka_unit_test(an_interrupt_ends_the_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
