/* SPDX-License-Identifier: MIT */
/* tests/unit/test_hpet.c — an HPET that is absent, stuck, or of nonsense. */
#include "exact.h"

#include "cpu/registers.h"

#include "dev/hpet.c"
#include "recorded_acpi.h"

static uint32_t page[HPET_BYTES / 4];
static bool has_table;

const void *acpi_find(const char *signature, unsigned nth, size_t *size)
{
    (void)signature;
    (void)nth;
    *size = sizeof(recorded_hpet);
    return has_table ? recorded_hpet : NULL;
}

void *fake_mmio_map(paddr_t address, size_t size, enum caching caching)
{
    assert_true(address == 0xfed00000 && size == HPET_BYTES && caching == CACHING_UNCACHED);
    return page;
}

static int fresh(void **state)
{
    (void)state;
    memset(page, 0, sizeof(page));
    page[HPET_PERIOD / 4] = 10000000; /* 10 ns */
    has_table = true;
    return 0;
}

static int measure(void)
{
    uint64_t ns, cycles;

    return hpet_measure(1000000, &ns, &cycles);
}

static void absent(void **state)
{
    (void)state;
    has_table = false;
    assert_int_equal(measure(), -E_NODEV);
}

static void nonsense_periods(void **state)
{
    static const uint32_t periods[] = { 0, 1, HPET_PERIOD_FS_MAX + 1, UINT32_MAX };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(periods); i++) {
        page[HPET_PERIOD / 4] = periods[i];
        assert_int_equal(measure(), -E_NODEV);
    }
}

/* Memory that stands still is a counter that does not count; and it is switched off again. */
static void stuck(void **state)
{
    (void)state;
    page[HPET_CONFIGURATION / 4] = 2;
    assert_int_equal(measure(), -E_TIMEOUT);
    assert_int_equal(page[HPET_CONFIGURATION / 4], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(absent, fresh),
        cmocka_unit_test_setup(nonsense_periods, fresh),
        cmocka_unit_test_setup(stuck, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
