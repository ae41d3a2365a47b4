/* SPDX-License-Identifier: MIT */
/*
 * test_ktap.c — serial logs as machines send them, whole and broken, and what the parser makes of
 * their lines.
 */
#include "bootwatch/ktap.h"

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

/* Every single flipped bit of the document's own lines must cost it the pass. */
static void test_no_flipped_bit_passes(void **state)
{
    size_t begin;

    (void)state;
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    begin = boot.length;
    boot_log_begin(&boot, 2);
    boot_log_line(&boot, "ok 1 a");
    boot_log_line(&boot, "ok 2 b # SKIP none");
    boot_log_end(&boot, "# end verdict=pass passed=1 failed=0 skipped=1 errors=0");
    for (size_t bit = begin * 8; bit < (boot.length - 2) * 8; bit++) {
        char *byte = &boot.text[bit / 8];
        char before = *byte;

        *byte ^= (char)(1 << bit % 8);
        /* CR and LF may turn into each other's kind of line end or vanish without harm. */
        if (before != '\r' && before != '\n') {
            log_read();
            if (ktap.documents_ended == 1 && !ktap.document.open && ktap.worst == DOCUMENT_PASS)
                fail_msg("bit %zu of '%c' is not missed", bit % 8, before);
        }
        *byte = before;
    }
}

static void test_an_end_line_that_was_cut_off_is_not_taken(void **state)
{
    (void)state;
    boot_log_begin(&boot, 1);
    boot_log_line(&boot, "ok 1 a");
    boot.line_end = "";
    boot_log_say(&boot, "# end verdict=pass");
    log_read();
    assert_true(ktap.document.open);
    assert_int_equal(ktap.documents_ended, 0);
}

static void test_a_last_line_without_an_end_is_taken_with_its_checksum(void **state)
{
    (void)state;
    boot_log_begin(&boot, 1);
    boot_log_line(&boot, "ok 1 a");
    boot.line_end = "";
    boot_log_end(&boot, "# end verdict=pass");
    log_read();
    assert_document(DOCUMENT_PASS, DOCUMENT_SOUND);
}

static void test_every_truncation_is_no_pass(void **state)
{
    size_t whole;

    (void)state;
    boot_log_pass(&boot);
    whole = boot.length;
    for (boot.length = 0; boot.length < whole - 2; boot.length++) {
        log_read();
        assert_false(ktap.documents_ended > 0 && !ktap.document.open &&
                     ktap.worst == DOCUMENT_PASS);
    }
}

static void test_line_ends_of_all_kinds_are_the_same(void **state)
{
    static const char *const ends[] = { "\r\n", "\n", "\r", "\n\r", "\r\r\n", "\r\n\r\n" };

    (void)state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        boot_log_init(&boot);
        boot.line_end = ends[i];
        boot_log_pass(&boot);
        log_read();
        assert_document(DOCUMENT_PASS, DOCUMENT_SOUND);
    }
}

static void test_a_loaders_screen_does_not_hide_the_first_line(void **state)
{
    (void)state;
    boot_log_say(&boot, "\x1b[2J\x1b[01;01H\x1b[0;37;40mGNU GRUB  version 2.06");
    boot.line_end = "";
    boot_log_say(&boot, "Booting `release'\n\n\r\x1b[1;31m\0garbage ");
    boot.line_end = "\r\n";
    boot_log_say(&boot, BOOT_LOG_ENTRY ", version 0.1.0");
    boot.line_end = "";
    boot_log_say(&boot, "\x1b[0m\x1b[K\x1b[2J\x1b[1;1H");
    boot.line_end = "\r\n";
    boot_log_begin(&boot, 1);
    boot_log_line(&boot, "ok 1 a");
    boot_log_end(&boot, "# end verdict=pass");
    log_read();
    assert_true(ktap.entered);
    assert_document(DOCUMENT_PASS, DOCUMENT_SOUND);
}

static void test_nul_bytes_change_nothing(void **state)
{
    static struct boot_log with_nuls;

    (void)state;
    boot_log_pass(&boot);
    boot_log_init(&with_nuls);
    for (size_t i = 0; i < boot.length; i++) {
        with_nuls.text[with_nuls.length++] = boot.text[i];
        with_nuls.text[with_nuls.length++] = '\0';
    }
    boot_log_read(&with_nuls, &ktap);
    assert_document(DOCUMENT_PASS, DOCUMENT_SOUND);
}

static void test_indented_documents_are_foreign_text(void **state)
{
    (void)state;
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    boot_log_begin(&boot, 1);
    boot_log_say(&boot, "    KTAP version 1");
    boot_log_say(&boot, "    1..1");
    boot_log_say(&boot, "    not ok 1 inner");
    boot_log_say(&boot, "  # end verdict=fail");
    boot_log_line(&boot, "ok 1 outer");
    boot_log_end(&boot, "# end verdict=pass");
    log_read();
    assert_document(DOCUMENT_PASS, DOCUMENT_SOUND);
    assert_counts(1, 0, 0, 0);
}

static void test_results_outside_a_document_are_foreign_text(void **state)
{
    (void)state;
    boot_log_say(&boot, "not ok 1 loader");
    boot_log_say(&boot, "1..7");
    boot_log_pass(&boot);
    boot_log_say(&boot, "not ok 2 after");
    log_read();
    assert_document(DOCUMENT_PASS, DOCUMENT_SOUND);
    assert_counts(1, 0, 1, 0);
}

static void feed_many(const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        boot_feed(&ktap, text, strlen(text), strlen(text));
}

static void test_a_line_of_ten_megabytes_costs_nothing(void **state)
{
    (void)state;
    memset(&ktap, 0, sizeof(ktap));
    feed_many("0123456789", 1048576);
    boot_log_pass(&boot);
    boot_feed(&ktap, "\r\n", 2, 2);
    boot_feed(&ktap, boot.text, boot.length, boot.length);
    ktap_finish(&ktap);
    assert_document(DOCUMENT_PASS, DOCUMENT_SOUND);
}

static void test_a_long_line_in_a_document_is_a_fault(void **state)
{
    (void)state;
    memset(&ktap, 0, sizeof(ktap));
    boot_log_begin(&boot, 1);
    boot_feed(&ktap, boot.text, boot.length, 1);
    feed_many("# 23456789", 1048576);
    feed_many("\nok 1 a\n# end verdict=pass\n", 1);
    ktap_finish(&ktap);
    assert_document(DOCUMENT_INCOMPLETE, DOCUMENT_LONG_LINE);
}

static void test_the_longest_line_is_taken(void **state)
{
    char line[KTAP_LINE_MAX + 2];

    (void)state;
    for (size_t length = KTAP_LINE_MAX; length <= KTAP_LINE_MAX + 1; length++) {
        memset(line, 'x', sizeof(line));
        line[0] = '#';
        line[length] = '\0';
        boot_log_init(&boot);
        boot_log_begin(&boot, 1);
        boot_log_line(&boot, line);
        boot_log_line(&boot, "ok 1 a");
        boot_log_end(&boot, "# end verdict=pass");
        log_read();
        assert_int_equal(ktap.document.fault,
                         length > KTAP_LINE_MAX ? DOCUMENT_LONG_LINE : DOCUMENT_SOUND);
    }
}

static void test_several_documents_add_up(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    boot_log_begin(&boot, 2);
    boot_log_line(&boot, "not ok 1 a");
    boot_log_line(&boot, "not ok 2 b # ERROR why");
    boot_log_end(&boot, "# end verdict=fail passed=0 failed=1 skipped=0 errors=1");
    boot_log_begin(&boot, 1);
    boot_log_line(&boot, "ok 1 a");
    boot_log_end(&boot, "# end verdict=pass passed=1 failed=0 skipped=0 errors=0");
    log_read();
    assert_int_equal(ktap.documents_begun, 3);
    assert_int_equal(ktap.documents_ended, 3);
    assert_int_equal(ktap.worst, DOCUMENT_FAIL);
    assert_int_equal(ktap_planned(&ktap), 5);
    assert_counts(2, 1, 1, 1);
}

static void test_the_first_faulty_document_is_kept(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    for (int i = 0; i < 2; i++) {
        boot_log_begin(&boot, 2);
        boot_log_line(&boot, i == 0 ? "ok 2 a" : "ok 1 a");
        boot_log_end(&boot, "# end verdict=pass");
    }
    log_read();
    assert_int_equal(ktap.faulty, 2);
    assert_int_equal(ktap.first_faulty.fault, DOCUMENT_OUT_OF_ORDER);
}

static void test_names_are_bounded(void **state)
{
    char name[KTAP_NAME_MAX * 2];
    char line[KTAP_NAME_MAX * 2 + 32];

    (void)state;
    memset(name, 'n', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    boot_log_begin(&boot, KTAP_NAMES_MAX + 5);
    for (unsigned i = 1; i <= KTAP_NAMES_MAX + 5; i++) {
        snprintf(line, sizeof(line), "not ok %u %s", i, name);
        boot_log_line(&boot, line);
    }
    boot_log_end(&boot, "# end verdict=fail");
    log_read();
    assert_int_equal(ktap.names_seen, KTAP_NAMES_MAX + 5);
    assert_int_equal(strlen(ktap.names[KTAP_NAMES_MAX - 1].text), KTAP_NAME_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_no_flipped_bit_passes, setup),
        cmocka_unit_test_setup(test_an_end_line_that_was_cut_off_is_not_taken, setup),
        cmocka_unit_test_setup(test_a_last_line_without_an_end_is_taken_with_its_checksum, setup),
        cmocka_unit_test_setup(test_every_truncation_is_no_pass, setup),
        cmocka_unit_test_setup(test_line_ends_of_all_kinds_are_the_same, setup),
        cmocka_unit_test_setup(test_a_loaders_screen_does_not_hide_the_first_line, setup),
        cmocka_unit_test_setup(test_nul_bytes_change_nothing, setup),
        cmocka_unit_test_setup(test_indented_documents_are_foreign_text, setup),
        cmocka_unit_test_setup(test_results_outside_a_document_are_foreign_text, setup),
        cmocka_unit_test_setup(test_a_line_of_ten_megabytes_costs_nothing, setup),
        cmocka_unit_test_setup(test_a_long_line_in_a_document_is_a_fault, setup),
        cmocka_unit_test_setup(test_the_longest_line_is_taken, setup),
        cmocka_unit_test_setup(test_several_documents_add_up, setup),
        cmocka_unit_test_setup(test_the_first_faulty_document_is_kept, setup),
        cmocka_unit_test_setup(test_names_are_bounded, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
