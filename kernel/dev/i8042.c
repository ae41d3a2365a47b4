/* SPDX-License-Identifier: MIT */
/*
 * dev/i8042.c — the PS/2 controller, brought up from whatever state firmware left it in.
 *
 * Both ports are off while the controller is asked, or a key pressed at the wrong moment would be
 * taken for its answer. Where a port nobody decodes is read, all bits are set: "output full" and
 * "input full" for ever. Every wait ends at its deadline or, should the clock stand still, after
 * WAIT_READS.
 */
#include "dev/i8042.h"

#include "cpu/io.h"
#include "cpu/registers.h"
#include "dev/acpi.h"
#include "dev/clock.h"
#include "dev/i8042_regs.h"
#include "lib/error.h"
#include "lib/log.h"

#define NS_PER_MS      1000000ull
#define WAIT_MS        250 /* for a byte to be taken, and for plain answers */
#define SELF_TEST_MS   500
#define WAIT_READS     2000000
#define FLUSH_BYTES    64
#define FLUSH_PAUSE_NS 50000 /* some controllers need it to offer the next byte */
#define CONFIG_TRIES   10

/* Waits until the bit is set, or clear. */
static bool status_wait(unsigned bit, bool set, unsigned ms)
{
    const uint64_t end = clock_now_ns() + ms * NS_PER_MS;

    for (unsigned reads = 0; reads < WAIT_READS; reads++) {
        if (!(io_read8(I8042_STATUS) & bit) == !set)
            return true;
        if (clock_now_ns() >= end)
            return false;
        cpu_relax();
    }
    return false;
}

static int command(uint8_t value)
{
    if (!status_wait(I8042_STATUS_INPUT_FULL, false, WAIT_MS))
        return -E_TIMEOUT;
    io_write8(I8042_COMMAND, value);
    return 0;
}

int i8042_write(uint8_t byte)
{
    if (!status_wait(I8042_STATUS_INPUT_FULL, false, WAIT_MS))
        return -E_TIMEOUT;
    io_write8(I8042_DATA, byte);
    return 0;
}

int i8042_inject(uint8_t byte)
{
    const int result = command(I8042_FIRST_INJECT);

    return result != 0 ? result : i8042_write(byte);
}

/* A command that is answered by one byte, which is returned. */
static int command_ask(uint8_t value, unsigned ms)
{
    const int result = command(value);

    if (result != 0)
        return result;
    if (!status_wait(I8042_STATUS_OUTPUT_FULL, true, ms))
        return -E_TIMEOUT;
    return io_read8(I8042_DATA);
}

int i8042_read(void)
{
    const unsigned status = io_read8(I8042_STATUS);
    uint8_t byte;

    if (!(status & I8042_STATUS_OUTPUT_FULL))
        return -1;
    byte = io_read8(I8042_DATA);
    return status & I8042_STATUS_SECOND ? -1 : byte; /* as a missing controller's would be */
}

static int output_flush(void)
{
    for (unsigned i = 0; i < FLUSH_BYTES; i++) {
        const uint64_t end = clock_now_ns() + FLUSH_PAUSE_NS;

        if (!(io_read8(I8042_STATUS) & I8042_STATUS_OUTPUT_FULL))
            return 0;
        io_read8(I8042_DATA);
        for (unsigned reads = 0; reads < WAIT_READS && clock_now_ns() < end; reads++)
            cpu_relax();
    }
    return -E_IO;
}

/*
 * Asks for the configuration until the answer is the same twice, be it none: where a port stays on,
 * the byte of a key may slip in.
 */
static int config_read(void)
{
    int last = -E_IO;

    for (unsigned i = 0; i < CONFIG_TRIES; i++) {
        const int config = command_ask(I8042_CONFIG_READ, WAIT_MS);

        if (config == last)
            return config;
        last = config;
    }
    return -E_IO;
}

static int config_write(uint8_t config)
{
    const int result = command(I8042_CONFIG_WRITE);

    return result != 0 ? result : i8042_write(config);
}

/* Neither test is insisted on: firmware that plays controller often has neither. */
static void tests_run(void)
{
    int answer = command_ask(I8042_SELF_TEST, SELF_TEST_MS);

    if (answer < 0)
        log_warning("i8042: no answer to the self-test");
    else if (answer != I8042_SELF_TEST_PASSED)
        log_warning("i8042: the self-test answers 0x%02x", (unsigned)answer);
    output_flush();
    answer = command_ask(I8042_FIRST_TEST, WAIT_MS);
    if (answer < 0)
        log_warning("i8042: no answer to the test of the keyboard's port");
    else if (answer != I8042_FIRST_TEST_PASSED)
        log_warning("i8042: the test of the keyboard's port answers 0x%02x", (unsigned)answer);
}

static bool status_answers(void)
{
    const struct acpi_state *acpi = acpi_state();
    const bool answers = io_read8(I8042_STATUS) != I8042_STATUS_ABSENT;
    const bool announced = acpi->fadt.boot_arch & I8042_BOOT_ARCH;

    /* Firmware is wrong about it both ways, so what it says is only told. */
    if (acpi->has_fadt && acpi->fadt.has_boot_arch && announced != answers)
        log_info("i8042: firmware says that there is %s controller", announced ? "a" : "no");
    return answers;
}

int i8042_init(void)
{
    int config, result;

    if (!status_answers())
        return -E_NODEV;
    if (command(I8042_FIRST_DISABLE) != 0 || command(I8042_SECOND_DISABLE) != 0)
        return -E_TIMEOUT;
    if (output_flush() != 0)
        return -E_IO;
    config = config_read();
    if (config < 0)
        return config;
    log_debug("i8042: found with configuration 0x%02x", (unsigned)config);

    tests_run(); /* may reset the configuration, which is why it is written after */
    config |= I8042_CONFIG_FIRST_IRQ | I8042_CONFIG_SYSTEM | I8042_CONFIG_SECOND_DISABLE |
              I8042_CONFIG_TRANSLATE;
    config &= ~(I8042_CONFIG_SECOND_IRQ | I8042_CONFIG_FIRST_DISABLE);
    result = config_write((uint8_t)config);
    if (result == 0)
        result = command(I8042_FIRST_ENABLE);
    output_flush();
    return result;
}
