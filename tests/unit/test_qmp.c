/* SPDX-License-Identifier: MIT */
/*
 * test_qmp.c — the conversation with QEMU, with the test in QEMU's place.
 */
#include "qemuwatch/qmp.h"

#include "exact.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static struct qmp qmp;
static int qemu; /* QEMU's end */

static int setup(void **state)
{
    int ends[2];

    (void)state;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        return -1;
    qmp_init(&qmp, ends[0]);
    qemu = ends[1];
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    close(qmp.fd);
    if (qemu >= 0)
        close(qemu);
    return 0;
}

static void qemu_says(const char *text)
{
    assert_int_equal(write(qemu, text, strlen(text)), strlen(text));
}

/* Lets QEMU say something and hears it. */
static void hear(const char *text)
{
    qemu_says(text);
    assert_int_equal(qmp_receive(&qmp), 0);
}

static void test_the_greeting(void **state)
{
    (void)state;
    assert_int_equal(qmp_receive(&qmp), 0);
    assert_false(qmp.greeted);
    hear("{\"QMP\": {\"version\": {\"qemu\": {\"major\": 7}}, \"capabilities\": [\"oob\"]}}\r\n");
    assert_true(qmp.greeted);
}

static void test_a_command_and_its_answer(void **state)
{
    char text[256] = "";
    json_t *message;
    ssize_t count;

    (void)state;
    assert_true(qmp_is_answered(&qmp));
    assert_int_equal(qmp_send(&qmp, "cont", NULL), 0);
    assert_false(qmp_is_answered(&qmp));
    count = read(qemu, text, sizeof(text) - 1);
    message = json_loadb(text, (size_t)count, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(message, "execute")), "cont");
    assert_int_equal(json_integer_value(json_object_get(message, "id")), 1);
    assert_null(json_object_get(message, "arguments"));
    json_decref(message);
    hear("{\"return\": {}, \"id\": 1}\r\n");
    assert_true(qmp_is_answered(&qmp));
    assert_false(qmp.refused);
}

static void test_arguments_are_sent(void **state)
{
    char text[256] = "";
    json_t *message;
    ssize_t count;

    (void)state;
    assert_int_equal(qmp_send(&qmp, "pmemsave", json_pack("{s:i}", "val", 7)), 0);
    count = read(qemu, text, sizeof(text) - 1);
    message = json_loadb(text, (size_t)count, 0, NULL);
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(message, "arguments"), "val")), 7);
    json_decref(message);
}

static void test_a_refused_command(void **state)
{
    (void)state;
    qmp_send(&qmp, "screendump", NULL);
    hear("{\"error\": {\"class\": \"GenericError\", \"desc\": \"no console\"}, \"id\": 1}\r\n");
    assert_true(qmp_is_answered(&qmp));
    assert_true(qmp.refused);
    assert_string_equal(qmp.error, "no console");
    qmp_send(&qmp, "stop", NULL);
    assert_false(qmp.refused);
    hear("{\"error\": {}, \"id\": 2}\r\n");
    assert_string_equal(qmp.error, "no reason given");
}

static void test_an_answer_to_something_else_is_none(void **state)
{
    (void)state;
    qmp_send(&qmp, "stop", NULL);
    qmp_send(&qmp, "cont", NULL);
    hear("{\"error\": {\"desc\": \"late\"}, \"id\": 1}\r\n");
    assert_false(qmp.refused);
    hear("{\"return\": {}, \"id\": 1}\r\n{\"return\": {}}\r\n{\"return\": {}, \"id\": \"2\"}\r\n"
         "{\"return\": {}, \"id\": -2}\r\n{\"return\": {}, \"id\": 3}\r\n");
    assert_false(qmp_is_answered(&qmp));
    hear("{\"return\": {}, \"id\": 2}\r\n");
    assert_true(qmp_is_answered(&qmp));
}

static void test_the_guests_end(void **state)
{
    (void)state;
    hear("{\"timestamp\": {\"seconds\": 1}, \"event\": \"RESUME\"}\r\n"
         "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-reset\"}}\r\n"
         "{\"event\": \"STOP\"}\r\n"
         "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": \"guest-shutdown\"}}\r\n");
    assert_string_equal(qmp.shutdown, "guest-reset");
}

static void test_qemus_own_end_is_not_the_guests(void **state)
{
    (void)state;
    hear("{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": false, \"reason\": \"host-signal\"}}\r\n"
         "{\"event\": \"SHUTDOWN\", \"data\": {}}\r\n{\"event\": \"SHUTDOWN\"}\r\n"
         "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": 7}}\r\n");
    assert_string_equal(qmp.shutdown, "");
}

static void test_messages_in_pieces(void **state)
{
    static const char text[] = "{\"QMP\": {}}\r\n\r\n{\"event\": \"SHUTDOWN\", "
                               "\"data\": {\"reason\": \"guest-panic\"}}\n";

    (void)state;
    for (const char *c = text; *c != '\0'; c++) {
        char one[2] = { *c, '\0' };

        hear(one);
    }
    assert_true(qmp.greeted);
    assert_string_equal(qmp.shutdown, "guest-panic");
}

static void test_what_is_not_qmp_is_an_error(void **state)
{
    static const char *const bad[] = {
        "hello\n", "{\"QMP\": \n", "[]\n", "7\n", "\x00\n", "{}{}\n"
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        qmp.length = 0;
        assert_int_equal(write(qemu, bad[i], strlen(bad[i]) + (bad[i][0] == '\0' ? 2 : 0)) > 0, 1);
        assert_int_equal(qmp_receive(&qmp), -1);
    }
    assert_false(qmp.greeted);
}

static void test_a_line_without_end_is_an_error(void **state)
{
    static char piece[1024];
    int result = 0;

    (void)state;
    memset(piece, 'x', sizeof(piece));
    for (size_t sent = 0; sent < QMP_LINE_MAX && result == 0; sent += sizeof(piece)) {
        assert_int_equal(write(qemu, piece, sizeof(piece)), sizeof(piece));
        result = qmp_receive(&qmp);
    }
    assert_int_equal(result, -1);
}

static void test_a_closed_line_is_told(void **state)
{
    (void)state;
    qemu_says("{\"QMP\": {}}\r\n");
    close(qemu);
    qemu = -1;
    assert_int_equal(qmp_receive(&qmp), -1);
    assert_true(qmp.greeted);
}

static void test_text_that_is_not_utf_8_is_not_sent(void **state)
{
    json_t *name = json_string("\xff");

    (void)state;
    assert_null(name);
    assert_int_equal(qmp_send(&qmp, "\xff", NULL), -1);
    assert_int_equal(errno, EINVAL);
    assert_true(qmp_is_answered(&qmp));
}

#define QMP_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        QMP_TEST(test_the_greeting),
        QMP_TEST(test_a_command_and_its_answer),
        QMP_TEST(test_arguments_are_sent),
        QMP_TEST(test_a_refused_command),
        QMP_TEST(test_an_answer_to_something_else_is_none),
        QMP_TEST(test_the_guests_end),
        QMP_TEST(test_qemus_own_end_is_not_the_guests),
        QMP_TEST(test_messages_in_pieces),
        QMP_TEST(test_what_is_not_qmp_is_an_error),
        QMP_TEST(test_a_line_without_end_is_an_error),
        QMP_TEST(test_a_closed_line_is_told),
        QMP_TEST(test_text_that_is_not_utf_8_is_not_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
