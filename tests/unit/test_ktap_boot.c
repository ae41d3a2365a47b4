/* SPDX-License-Identifier: MIT */
/*
 * test_ktap_boot.c — what happens to a machine around its documents: starts, restarts, panics,
 * refusals and leaving.
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

static void test_nothing_said_is_nothing_seen(void **state)
{
    (void)state;
    log_read();
    assert_false(ktap.entered);
    assert_false(ktap.running);
    assert_int_equal(ktap.documents_begun, 0);
}

static void test_a_second_entry_is_a_restart(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    boot_log_pass(&boot);
    log_read();
    assert_int_equal(ktap.restart, KTAP_SECOND_ENTRY);
    assert_int_equal(ktap.documents_ended, 1);
}

static void test_an_entry_in_a_document_is_a_restart(void **state)
{
    (void)state;
    boot_log_begin(&boot, 2);
    boot_log_line(&boot, "ok 1 a");
    boot_log_pass(&boot);
    log_read();
    assert_int_equal(ktap.restart, KTAP_SECOND_ENTRY);
    assert_true(ktap.document.open);
}

static void test_a_document_in_a_document_is_a_restart(void **state)
{
    (void)state;
    boot_log_begin(&boot, 2);
    boot_log_begin(&boot, 2);
    log_read();
    assert_int_equal(ktap.restart, KTAP_SECOND_DOCUMENT);
}

static void test_an_announced_reset_is_no_restart(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    boot_log_say(&boot, "# leave how=reset");
    boot_log_pass(&boot);
    log_read();
    assert_int_equal(ktap.restart, KTAP_NO_RESTART);
    assert_int_equal(ktap.documents_ended, 2);
    assert_int_equal(ktap.worst, DOCUMENT_PASS);
    assert_int_equal(ktap.left, KTAP_STAYED);
    assert_int_equal(ktap.leave, KTAP_RESET);
}

static void test_one_announcement_is_good_for_one_reset(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    boot_log_say(&boot, "# leave how=reset");
    boot_log_pass(&boot);
    boot_log_pass(&boot);
    log_read();
    assert_int_equal(ktap.restart, KTAP_SECOND_ENTRY);
    boot_log_init(&boot);
    boot_log_say(&boot, "# leave how=reset");
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    log_read();
    assert_int_equal(ktap.restart, KTAP_SECOND_ENTRY);
    boot_log_init(&boot);
    boot_log_begin(&boot, 1);
    boot_log_say(&boot, "# leave how=reset");
    boot_log_begin(&boot, 1);
    boot_log_begin(&boot, 1);
    log_read();
    assert_int_equal(ktap.restart, KTAP_SECOND_DOCUMENT);
}

static void test_other_ways_of_leaving_announce_no_restart(void **state)
{
    static const char *const leaves[] = { "# leave how=poweroff",  "# leave how=halt",
                                          "# leave how=resetting", "# leave",
                                          "#leave how=reset",      "# leave howl=reset" };

    (void)state;
    for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
        boot_log_init(&boot);
        boot_log_pass(&boot);
        boot_log_say(&boot, leaves[i]);
        boot_log_pass(&boot);
        log_read();
        assert_int_equal(ktap.restart, KTAP_SECOND_ENTRY);
    }
}

static void test_a_document_left_open_by_a_reset_is_a_fault(void **state)
{
    (void)state;
    for (int with_entry = 0; with_entry < 2; with_entry++) {
        boot_log_init(&boot);
        boot_log_begin(&boot, 2);
        boot_log_line(&boot, "not ok 1 a");
        boot_log_say(&boot, "# leave how=reset");
        if (with_entry)
            boot_log_say(&boot, BOOT_LOG_ENTRY);
        boot_log_begin(&boot, 1);
        boot_log_line(&boot, "ok 1 a");
        boot_log_end(&boot, "# end verdict=pass");
        log_read();
        assert_int_equal(ktap.restart, KTAP_NO_RESTART);
        assert_int_equal(ktap.documents_ended, 2);
        assert_int_equal(ktap.faulty, 1);
        assert_int_equal(ktap.first_faulty.fault, DOCUMENT_NO_END);
        assert_int_equal(ktap_counts(&ktap).failed, 1);
    }
}

static void test_leaving_is_told(void **state)
{
    static const struct {
        const char *line;
        enum ktap_leave leave;
        const char *name;
    } ways[] = {
        { "# leave how=poweroff", KTAP_POWEROFF, "poweroff" },
        { "# leave how=reset", KTAP_RESET, "reset" },
        { "# leave seconds=3 how=halt", KTAP_HALT, "halt" },
        { "# leave how=", KTAP_STAYED, "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        boot_log_init(&boot);
        boot_log_pass(&boot);
        boot_log_say(&boot, ways[i].line);
        log_read();
        assert_int_equal(ktap.left, ways[i].leave);
        assert_int_equal(ktap.leave, ways[i].leave);
        assert_string_equal(ktap_leave_name(ktap.leave), ways[i].name);
    }
}

static void test_a_panic_is_kept_with_its_words(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    boot_log_say(&boot, "# panic what=\"invalid opcode\" rip=0xffffffff80101234");
    boot_log_say(&boot, "# panic what=\"page fault\" rip=0");
    log_read();
    assert_true(ktap.panic.seen);
    assert_false(ktap.panic_ended);
    assert_string_equal(ktap.panic.what, "invalid opcode");
    assert_string_equal(ktap.panic.line, "panic what=\"invalid opcode\" rip=0xffffffff80101234");
}

static void test_a_panic_may_end_a_document_or_none(void **state)
{
    (void)state;
    for (int open = 0; open < 2; open++) {
        boot_log_init(&boot);
        boot_log_say(&boot, BOOT_LOG_ENTRY);
        if (open)
            boot_log_begin(&boot, 2);
        boot_log_say(&boot, "# panic what=\"double fault\"");
        boot_log_say(&boot, "# end verdict=panic");
        log_read();
        assert_true(ktap.panic.seen);
        assert_true(ktap.panic_ended);
        assert_int_equal(ktap.documents_ended, 0);
    }
}

static void test_a_panics_end_line_alone_is_a_panic(void **state)
{
    (void)state;
    boot_log_say(&boot, "# end verdict=panic");
    log_read();
    assert_true(ktap.panic.seen);
    assert_string_equal(ktap.panic.what, "");
    assert_string_equal(ktap.panic.line, "panic");
}

static void test_what_follows_a_panics_restart_is_ignored(void **state)
{
    (void)state;
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    boot_log_say(&boot, "# panic what=\"double fault\"");
    boot_log_pass(&boot);
    log_read();
    assert_true(ktap.over);
    assert_int_equal(ktap.restart, KTAP_NO_RESTART);
    assert_int_equal(ktap.documents_begun, 0);
}

static void test_a_refusal_is_kept_with_its_words(void **state)
{
    (void)state;
    boot_log_say(&boot, "# refuse reason=\"this CPU has no 64-bit long mode\"");
    boot_log_say(&boot, "# leave how=halt");
    log_read();
    assert_true(ktap.refusal.seen);
    assert_string_equal(ktap.refusal.what, "this CPU has no 64-bit long mode");
    assert_int_equal(ktap.left, KTAP_HALT);
}

static void test_long_notices_are_cut(void **state)
{
    char line[KTAP_TEXT_MAX * 3];

    (void)state;
    memset(line, 'x', sizeof(line));
    memcpy(line, "# panic what=\"", 14);
    line[sizeof(line) - 1] = '\0';
    boot_log_say(&boot, line);
    log_read();
    assert_int_equal(strlen(ktap.panic.what), KTAP_TEXT_MAX - 1);
    assert_int_equal(strlen(ktap.panic.line), KTAP_TEXT_MAX - 1);
}

static void test_words_that_only_look_like_notices_are_none(void **state)
{
    (void)state;
    boot_log_say(&boot, "[    1.000000] # panic what=x");
    boot_log_say(&boot, " # panic what=x");
    boot_log_say(&boot, "# panics what=x");
    boot_log_say(&boot, "#panic what=x");
    boot_log_say(&boot, "# machine=\"# panic what=x\"");
    boot_log_say(&boot, "# cmdline=\"" BOOT_LOG_ENTRY "\"");
    boot_log_say(&boot, "[    0.000001] boot: NoOS entered");
    log_read();
    assert_false(ktap.panic.seen);
    assert_false(ktap.entered);
}

/* Feeds the same log whole and in pieces of each size: the story must be the same. */
static void test_the_cutting_does_not_matter(void **state)
{
    static struct ktap other;

    (void)state;
    boot_log_say(&boot, "\x1b[2J\x1b[01;01H");
    boot_log_pass(&boot);
    boot_log_say(&boot, "# leave how=reset");
    boot_log_pass(&boot);
    boot_log_say(&boot, "# panic what=\"page fault\"");
    log_read();
    for (size_t cut = 1; cut < 70; cut++) {
        memset(&other, 0, sizeof(other));
        boot_feed(&other, boot.text, boot.length, cut);
        ktap_finish(&other);
        assert_memory_equal(&other, &ktap, sizeof(ktap));
    }
}

static void test_one_call_takes_at_most_one_line(void **state)
{
    static const char text[] = "one\r\ntwo\nthree";

    (void)state;
    memset(&ktap, 0, sizeof(ktap));
    assert_int_equal(ktap_feed(&ktap, text, 13), 4);
    assert_int_equal(ktap_feed(&ktap, text + 4, 9), 5);
    assert_int_equal(ktap_feed(&ktap, text + 9, 4), 4);
    assert_int_equal(ktap_feed(&ktap, text, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_nothing_said_is_nothing_seen, setup),
        cmocka_unit_test_setup(test_a_second_entry_is_a_restart, setup),
        cmocka_unit_test_setup(test_an_entry_in_a_document_is_a_restart, setup),
        cmocka_unit_test_setup(test_a_document_in_a_document_is_a_restart, setup),
        cmocka_unit_test_setup(test_an_announced_reset_is_no_restart, setup),
        cmocka_unit_test_setup(test_one_announcement_is_good_for_one_reset, setup),
        cmocka_unit_test_setup(test_other_ways_of_leaving_announce_no_restart, setup),
        cmocka_unit_test_setup(test_a_document_left_open_by_a_reset_is_a_fault, setup),
        cmocka_unit_test_setup(test_leaving_is_told, setup),
        cmocka_unit_test_setup(test_a_panic_is_kept_with_its_words, setup),
        cmocka_unit_test_setup(test_a_panic_may_end_a_document_or_none, setup),
        cmocka_unit_test_setup(test_a_panics_end_line_alone_is_a_panic, setup),
        cmocka_unit_test_setup(test_what_follows_a_panics_restart_is_ignored, setup),
        cmocka_unit_test_setup(test_a_refusal_is_kept_with_its_words, setup),
        cmocka_unit_test_setup(test_long_notices_are_cut, setup),
        cmocka_unit_test_setup(test_words_that_only_look_like_notices_are_none, setup),
        cmocka_unit_test_setup(test_the_cutting_does_not_matter, setup),
        cmocka_unit_test_setup(test_one_call_takes_at_most_one_line, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
