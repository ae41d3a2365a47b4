/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_multiboot2.c — boot information as recorded, cut short at every byte, and with
 * every bit of it flipped.
 */
#include "mbi.h"
#include "recorded_mbi.h"

static const char recorded_cmdline[] =
    "console=ttyS0,115200n8 mode=release \"autorun=diag all; poweroff\" "
    "\"say=it\\'s \\\"quoted\\\" and \\\\ back\" x\\\\y=\\\"z\\\" tab\there  hex=\\\\x41 last";

/* What is the same in all recordings. */
static void assert_recorded(const uint8_t *bytes, size_t size)
{
    assert_int_equal(parse(bytes, size), 0);
    assert_sane(size);
    assert_true(info.info_end == MBI_ADDRESS + size);
    assert_string_equal(info.cmdline, recorded_cmdline);
    assert_false(info.cmdline_cut);
    assert_string_equal(info.loader, "GRUB 2.06-13+deb12u2");
    assert_int_equal(info.module_count, 2);
    assert_string_equal(info.modules[0].text, "first \"with space\"");
    assert_true(info.modules[0].end - info.modules[0].start == 5000);
    assert_string_equal(info.modules[1].text, "empty");
    assert_true(info.modules[1].start == info.modules[1].end);
    assert_memory_equal(info.rsdp, "RSD PTR ", 8);
    assert_int_equal(info.modules_dropped + info.memory_dropped + info.tags_broken, 0);
}

static void test_recorded_bios(void **state)
{
    (void)state;
    assert_recorded(recorded_mbi_bios, sizeof(recorded_mbi_bios));
    assert_true(info.modules[0].start == 0x102000);
    assert_int_equal(info.memory_count, 7);
    assert_memory(0, 0, 0x9fc00, 1);
    assert_memory(6, UINT64_C(0xfd00000000), UINT64_C(0x300000000), 2);
    assert_int_equal(info.framebuffer.type, BOOT_FB_EGA_TEXT);
    assert_true(info.framebuffer.address == 0xb8000);
    assert_int_equal(info.framebuffer.width, 80);
    assert_int_equal(info.framebuffer.height, 25);
    assert_int_equal(info.rsdp_size, 20);
    assert_int_equal(info.efi_bits, 0);
    assert_true(info.efi_system_table == 0);
    assert_false(info.has_network);
}

static void test_recorded_framebuffer(void **state)
{
    const struct boot_framebuffer *fb = &info.framebuffer;

    (void)state;
    assert_recorded(recorded_mbi_bios_fb, sizeof(recorded_mbi_bios_fb));
    assert_int_equal(fb->type, BOOT_FB_RGB);
    assert_true(fb->address == 0xfd000000);
    assert_int_equal(fb->pitch, 2400);
    assert_int_equal(fb->width, 800);
    assert_int_equal(fb->height, 600);
    assert_int_equal(fb->bpp, 24);
    assert_int_equal(fb->red_position, 16);
    assert_int_equal(fb->green_position, 8);
    assert_int_equal(fb->blue_position, 0);
    assert_int_equal(fb->red_size, 8);
    assert_int_equal(fb->green_size, 8);
    assert_int_equal(fb->blue_size, 8);
    assert_int_equal(boot_framebuffer_check(fb), 0);
}

static void test_recorded_uefi(void **state)
{
    (void)state;
    assert_recorded(recorded_mbi_uefi, sizeof(recorded_mbi_uefi));
    assert_int_equal(info.memory_count, 17);
    assert_memory(2, 0x806000, 0x2000, 4);
    assert_memory(9, 0x75ec000, 0x100000, 20);
    assert_int_equal(info.rsdp_size, 36);
    assert_int_equal(info.rsdp[15], 2);
    assert_int_equal(info.efi_bits, 64);
    assert_true(info.efi_system_table == 0x75eb018);

    assert_recorded(recorded_mbi_uefi32, sizeof(recorded_mbi_uefi32));
    assert_int_equal(info.rsdp_size, 36);
    assert_int_equal(info.efi_bits, 32);
    assert_true(info.efi_system_table == 0xe9ec010);
    assert_false(info.has_network);
}

static void test_recorded_network(void **state)
{
    static const uint8_t mac[] = { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 };

    (void)state;
    assert_recorded(recorded_mbi_uefi_pxe, sizeof(recorded_mbi_uefi_pxe));
    assert_true(info.has_network);
    assert_memory_equal(info.network_mac, mac, sizeof(mac));
}

static const struct {
    const uint8_t *bytes;
    size_t size;
} recordings[] = {
    { recorded_mbi_bios, sizeof(recorded_mbi_bios) },
    { recorded_mbi_bios_fb, sizeof(recorded_mbi_bios_fb) },
    { recorded_mbi_uefi, sizeof(recorded_mbi_uefi) },
    { recorded_mbi_uefi32, sizeof(recorded_mbi_uefi32) },
    { recorded_mbi_uefi_pxe, sizeof(recorded_mbi_uefi_pxe) },
};

/* Less than the information says it has is none at all. */
static void test_truncated(void **state)
{
    (void)state;
    for (size_t r = 0; r < ARRAY_SIZE(recordings); r++)
        for (size_t size = 0; size < recordings[r].size; size++)
            assert_int_equal(parse(recordings[r].bytes, size), -E_INVAL);
}

/* The same with a total that agrees: no end tag, so it is broken, and the start of it counts. */
static void test_truncated_and_claimed(void **state)
{
    (void)state;
    for (size_t r = 0; r < ARRAY_SIZE(recordings); r++) {
        for (size_t size = 4; size < recordings[r].size; size++) {
            uint8_t *copy = exact_copy(recordings[r].bytes, size);
            uint32_t total = (uint32_t)size;
            int result;

            memcpy(copy, &total, sizeof(total));
            result = multiboot2_parse(&info, copy, size, MBI_ADDRESS);
            assert_int_equal(result, size < 16 ? -E_INVAL : -E_RANGE);
            if (size >= 16)
                assert_sane(size);
            free(copy);
        }
    }
}

static void test_every_bit_flipped(void **state)
{
    (void)state;
    for (size_t r = 0; r < ARRAY_SIZE(recordings); r++) {
        uint8_t *copy = exact_copy(recordings[r].bytes, recordings[r].size);

        for (size_t bit = 0; bit < recordings[r].size * 8; bit++) {
            int result;

            copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
            result = multiboot2_parse(&info, copy, recordings[r].size, MBI_ADDRESS);
            assert_true(result == 0 || result == -E_RANGE || (bit < 32 && result == -E_INVAL));
            if (result != -E_INVAL)
                assert_sane(recordings[r].size);
            copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded_bios),     cmocka_unit_test(test_recorded_framebuffer),
        cmocka_unit_test(test_recorded_uefi),     cmocka_unit_test(test_recorded_network),
        cmocka_unit_test(test_truncated),         cmocka_unit_test(test_truncated_and_claimed),
        cmocka_unit_test(test_every_bit_flipped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
