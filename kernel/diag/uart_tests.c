/* SPDX-License-Identifier: MIT */
/* diag/uart_tests.c — does every serial port that was found carry bytes? */
#include "dev/uart.h"
#include "diag/test.h"
#include "lib/error.h"

static enum test_result loopback(struct test_run *run, unsigned index)
{
    struct uart *uart = uart_port(index);
    int result;

    if (!uart->is_present)
        return test_skip(run, "no serial port at 0x%03x", uart->base);
    result = uart_loopback_test(uart);
    if (result != 0)
        return test_fail(run, "port 0x%03x: %s in loopback", uart->base, error_name(result));
    return test_pass(run, "port=0x%03x", uart->base);
}

static enum test_result com1(struct test_run *run)
{
    return loopback(run, 0);
}

static enum test_result com2(struct test_run *run)
{
    return loopback(run, 1);
}

static enum test_result com3(struct test_run *run)
{
    return loopback(run, 2);
}

static enum test_result com4(struct test_run *run)
{
    return loopback(run, 3);
}

static const struct test tests[] = {
    { "uart.com1", com1 },
    { "uart.com2", com2 },
    { "uart.com3", com3 },
    { "uart.com4", com4 },
};

const struct test_group uart_tests = { "uart", tests, ARRAY_SIZE(tests), false };
