/* SPDX-License-Identifier: MIT */
/*
 * test_document.c — one document, whole and broken, and what is believed of it.
 */
#include "bootwatch/document.h"

#include "boot_log.h"
#include "exact.h"

static struct boot_log boot;
static struct ktap ktap;

static int setup(void **state)
{
    (void)state;
    boot_log_init(&boot);
    return 0;
}

static void log_read(void)
{
    boot_log_read(&boot, &ktap);
}

/* A document of the given result lines, with `end` as its end line; ends and reads the log. */
static void document_read(unsigned plan, const char *const *lines, const char *end)
{
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    boot_log_begin(&boot, plan);
    for (; *lines != NULL; lines++)
        boot_log_line(&boot, *lines);
    boot_log_end(&boot, end);
    log_read();
}

#define LINES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void assert_counts(uint64_t passed, uint64_t failed, uint64_t skipped, uint64_t errors)
{
    struct document_counts counts = ktap_counts(&ktap);

    assert_int_equal(counts.passed, passed);
    assert_int_equal(counts.failed, failed);
    assert_int_equal(counts.skipped, skipped);
    assert_int_equal(counts.errors, errors);
}

/* Exactly one document, closed, with this outcome and fault. */
static void assert_document(enum document_outcome outcome, enum document_fault fault)
{
    assert_int_equal(ktap.documents_begun, 1);
    assert_int_equal(ktap.documents_ended, 1);
    assert_false(ktap.document.open);
    assert_int_equal(ktap.document.fault, fault);
    assert_int_equal(ktap.worst, outcome);
    assert_int_equal(ktap.faulty, fault == DOCUMENT_SOUND ? 0 : 1);
}

static void test_a_sound_document_passes(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    log_read();
    assert_document(DOCUMENT_PASS, DOCUMENT_SOUND);
    assert_counts(1, 0, 1, 0);
    assert_true(ktap.entered);
    assert_int_equal(ktap_planned(&ktap), 2);
    assert_int_equal(ktap.names_seen, 0);
    assert_string_equal(ktap.document.end.verdict, "pass");
    assert_int_equal(ktap.document.end.seconds, 2);
    assert_true(ktap.document.end.has_crc);
}

/* The checksum here was made by another program (zlib's crc32). */
static void test_the_checksum_is_that_of_zlib(void **state)
{
    static const char text[] = "KTAP version 1\r\n"
                               "# machine=\"a b\" firmware=uefi\r\n"
                               "1..2\r\n"
                               "[    1.000000] not a part of it\r\n"
                               "ok 1 a\r\n"
                               "\r\n"
                               "foreign text\r\n"
                               "not ok 2 b # errors=1\r\n"
                               "# end verdict=fail passed=1 failed=1 crc32=2043c56f\r\n";

    (void)state;
    assert_int_equal(ktap_crc_add(0, "123456789", 9), 0xcbf43926);
    memcpy(boot.text, text, sizeof(text));
    boot.length = sizeof(text) - 1;
    log_read();
    assert_document(DOCUMENT_FAIL, DOCUMENT_SOUND);
    assert_int_equal(ktap.document.end.crc, 0x2043c56f);
}

static void test_results_are_told_apart(void **state)
{
    (void)state;
    document_read(9,
                  LINES("ok 1 plain", "ok 2 - dashed", "ok 3", "not ok 4 - bad # errors=1",
                        "ok 5 s # SKIP why", "not ok 6 s # skip", "not ok 7 e # ERROR no room",
                        "ok 8 e # error: late", "ok 9 d # skipped=3"),
                  "# end verdict=fail passed=4 failed=1 skipped=2 errors=2");
    assert_document(DOCUMENT_FAIL, DOCUMENT_SOUND);
    assert_counts(4, 1, 2, 2);
    assert_int_equal(ktap.names_seen, 3);
    assert_string_equal(ktap.names[0].text, "bad");
    assert_false(ktap.names[0].is_error);
    assert_string_equal(ktap.names[1].text, "e");
    assert_true(ktap.names[1].is_error);
}

static void test_a_test_without_a_name_is_named_by_its_number(void **state)
{
    (void)state;
    document_read(2, LINES("not ok 1", "not ok 2 # errors=1"), "# end verdict=fail failed=2");
    assert_int_equal(ktap.names_seen, 2);
    assert_string_equal(ktap.names[0].text, "test 1");
    assert_string_equal(ktap.names[1].text, "test 2");
}

static void test_an_error_is_worse_than_a_pass_and_better_than_a_fail(void **state)
{
    (void)state;
    document_read(2, LINES("ok 1 a", "not ok 2 b # ERROR why"), "# end verdict=error");
    assert_document(DOCUMENT_ERROR, DOCUMENT_SOUND);
    boot_log_init(&boot);
    document_read(2, LINES("not ok 1 a", "not ok 2 b # ERROR why"), "# end verdict=fail");
    assert_document(DOCUMENT_FAIL, DOCUMENT_SOUND);
}

static void test_no_test_run_is_an_error(void **state)
{
    (void)state;
    document_read(1, LINES("ok 1 a # SKIP none"), "# end verdict=error skipped=1");
    assert_document(DOCUMENT_ERROR, DOCUMENT_SOUND);
    boot_log_init(&boot);
    document_read(0, LINES("# nothing"), "# end verdict=error");
    assert_document(DOCUMENT_ERROR, DOCUMENT_SOUND);
}

static void test_a_kernel_that_says_pass_after_a_failure_is_not_believed(void **state)
{
    (void)state;
    document_read(2, LINES("ok 1 a", "not ok 2 b"), "# end verdict=pass passed=2 failed=0");
    assert_document(DOCUMENT_FAIL, DOCUMENT_SOUND);
    boot_log_init(&boot);
    document_read(1, LINES("ok 1 a # SKIP none"), "# end verdict=pass");
    assert_document(DOCUMENT_ERROR, DOCUMENT_SOUND);
}

static void test_a_kernel_that_says_worse_than_was_seen_shows_a_loss(void **state)
{
    (void)state;
    document_read(1, LINES("ok 1 a"), "# end verdict=fail");
    assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_BAD_VERDICT);
    boot_log_init(&boot);
    document_read(1, LINES("ok 1 a"), "# end verdict=fine");
    assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_BAD_VERDICT);
    boot_log_init(&boot);
    document_read(1, LINES("ok 1 a"), "# end passed=1");
    assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_BAD_VERDICT);
}

static void test_each_count_of_the_end_line_is_compared(void **state)
{
    static const char *const ends[] = {
        "# end verdict=fail passed=2 failed=1 skipped=1 errors=1",
        "# end verdict=fail passed=1 failed=2 skipped=1 errors=1",
        "# end verdict=fail passed=1 failed=1 skipped=2 errors=1",
        "# end verdict=fail passed=1 failed=1 skipped=1 errors=2",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        boot_log_init(&boot);
        document_read(4, LINES("ok 1 a", "not ok 2 b", "ok 3 c # SKIP", "not ok 4 d # ERROR"),
                      ends[i]);
        assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_BAD_COUNTS);
        assert_int_equal(ktap.document.expected, 2);
        assert_int_equal(ktap.document.found, 1);
    }
}

static void test_a_plan_that_is_not_met_is_a_fault(void **state)
{
    (void)state;
    document_read(3, LINES("ok 1 a", "ok 2 b"), "# end verdict=pass");
    assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_PLAN_UNMET);
    assert_int_equal(ktap.document.expected, 3);
    assert_int_equal(ktap.document.found, 2);
    boot_log_init(&boot);
    document_read(1, LINES("ok 1 a", "ok 2 b"), "# end verdict=pass");
    assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_PLAN_UNMET);
}

static void test_a_missing_or_second_plan_is_a_fault(void **state)
{
    (void)state;
    boot_log_line(&boot, "KTAP version 1");
    boot_log_line(&boot, "ok 1 a");
    boot_log_end(&boot, "# end verdict=pass");
    log_read();
    assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_NO_PLAN);
    boot_log_init(&boot);
    document_read(1, LINES("ok 1 a", "1..1"), "# end verdict=pass");
    assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_TWO_PLANS);
}

static void test_the_plan_may_come_last(void **state)
{
    (void)state;
    boot_log_line(&boot, "KTAP version 1");
    boot_log_line(&boot, "ok 1 a");
    boot_log_line(&boot, "1..1");
    boot_log_end(&boot, "# end verdict=pass");
    log_read();
    assert_document(DOCUMENT_PASS, DOCUMENT_SOUND);
}

static void test_results_out_of_order_are_a_fault(void **state)
{
    (void)state;
    document_read(3, LINES("ok 1 a", "ok 3 c", "ok 3 c"), "# end verdict=pass");
    assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_OUT_OF_ORDER);
    assert_int_equal(ktap.document.expected, 2);
    assert_int_equal(ktap.document.found, 3);
}

static void test_lines_that_cannot_be_read_are_a_fault(void **state)
{
    static const char *const bad[] = { "ok ",
                                       "ok x",
                                       "ok 1x a",
                                       "not ok -1 a",
                                       "1..1x",
                                       "ok 99999999999999999999 a",
                                       "ok 1000000001 a",
                                       "1..9999999999" };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        boot_log_init(&boot);
        document_read(1, LINES(bad[i], "ok 1 a"), "# end verdict=pass");
        assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_BAD_LINE);
    }
}

static void test_damage_on_the_line_shows_in_the_checksum(void **state)
{
    char *word;

    (void)state;
    boot_log_pass(&boot);
    word = strstr(boot.text, "msr_same");
    assert_non_null(word);
    word[0] ^= 1;
    log_read();
    assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_BAD_CHECKSUM);
}

static void test_a_checksum_that_is_no_number_is_a_fault(void **state)
{
    static const char *const bad[] = { "",          "8d2f61c",  "8D2F61C0",
                                       "8d2f61c0x", "8d2f61cg", "0x8d2f61" };
    char end[64];

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        boot_log_init(&boot);
        boot_log_begin(&boot, 1);
        boot_log_line(&boot, "ok 1 a");
        snprintf(end, sizeof(end), "# end verdict=pass crc32=%s", bad[i]);
        boot_log_say(&boot, end);
        log_read();
        assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_BAD_CHECKSUM);
    }
}

static void end_read(const char *end)
{
    boot_log_init(&boot);
    boot_log_begin(&boot, 1);
    boot_log_line(&boot, "ok 1 a");
    boot_log_say(&boot, end);
    log_read();
}

static void test_an_end_line_without_a_checksum_is_taken(void **state)
{
    (void)state;
    end_read("# end verdict=pass");
    assert_document(DOCUMENT_PASS, DOCUMENT_SOUND);
    assert_false(ktap.document.end.has_crc);
    end_read("# end verdict=pass passed=1 failed=0 skipped=0 errors=0 seconds=1");
    assert_document(DOCUMENT_PASS, DOCUMENT_SOUND);
}

static void test_without_a_checksum_every_word_must_be_known(void **state)
{
    static const char *const ends[] = {
        "# end verdict=pass passed=1 brc32=00000000",
        "# end verdict=pass passed=1\"crc32=00000000",
        "# end verdict=pass passed=1x",
        "# end verdict=pass pazsed=1",
        "# end verdict=pass  passed=1",
        "# end verdict=pass more",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        end_read(ends[i]);
        assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_BAD_LINE);
    }
}

static void test_an_end_without_a_first_line_is_a_fault(void **state)
{
    (void)state;
    boot_log_say(&boot, "ok 1 a");
    boot_log_say(&boot, "# end verdict=pass passed=1");
    log_read();
    assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_NO_START);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_sound_document_passes, setup),
        cmocka_unit_test_setup(test_the_checksum_is_that_of_zlib, setup),
        cmocka_unit_test_setup(test_results_are_told_apart, setup),
        cmocka_unit_test_setup(test_a_test_without_a_name_is_named_by_its_number, setup),
        cmocka_unit_test_setup(test_an_error_is_worse_than_a_pass_and_better_than_a_fail, setup),
        cmocka_unit_test_setup(test_no_test_run_is_an_error, setup),
        cmocka_unit_test_setup(test_a_kernel_that_says_pass_after_a_failure_is_not_believed, setup),
        cmocka_unit_test_setup(test_a_kernel_that_says_worse_than_was_seen_shows_a_loss, setup),
        cmocka_unit_test_setup(test_each_count_of_the_end_line_is_compared, setup),
        cmocka_unit_test_setup(test_a_plan_that_is_not_met_is_a_fault, setup),
        cmocka_unit_test_setup(test_a_missing_or_second_plan_is_a_fault, setup),
        cmocka_unit_test_setup(test_the_plan_may_come_last, setup),
        cmocka_unit_test_setup(test_results_out_of_order_are_a_fault, setup),
        cmocka_unit_test_setup(test_lines_that_cannot_be_read_are_a_fault, setup),
        cmocka_unit_test_setup(test_damage_on_the_line_shows_in_the_checksum, setup),
        cmocka_unit_test_setup(test_a_checksum_that_is_no_number_is_a_fault, setup),
        cmocka_unit_test_setup(test_an_end_line_without_a_checksum_is_taken, setup),
        cmocka_unit_test_setup(test_without_a_checksum_every_word_must_be_known, setup),
        cmocka_unit_test_setup(test_an_end_without_a_first_line_is_a_fault, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
