/* SPDX-License-Identifier: MIT */
/*
 * diag/power_tests.c — can this machine be switched off and reset by software? Nothing is tried
 * here.
 */
#include "dev/acpi.h"
#include "diag/test.h"

static enum test_result soft_off(struct test_run *run)
{
    const struct acpi_state *acpi = acpi_state();

    if (!acpi->has_fadt || !acpi->has_s5)
        return test_skip(run, "no %s: this machine is switched off by hand",
                         acpi->has_fadt ? "\\_S5" : "FADT");
    return test_pass(run, "pm1a=0x%lx type_a=%u type_b=%u", acpi->fadt.pm1a_control.address,
                     acpi->sleep_type_a, acpi->sleep_type_b);
}

static const struct test tests[] = {
    { "power.soft_off", soft_off },
};

const struct test_group power_tests = { "power", tests, ARRAY_SIZE(tests), false };
