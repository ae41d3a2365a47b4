/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_acpi_list.c — dev/acpi.c in a small memory: roots, pointers and tables that lie,
 * one after another.
 */
#include "exact.h"
#include "recorded_acpi.h"
#include "recorded_firmware.h"

#include "dev/acpi.c"

#define MEMORY_BYTES 0x100000
#define RSDT_AT      0x90000
#define XSDT_AT      0x91000
#define FADT_AT      0x92000
#define MADT_AT      0x93000
#define HPET_AT      0x94000
#define DSDT_AT      0x95000
#define FADT2_AT     0x96000

static uint8_t memory[MEMORY_BYTES];
static struct boot_info boot;
static char said[4096];

void *fake_direct_map(paddr_t address, size_t size)
{
    return address == 0 || address >= MEMORY_BYTES || size > MEMORY_BYTES - address
               ? NULL
               : memory + address;
}

static void said_keep(void *context, const char *line, size_t size)
{
    (void)context;
    if (strlen(said) + size < sizeof(said))
        strncat(said, line, size);
}

static unsigned said_count(const char *text)
{
    unsigned count = 0;

    for (const char *at = said; (at = strstr(at, text)) != NULL; at++)
        count++;
    return count;
}

static void checksum_set(uint8_t *bytes, size_t size, size_t place)
{
    uint8_t sum = 0;

    bytes[place] = 0;
    for (size_t i = 0; i < size; i++)
        sum = (uint8_t)(sum + bytes[i]);
    bytes[place] = (uint8_t)(0 - sum);
}

static void word_put(uint8_t *at, uint64_t word, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        at[i] = (uint8_t)(word >> 8 * i);
}

/* A root of so many bytes per pointer. */
static void root_put(paddr_t at, const char *signature, unsigned width, const uint64_t *pointers,
                     unsigned count)
{
    uint8_t *root = memory + at;
    const size_t size = 36 + (size_t)width * count;

    memset(root, 0, size);
    memcpy(root, signature, 4);
    word_put(root + 4, size, 4);
    for (unsigned i = 0; i < count; i++)
        word_put(root + 36 + i * width, pointers[i], width);
    checksum_set(root, size, 9);
}

static void fadt_put(paddr_t at)
{
    memcpy(memory + at, recorded_fadt_v3, sizeof(recorded_fadt_v3));
    word_put(memory + at + 36, 0, 4);
    word_put(memory + at + 40, DSDT_AT, 4);
    word_put(memory + at + 132, 0, 8);
    word_put(memory + at + 140, 0, 8);
    checksum_set(memory + at, sizeof(recorded_fadt_v3), 9);
}

/* \_S5 with types 5 and 5. */
static void dsdt_put(void)
{
    static const uint8_t aml[] = { 0x08, '_', 'S', '5', '_', 0x12, 0x06, 0x04, 0x0a, 5, 0x0a, 5 };
    uint8_t *dsdt = memory + DSDT_AT;

    memset(dsdt, 0, 64);
    memcpy(dsdt, "DSDT", 4);
    word_put(dsdt + 4, 36 + sizeof(aml), 4);
    memcpy(dsdt + 36, aml, sizeof(aml));
    checksum_set(dsdt, 36 + sizeof(aml), 9);
}

/* A machine that is well: both roots, FADT, MADT, HPET, DSDT; the loader hands over the RSDP. */
static int setup(void **unused)
{
    static const uint64_t tables[] = { FADT_AT, MADT_AT, HPET_AT };

    (void)unused;
    memset(memory, 0, sizeof(memory));
    memset(&state, 0, sizeof(state));
    memset(&boot, 0, sizeof(boot));
    entry_count = 0;
    root_put(RSDT_AT, "RSDT", 4, tables, 3);
    root_put(XSDT_AT, "XSDT", 8, tables, 3);
    fadt_put(FADT_AT);
    memcpy(memory + MADT_AT, recorded_madt, sizeof(recorded_madt));
    memcpy(memory + HPET_AT, recorded_hpet, sizeof(recorded_hpet));
    dsdt_put();
    memcpy(boot.rsdp, recorded_rsdp_uefi, 36);
    word_put(boot.rsdp + 16, RSDT_AT, 4);
    word_put(boot.rsdp + 24, XSDT_AT, 8);
    checksum_set(boot.rsdp, 20, 8);
    checksum_set(boot.rsdp, 36, 32);
    boot.rsdp_size = 36;
    boot.efi_system_table = 1;
    log_init();
    log_add_sink(said_keep, NULL, false);
    said[0] = '\0';
    return 0;
}

static void take(unsigned faults)
{
    acpi_init(&boot);
    assert_int_equal(state.faults, faults);
}

static void test_all_well(void **unused)
{
    size_t size;

    (void)unused;
    take(0);
    assert_true(state.has_rsdp && state.has_fadt && state.has_s5);
    assert_int_equal(state.sleep_type_a, 5);
    assert_int_equal(state.tables, 5);
    assert_ptr_equal(acpi_find("APIC", 0, &size), memory + MADT_AT);
    assert_int_equal(size, sizeof(recorded_madt));
    assert_null(acpi_find("APIC", 1, &size));
    assert_null(acpi_find("SSDT", 0, &size));
    assert_null(acpi_entry(5));
    assert_int_equal(said_count("\n"), 1);
}

/* One table that lies costs that table, and one line. */
static void test_bad_tables(void **unused)
{
    size_t size;

    (void)unused;
    memory[MADT_AT + 50]++;
    take(1);
    assert_null(acpi_find("APIC", 0, &size));
    assert_non_null(acpi_find("HPET", 0, &size));
    assert_int_equal(said_count("APIC at 0x93000 has a wrong checksum; not used"), 1);
    assert_int_equal(said_count("\n"), 2);

    setup(NULL);
    word_put(memory + HPET_AT + 4, 35, 4);
    take(1);
    assert_int_equal(said_count("a table at 0x94000 has a length that cannot be"), 1);
    setup(NULL);
    word_put(memory + HPET_AT + 4, 0xc0000, 4);
    take(1);
    assert_int_equal(said_count("does not lie within reach as a whole"), 1);
    setup(NULL);
    memory[HPET_AT] = 0;
    take(1);
    assert_int_equal(said_count("is no table"), 1);
    assert_true(state.has_s5);
}

static void test_bad_pointers(void **unused)
{
    static const uint64_t tables[] = { 0, FADT_AT, UINT32_MAX, UINT64_C(0x200000000), FADT_AT };
    size_t size;

    (void)unused;
    root_put(XSDT_AT, "XSDT", 8, tables, 5);
    take(2);
    assert_int_equal(said_count("2 of the 5 pointers in the XSDT lead nowhere"), 1);
    assert_int_equal(said_count("at 0x200000000 lies out of reach"), 1);
    assert_non_null(acpi_find("FACP", 0, &size));
    assert_null(acpi_find("FACP", 1, &size)); /* named twice, listed once */
    assert_true(state.has_s5);
}

static void test_bad_xsdt(void **unused)
{
    size_t size;

    (void)unused;
    memory[XSDT_AT + 40]++;
    take(1);
    assert_int_equal(said_count("XSDT at 0x91000 has a wrong checksum"), 1);
    assert_int_equal(said_count("going on with the RSDT"), 1);
    assert_true(state.has_s5);
    assert_non_null(acpi_find("HPET", 0, &size));

    setup(NULL);
    word_put(boot.rsdp + 24, MADT_AT, 8); /* some table instead of a root */
    checksum_set(boot.rsdp, 36, 32);
    take(1);
    assert_true(state.has_s5);
    assert_int_equal(said_count("is a table APIC"), 1);
}

/* Each root has its own FADT, as in firmware that carries an old one for old systems. */
static void test_second_fadt(void **unused)
{
    static const uint64_t tables[] = { FADT2_AT, MADT_AT };

    (void)unused;
    root_put(RSDT_AT, "RSDT", 4, tables, 2);
    fadt_put(FADT2_AT);
    memory[FADT_AT + 60]++;
    take(1);
    assert_true(state.has_fadt && state.has_s5);
}

static void test_bad_dsdt(void **unused)
{
    (void)unused;
    memory[DSDT_AT + 40]++;
    take(1);
    assert_true(state.has_fadt);
    assert_false(state.has_s5);
}

static void rsdp_put(paddr_t at)
{
    memcpy(memory + at, boot.rsdp, 36);
    boot.rsdp_size = 0;
}

static void test_where_the_rsdp_is(void **unused)
{
    (void)unused;
    rsdp_put(0xf0010);
    take(0);
    assert_false(state.has_rsdp); /* UEFI: nothing is scanned */
    setup(NULL);
    rsdp_put(0xf0010);
    boot.efi_system_table = 0;
    take(0);
    assert_true(state.has_s5);
    assert_string_equal(state.rsdp_from, "the BIOS area");
    setup(NULL);
    rsdp_put(0x9fc20);
    boot.efi_system_table = 0;
    word_put(memory + 0x40e, 0x9fc0, 2);
    take(0);
    assert_string_equal(state.rsdp_from, "the extended BIOS data area");
    setup(NULL);
    boot.efi_system_table = 0;
    boot.rsdp[8]++;
    take(0);
    assert_false(state.has_rsdp);
    assert_int_equal(said_count("the loader's copy of the RSDP is broken"), 1);
}

static void test_too_many(void **unused)
{
    uint64_t tables[200];

    (void)unused;
    for (unsigned i = 0; i < 200; i++) {
        tables[i] = 0xa0000 + i * 0x100;
        memcpy(memory + tables[i], recorded_hpet, sizeof(recorded_hpet));
    }
    root_put(XSDT_AT, "XSDT", 8, tables, 200);
    acpi_init(&boot);
    assert_int_equal(entry_count, ENTRIES_MAX);
    assert_int_equal(said_count("more than 128 tables"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_all_well, setup),
        cmocka_unit_test_setup(test_bad_tables, setup),
        cmocka_unit_test_setup(test_bad_pointers, setup),
        cmocka_unit_test_setup(test_bad_xsdt, setup),
        cmocka_unit_test_setup(test_second_fadt, setup),
        cmocka_unit_test_setup(test_bad_dsdt, setup),
        cmocka_unit_test_setup(test_where_the_rsdp_is, setup),
        cmocka_unit_test_setup(test_too_many, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
