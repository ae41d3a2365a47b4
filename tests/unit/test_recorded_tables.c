/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_recorded_tables.c — the ACPI tables of several machines: what the decoders say of each is
 * what iasl says; then every one of them cut short, and with bits turned.
 */
#include "fmt/acpi.h"
#include "fmt/acpi_cores.h"
#include "fmt/acpi_tables.h"
#include "lib/error.h"

#include "recorded_files.h"

#define FLIP_BYTES  512 /* of each table, from its beginning */
#define CUT_DENSE   512 /* up to here a table is cut at each byte, behind it */
#define CUT_STEP    97  /* now and then */
#define NAME_ANY(s) (strrchr(s, '/') + 1)

static void sound_check(const char *name, const uint8_t *bytes, size_t size)
{
    struct acpi_table table;
    char signature[5] = "";

    assert_int_equal(acpi_table_parse(&table, bytes, size), 0);
    assert_int_equal(table.length, size);
    for (unsigned i = 0; i < 4; i++)
        signature[i] = (char)(NAME_ANY(name)[i] - 'a' + 'A');
    assert_string_equal(table.signature, signature);
    if (strcmp(signature, "FACS") != 0)
        assert_true(acpi_checksum_is_good(bytes, size));
}

static void test_each_is_sound(void **state)
{
    (void)state;
    assert_true(recorded_visit(sound_check) >= 35);
}

/* ---- what iasl says of them -------------------------------------------------------------------- */

static void test_fadts(void **state)
{
    static const struct {
        const char *name;
        bool is_reduced;
        uint16_t boot_arch, smi_command;
        paddr_t dsdt;
        uint64_t pm1a, pm_timer, reset, sleep;
        uint8_t reset_value;
    } wanted[] = {
        { "bios/facp", false, 0, 0xb2, 0xffe0040, 0x604, 0x608, 0, 0, 0 },
        { "pci-bridges/facp", false, 2, 0xb2, 0xffe0040, 0x604, 0x608, 0xcf9, 0, 0xf },
        { "uefi/facp", false, 2, 0xb2, 0xf779000, 0x604, 0x608, 0xcf9, 0, 0xf },
        { "acpi-by-firmware/facp", false, 0, 0xb2, 0xfffe3a0, 0xb004, 0xb008, 0, 0, 0 },
        { "microvm/facp", true, 0, 0, 0xffffcc0, 0, 0, 0xfea00202, 0xfea00200, 0x42 },
        { "memory-64g-numa/facp", false, 2, 0xb2, 0x7ffe0040, 0x604, 0x608, 0xcf9, 0, 0xf },
        { "memory-dimm/facp", false, 2, 0xb2, 0x1f779000, 0x604, 0x608, 0xcf9, 0, 0xf },
    };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(wanted); i++) {
        struct acpi_fadt fadt;
        size_t size;
        uint8_t *bytes = recorded_read(wanted[i].name, &size);

        assert_int_equal(acpi_fadt_parse(&fadt, bytes, size), 0);
        assert_int_equal((fadt.flags & ACPI_FADT_HW_REDUCED) != 0, wanted[i].is_reduced);
        assert_int_equal(fadt.boot_arch, wanted[i].boot_arch);
        assert_int_equal(fadt.smi_command, wanted[i].smi_command);
        assert_int_equal(fadt.dsdt, wanted[i].dsdt);
        assert_int_equal(fadt.pm1a_control.address, wanted[i].pm1a);
        assert_int_equal(fadt.pm_timer.address, wanted[i].pm_timer);
        assert_int_equal(fadt.reset.address, wanted[i].reset);
        assert_int_equal(fadt.reset_value, wanted[i].reset_value);
        assert_int_equal(fadt.sleep_control.address, wanted[i].sleep);
        assert_int_equal(fadt.pm1b_control.address, 0);
        free(bytes);
    }
}

/* SeaBIOS's own DSDT has no \_S5: it is in the SSDT. */
static void test_sleep_types(void **state)
{
    static const struct {
        const char *name;
        int result;
        uint8_t a, b;
    } wanted[] = {
        { "bios/dsdt", 0, 0, 0 },        { "pci-bridges/dsdt", 0, 0, 0 },
        { "uefi/dsdt", 0, 0, 0 },        { "memory-64g-numa/dsdt", 0, 0, 0 },
        { "memory-dimm/dsdt", 0, 0, 0 }, { "iommu-amd/dsdt", 0, 0, 0 },
        { "microvm/dsdt", 0, 5, 0 },     { "acpi-by-firmware/dsdt", -E_NODEV, 9, 9 },
        { "bios/apic", -E_NODEV, 9, 9 }, { "acpi-by-firmware/ssdt", 0, 0, 0 },
    };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(wanted); i++) {
        uint8_t a = 9, b = 9;
        size_t size;
        uint8_t *bytes = recorded_read(wanted[i].name, &size);

        assert_int_equal(acpi_s5_find(bytes, size, &a, &b), wanted[i].result);
        assert_int_equal(a, wanted[i].a);
        assert_int_equal(b, wanted[i].b);
        free(bytes);
    }
}

static void test_madts(void **state)
{
    static const struct {
        const char *name;
        unsigned cpus, io_apics, overrides, nmis;
    } wanted[] = {
        { "bios/apic", 1, 1, 5, 1 },
        { "acpi-by-firmware/apic", 1, 1, 5, 1 },
        { "memory-64g-numa/apic", 2, 1, 5, 1 },
        { "microvm/apic", 1, 2, 0, 1 },
    };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(wanted); i++) {
        unsigned counts[ACPI_MADT_LOCAL_NMI + 1] = { 0 };
        struct acpi_madt_entry entry = { 0 };
        size_t size;
        uint8_t *bytes = recorded_read(wanted[i].name, &size);

        while (acpi_madt_next(&entry, bytes, size) == 0)
            if (entry.type < ARRAY_SIZE(counts))
                counts[entry.type]++;
        assert_int_equal(counts[ACPI_MADT_LOCAL_APIC], wanted[i].cpus);
        assert_int_equal(counts[ACPI_MADT_IO_APIC], wanted[i].io_apics);
        assert_int_equal(counts[ACPI_MADT_OVERRIDE], wanted[i].overrides);
        assert_int_equal(counts[ACPI_MADT_LOCAL_NMI], wanted[i].nmis);
        free(bytes);
    }
}

/* A socket each with memory; a range that a module may be plugged into, which is no memory now. */
static void test_srats(void **state)
{
    struct acpi_srat_entry entry = { 0 };
    uint64_t bytes_of[2] = { 0 };
    unsigned cpus = 0, pluggable = 0, ranges = 0;
    size_t size;
    uint8_t *bytes = recorded_read("memory-64g-numa/srat", &size);

    (void)state;
    while (acpi_srat_next(&entry, bytes, size) == 0) {
        assert_in_range(entry.domain, 0, 1);
        cpus += entry.type == ACPI_SRAT_CPU && entry.domain == entry.apic_id;
        if (entry.type == ACPI_SRAT_MEMORY && entry.flags & ACPI_SRAT_ENABLED)
            bytes_of[entry.domain] += entry.length;
    }
    assert_int_equal(cpus, 2);
    assert_int_equal(bytes_of[0], UINT64_C(0x7fffa0000));
    assert_int_equal(bytes_of[1], UINT64_C(0x800000000));
    free(bytes);

    bytes = recorded_read("memory-dimm/srat", &size);
    entry = (struct acpi_srat_entry){ 0 };
    while (acpi_srat_next(&entry, bytes, size) == 0) {
        if (entry.type != ACPI_SRAT_MEMORY || !(entry.flags & ACPI_SRAT_ENABLED))
            continue;
        ranges++;
        if (!(entry.flags & ACPI_SRAT_HOT_PLUG))
            continue;
        pluggable++;
        assert_int_equal(entry.base, UINT64_C(0x100000000));
        assert_int_equal(entry.length, 0xe0000000);
    }
    assert_int_equal(ranges, 3);
    assert_int_equal(pluggable, 1);
    free(bytes);
}

static void test_buses_and_timers(void **state)
{
    static const char *const mcfgs[] = { "pci-bridges/mcfg", "acpi-by-firmware/mcfg" };
    static const char *const hpets[] = { "bios/hpet", "acpi-by-firmware/hpet" };
    struct acpi_mcfg_entry range;
    struct acpi_hpet hpet;

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        size_t size;
        uint8_t *bytes = recorded_read(mcfgs[i], &size);

        assert_int_equal(acpi_mcfg_entry(&range, bytes, size, 0), 0);
        assert_true(range.base == 0xb0000000 && range.segment == 0);
        assert_true(range.first == 0 && range.last == 0xff);
        assert_int_equal(acpi_mcfg_entry(&range, bytes, size, 1), -E_NOENT);
        free(bytes);
        bytes = recorded_read(hpets[i], &size);
        assert_int_equal(acpi_hpet_parse(&hpet, bytes, size), 0);
        assert_true(hpet.address.address == 0xfed00000 && hpet.number == 0);
        free(bytes);
    }
}

static void test_iommus(void **state)
{
    static const struct {
        const char *name;
        paddr_t base;
    } wanted[] = { { "iommu-intel-uefi/dmar", 0xfed90000 }, { "iommu-amd/ivrs", 0xfed80000 } };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(wanted); i++) {
        struct acpi_iommu iommu;
        size_t size;
        uint8_t *bytes = recorded_read(wanted[i].name, &size);

        assert_int_equal(acpi_iommu(&iommu, bytes, size, 0), 0);
        assert_int_equal(iommu.base, wanted[i].base);
        assert_int_equal(iommu.segment, 0);
        assert_int_equal(iommu.is_amd, i == 1);
        assert_int_equal(acpi_iommu(&iommu, bytes, size, 1), -E_NOENT);
        free(bytes);
    }
}

static unsigned roots, pointers;

static void root_count(const char *name, const uint8_t *bytes, size_t size)
{
    const bool is_root = strcmp(NAME_ANY(name), "rsdt") == 0 || strcmp(NAME_ANY(name), "xsdt") == 0;
    const int count = acpi_root_count(bytes, size);

    assert_int_equal(count >= 0, is_root);
    roots += is_root;
    for (int i = 0; i < count; i++) {
        const paddr_t at = acpi_root_entry(bytes, size, (unsigned)i);

        assert_in_range(at, 0x1000000, 0x7fffffff);
        pointers++;
    }
}

static void test_roots(void **state)
{
    (void)state;
    recorded_visit(root_count);
    assert_int_equal(roots, 9);
    assert_in_range(pointers, 9 * 2, 9 * 9);
}

/* ---- and when they are broken ------------------------------------------------------------------ */

/* Asks every decoder, whatever the table is: none may read behind the bytes, or never end. */
static void all_read(const uint8_t *bytes, size_t size)
{
    struct acpi_madt_entry madt = { 0 };
    struct acpi_srat_entry srat = { 0 };
    struct acpi_mcfg_entry range;
    struct acpi_console console;
    struct acpi_iommu iommu;
    static struct acpi_cores cores;
    struct acpi_table table;
    struct acpi_fadt fadt;
    struct acpi_hpet hpet;
    unsigned steps = 0;
    uint8_t a, b;
    int count;

    acpi_table_parse(&table, bytes, size);
    count = acpi_root_count(bytes, size);
    for (int i = 0; i < count; i++)
        acpi_root_entry(bytes, size, (unsigned)i);
    acpi_fadt_parse(&fadt, bytes, size);
    acpi_hpet_parse(&hpet, bytes, size);
    acpi_spcr_parse(&console, bytes, size);
    while (acpi_madt_next(&madt, bytes, size) == 0 && steps <= size)
        steps++;
    while (acpi_srat_next(&srat, bytes, size) == 0 && steps <= size)
        steps++;
    for (unsigned i = 0; acpi_mcfg_entry(&range, bytes, size, i) == 0 && steps <= size; i++)
        steps++;
    for (unsigned i = 0; acpi_dbg2_port(&console, bytes, size, i) == 0 && steps <= size; i++)
        steps++;
    for (unsigned i = 0; acpi_iommu(&iommu, bytes, size, i) == 0 && steps <= size; i++)
        steps++;
    assert_in_range(steps, 0, size);
    acpi_cores_read(&cores, 0, bytes, size);
    if (acpi_s5_find(bytes, size, &a, &b) == 0)
        assert_true(a <= 7 && b <= 7);
}

static void cuts_try(const char *name, const uint8_t *bytes, size_t size)
{
    (void)name;
    for (size_t cut = 0; cut < size; cut += cut < CUT_DENSE ? 1 : CUT_STEP) {
        uint8_t *copy = exact_copy(bytes, cut);

        all_read(copy, cut);
        free(copy);
    }
}

static void test_each_cut_short(void **state)
{
    (void)state;
    recorded_visit(cuts_try);
}

static void flips_try(const char *name, const uint8_t *bytes, size_t size)
{
    const size_t tried = size < FLIP_BYTES ? size : FLIP_BYTES;
    uint8_t *copy = exact_copy(bytes, tried);

    (void)name;
    for (size_t bit = 0; bit < tried * 8; bit++) {
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        all_read(copy, tried);
        if (tried == size && strcmp(NAME_ANY(name), "facs") != 0)
            assert_false(acpi_checksum_is_good(copy, size));
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    free(copy);
}

static void test_each_with_bits_turned(void **state)
{
    (void)state;
    recorded_visit(flips_try);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_is_sound),  cmocka_unit_test(test_fadts),
        cmocka_unit_test(test_sleep_types),    cmocka_unit_test(test_madts),
        cmocka_unit_test(test_srats),          cmocka_unit_test(test_buses_and_timers),
        cmocka_unit_test(test_iommus),         cmocka_unit_test(test_roots),
        cmocka_unit_test(test_each_cut_short), cmocka_unit_test(test_each_with_bits_turned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
