/* SPDX-License-Identifier: MIT */
/*
 * dev/power.c — every way out, tried in the order least likely to do harm, with the other cores stopped.
 *
 * No step trusts the one before: each has a short wait, and when the machine is still running the
 * next is announced and tried.
 */
#include "dev/power.h"

#include "cpu/core.h"
#include "cpu/io.h"
#include "cpu/raise.h"
#include "dev/acpi.h"
#include "dev/clock.h"
#include "dev/console.h"
#include "dev/pci.h"
#include "dev/power_regs.h"
#include "lib/error.h"
#include "lib/field.h"
#include "lib/log.h"
#include "mm/mmio.h"

#define STEP_MS        50
#define OFF_MS         2000 /* some machines take a second to let go */
#define ACPI_ENABLE_MS 3000 /* ACPI 6.5 gives no bound; Linux waits three seconds */
#define I8042_READS    100000
#define PORT_LAST      0xfffe /* of a register two bytes wide */

static void leave_announce(const char *how)
{
    char line[32] = "# leave how=";
    unsigned at = 12;

    while (*how != '\0')
        line[at++] = *how++;
    log_document(line);
    console_drain();
}

_Noreturn void power_halt(void)
{
    core_stop_others();
    leave_announce("halt");
    for (;;) {
        interrupts_disable();
        cpu_halt();
    }
}

static bool is_port(const struct acpi_address *reg)
{
    return reg->space == ACPI_SPACE_IO && reg->address != 0 && reg->address <= PORT_LAST;
}

/* Where a register that lies in memory can be reached; NULL for any other. */
static volatile void *register_map(const struct acpi_address *reg, size_t size)
{
    return reg->space == ACPI_SPACE_MEMORY ? mmio_map(reg->address, size, CACHING_UNCACHED) : NULL;
}

/* Reads a 16-bit register in ports or memory; 0 when it is neither. */
static uint16_t pm_read(const struct acpi_address *reg)
{
    const volatile uint16_t *memory = register_map(reg, sizeof(*memory));

    if (is_port(reg))
        return io_read16((uint16_t)reg->address);
    return memory != NULL ? *memory : 0;
}

static void pm_write(const struct acpi_address *reg, uint16_t value)
{
    volatile uint16_t *memory = register_map(reg, sizeof(*memory));

    if (is_port(reg))
        io_write16((uint16_t)reg->address, value);
    else if (memory != NULL)
        *memory = value;
}

static void pm_sleep(const struct acpi_address *reg, uint16_t value, uint8_t type)
{
    value = (uint16_t)FIELD_SET(PM1_SLP_TYP, value, (unsigned)type);
    pm_write(reg, value);
    pm_write(reg, value | PM1_SLP_EN);
}

/*
 * ACPI 6.5 4.8.2.5: a legacy machine must be told by SMI_CMD before its PM1 registers mean
 * anything.
 */
static bool acpi_mode_enter(const struct acpi_fadt *fadt)
{
    if (pm_read(&fadt->pm1a_control) & PM1_SCI_EN)
        return true;
    if (fadt->smi_command == 0 || fadt->acpi_enable == 0) {
        log_info("power: no SMI command to enter ACPI mode; going on as it is");
        return true;
    }
    log_info("power: entering ACPI mode by port 0x%x", fadt->smi_command);
    io_write8(fadt->smi_command, fadt->acpi_enable);
    for (unsigned ms = 0; ms < ACPI_ENABLE_MS; ms++) {
        if (pm_read(&fadt->pm1a_control) & PM1_SCI_EN)
            return true;
        clock_wait_ms(1);
    }
    log_error("power: ACPI mode did not come within %u ms", ACPI_ENABLE_MS);
    return false;
}

/*
 * Writes one byte to a register wherever it lies. Returns 0, or -E_NODEV for a space we cannot
 * reach.
 */
static int register_write8(const struct acpi_address *reg, uint8_t value)
{
    volatile uint8_t *memory = register_map(reg, sizeof(*memory));
    struct acpi_pci_register pci;

    if (is_port(reg))
        io_write8((uint16_t)reg->address, value);
    else if (memory != NULL)
        *memory = value;
    else if (acpi_pci_register_read(&pci, reg) == 0)
        pci_write8((struct pci_address){ 0, 0, pci.device, pci.function }, pci.offset, value);
    else
        return -E_NODEV;
    return 0;
}

static const char *space_name(const struct acpi_address *reg)
{
    static const char *const names[] = { "memory", "port", "PCI" };

    return reg->space < ARRAY_SIZE(names) ? names[reg->space] : "nowhere";
}

/* Up to the last line and the last write; returns when the machine is still on. */
static void soft_off(const struct acpi_state *acpi)
{
    const struct acpi_fadt *fadt = &acpi->fadt;

    if (fadt->flags & ACPI_FADT_HW_REDUCED) {
        log_info("power: S5 by the sleep control register, %s 0x%lx type %u",
                 space_name(&fadt->sleep_control), fadt->sleep_control.address, acpi->sleep_type_a);
        leave_announce("poweroff");
        if (register_write8(
                &fadt->sleep_control,
                (uint8_t)(FIELD_SET(SLEEP_CONTROL_SLP_TYP, 0u, (unsigned)acpi->sleep_type_a) |
                          SLEEP_CONTROL_SLP_EN)) != 0)
            log_error("power: that register cannot be reached");
        return;
    }
    if (!acpi_mode_enter(fadt))
        return;
    log_info("power: S5 by PM1a 0x%lx type %u, PM1b 0x%lx type %u", fadt->pm1a_control.address,
             acpi->sleep_type_a, fadt->pm1b_control.address, acpi->sleep_type_b);
    leave_announce("poweroff");
    pm_sleep(&fadt->pm1b_control, pm_read(&fadt->pm1b_control), acpi->sleep_type_b);
    pm_sleep(&fadt->pm1a_control, pm_read(&fadt->pm1a_control), acpi->sleep_type_a);
}

_Noreturn void power_off(void)
{
    const struct acpi_state *acpi = acpi_state();

    interrupts_disable();
    core_stop_others();
    if (acpi->has_fadt && acpi->has_s5) {
        soft_off(acpi);
        clock_wait_ms(OFF_MS);
        log_error("power: the machine did not switch off");
    } else {
        log_warning("power: ACPI has no %s, so the machine cannot switch itself off",
                    acpi->has_fadt ? "\\_S5" : "FADT");
    }
    log_info("power: safe to switch off by hand");
    power_halt();
}

/* Each way is announced on its own, so that the last line is always the leave line. */
static void reset_step(const char *way)
{
    log_info("power: reset by %s", way);
    leave_announce("reset");
}

static void reset_by_fadt(void)
{
    const struct acpi_fadt *fadt = &acpi_state()->fadt;

    if (!acpi_state()->has_fadt || fadt->reset.address == 0)
        return;
    log_info("power: the FADT's reset register is %s 0x%lx, value 0x%x", space_name(&fadt->reset),
             fadt->reset.address, fadt->reset_value);
    reset_step("the FADT's register");
    if (register_write8(&fadt->reset, fadt->reset_value) != 0)
        log_warning("power: the FADT's register cannot be reached");
    clock_wait_ms(STEP_MS);
}

static void reset_by_cf9(void)
{
    /* On a machine without PCI the port may be anything. */
    if (pci_function(0) == NULL || io_read8(RESET_CONTROL) == RESET_CONTROL_ABSENT) {
        log_info("power: no reset port 0xcf9 here");
        return;
    }
    reset_step("port 0xcf9");
    io_write8(RESET_CONTROL, RESET_CONTROL_SYSTEM);
    clock_wait_ms(1);
    io_write8(RESET_CONTROL, RESET_CONTROL_SYSTEM | RESET_CONTROL_CPU);
    clock_wait_ms(STEP_MS);
    io_write8(RESET_CONTROL, RESET_CONTROL_FULL | RESET_CONTROL_SYSTEM | RESET_CONTROL_CPU);
    clock_wait_ms(STEP_MS);
}

static void reset_by_i8042(void)
{
    unsigned reads = 0;

    if (io_read8(I8042_STATUS) == I8042_STATUS_ABSENT) {
        log_info("power: no keyboard controller here");
        return;
    }
    reset_step("the keyboard controller");
    while ((io_read8(I8042_STATUS) & I8042_STATUS_INPUT_FULL) && reads++ < I8042_READS)
        cpu_relax();
    io_write8(I8042_COMMAND, I8042_PULSE_RESET);
    clock_wait_ms(STEP_MS);
}

/* With an empty interrupt table every exception is one too many, and the CPU shuts down. */
static void reset_by_triple_fault(void)
{
    const struct table_pointer nothing = { 0 };

    reset_step("a triple fault");
    idt_load(&nothing);
    breakpoint_raise();
    clock_wait_ms(STEP_MS);
}

_Noreturn void power_reset(void)
{
    interrupts_disable();
    core_stop_others();
    reset_by_fadt();
    reset_by_cf9();
    reset_by_i8042();
    reset_by_triple_fault();
    log_error("power: the machine did not reset");
    power_halt();
}
