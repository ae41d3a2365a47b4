/* SPDX-License-Identifier: MIT */
/*
 * test_watch.c — when watching stops. The source is a pipe whose other end stays open unless a
 * test closes it: whoever waits for its end waits for ever.
 */
#include "bootwatch/watch.h"

#include "boot_log.h"
#include "common/stop.h"
#include "common/timelimit.h"
#include "scratch.h"

#include <signal.h>
#include <sys/wait.h>

#define LIMIT_MS 60000 /* of each run; none that works comes near it */
#define SOON_MS  20000 /* on a machine that is busy with other tests */

static struct boot_log boot;
static struct ktap ktap;
static struct source source;
static struct record record;
static struct watch watch;
static int stop_fd;
static int writer;

static int setup(void **state)
{
    int ends[2];

    if (scratch_setup(state) != 0 || pipe(ends) != 0)
        return -1;
    boot_log_init(&boot);
    memset(&ktap, 0, sizeof(ktap));
    source = (struct source){ .fd = ends[0] };
    writer = ends[1];
    record = (struct record){ .save_fd = -1 };
    watch = (struct watch){ .source = &source,
                            .ktap = &ktap,
                            .record = &record,
                            .limit = timelimit_after_ms(LIMIT_MS),
                            .silence_ms = -1,
                            .documents = 1,
                            .stop_fd = stop_fd };
    return 0;
}

static int teardown(void **state)
{
    if (writer >= 0)
        close(writer);
    source_close(&source);
    return scratch_teardown(state);
}

/* Puts the log into the pipe. */
static void send_log(void)
{
    assert_int_equal(write(writer, boot.text, boot.length), boot.length);
    boot.length = 0;
}

/* Runs and says how it ended; fails when it took too long. */
static enum verdict_ending run_soon(void)
{
    int64_t begin = timelimit_now_ms();
    enum verdict_ending ending = watch_run(&watch);
    int64_t took = timelimit_now_ms() - begin;

    if (took > SOON_MS)
        fail_msg("it took %lld ms", (long long)took);
    return ending;
}

static void test_the_end_line_ends_it(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    send_log();
    assert_int_equal(run_soon(), ENDING_CONCLUDED);
    assert_int_equal(ktap.documents_ended, 1);
}

static void test_as_many_documents_as_wanted(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    boot_log_begin(&boot, 1);
    boot_log_line(&boot, "ok 1 a");
    boot_log_end(&boot, "# end verdict=pass");
    boot_log_begin(&boot, 1);
    send_log();
    watch.documents = 2;
    assert_int_equal(run_soon(), ENDING_CONCLUDED);
    /* What came in the same piece but after the last one wanted is not looked at. */
    assert_int_equal(ktap.documents_begun, 2);
}

static void test_it_waits_for_the_leave_line(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    send_log();
    watch.wait_leave = true;
    watch.limit = timelimit_after_ms(200);
    assert_int_equal(run_soon(), ENDING_TIMEOUT);
    assert_int_equal(ktap.leave, KTAP_STAYED);
}

static void test_the_leave_line_ends_it(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    boot_log_say(&boot, "# leave how=poweroff");
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    send_log();
    watch.wait_leave = true;
    assert_int_equal(run_soon(), ENDING_CONCLUDED);
    assert_int_equal(ktap.leave, KTAP_POWEROFF);
    assert_int_equal(ktap.restart, KTAP_NO_RESTART);
}

static void test_a_restart_ends_it(void **state)
{
    (void)state;
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    send_log();
    watch.wait_leave = true;
    assert_int_equal(run_soon(), ENDING_CONCLUDED);
    assert_int_equal(ktap.restart, KTAP_SECOND_ENTRY);
}

static void test_a_refusal_ends_it(void **state)
{
    (void)state;
    boot_log_say(&boot, "# refuse reason=x");
    send_log();
    assert_int_equal(run_soon(), ENDING_CONCLUDED);
}

static void test_a_panics_end_line_ends_it(void **state)
{
    (void)state;
    boot_log_say(&boot, "# panic what=x");
    boot_log_say(&boot, "# end verdict=panic");
    send_log();
    assert_int_equal(run_soon(), ENDING_CONCLUDED);
}

static void test_a_panic_waits_for_its_end_line(void **state)
{
    (void)state;
    boot_log_say(&boot, "# panic what=x");
    send_log();
    watch.limit = timelimit_after_ms(200);
    assert_int_equal(run_soon(), ENDING_TIMEOUT);
    assert_true(ktap.panic.seen);
}

static void test_leaving_too_early_ends_it(void **state)
{
    (void)state;
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    boot_log_say(&boot, "# leave how=poweroff");
    send_log();
    assert_int_equal(run_soon(), ENDING_LEFT);
}

static void test_a_reset_is_waited_out(void **state)
{
    (void)state;
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    boot_log_say(&boot, "# leave how=reset");
    boot_log_pass(&boot);
    send_log();
    assert_int_equal(run_soon(), ENDING_CONCLUDED);
    assert_int_equal(ktap.documents_ended, 1);
}

static void test_silence_ends_it(void **state)
{
    (void)state;
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    send_log();
    watch.silence_ms = 150;
    assert_int_equal(run_soon(), ENDING_SILENCE);
    assert_true(ktap.entered);
}

static void test_the_time_out_ends_it(void **state)
{
    (void)state;
    watch.limit = timelimit_after_ms(150);
    assert_int_equal(run_soon(), ENDING_TIMEOUT);
}

static void test_the_end_of_the_source_ends_it(void **state)
{
    (void)state;
    boot_log_say(&boot, BOOT_LOG_ENTRY);
    boot.length -= 2;
    send_log();
    close(writer);
    writer = -1;
    assert_int_equal(run_soon(), ENDING_SOURCE);
    /* Its last line had no end, and counts all the same. */
    assert_true(ktap.entered);
}

static void file_use(bool follow)
{
    source_close(&source);
    source.fd = open(scratch_path("log"), O_RDONLY);
    source.is_file = true;
    watch.follow = follow;
}

static void test_a_file_is_read_to_its_end(void **state)
{
    (void)state;
    boot_log_pass(&boot);
    boot_log_pass(&boot);
    scratch_write("log", boot.text, boot.length);
    file_use(false);
    assert_int_equal(run_soon(), ENDING_SOURCE);
    assert_int_equal(ktap.restart, KTAP_SECOND_ENTRY);
}

static void test_a_followed_file_is_waited_for(void **state)
{
    size_t half;
    pid_t pid;

    (void)state;
    boot_log_pass(&boot);
    half = boot.length / 2;
    scratch_write("log", boot.text, half);
    file_use(true);
    pid = fork();
    if (pid == 0) {
        int fd = open(scratch_path("log"), O_WRONLY | O_APPEND);

        usleep(150000);
        _exit(write(fd, boot.text + half, boot.length - half) < 0);
    }
    assert_int_equal(run_soon(), ENDING_CONCLUDED);
    assert_int_equal(ktap.documents_ended, 1);
    waitpid(pid, NULL, 0);
}

static void test_a_source_that_fails_is_told(void **state)
{
    (void)state;
    source_close(&source);
    source.fd = open("/", O_RDONLY);
    source.is_file = true;
    assert_int_equal(run_soon(), ENDING_IO);
}

static void test_a_record_that_fails_is_told(void **state)
{
    (void)state;
    assert_int_equal(record_save_to(&record, "/dev/full", -1), 0);
    boot_log_pass(&boot);
    send_log();
    assert_int_equal(run_soon(), ENDING_IO);
}

/* Last: from here on the process is asked to stop. */
static void test_a_signal_ends_it(void **state)
{
    (void)state;
    raise(SIGINT);
    assert_int_equal(run_soon(), ENDING_INTERRUPT);
}

#define WATCH_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WATCH_TEST(test_the_end_line_ends_it),
        WATCH_TEST(test_as_many_documents_as_wanted),
        WATCH_TEST(test_it_waits_for_the_leave_line),
        WATCH_TEST(test_the_leave_line_ends_it),
        WATCH_TEST(test_a_restart_ends_it),
        WATCH_TEST(test_a_refusal_ends_it),
        WATCH_TEST(test_a_panics_end_line_ends_it),
        WATCH_TEST(test_a_panic_waits_for_its_end_line),
        WATCH_TEST(test_leaving_too_early_ends_it),
        WATCH_TEST(test_a_reset_is_waited_out),
        WATCH_TEST(test_silence_ends_it),
        WATCH_TEST(test_the_time_out_ends_it),
        WATCH_TEST(test_the_end_of_the_source_ends_it),
        WATCH_TEST(test_a_file_is_read_to_its_end),
        WATCH_TEST(test_a_followed_file_is_waited_for),
        WATCH_TEST(test_a_source_that_fails_is_told),
        WATCH_TEST(test_a_record_that_fails_is_told),
        WATCH_TEST(test_a_signal_ends_it),
    };

    stop_fd = stop_open();
    if (stop_fd < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
