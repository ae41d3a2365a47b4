/* SPDX-License-Identifier: MIT */
/* tests/unit/test_efi.c — the system table and its list, of 64-bit and 32-bit firmware. */
#include "fmt/efi.h"

#include "lib/error.h"

#include "exact.h"
#include "recorded_firmware.h"

static const struct firmware {
    unsigned bits;
    const uint8_t *system;
    size_t system_bytes;
    const uint8_t *array;
    size_t array_bytes;
    uint64_t address, acpi20;
} firmwares[] = {
    { 64, recorded_efi_system_64, sizeof(recorded_efi_system_64), recorded_efi_config_64,
      sizeof(recorded_efi_config_64), 0x75ebc98, 0x777d014 },
    { 32, recorded_efi_system_32, sizeof(recorded_efi_system_32), recorded_efi_config_32,
      sizeof(recorded_efi_config_32), 0xe9ecb10, 0xeb7e014 },
};

static void test_recorded(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(firmwares); i++) {
        const struct firmware *f = &firmwares[i];
        struct efi_config config;

        assert_int_equal(efi_system_table_parse(&config, f->system, f->system_bytes, f->bits), 0);
        assert_true(config.address == f->address);
        assert_int_equal(config.bits, f->bits);
        assert_int_equal(config.count, 11);
        assert_int_equal(config.revision, 0x20046); /* 2.7 */
        assert_int_equal(efi_config_bytes(&config), f->array_bytes);
        assert_true(efi_config_find(&config, f->array, f->array_bytes, EFI_TABLE_ACPI20) ==
                    f->acpi20);
        assert_true(efi_config_find(&config, f->array, f->array_bytes, EFI_TABLE_ACPI10) != 0);
        assert_true(efi_config_find(&config, f->array, f->array_bytes, EFI_TABLE_SMBIOS) != 0);
    }
}

/* Each table of a made-up list, by the numbers UEFI prints its names with. */
static void test_names(void **state)
{
    static const struct {
        uint32_t a;
        uint16_t b, c;
        uint8_t d[8];
        enum efi_table_id id;
    } names[] = {
        { 0xf2fd1544,
          0x9794,
          0x4a2c,
          { 0x99, 0x2e, 0xe5, 0xbb, 0xcf, 0x20, 0xe3, 0x94 },
          EFI_TABLE_SMBIOS3 },
        { 0xeb9d2d31,
          0x2d88,
          0x11d3,
          { 0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d },
          EFI_TABLE_SMBIOS },
        { 0x8868e871,
          0xe4f1,
          0x11d3,
          { 0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81 },
          EFI_TABLE_ACPI20 },
        { 0xeb9d2d30,
          0x2d88,
          0x11d3,
          { 0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d },
          EFI_TABLE_ACPI10 },
    };
    uint8_t array[4 * 24] = { 0 };
    struct efi_config config = { .count = 4, .bits = 64 };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
        uint64_t address = UINT64_C(0x100000000) + i;

        memcpy(array + i * 24, &names[i].a, 4);
        memcpy(array + i * 24 + 4, &names[i].b, 2);
        memcpy(array + i * 24 + 6, &names[i].c, 2);
        memcpy(array + i * 24 + 8, names[i].d, 8);
        memcpy(array + i * 24 + 16, &address, 8);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
        assert_true(efi_config_find(&config, array, sizeof(array), names[i].id) ==
                    UINT64_C(0x100000000) + i);
}

static void test_truncated(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(firmwares); i++) {
        const struct firmware *f = &firmwares[i];
        struct efi_config config;

        for (size_t size = 0; size <= f->system_bytes; size++) {
            uint8_t *copy = exact_copy(f->system, size);

            assert_int_equal(efi_system_table_parse(&config, copy, size, f->bits),
                             size < f->system_bytes ? -E_INVAL : 0);
            free(copy);
        }
        for (size_t size = 0; size <= f->array_bytes; size++) {
            uint8_t *copy = exact_copy(f->array, size);

            for (int id = EFI_TABLE_SMBIOS3; id <= EFI_TABLE_ACPI10; id++) {
                paddr_t whole =
                    efi_config_find(&config, f->array, f->array_bytes, (enum efi_table_id)id);
                paddr_t part = efi_config_find(&config, copy, size, (enum efi_table_id)id);

                assert_true(part == 0 || part == whole);
            }
            free(copy);
        }
    }
}

static const uint8_t acpi20[16] = { 0x71, 0xe8, 0x68, 0x88, 0xf1, 0xe4, 0xd3, 0x11,
                                    0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81 };

/* The list may lie in more bytes than it counts entries: those behind are not part of it. */
static void test_count_is_obeyed(void **state)
{
    const struct firmware *f = &firmwares[0];
    struct efi_config config;

    (void)state;
    assert_int_equal(efi_system_table_parse(&config, f->system, f->system_bytes, 64), 0);
    for (config.count = 0; config.count < 11; config.count++) {
        uint8_t array[11 * 24] = { 0 };

        /* The one looked for is the first that no longer counts. */
        memcpy(array + config.count * 24, acpi20, sizeof(acpi20));
        array[config.count * 24 + 16] = 1;
        assert_int_equal(efi_config_bytes(&config), config.count * 24);
        assert_true(efi_config_find(&config, array, sizeof(array), EFI_TABLE_ACPI20) == 0);
        config.count++;
        assert_true(efi_config_find(&config, array, sizeof(array), EFI_TABLE_ACPI20) == 1);
        config.count--;
    }
}

static void test_address_is_wide(void **state)
{
    uint64_t address = UINT64_C(0x123456789a);
    uint8_t bytes[EFI_SYSTEM_TABLE_BYTES_64];
    struct efi_config config;

    (void)state;
    memcpy(bytes, recorded_efi_system_64, sizeof(bytes));
    memcpy(bytes + 112, &address, 8);
    assert_int_equal(efi_system_table_parse(&config, bytes, sizeof(bytes), 64), 0);
    assert_true(config.address == address);
}

static void test_refused(void **state)
{
    static const struct {
        uint64_t count;
        int result;
    } counts[] = { { 0, 0 },
                   { EFI_CONFIG_ENTRIES_MAX, 0 },
                   { EFI_CONFIG_ENTRIES_MAX + 1, -E_RANGE },
                   { UINT32_MAX, -E_RANGE },
                   { UINT64_C(0x100000001), -E_RANGE },
                   { UINT64_MAX, -E_RANGE } };
    uint8_t bytes[EFI_SYSTEM_TABLE_BYTES_64];
    struct efi_config config;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
        memcpy(bytes, recorded_efi_system_64, sizeof(bytes));
        memcpy(bytes + 104, &counts[i].count, 8);
        assert_int_equal(efi_system_table_parse(&config, bytes, sizeof(bytes), 64),
                         counts[i].result);
    }
    for (unsigned bits = 0; bits <= 128; bits += 8)
        if (bits != 32 && bits != 64)
            assert_int_equal(efi_system_table_parse(&config, recorded_efi_system_64,
                                                    sizeof(recorded_efi_system_64), bits),
                             -E_INVAL);
    for (unsigned bit = 0; bit < 64; bit++) {
        memcpy(bytes, recorded_efi_system_64, sizeof(bytes));
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(efi_system_table_parse(&config, bytes, sizeof(bytes), 64), -E_INVAL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded),        cmocka_unit_test(test_names),
        cmocka_unit_test(test_truncated),       cmocka_unit_test(test_count_is_obeyed),
        cmocka_unit_test(test_address_is_wide), cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
