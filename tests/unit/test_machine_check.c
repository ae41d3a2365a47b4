/* SPDX-License-Identifier: MIT */
/* tests/unit/test_machine_check.c — after which errors the kernel may go on, and what they are called. */
#include "exact.h"

#include "lib/machine_check.h"

static void severity(void **state)
{
    (void)state;
    assert_true(machine_check_is_corrected(MC_STATUS_VALID | 0x151));
    assert_true(machine_check_is_corrected(MC_STATUS_VALID | MC_STATUS_OVERFLOW));
    assert_false(machine_check_is_corrected(MC_STATUS_VALID | MC_STATUS_UNCORRECTED));
    assert_false(machine_check_is_corrected(MC_STATUS_VALID | MC_STATUS_CORRUPT));
    assert_false(machine_check_is_corrected(0xb200000000000000));
}

static void names(void **state)
{
    static const struct {
        uint64_t status;
        const char *name;
    } cases[] = {
        { 0x0, "no error" },
        { 0x5, "internal parity" },
        { 0x400, "internal timer" },
        { 0x401, "internal" },
        { 0xe, "cache" },
        { 0x14, "translation buffer" },
        { 0x9f, "memory controller" },
        { 0x151, "cache" },
        { 0x1151, "cache" }, /* told seldom, as it comes so often */
        { 0xe0f, "bus" },
        { 0x8000, "of an unknown kind" },
        { 0x9c0000000000009f, "memory controller" },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(machine_check_name(cases[i].status), cases[i].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severity),
        cmocka_unit_test(names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
