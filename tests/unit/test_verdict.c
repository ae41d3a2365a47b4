/* SPDX-License-Identifier: MIT */
/*
 * test_verdict.c — which word wins, what the sentence says, and which exit status goes with it.
 */
#include "bootwatch/verdict.h"

#include "boot_log.h"
#include "exact.h"

static struct boot_log boot;
static struct ktap ktap;

static int setup(void **state)
{
    (void)state;
    boot_log_init(&boot);
    memset(&ktap, 0, sizeof(ktap));
    return 0;
}

static struct verdict judge(uint64_t documents, enum verdict_ending ending)
{
    boot_log_read(&boot, &ktap);
    return verdict_of(&ktap, documents, ending);
}

static void assert_verdict(enum verdict_ending ending, enum verdict_word word, const char *reason)
{
    struct verdict verdict = judge(1, ending);

    assert_int_equal(verdict.word, word);
    assert_string_equal(verdict.reason, reason);
}

static void assert_sentence(const struct verdict *verdict, int64_t ms, const char *expected)
{
    char text[4096] = "";
    FILE *to = fmemopen(text, sizeof(text), "w");

    assert_non_null(to);
    verdict_print(to, verdict, &ktap, ms);
    fclose(to);
    assert_string_equal(text, expected);
}

/* A document with one passed test and, where given, one more result. */
static void document_say(const char *result, const char *end)
{
    boot_log_begin(&boot, result == NULL ? 1 : 2);
    boot_log_line(&boot, "ok 1 a");
    if (result != NULL)
        boot_log_line(&boot, result);
    boot_log_end(&boot, end);
}

static void test_exit_codes_are_those_of_the_design(void **state)
{
    (void)state;
    assert_int_equal(verdict_exit_code(VERDICT_PASS), 0);
    assert_int_equal(verdict_exit_code(VERDICT_FAIL), 1);
    assert_int_equal(verdict_exit_code(VERDICT_REFUSE), 1);
    assert_int_equal(verdict_exit_code(VERDICT_PANIC), 3);
    assert_int_equal(verdict_exit_code(VERDICT_RESTART), 3);
    assert_int_equal(verdict_exit_code(VERDICT_INCOMPLETE), 4);
    assert_int_equal(verdict_exit_code(VERDICT_ERROR), 5);
    assert_int_equal(verdict_exit_code(VERDICT_IO), 74);
}

static void test_pass_fail_error(void **state)
{
    (void)state;
    document_say(NULL, "# end verdict=pass");
    assert_verdict(ENDING_CONCLUDED, VERDICT_PASS, "");
    boot_log_init(&boot);
    document_say("not ok 2 b", "# end verdict=fail");
    assert_verdict(ENDING_CONCLUDED, VERDICT_FAIL, "");
    boot_log_init(&boot);
    document_say("not ok 2 b # ERROR", "# end verdict=error");
    assert_verdict(ENDING_CONCLUDED, VERDICT_ERROR, "");
    boot_log_init(&boot);
    boot_log_begin(&boot, 0);
    boot_log_end(&boot, "# end verdict=error");
    assert_verdict(ENDING_CONCLUDED, VERDICT_ERROR, "no test ran");
}

static void test_the_worst_document_counts(void **state)
{
    (void)state;
    document_say(NULL, "# end verdict=pass");
    document_say("not ok 2 b # ERROR", "# end verdict=error");
    assert_int_equal(judge(2, ENDING_CONCLUDED).word, VERDICT_ERROR);
    document_say("not ok 2 b", "# end verdict=fail");
    document_say(NULL, "# end verdict=pass");
    assert_int_equal(judge(4, ENDING_CONCLUDED).word, VERDICT_FAIL);
    document_say(NULL, "# end verdict=fail");
    assert_int_equal(judge(5, ENDING_CONCLUDED).word, VERDICT_INCOMPLETE);
}

static void test_a_document_that_is_missing_makes_it_incomplete(void **state)
{
    (void)state;
    assert_verdict(ENDING_TIMEOUT, VERDICT_INCOMPLETE,
                   "the time-out came before the kernel said anything");
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    assert_verdict(ENDING_SILENCE, VERDICT_INCOMPLETE,
                   "the line fell silent before any test began; was diag asked for?");
    boot_log_begin(&boot, 1);
    assert_verdict(ENDING_INTERRUPT, VERDICT_INCOMPLETE,
                   "interrupted before test 1 of 1 had its result");
    assert_verdict(ENDING_LEFT, VERDICT_INCOMPLETE,
                   "the machine left before test 1 of 1 had its result");
    boot_log_line(&boot, "ok 1 a");
    boot_log_end(&boot, "# end verdict=pass");
    assert_verdict(ENDING_SOURCE, VERDICT_PASS, "");
    assert_string_equal(judge(3, ENDING_SOURCE).reason,
                        "the log ended before document 2 had its first line");
}

static void test_an_open_document_after_the_last_wanted_is_incomplete(void **state)
{
    (void)state;
    document_say(NULL, "# end verdict=pass");
    boot_log_begin(&boot, 1);
    assert_verdict(ENDING_SOURCE, VERDICT_INCOMPLETE,
                   "the log ended before document 2 had its end line");
}

static void test_faults_are_put_into_words(void **state)
{
    static const struct {
        const char *lines[4];
        const char *end;
        const char *reason;
    } cases[] = {
        { { "1..2", "ok 1 a" }, "# end verdict=pass", "planned 2 tests and has 1 results" },
        { { "ok 1 a" }, "# end verdict=pass", "has no plan" },
        { { "1..1", "1..2", "ok 1 a" },
          "# end verdict=pass",
          "is damaged: it has two plans, 1..1 and 1..2" },
        { { "1..1", "ok 2 a" }, "# end verdict=pass", "is damaged: result 2 came where 1 was due" },
        { { "1..1", "ok a" },
          "# end verdict=pass",
          "is damaged: a plan, result or end line cannot be read" },
        { { "1..1", "ok 1 a" },
          "# end verdict=pass passed=3",
          "is damaged: its end line counts 3 where 1 were seen" },
        { { "1..1", "ok 1 a" },
          "# end verdict=fail",
          "is damaged: its end line says 'fail', its results do not" },
    };
    char reason[128];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        boot_log_init(&boot);
        boot_log_line(&boot, "KTAP version 1");
        for (size_t line = 0; line < 4 && cases[i].lines[line] != NULL; line++)
            boot_log_line(&boot, cases[i].lines[line]);
        boot_log_end(&boot, cases[i].end);
        snprintf(reason, sizeof(reason), "document 1 %s", cases[i].reason);
        assert_verdict(ENDING_CONCLUDED, VERDICT_INCOMPLETE, reason);
    }
}

static void test_a_wrong_checksum_is_shown_with_the_right_one(void **state)
{
    struct verdict verdict;

    (void)state;
    boot_log_begin(&boot, 1);
    boot_log_line(&boot, "ok 1 a");
    boot_log_say(&boot, "# end verdict=pass crc32=00000abc");
    verdict = judge(1, ENDING_CONCLUDED);
    assert_int_equal(verdict.word, VERDICT_INCOMPLETE);
    assert_non_null(strstr(verdict.reason, "says crc32=00000abc, its lines give "));
}

static void test_a_fault_outweighs_a_failed_test(void **state)
{
    (void)state;
    boot_log_begin(&boot, 3);
    boot_log_line(&boot, "not ok 1 a");
    boot_log_end(&boot, "# end verdict=fail");
    assert_verdict(ENDING_CONCLUDED, VERDICT_INCOMPLETE,
                   "document 1 planned 3 tests and has 1 results");
}

static void test_a_refusal_outweighs_what_is_missing(void **state)
{
    (void)state;
    boot_log_say(&boot, "# refuse reason=\"no long mode\"");
    assert_verdict(ENDING_CONCLUDED, VERDICT_REFUSE, "no long mode");
    boot_log_init(&boot);
    boot_log_say(&boot, "# refuse because");
    assert_verdict(ENDING_IO, VERDICT_REFUSE, "refuse because");
}

static void test_a_restart_outweighs_a_refusal(void **state)
{
    (void)state;
    document_say(NULL, "# end verdict=pass");
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    assert_verdict(ENDING_CONCLUDED, VERDICT_RESTART, "the machine started again unasked");
    boot_log_init(&boot);
    document_say(NULL, "# end verdict=pass");
    boot_log_say(&boot, "# leave how=poweroff");
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    assert_verdict(ENDING_CONCLUDED, VERDICT_RESTART,
                   "the machine started again after it had left by how=poweroff");
    boot_log_init(&boot);
    boot_log_begin(&boot, 1);
    boot_log_begin(&boot, 1);
    assert_verdict(ENDING_CONCLUDED, VERDICT_RESTART,
                   "a document began inside another: the machine started again unasked");
}

static void test_a_panic_outweighs_everything(void **state)
{
    (void)state;
    document_say("not ok 2 b", "# end verdict=fail");
    boot_log_say(&boot, "# panic what=\"page fault\" rip=0");
    boot_log_say(&boot, "# refuse reason=x");
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    assert_verdict(ENDING_IO, VERDICT_PANIC, "page fault");
    boot_log_init(&boot);
    boot_log_say(&boot, "# panic rip=0");
    assert_verdict(ENDING_CONCLUDED, VERDICT_PANIC, "panic rip=0");
}

static void test_a_failed_file_is_no_pass(void **state)
{
    (void)state;
    document_say(NULL, "# end verdict=pass");
    assert_verdict(ENDING_IO, VERDICT_IO, "input or output failed");
}

static void test_the_sentence_counts_and_names(void **state)
{
    struct verdict verdict;

    (void)state;
    boot_log_begin(&boot, 4);
    boot_log_line(&boot, "ok 1 a");
    boot_log_line(&boot, "not ok 2 mem.walk1");
    boot_log_line(&boot, "not ok 3 c # ERROR");
    boot_log_line(&boot, "ok 4 d # SKIP");
    boot_log_end(&boot, "# end verdict=fail");
    verdict = judge(1, ENDING_CONCLUDED);
    assert_sentence(&verdict, 3249,
                    "fail: 1 passed, 1 failed, 1 skipped, 1 in error in 3.2 s; failed: "
                    "mem.walk1, c (error)");
}

static void test_the_sentence_begins_with_the_reason(void **state)
{
    struct verdict verdict;

    (void)state;
    boot_log_begin(&boot, 1);
    boot_log_line(&boot, "ok 1 a");
    verdict = judge(1, ENDING_TIMEOUT);
    assert_sentence(&verdict, 60000,
                    "incomplete: the time-out came before the document had its end line; "
                    "1 passed, 0 failed, 0 skipped in 60.0 s");
    boot_log_init(&boot);
    boot_log_say(&boot, "# refuse reason=\"no long mode\"");
    verdict = judge(1, ENDING_CONCLUDED);
    assert_sentence(&verdict, 99, "refuse: no long mode; after 0.0 s");
}

static void test_names_beyond_those_kept_are_counted(void **state)
{
    static char text[16384];
    struct verdict verdict;
    char line[64];
    FILE *to;

    (void)state;
    boot_log_begin(&boot, KTAP_NAMES_MAX + 3);
    for (unsigned i = 1; i <= KTAP_NAMES_MAX + 3; i++) {
        snprintf(line, sizeof(line), "not ok %u t", i);
        boot_log_line(&boot, line);
    }
    boot_log_end(&boot, "# end verdict=fail");
    verdict = judge(1, ENDING_CONCLUDED);
    to = fmemopen(text, sizeof(text), "w");
    verdict_print(to, &verdict, &ktap, 0);
    fclose(to);
    assert_non_null(strstr(text, ", t and 3 more"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_exit_codes_are_those_of_the_design, setup),
        cmocka_unit_test_setup(test_pass_fail_error, setup),
        cmocka_unit_test_setup(test_the_worst_document_counts, setup),
        cmocka_unit_test_setup(test_a_document_that_is_missing_makes_it_incomplete, setup),
        cmocka_unit_test_setup(test_an_open_document_after_the_last_wanted_is_incomplete, setup),
        cmocka_unit_test_setup(test_faults_are_put_into_words, setup),
        cmocka_unit_test_setup(test_a_wrong_checksum_is_shown_with_the_right_one, setup),
        cmocka_unit_test_setup(test_a_fault_outweighs_a_failed_test, setup),
        cmocka_unit_test_setup(test_a_refusal_outweighs_what_is_missing, setup),
        cmocka_unit_test_setup(test_a_restart_outweighs_a_refusal, setup),
        cmocka_unit_test_setup(test_a_panic_outweighs_everything, setup),
        cmocka_unit_test_setup(test_a_failed_file_is_no_pass, setup),
        cmocka_unit_test_setup(test_the_sentence_counts_and_names, setup),
        cmocka_unit_test_setup(test_the_sentence_begins_with_the_reason, setup),
        cmocka_unit_test_setup(test_names_beyond_those_kept_are_counted, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
