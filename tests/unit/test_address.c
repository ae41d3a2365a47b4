/* SPDX-License-Identifier: MIT */
/*
 * test_address.c — what a person writes for the source of a log.
 */
#include "common/address.h"

#include "scratch.h"

#include <sys/socket.h>
#include <sys/un.h>

static struct address parse(const char *text)
{
    struct address address;
    char why[128] = "";

    if (!address_parse(&address, text, why, sizeof(why)))
        fail_msg("%s: %s", text, why);
    return address;
}

static void assert_refused(const char *text)
{
    struct address address;
    char why[128] = "";

    assert_false(address_parse(&address, text, why, sizeof(why)));
    assert_true(strlen(why) > 5);
}

static void assert_address(const char *text, enum address_kind kind, const char *path,
                           const char *port, unsigned baud)
{
    struct address address = parse(text);

    assert_int_equal(address.kind, kind);
    assert_string_equal(address.path, path);
    assert_string_equal(address.port, port);
    assert_int_equal(address.baud, baud);
}

static void test_each_kind(void **state)
{
    (void)state;
    assert_address("-", ADDRESS_STDIN, "", "", 115200);
    assert_address("unix:a/b c,d:1", ADDRESS_UNIX, "a/b c,d:1", "", 115200);
    assert_address("tcp:lab:2001", ADDRESS_TCP, "lab", "2001", 115200);
    assert_address("lab.example:2001", ADDRESS_TCP, "lab.example", "2001", 115200);
    assert_address("[::1]:65535", ADDRESS_TCP, "::1", "65535", 115200);
    assert_address("tcp:::1:7", ADDRESS_TCP, "::1", "7", 115200);
    assert_address("tty:/dev/ttyUSB0", ADDRESS_TTY, "/dev/ttyUSB0", "", 115200);
    assert_address("tty:/dev/ttyUSB0,9600", ADDRESS_TTY, "/dev/ttyUSB0", "", 9600);
    assert_address("no/such/file", ADDRESS_PATH, "no/such/file", "", 115200);
    assert_address("./lab:2001", ADDRESS_PATH, "./lab:2001", "", 115200);
    assert_address("lab:2001x", ADDRESS_PATH, "lab:2001x", "", 115200);
}

static void test_a_file_wins_over_host_and_port(void **state)
{
    char before[4096];

    (void)state;
    assert_non_null(getcwd(before, sizeof(before)));
    assert_int_equal(chdir(scratch_folder), 0);
    scratch_write("lab:2001", "", 0);
    assert_address("lab:2001", ADDRESS_PATH, "lab:2001", "", 115200);
    assert_int_equal(chdir(before), 0);
}

static void test_a_socket_is_known_by_its_type(void **state)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    (void)state;
    snprintf(at.sun_path, sizeof(at.sun_path), "%s", scratch_path("s"));
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_address(at.sun_path, ADDRESS_UNIX, at.sun_path, "", 115200);
    close(fd);
}

static void test_what_is_no_address_is_refused(void **state)
{
    static const char *const bad[] = { "",
                                       "unix:",
                                       "tcp:",
                                       "tcp:lab",
                                       "tcp::1",
                                       "tcp:lab:0",
                                       "tcp:lab:65536",
                                       "tcp:lab:x",
                                       "tcp:[]:1",
                                       "lab:0",
                                       "tty:",
                                       "tty:,9600",
                                       "tty:/dev/ttyS0,9601",
                                       "tty:/dev/ttyS0,",
                                       "/" };
    static char path[ADDRESS_TEXT_MAX + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_refused(bad[i]);
    memset(path, 'x', ADDRESS_TEXT_MAX);
    assert_refused(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind),
        cmocka_unit_test_setup_teardown(test_a_file_wins_over_host_and_port, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_socket_is_known_by_its_type, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(test_what_is_no_address_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
