/* SPDX-License-Identifier: MIT */
/* diag/uart_tests.c — does every serial port that was found carry bytes? */
#include "dev/uart.h"
#include "diag/test.h"
#include "lib/error.h"

static enum test_result loopback(struct test_run *run, unsigned index)
{
    struct uart *uart = uart_port(index);
    char where[UART_WHERE_TEXT];
    int result;

    uart_where(uart, where);
    if (!uart->is_present)
        return test_skip(run, "no serial port at %s", where);
    result = uart_loopback_test(uart);
    if (result != 0)
        return test_fail(run, "port %s: %s in loopback", where, error_name(result));
    return test_pass(run, "port=%s", where);
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

/* All that were found elsewhere, in one test, since their number is the machine's. */
static enum test_result others(struct test_run *run)
{
    unsigned found = 0;

    for (unsigned i = UART_COM_PORTS; i < uart_count(); i++) {
        struct uart *uart = uart_port(i);
        int result;

        if (!uart->is_present)
            continue;
        found++;
        result = uart_loopback_test(uart);
        if (result != 0)
            return test_fail(run, "ttyS%u, %s: %s in loopback", i, uart->place.name,
                             error_name(result));
    }
    if (found == 0)
        return test_skip(run, "no serial port in any other place");
    return test_pass(run, "ports=%u", found);
}

static const struct test tests[] = {
    { "uart.com1", com1 },
    { "uart.com2", com2 },
    { "uart.com3", com3 },
    { "uart.com4", com4 },
    /* and, in no standard place: */
    { "uart.others", others },
};

const struct test_group uart_tests = { "uart", tests, ARRAY_SIZE(tests), false };
