/* SPDX-License-Identifier: MIT */
/*
 * test_machine.c — a child with a QMP line, a shell script in QEMU's place: it ends, stays silent,
 * speaks nonsense, will not quit. Nothing of it may be left.
 */
#include "qemuwatch/machine.h"

#include "common/stop.h"
#include "common/timelimit.h"
#include "scratch.h"

#include <errno.h>
#include <signal.h>

static struct machine machine;
static int stop_fd;
static int log_fd;

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    log_fd = open(scratch_path("log"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return log_fd < 0;
}

static int teardown(void **state)
{
    machine_finish(&machine);
    close(log_fd);
    return scratch_teardown(state);
}

/*
 * Starts a script. It finds its line to the test as descriptor 9; `say` and `hear` there write
 * and read a line.
 */
static void script_start(const char *script)
{
    char text[2048];
    char *command[] = { "bash", "-c", text, "qemu", NULL };

    snprintf(text, sizeof(text),
             "exec 9<&\"${3##*=}\"\n"
             "say() { printf '%%s\\r\\n' \"$1\" >&9; }; hear() { read -r -u 9 line; }\n%s",
             script);
    assert_int_equal(machine_start(&machine, command, log_fd, stop_fd), 0);
}

static bool is_greeted(const struct qmp *qmp)
{
    return qmp->greeted;
}

static bool is_shut_down(const struct qmp *qmp)
{
    return qmp->shutdown[0] != '\0';
}

static enum machine_wait wait_ms(machine_condition_t condition, int64_t ms)
{
    return machine_wait(&machine, condition, NULL, timelimit_after_ms(ms));
}

static bool is_running(pid_t pid)
{
    return kill(pid, 0) == 0;
}

static void test_words_are_added(void **state)
{
    char text[256];

    (void)state;
    script_start("echo \"$1 $2 ${3%=*} $4 $5\"; readlink /proc/self/fd/0");
    assert_int_equal(wait_ms(is_greeted, 20000), MACHINE_ENDED);
    assert_int_equal(machine.child.status, 0);
    scratch_read("log", text, sizeof(text));
    assert_string_equal(text, "-S -chardev socket,id=qemuwatch,fd -mon "
                              "chardev=qemuwatch,mode=control\n/dev/null\n");
}

static void test_its_end_is_seen(void **state)
{
    (void)state;
    script_start("exit 7");
    assert_int_equal(wait_ms(is_greeted, 20000), MACHINE_ENDED);
    assert_int_equal(machine.child.status, 7);
}

static void test_its_death_is_seen(void **state)
{
    (void)state;
    script_start("kill -ABRT $$");
    assert_int_equal(wait_ms(is_greeted, 20000), MACHINE_ENDED);
    assert_int_equal(machine.child.status, 128 + SIGABRT);
}

static void test_last_words_are_heard(void **state)
{
    (void)state;
    script_start("say '{\"QMP\": {}}'\n"
                 "say '{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": \"guest-reset\"}}'");
    assert_int_equal(wait_ms(is_shut_down, 20000), MACHINE_MET);
    assert_string_equal(machine.qmp.shutdown, "guest-reset");
}

static void test_silence_has_a_limit(void **state)
{
    int64_t begin = timelimit_now_ms();

    (void)state;
    script_start("sleep 60");
    assert_int_equal(wait_ms(is_greeted, 150), MACHINE_LIMIT);
    assert_true(timelimit_now_ms() - begin < 20000);
}

static void test_nonsense_closes_the_line(void **state)
{
    (void)state;
    script_start("say hello; sleep 60");
    for (int i = 0; i < 200 && machine.qmp_fd >= 0; i++)
        assert_int_equal(wait_ms(is_greeted, 100), MACHINE_LIMIT);
    assert_int_equal(machine.qmp_fd, -1);
    assert_int_equal(machine_execute(&machine, "stop", NULL, 1000), -1);
    assert_non_null(strstr(machine.qmp.error, "closed"));
}

static void test_a_file_ends_the_waiting(void **state)
{
    (void)state;
    script_start("sleep 60");
    scratch_write("until", "", 0);
    assert_int_equal(
        machine_wait(&machine, is_greeted, scratch_path("until"), timelimit_after_ms(20000)),
        MACHINE_FILE);
}

static void test_a_command_is_answered(void **state)
{
    (void)state;
    script_start("say '{\"QMP\": {}}'; hear; say '{\"return\": {}, \"id\": 1}'\n"
                 "hear; say '{\"error\": {\"desc\": \"not now\"}, \"id\": 2}'; hear; hear");
    assert_int_equal(wait_ms(is_greeted, 20000), MACHINE_MET);
    assert_int_equal(machine_execute(&machine, "one", NULL, 20000), 0);
    assert_int_equal(machine_execute(&machine, "two", json_object(), 20000), -1);
    assert_string_equal(machine.qmp.error, "not now");
    assert_int_equal(machine_execute(&machine, "three", NULL, 150), -1);
    assert_string_equal(machine.qmp.error, "QEMU does not answer");
}

static void test_a_polite_quit(void **state)
{
    pid_t pid;

    (void)state;
    script_start("say '{\"QMP\": {}}'; hear; echo \"$line\"; exit 0");
    assert_int_equal(wait_ms(is_greeted, 20000), MACHINE_MET);
    pid = machine.child.pid;
    machine_finish(&machine);
    assert_false(is_running(pid));
}

/* The script's own child must go too: it would hold the machine's files. */
static void test_nothing_is_left_of_one_that_stays(void **state)
{
    char text[64];
    pid_t pid;
    pid_t inner;

    (void)state;
    script_start("trap '' TERM INT HUP; sleep 60 & echo $!; say '{\"event\": \"SHUTDOWN\", "
                 "\"data\": {\"reason\": \"guest-reset\"}}'; exec 9>&-; wait");
    assert_int_equal(wait_ms(is_shut_down, 20000), MACHINE_MET);
    pid = machine.child.pid;
    scratch_read("log", text, sizeof(text));
    inner = (pid_t)strtol(text, NULL, 10);
    assert_true(inner > 0 && is_running(inner));
    machine_finish(&machine);
    assert_false(is_running(pid));
    for (int i = 0; i < 100 && is_running(inner); i++) {
        char name[64];

        /* An orphan that was killed may stay a zombie until init sees to it. */
        snprintf(name, sizeof(name), "/proc/%d/cmdline", (int)inner);
        FILE *file = fopen(name, "r");
        bool is_gone = file == NULL || fgetc(file) == EOF;

        if (file != NULL)
            fclose(file);
        if (is_gone)
            return;
        usleep(20000);
    }
    assert_false(is_running(inner));
}

static void test_a_program_that_is_missing(void **state)
{
    char *command[] = { "no-such-program", NULL };

    (void)state;
    assert_int_equal(machine_start(&machine, command, log_fd, stop_fd), -1);
    assert_int_equal(errno, ENOENT);
    command[0] = "/";
    assert_int_equal(machine_start(&machine, command, log_fd, stop_fd), -1);
    assert_int_equal(errno, EACCES);
}

/* Last: from here on the process is asked to stop. */
static void test_a_signal_ends_the_waiting(void **state)
{
    (void)state;
    script_start("say '{\"QMP\": {}}'; hear; hear"); /* stays after the one command */
    assert_int_equal(wait_ms(is_greeted, 20000), MACHINE_MET);
    raise(SIGTERM);
    assert_int_equal(wait_ms(is_shut_down, 20000), MACHINE_SIGNAL);
    assert_int_equal(machine_execute(&machine, "stop", NULL, 20000), -1);
    assert_string_equal(machine.qmp.error, "interrupted");
}

#define MACHINE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        MACHINE_TEST(test_words_are_added),
        MACHINE_TEST(test_its_end_is_seen),
        MACHINE_TEST(test_its_death_is_seen),
        MACHINE_TEST(test_last_words_are_heard),
        MACHINE_TEST(test_silence_has_a_limit),
        MACHINE_TEST(test_nonsense_closes_the_line),
        MACHINE_TEST(test_a_file_ends_the_waiting),
        MACHINE_TEST(test_a_command_is_answered),
        MACHINE_TEST(test_a_polite_quit),
        MACHINE_TEST(test_nothing_is_left_of_one_that_stays),
        MACHINE_TEST(test_a_program_that_is_missing),
        MACHINE_TEST(test_a_signal_ends_the_waiting),
    };

    stop_fd = stop_open();
    if (stop_fd < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
