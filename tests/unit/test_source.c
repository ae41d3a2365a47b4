/* SPDX-License-Identifier: MIT */
/*
 * test_source.c — sources opened for real: files, pipes, sockets, terminals, and those that are
 * not there yet.
 */
#include "common/source.h"

#include "common/stop.h"
#include "common/timelimit.h"
#include "scratch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

static int stop_fd = -1;

static struct address address_of(const char *text)
{
    struct address address;
    char why[128];

    if (!address_parse(&address, text, why, sizeof(why)))
        fail_msg("%s: %s", text, why);
    return address;
}

static int open_within(struct source *source, const char *text, bool wait_for_file, int64_t ms)
{
    struct address address = address_of(text);

    return source_open(source, &address, wait_for_file, timelimit_after_ms(ms), stop_fd);
}

/* Reads until something comes; fails after a while. */
static ssize_t read_some(struct source *source, char *to, size_t size)
{
    struct pollfd entry = { .fd = source->fd, .events = POLLIN };

    assert_int_equal(poll(&entry, 1, 20000), 1);
    return source_read(source, to, size);
}

static void assert_reads(struct source *source, const char *expected)
{
    char text[64] = "";

    assert_int_equal(read_some(source, text, sizeof(text) - 1), strlen(expected));
    assert_string_equal(text, expected);
}

static void assert_at_end(struct source *source)
{
    char byte;

    assert_int_equal(read_some(source, &byte, 1), 0);
}

static void test_a_file(void **state)
{
    struct source source;

    (void)state;
    scratch_write("log", "abc", 3);
    assert_int_equal(open_within(&source, scratch_path("log"), false, 0), 0);
    assert_true(source.is_file);
    assert_reads(&source, "abc");
    assert_at_end(&source);
    scratch_write("log", "x", 1);
    assert_reads(&source, "x");
    source_close(&source);
    assert_int_equal(source.fd, -1);
    source_close(&source);
}

static void test_a_file_that_is_not_there(void **state)
{
    struct source source;
    int64_t begin = timelimit_now_ms();

    (void)state;
    assert_int_equal(open_within(&source, scratch_path("log"), false, 60000), -1);
    assert_int_equal(errno, ENOENT);
    assert_true(timelimit_now_ms() - begin < 20000);
    assert_int_equal(open_within(&source, scratch_path("log"), true, 200), -1);
    assert_int_equal(errno, ENOENT);
    assert_true(timelimit_now_ms() - begin >= 200);
}

static void test_a_pipe_without_a_writer_is_not_at_its_end(void **state)
{
    struct source source;
    struct pollfd entry = { .events = POLLIN };
    int writer;

    (void)state;
    assert_int_equal(mkfifo(scratch_path("pipe"), 0600), 0);
    assert_int_equal(open_within(&source, scratch_path("pipe"), false, 0), 0);
    assert_false(source.is_file);
    entry.fd = source.fd;
    assert_int_equal(poll(&entry, 1, 50), 0);
    writer = open(scratch_path("pipe"), O_WRONLY);
    assert_int_equal(write(writer, "abc", 3), 3);
    assert_reads(&source, "abc");
    close(writer);
    assert_at_end(&source);
    source_close(&source);
}

static int unix_listen(const char *path)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(fd, 1), 0);
    return fd;
}

static void assert_connected(struct source *source, int listener)
{
    int peer = accept(listener, NULL, NULL);

    assert_true(peer >= 0);
    assert_int_equal(write(peer, "abc", 3), 3);
    assert_reads(source, "abc");
    close(peer);
    assert_at_end(source);
    source_close(source);
}

static void test_a_unix_socket(void **state)
{
    struct source source;
    int listener = unix_listen(scratch_path("s"));
    char text[4200];

    (void)state;
    snprintf(text, sizeof(text), "unix:%s", scratch_path("s"));
    assert_int_equal(open_within(&source, text, false, 0), 0);
    assert_connected(&source, listener);
    close(listener);
}

static void test_a_unix_socket_with_a_long_path(void **state)
{
    struct source source;
    char before[4096];
    char folder[300];
    char text[4200];
    int listener;

    (void)state;
    memset(folder, 'd', sizeof(folder));
    memcpy(folder, scratch_folder, strlen(scratch_folder));
    folder[strlen(scratch_folder)] = '/';
    folder[250] = '\0';
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_non_null(getcwd(before, sizeof(before)));
    assert_int_equal(chdir(folder), 0);
    listener = unix_listen("s");
    assert_int_equal(chdir(before), 0);
    snprintf(text, sizeof(text), "unix:%s/s", folder);
    assert_int_equal(open_within(&source, text, false, 0), 0);
    assert_connected(&source, listener);
    close(listener);
    unlink(text + 5);
    rmdir(folder);
}

/* A child that begins to listen after a while, sends a few bytes and goes. */
static pid_t late_listener(const char *path)
{
    pid_t pid = fork();

    if (pid == 0) {
        int listener;
        int peer;

        usleep(150000);
        unlink(path);
        listener = unix_listen(path);
        peer = accept(listener, NULL, NULL);
        _exit(write(peer, "late", 4) == 4 ? 0 : 1);
    }
    return pid;
}

/* First there is no socket, then one that somebody has left behind. */
static void test_a_socket_that_nobody_listens_on_is_waited_for(void **state)
{
    struct source source;
    char text[4200];
    pid_t pid;

    (void)state;
    snprintf(text, sizeof(text), "unix:%s", scratch_path("s"));
    for (int is_left_behind = 0; is_left_behind < 2; is_left_behind++) {
        if (is_left_behind) {
            unlink(scratch_path("s"));
            close(unix_listen(scratch_path("s")));
        }
        pid = late_listener(scratch_path("s"));
        assert_int_equal(open_within(&source, text, false, 20000), 0);
        assert_reads(&source, "late");
        source_close(&source);
        waitpid(pid, NULL, 0);
    }
}

static void test_a_tcp_port(void **state)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof(at);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct source source;
    char text[64];

    (void)state;
    assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
    snprintf(text, sizeof(text), "127.0.0.1:%d", ntohs(at.sin_port));
    assert_int_equal(open_within(&source, text, false, 20000), 0);
    assert_connected(&source, listener);
    close(listener);
    assert_int_equal(open_within(&source, text, false, 150), -1);
    assert_int_equal(errno, ECONNREFUSED);
}

static void test_a_terminal_is_made_raw_and_given_back(void **state)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    struct termios before;
    struct termios during;
    struct termios after;
    struct source source;
    char text[128];
    int slave;

    (void)state;
    assert_true(master >= 0);
    assert_int_equal(grantpt(master), 0);
    assert_int_equal(unlockpt(master), 0);
    slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    assert_int_equal(tcgetattr(slave, &before), 0);
    snprintf(text, sizeof(text), "tty:%s,9600", ptsname(master));
    assert_int_equal(open_within(&source, text, false, 0), 0);
    assert_true(source.is_tty);
    assert_int_equal(tcgetattr(slave, &during), 0);
    assert_int_equal(during.c_lflag & (ECHO | ICANON | ISIG), 0);
    assert_int_equal(during.c_iflag & (IXON | IXOFF | ICRNL), 0);
    assert_int_equal(during.c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS), CS8);
    assert_int_equal(cfgetispeed(&during), B9600);
    assert_int_equal(write(master, "a\r\n\x03", 4), 4);
    assert_reads(&source, "a\r\n\x03");
    source_close(&source);
    assert_int_equal(tcgetattr(slave, &after), 0);
    assert_int_equal(after.c_lflag, before.c_lflag);
    assert_int_equal(cfgetispeed(&after), cfgetispeed(&before));
    close(slave);
    close(master);
}

static void test_what_is_no_terminal_is_refused(void **state)
{
    struct source source;
    char text[4200];

    (void)state;
    scratch_write("log", "", 0);
    snprintf(text, sizeof(text), "tty:%s", scratch_path("log"));
    assert_int_equal(open_within(&source, text, false, 0), -1);
    assert_int_equal(errno, ENOTTY);
    assert_int_equal(open_within(&source, "tty:/dev/null", false, 0), -1);
    assert_int_equal(errno, ENOTTY);
    assert_int_equal(open_within(&source, "/dev/null", false, 0), 0);
    assert_false(source.is_file);
    source_close(&source);
}

/* Last: from here on the process is asked to stop. */
static void test_a_signal_ends_the_waiting(void **state)
{
    struct source source;
    int64_t begin = timelimit_now_ms();

    (void)state;
    raise(SIGTERM);
    assert_int_equal(open_within(&source, "unix:/no/such/socket", false, 60000), -1);
    assert_int_equal(errno, ECANCELED);
    assert_true(timelimit_now_ms() - begin < 20000);
}

#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_a_file),
        SCRATCH_TEST(test_a_file_that_is_not_there),
        SCRATCH_TEST(test_a_pipe_without_a_writer_is_not_at_its_end),
        SCRATCH_TEST(test_a_unix_socket),
        SCRATCH_TEST(test_a_unix_socket_with_a_long_path),
        SCRATCH_TEST(test_a_socket_that_nobody_listens_on_is_waited_for),
        SCRATCH_TEST(test_a_tcp_port),
        SCRATCH_TEST(test_a_terminal_is_made_raw_and_given_back),
        SCRATCH_TEST(test_what_is_no_terminal_is_refused),
        SCRATCH_TEST(test_a_signal_ends_the_waiting),
    };

    stop_fd = stop_open();
    if (stop_fd < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
