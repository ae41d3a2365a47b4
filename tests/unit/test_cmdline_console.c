/* SPDX-License-Identifier: MIT */
/* tests/unit/test_cmdline_console.c — values of console=, right and wrong. */
#include "lib/cmdline.h"

#include "lib/error.h"

#include "exact.h"

static void assert_console(const char *value, enum console_kind kind, unsigned unit, uint32_t baud,
                           char parity, unsigned bits)
{
    struct console_word word;

    memset(&word, 0xa5, sizeof(word));
    assert_int_equal(console_word_parse(&word, value), 0);
    assert_int_equal(word.kind, kind);
    assert_int_equal(word.unit, unit);
    assert_int_equal(word.baud, baud);
    assert_int_equal(word.parity, parity);
    assert_int_equal(word.bits, bits);
}

static void test_good(void **state)
{
    (void)state;
    assert_console("ttyS0,115200n8", CONSOLE_SERIAL, 0, 115200, 'n', 8);
    assert_console("ttyS1", CONSOLE_SERIAL, 1, 0, 'n', 8);
    assert_console("ttyS3,9600", CONSOLE_SERIAL, 3, 9600, 'n', 8);
    assert_console("ttyS31,57600e7", CONSOLE_SERIAL, 31, 57600, 'e', 7);
    assert_console("ttyS0,2400o", CONSOLE_SERIAL, 0, 2400, 'o', 8);
    assert_console("ttyS0,50", CONSOLE_SERIAL, 0, 50, 'n', 8);
    assert_console("ttyS0,2", CONSOLE_SERIAL, 0, 2, 'n', 8);
    assert_console("tty0", CONSOLE_SCREEN, 0, 0, 'n', 8);
    assert_console("tty12", CONSOLE_SCREEN, 12, 0, 'n', 8);
}

static struct console_word uart_word(const char *value)
{
    struct console_word word;

    memset(&word, 0xa5, sizeof(word));
    if (console_word_parse(&word, value) != 0)
        fail_msg("\"%s\" is refused", value);
    assert_int_equal(word.kind, CONSOLE_UART);
    return word;
}

static void test_a_place_instead_of_a_number(void **state)
{
    struct console_word word = uart_word("uart8250,io,0x2f8,9600e7");

    (void)state;
    assert_int_equal(word.space, CONSOLE_IO);
    assert_int_equal(word.address, 0x2f8);
    assert_int_equal(word.baud, 9600);
    assert_int_equal(word.parity, 'e');
    assert_int_equal(word.bits, 7);
    word = uart_word("uart,io,1016");
    assert_int_equal(word.address, 0x3f8);
    assert_int_equal(word.baud, 0);
    word = uart_word("uart8250,mmio,0xfedc9000");
    assert_int_equal(word.space, CONSOLE_MMIO);
    word = uart_word("uart8250,mmio16,0xfedc9000");
    assert_int_equal(word.space, CONSOLE_MMIO16);
    word = uart_word("uart8250,mmio32,0x380fe034000,115200");
    assert_int_equal(word.space, CONSOLE_MMIO32);
    assert_int_equal(word.address, 0x380fe034000);
    assert_int_equal(word.baud, 115200);
    word = uart_word("uart8250,pci,00:16.3");
    assert_int_equal(word.space, CONSOLE_PCI);
    assert_int_equal(word.segment, 0);
    assert_int_equal(word.bus, 0);
    assert_int_equal(word.device, 0x16);
    assert_int_equal(word.function, 3);
    word = uart_word("uart8250,pci,1a2b:fF:1f.7,57600n8");
    assert_int_equal(word.segment, 0x1a2b);
    assert_int_equal(word.bus, 0xff);
    assert_int_equal(word.device, 0x1f);
    assert_int_equal(word.function, 7);
    assert_int_equal(word.baud, 57600);
}

static void assert_refused(const char *value, int result)
{
    struct console_word word, before;

    memset(&word, 0xa5, sizeof(word));
    before = word;
    if (console_word_parse(&word, value) != result)
        fail_msg("\"%s\" is not refused with %d", value, result);
    assert_memory_equal(&word, &before, sizeof(word));
}

static void test_not_understood(void **state)
{
    static const char *const values[] = {
        "",
        "tty",
        "ttyS",
        "ttyUSB0",
        "hvc0",
        "uart,io",
        "ttyS0,",
        "ttyS0,n8",
        "ttyS0,115200x8",
        "ttyS0,115200n9",
        "ttyS0x",
        "ttyS0 ",
        "ttyS0,115200n8r",
        "tty0,115200",
        "tty0n8",
        "ttyS-1",
        "ttyS0,-9600",
        "ttyS0,115200,",
        "ttyS0,115200n88",
        "TTYS0",
        "uart8250",
        "uart8250,",
        "uart8250,io",
        "uart8250,io,",
        "uart8250,io,x",
        "uart8250,io,0x3f8,",
        "uart8250,io,0x3f8x",
        "uart8250,ioport,0x3f8",
        "uart8250,mmio64,0xfe000000",
        "uart8250,pci,",
        "uart8250,pci,00",
        "uart8250,pci,00:16",
        "uart8250,pci,00:16.",
        "uart8250,pci,:16.3",
        "uart8250,pci,00:16.33",
        "uart8250,pci,0000:00:16:3",
        "uart8250,pci,g0:16.3",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        assert_refused(values[i], -E_INVAL);
}

static void test_out_of_range(void **state)
{
    static const char *const values[] = {
        "ttyS32",
        "tty32",
        "ttyS99999999999999999999",
        "ttyS4294967296",
        "ttyS0,0",
        "ttyS0,1",
        "ttyS0,115201",
        "ttyS0,230400",
        "ttyS0,14401",
        "ttyS0,128000",
        "ttyS0,4294967296",
        "ttyS0,99999999999999999999",
        "uart8250,io,0",
        "uart8250,io,0xfff9",
        "uart8250,mmio,0",
        "uart8250,mmio32,0x10000000000000",
        "uart8250,io,0x3f8,7",
        "uart8250,pci,100:16.3",
        "uart8250,pci,00:20.3",
        "uart8250,pci,00:16.8",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        assert_refused(values[i], -E_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_a_place_instead_of_a_number),
        cmocka_unit_test(test_not_understood),
        cmocka_unit_test(test_out_of_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
