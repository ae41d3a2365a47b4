/* SPDX-License-Identifier: MIT */
/*
 * test_expect.c — expectations, and what meets them.
 */
#include "bootwatch/expect.h"

#include "exact.h"

static struct ktap ktap;

static bool is_met(const char *text, enum verdict_word word)
{
    struct verdict verdict = { .word = word };
    struct expect expect;
    char why[128] = "";
    bool met;

    if (!expect_parse(&expect, text, why, sizeof(why)))
        fail_msg("%s: %s", text, why);
    met = expect_is_met(&expect, &verdict, &ktap);
    expect_free(&expect);
    return met;
}

static void assert_refused(const char *text)
{
    struct expect expect;
    char why[128] = "";

    assert_false(expect_parse(&expect, text, why, sizeof(why)));
    assert_true(strlen(why) > 10);
}

static void test_a_word_is_met_by_its_verdict_only(void **state)
{
    static const struct {
        const char *text;
        enum verdict_word word;
    } words[] = {
        { "pass", VERDICT_PASS },
        { "fail", VERDICT_FAIL },
        { "error", VERDICT_ERROR },
        { "refuse", VERDICT_REFUSE },
        { "panic", VERDICT_PANIC },
        { "restart", VERDICT_RESTART },
        { "incomplete", VERDICT_INCOMPLETE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        for (enum verdict_word word = VERDICT_PASS; word <= VERDICT_IO; word++)
            assert_int_equal(is_met(words[i].text, word), word == words[i].word);
    }
}

static void test_a_pattern_is_searched_in_what_was_said(void **state)
{
    (void)state;
    ktap = (struct ktap){ .panic = { .seen = true,
                                     .what = "invalid opcode",
                                     .line = "panic what=\"invalid opcode\" rip=0x12" },
                          .refusal = { .seen = true,
                                       .what = "no long mode",
                                       .line = "refuse reason=\"no long mode\"" } };
    assert_true(is_met("panic:invalid opcode", VERDICT_PANIC));
    assert_true(is_met("panic:^invalid (opcode|tss)$", VERDICT_PANIC));
    assert_true(is_met("panic:rip=0x[0-9]+$", VERDICT_PANIC));
    assert_false(is_met("panic:no long mode", VERDICT_PANIC));
    assert_false(is_met("panic:invalid opcode", VERDICT_FAIL));
    assert_true(is_met("refuse:long mode", VERDICT_REFUSE));
    assert_false(is_met("refuse:invalid opcode", VERDICT_REFUSE));
    assert_true(is_met("refuse:", VERDICT_REFUSE));
}

static void test_what_is_no_expectation_is_refused(void **state)
{
    (void)state;
    assert_refused("");
    assert_refused("passed");
    assert_refused("pas");
    assert_refused("io");
    assert_refused(":pass");
    assert_refused("pass:x");
    assert_refused("panic:(");
    assert_refused("refuse:[z-a]");
}

static void test_the_exit_status_says_whether_it_was_met(void **state)
{
    static const struct verdict fail = { .word = VERDICT_FAIL };
    static const struct verdict incomplete = { .word = VERDICT_INCOMPLETE };
    static const struct verdict io = { .word = VERDICT_IO };

    (void)state;
    assert_int_equal(expect_exit_code(true, &fail, ENDING_CONCLUDED), 0);
    assert_int_equal(expect_exit_code(false, &fail, ENDING_CONCLUDED), 1);
    assert_int_equal(expect_exit_code(true, &incomplete, ENDING_TIMEOUT), 0);
    assert_int_equal(expect_exit_code(true, &incomplete, ENDING_INTERRUPT), 4);
    assert_int_equal(expect_exit_code(true, &fail, ENDING_INTERRUPT), 0);
    assert_int_equal(expect_exit_code(false, &io, ENDING_IO), 74);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_word_is_met_by_its_verdict_only),
        cmocka_unit_test(test_a_pattern_is_searched_in_what_was_said),
        cmocka_unit_test(test_what_is_no_expectation_is_refused),
        cmocka_unit_test(test_the_exit_status_says_whether_it_was_met),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
