/* SPDX-License-Identifier: MIT */
/* tests/unit/test_acpi_tables.c — the tables of processors, domains, buses, timers and consoles. */
#include "fmt/acpi_tables.h"

#include "lib/error.h"

#include "exact.h"
#include "recorded_acpi.h"

#define LENGTH_AT 4

static void word_put(uint8_t *at, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++)
        at[i] = (uint8_t)(word >> 8 * i);
}

/* ---- MADT ---- */

static int madt_last(const void *bytes, size_t size, unsigned *count)
{
    struct acpi_madt_entry entry = { 0 };
    int result;

    *count = 0;
    while ((result = acpi_madt_next(&entry, bytes, size)) == 0)
        (*count)++;
    return result;
}

static void test_madt_recorded(void **state)
{
    struct acpi_madt_entry entry = { 0 };
    struct acpi_madt madt;
    unsigned cpus = 0, enabled = 0, overrides = 0;

    (void)state;
    assert_int_equal(acpi_madt_parse(&madt, recorded_madt, sizeof(recorded_madt)), 0);
    assert_int_equal(madt.local_apic, 0xfee00000);
    assert_int_equal(madt.flags, ACPI_MADT_PC_COMPATIBLE);
    while (acpi_madt_next(&entry, recorded_madt, sizeof(recorded_madt)) == 0) {
        cpus += entry.type == ACPI_MADT_LOCAL_APIC;
        enabled += entry.type == ACPI_MADT_LOCAL_APIC && entry.flags & ACPI_CPU_ENABLED;
        if (entry.type == ACPI_MADT_IO_APIC)
            assert_true(entry.address == 0xfec00000 && entry.gsi == 0 && entry.id == 0);
        if (entry.type == ACPI_MADT_OVERRIDE && overrides++ == 0)
            assert_true(entry.id == 0 && entry.gsi == 2 && entry.flags == 0);
        if (entry.type == ACPI_MADT_LOCAL_NMI)
            assert_true(entry.uid == 0xff && entry.id == 1);
    }
    assert_int_equal(cpus, 4);
    assert_int_equal(enabled, 3);
    assert_int_equal(overrides, 5);
    assert_true(acpi_madt_has_cpu(recorded_madt, sizeof(recorded_madt), 0));
    assert_true(acpi_madt_has_cpu(recorded_madt, sizeof(recorded_madt), 2));
    assert_false(acpi_madt_has_cpu(recorded_madt, sizeof(recorded_madt), 3)); /* not enabled */
    assert_false(acpi_madt_has_cpu(recorded_madt, sizeof(recorded_madt), 4));
}

static void test_madt_cut(void **state)
{
    unsigned count;

    (void)state;
    for (size_t size = 0; size < sizeof(recorded_madt); size++) {
        uint8_t *copy = exact_copy(recorded_madt, size);
        const int result = madt_last(copy, size, &count);

        assert_true(size < 44 ? result == -E_INVAL : result == -E_RANGE || result == -E_NOENT);
        assert_in_range(count, 0, 10);
        free(copy);
    }
}

/* Records of a kind, behind an empty header: types, lengths and ids that real firmware wrote. */
static size_t madt_make(uint8_t bytes[128], const char *records, size_t size)
{
    memset(bytes, 0, 128);
    memcpy(bytes, recorded_madt, 44);
    memcpy(bytes + 44, records, size);
    word_put(bytes + LENGTH_AT, (uint32_t)(44 + size));
    return 44 + size;
}

static void test_madt_faults(void **state)
{
    struct acpi_madt_entry entry = { 0 };
    uint8_t bytes[128];
    unsigned count;
    size_t size;

    (void)state;
    size = madt_make(bytes, "\0\0\0\0", 4); /* a record without length never ends */
    assert_int_equal(madt_last(bytes, size, &count), -E_RANGE);
    size = madt_make(bytes, "\0\1\0\0", 4);
    assert_int_equal(madt_last(bytes, size, &count), -E_RANGE);
    size = madt_make(bytes, "\0\11\0\0\1\0\0\0", 8); /* one byte too long */
    assert_int_equal(madt_last(bytes, size, &count), -E_RANGE);
    size = madt_make(bytes, "\0\2\0\10\0\5\1\0\0\0", 10); /* too short for a processor, then one */
    assert_int_equal(madt_last(bytes, size, &count), -E_NOENT);
    assert_int_equal(count, 1);
    assert_true(acpi_madt_has_cpu(bytes, size, 5));
    size = madt_make(bytes, "\0\10\1\377\1\0\0\0", 8); /* the id of nobody */
    assert_false(acpi_madt_has_cpu(bytes, size, 0xff));
    size = madt_make(bytes, "\11\20\0\0\377\0\0\0\1\0\0\0\7\0\0\0", 16); /* but an x2APIC's */
    assert_true(acpi_madt_has_cpu(bytes, size, 0xff));
    size = madt_make(bytes, "\177\4\0\0\5\14\0\0\0\0\340\376\1\0\0\0", 16);
    assert_int_equal(acpi_madt_next(&entry, bytes, size), 0);
    assert_int_equal(entry.type, 127);
    assert_int_equal(acpi_madt_next(&entry, bytes, size), 0);
    assert_int_equal(entry.type, ACPI_MADT_ADDRESS);
    assert_true(entry.address == UINT64_C(0x1fee00000));
    size = madt_make(bytes, "\3\10\5\0\7\0\0\0\12\14\5\0\1\0\0\0\1\0\0\0", 20);
    entry = (struct acpi_madt_entry){ 0 };
    assert_int_equal(acpi_madt_next(&entry, bytes, size), 0);
    assert_true(entry.gsi == 7 && entry.flags == 5);
    assert_int_equal(acpi_madt_next(&entry, bytes, size), 0);
    assert_true(entry.uid == 1 && entry.id == 1);
}

/* ---- SRAT ---- */

static void test_srat(void **state)
{
    uint8_t *copy = exact_copy(recorded_srat, sizeof(recorded_srat));
    struct acpi_srat_entry entry = { 0 };
    uint64_t bytes[2] = { 0 };
    unsigned cpus[2] = { 0 };
    int result;

    (void)state;
    while ((result = acpi_srat_next(&entry, copy, sizeof(recorded_srat))) == 0) {
        if (!(entry.flags & ACPI_SRAT_ENABLED))
            continue;
        assert_in_range(entry.domain, 0, 1);
        if (entry.type == ACPI_SRAT_MEMORY)
            bytes[entry.domain] += entry.length;
        else
            cpus[entry.domain]++;
    }
    assert_int_equal(result, -E_NOENT);
    assert_true(bytes[0] == (256 << 20) - 0x60000 && bytes[1] == 256 << 20);
    assert_true(cpus[0] == 2 && cpus[1] == 2);
    memset(copy + 48 + 4 * 16 + 8, 0xff, 8); /* memory that wraps around */
    entry = (struct acpi_srat_entry){ 0 };
    while ((result = acpi_srat_next(&entry, copy, sizeof(recorded_srat))) == 0)
        assert_int_equal(entry.type, ACPI_SRAT_CPU);
    assert_int_equal(result, -E_RANGE);
    free(copy);
}

static void test_srat_x2apic(void **state)
{
    uint8_t bytes[48 + 24 + 4] = { 0 };
    struct acpi_srat_entry entry = { 0 };

    (void)state;
    memcpy(bytes, recorded_srat, 48);
    word_put(bytes + LENGTH_AT, sizeof(bytes));
    bytes[48] = 9, bytes[49] = 4; /* of no known type */
    bytes[52] = 2, bytes[53] = 24, bytes[56] = 3, bytes[61] = 1, bytes[64] = 1;
    assert_int_equal(acpi_srat_next(&entry, bytes, sizeof(bytes)), 0);
    assert_true(entry.domain == 3 && entry.apic_id == 0x100 && entry.flags == 1);
    assert_int_equal(acpi_srat_next(&entry, bytes, sizeof(bytes)), -E_NOENT);
}

/* ---- MCFG, HPET ---- */

static void test_mcfg(void **state)
{
    struct acpi_mcfg_entry entry;

    (void)state;
    assert_int_equal(acpi_mcfg_entry(&entry, recorded_mcfg, sizeof(recorded_mcfg), 0), 0);
    assert_true(entry.base == 0xb0000000 && entry.segment == 0);
    assert_true(entry.first == 0 && entry.last == 255);
    assert_int_equal(acpi_mcfg_entry(&entry, recorded_mcfg, sizeof(recorded_mcfg), 1), -E_NOENT);
    assert_int_equal(acpi_mcfg_entry(&entry, recorded_hpet, sizeof(recorded_hpet), 0), -E_INVAL);
    for (size_t size = 0; size < sizeof(recorded_mcfg); size++) {
        uint8_t *copy = exact_copy(recorded_mcfg, size);

        assert_int_equal(acpi_mcfg_entry(&entry, copy, size, 0), size < 44    ? -E_INVAL
                                                                 : size == 44 ? -E_NOENT
                                                                              : -E_RANGE);
        free(copy);
    }
}

static void test_hpet(void **state)
{
    struct acpi_hpet hpet;

    (void)state;
    assert_int_equal(acpi_hpet_parse(&hpet, recorded_hpet, sizeof(recorded_hpet)), 0);
    assert_int_equal(hpet.address.space, ACPI_SPACE_MEMORY);
    assert_true(hpet.address.address == 0xfed00000);
    assert_int_equal(hpet.comparators, 3);
    assert_true(hpet.is_64bit && hpet.has_legacy_routing);
    assert_int_equal(acpi_hpet_parse(&hpet, recorded_hpet, 55), -E_INVAL);
    assert_int_equal(acpi_hpet_parse(&hpet, recorded_mcfg, sizeof(recorded_mcfg)), -E_INVAL);
}

/* ---- consoles ---- */

static void test_spcr(void **state)
{
    uint8_t *copy = exact_copy(recorded_spcr, sizeof(recorded_spcr));
    struct acpi_console console;

    (void)state;
    copy[40] = 1, copy[44] = 0xf8, copy[45] = 3, copy[58] = 7;
    memset(copy + 64, 0xff, 4);
    assert_int_equal(acpi_spcr_parse(&console, copy, sizeof(recorded_spcr)), 0);
    assert_int_equal(console.address.space, ACPI_SPACE_IO);
    assert_true(console.address.address == 0x3f8);
    assert_int_equal(console.baud, 115200);
    assert_false(console.is_pci);
    memset(copy + 64, 1, 7);
    for (unsigned code = 0; code < 256; code++) {
        copy[58] = (uint8_t)code;
        assert_int_equal(acpi_spcr_parse(&console, copy, sizeof(recorded_spcr)), 0);
        assert_true(console.baud <= 115200 && (code < 8 || console.baud == 0));
    }
    assert_true(console.is_pci && console.bus == 1 && console.function == 1);
    assert_int_equal(acpi_spcr_parse(&console, copy, 79), -E_INVAL);
    free(copy);
}

static void test_dbg2(void **state)
{
    uint8_t *copy = exact_copy(recorded_dbg2, sizeof(recorded_dbg2));
    struct acpi_console console;
    unsigned port = copy[36];

    (void)state;
    assert_int_equal(acpi_dbg2_port(&console, copy, sizeof(recorded_dbg2), 0), 0);
    assert_int_equal(console.type, 0x80000000);
    assert_true(console.address.address == UINT64_C(0x1122334455667788));
    assert_int_equal(acpi_dbg2_port(&console, copy, sizeof(recorded_dbg2), 1), 0);
    assert_int_equal(acpi_dbg2_port(&console, copy, sizeof(recorded_dbg2), 2), -E_NOENT);
    for (size_t size = 44; size < sizeof(recorded_dbg2); size++) {
        uint8_t *cut = exact_copy(recorded_dbg2, size);

        assert_int_equal(acpi_dbg2_port(&console, cut, size, 1), -E_RANGE);
        free(cut);
    }
    copy[port + 1] = copy[port + 2] = 0; /* a port without length: its next would be itself */
    assert_int_equal(acpi_dbg2_port(&console, copy, sizeof(recorded_dbg2), 1), -E_RANGE);
    memcpy(copy, recorded_dbg2, sizeof(recorded_dbg2));
    copy[port + 3] = 0; /* without an address */
    assert_int_equal(acpi_dbg2_port(&console, copy, sizeof(recorded_dbg2), 0), -E_RANGE);
    copy[port + 3] = 1, copy[port + 19] = 0xff; /* or one that lies outside */
    assert_int_equal(acpi_dbg2_port(&console, copy, sizeof(recorded_dbg2), 0), -E_RANGE);
    word_put(copy + 36, UINT32_MAX);
    assert_int_equal(acpi_dbg2_port(&console, copy, sizeof(recorded_dbg2), 0), -E_RANGE);
    free(copy);
}

static void test_pci_register(void **state)
{
    struct acpi_address address = { .space = ACPI_SPACE_PCI, .address = UINT64_C(0x1f00020044) };
    struct acpi_pci_register reg;

    (void)state;
    assert_int_equal(acpi_pci_register_read(&reg, &address), 0);
    assert_true(reg.device == 0x1f && reg.function == 2 && reg.offset == 0x44);
    address.address = UINT64_C(0x2000020044);
    assert_int_equal(acpi_pci_register_read(&reg, &address), -E_INVAL);
    address.address = UINT64_C(0x1f00080044);
    assert_int_equal(acpi_pci_register_read(&reg, &address), -E_INVAL);
    address.address = UINT64_C(0x1f00020100);
    assert_int_equal(acpi_pci_register_read(&reg, &address), -E_INVAL);
    address = (struct acpi_address){ .space = ACPI_SPACE_IO, .address = 0xcf9 };
    assert_int_equal(acpi_pci_register_read(&reg, &address), -E_INVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_madt_recorded), cmocka_unit_test(test_madt_cut),
        cmocka_unit_test(test_madt_faults),   cmocka_unit_test(test_srat),
        cmocka_unit_test(test_srat_x2apic),   cmocka_unit_test(test_mcfg),
        cmocka_unit_test(test_hpet),          cmocka_unit_test(test_spcr),
        cmocka_unit_test(test_dbg2),          cmocka_unit_test(test_pci_register),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
