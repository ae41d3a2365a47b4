/* SPDX-License-Identifier: MIT */
/*
 * test_verdict_json.c — the report is read back with another program's JSON reader.
 */
#include "bootwatch/verdict_json.h"

#include "boot_log.h"
#include "exact.h"

#include <jansson.h>

static struct boot_log boot;
static struct ktap ktap;

/* Reports the log in `boot` and reads the report back. */
static json_t *report_read(const char *source, const struct expect *expect, bool met)
{
    static char text[65536];
    struct verdict verdict;
    struct verdict_report report = { .verdict = &verdict,
                                     .ktap = &ktap,
                                     .source = source,
                                     .exit_code = EXIT_INCOMPLETE,
                                     .documents = 2,
                                     .ms = 61005,
                                     .expect = expect,
                                     .expect_met = met };
    FILE *to = fmemopen(text, sizeof(text), "w");
    json_error_t error;
    json_t *object;

    boot_log_read(&boot, &ktap);
    verdict = verdict_of(&ktap, 2, ENDING_TIMEOUT);
    verdict_json_print(to, &report);
    assert_int_equal(fclose(to), 0);
    for (const char *c = text; *c != '\0'; c++)
        assert_true(*c == '\n' || (*c >= 0x20 && *c <= 0x7e));
    object = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (object == NULL)
        fail_msg("line %d: %s\n%s", error.line, error.text, text);
    return object;
}

static void assert_text(const json_t *object, const char *key, const char *expected)
{
    const json_t *member = json_object_get(object, key);

    assert_non_null(member);
    if (expected == NULL)
        assert_true(json_is_null(member));
    else
        assert_string_equal(json_string_value(member), expected);
}

static void assert_number(const json_t *object, const char *key, json_int_t expected)
{
    assert_true(json_is_integer(json_object_get(object, key)));
    assert_int_equal(json_integer_value(json_object_get(object, key)), expected);
}

static void test_every_member_is_there(void **state)
{
    json_t *object;
    json_t *names;
    json_t *end;

    (void)state;
    boot_log_init(&boot);
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    boot_log_begin(&boot, 4);
    boot_log_line(&boot, "ok 1 a");
    boot_log_line(&boot, "not ok 2 b");
    boot_log_line(&boot, "ok 3 c # SKIP");
    boot_log_line(&boot, "not ok 4 d # ERROR");
    boot_log_end(&boot, "# end verdict=fail seconds=9");
    boot_log_say(&boot, "# leave how=poweroff");
    object = report_read("tcp:lab:2001", NULL, false);
    assert_text(object, "verdict", "incomplete");
    assert_text(object, "reason", "the time-out came before document 2 had its first line");
    assert_text(object, "source", "tcp:lab:2001");
    assert_text(object, "panic", NULL);
    assert_text(object, "refuse", NULL);
    assert_text(object, "leave", "poweroff");
    assert_number(object, "documents", 1);
    assert_number(object, "documents_wanted", 2);
    assert_number(object, "planned", 4);
    assert_number(object, "passed", 1);
    assert_number(object, "failed", 1);
    assert_number(object, "skipped", 1);
    assert_number(object, "errors", 1);
    assert_number(object, "exit", 4);
    assert_true(json_is_true(json_object_get(object, "entered")));
    assert_true(json_real_value(json_object_get(object, "seconds")) == 61.005);
    assert_null(json_object_get(object, "expected"));
    names = json_object_get(object, "failed_tests");
    assert_int_equal(json_array_size(names), 2);
    assert_string_equal(json_string_value(json_array_get(names, 1)), "d");
    end = json_object_get(object, "end");
    assert_text(end, "verdict", "fail");
    assert_number(end, "seconds", 9);
    assert_int_equal(strlen(json_string_value(json_object_get(end, "crc32"))), 8);
    json_decref(object);
}

static void test_an_empty_log_is_reported_too(void **state)
{
    json_t *object;

    (void)state;
    boot_log_init(&boot);
    object = report_read("-", NULL, false);
    assert_text(object, "end", NULL);
    assert_text(object, "leave", NULL);
    assert_true(json_is_false(json_object_get(object, "entered")));
    assert_int_equal(json_array_size(json_object_get(object, "failed_tests")), 0);
    json_decref(object);
}

static void test_an_expectation_is_reported(void **state)
{
    struct expect expect;
    char why[64];
    json_t *object;

    (void)state;
    boot_log_init(&boot);
    assert_true(expect_parse(&expect, "panic:\"x\"", why, sizeof(why)));
    object = report_read("-", &expect, true);
    assert_text(object, "expected", "panic:\"x\"");
    assert_true(json_is_true(json_object_get(object, "expected_met")));
    json_decref(object);
    expect_free(&expect);
}

static void test_hostile_bytes_stay_inside_their_string(void **state)
{
    json_t *object;

    (void)state;
    boot_log_init(&boot);
    boot_log_begin(&boot, 1);
    boot_log_line(&boot, "not ok 1 a\"b\\c\t\xff\xc3\xa9");
    boot_log_say(&boot, "# panic what=\"\x80\", \"verdict\": \"pass\"");
    object = report_read("/tmp/\x01\"\n", NULL, false);
    assert_text(object, "verdict", "panic");
    assert_text(object, "source", "/tmp/\x01\"\n");
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(object, "failed_tests"), 0)),
        "a\"b\\c\t\xc3\xbf\xc3\x83\xc2\xa9");
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_member_is_there),
        cmocka_unit_test(test_an_empty_log_is_reported_too),
        cmocka_unit_test(test_an_expectation_is_reported),
        cmocka_unit_test(test_hostile_bytes_stay_inside_their_string),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
