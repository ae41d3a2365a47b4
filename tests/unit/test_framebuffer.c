/* SPDX-License-Identifier: MIT */
/* tests/unit/test_framebuffer.c — framebuffers as loaders really described them, and worse. */
#include "fmt/multiboot2.h"
#include "lib/error.h"

#include "exact.h"

static const struct boot_framebuffer good = {
    .type = BOOT_FB_RGB,
    .address = 0xfd000000,
    .pitch = 4096,
    .width = 1024,
    .height = 768,
    .bpp = 32,
    .red_position = 16,
    .red_size = 8,
    .green_position = 8,
    .green_size = 8,
    .blue_position = 0,
    .blue_size = 8,
};

/* The good one with some fields changed. */
#define ASSERT_CHECK(expected, ...)                            \
    do {                                                       \
        struct boot_framebuffer fb = good;                     \
        struct boot_framebuffer *f = &fb;                      \
        __VA_ARGS__;                                           \
        assert_int_equal(boot_framebuffer_check(f), expected); \
    } while (0)

static void test_good(void **state)
{
    (void)state;
    ASSERT_CHECK(0, (void)0);
    ASSERT_CHECK(0, f->bpp = 24, f->pitch = 3072);
    ASSERT_CHECK(0, f->pitch = 4096 + 64);
    ASSERT_CHECK(0, f->address = UINT64_C(0x4000000000));
    ASSERT_CHECK(0, f->red_position = 0, f->blue_position = 16);
    ASSERT_CHECK(0, f->width = 8192, f->height = 8192, f->pitch = 32768);
    ASSERT_CHECK(0, f->width = 1, f->height = 1, f->pitch = 65536);
    /* Ten bits a colour. */
    ASSERT_CHECK(0, f->red_position = 20, f->red_size = 10, f->green_position = 10,
                 f->green_size = 10, f->blue_size = 10);
    ASSERT_CHECK(0, f->red_size = 1, f->green_size = 1, f->blue_size = 1);
    ASSERT_CHECK(0, f->bpp = 24, f->red_size = 5, f->green_size = 6, f->blue_size = 5);
}

/* None that one may draw into, but nothing is wrong with the machine. */
static void test_not_there(void **state)
{
    (void)state;
    ASSERT_CHECK(-E_NODEV, f->type = BOOT_FB_NONE);
    ASSERT_CHECK(-E_NODEV, f->type = BOOT_FB_EGA_TEXT, f->address = 0xb8000, f->bpp = 16);
    ASSERT_CHECK(-E_NODEV, f->address = 0); /* firmware that can only copy, as with virtio-gpu */
    /* SeaBIOS without a graphics card. */
    ASSERT_CHECK(-E_NODEV, f->type = BOOT_FB_INDEXED, f->address = 0xa0000, f->bpp = 1,
                 f->pitch = 80, f->width = 640, f->height = 480);
}

static void test_wrong(void **state)
{
    (void)state;
    ASSERT_CHECK(-E_INVAL, f->type = 3);
    ASSERT_CHECK(-E_INVAL, f->type = 255);
    for (unsigned bpp = 0; bpp < 256; bpp++)
        if (bpp != 24 && bpp != 32)
            ASSERT_CHECK(-E_INVAL, f->bpp = (uint8_t)bpp);
    ASSERT_CHECK(-E_INVAL, f->width = 0);
    ASSERT_CHECK(-E_INVAL, f->height = 0);
    ASSERT_CHECK(-E_INVAL, f->width = 8193, f->pitch = 32772);
    ASSERT_CHECK(-E_INVAL, f->height = 8193);
    ASSERT_CHECK(-E_INVAL, f->width = 0x40000001, f->pitch = 4); /* times 4 wraps to 4 */
    ASSERT_CHECK(-E_INVAL, f->pitch = 0);
    ASSERT_CHECK(-E_INVAL, f->pitch = 4095);
    ASSERT_CHECK(-E_INVAL, f->pitch = 65537);
    ASSERT_CHECK(-E_INVAL, f->bpp = 24, f->pitch = 3071);
}

static void test_address_wraps(void **state)
{
    const uint64_t size = 4096 * 768, top = UINT64_C(1) << 52;

    (void)state;
    ASSERT_CHECK(0, f->address = top - size);
    ASSERT_CHECK(-E_INVAL, f->address = top - size + 1);
    ASSERT_CHECK(-E_INVAL, f->address = top);
    ASSERT_CHECK(-E_INVAL, f->address = UINT64_MAX);
    ASSERT_CHECK(-E_INVAL, f->address = 0 - size);
}

static void test_colours(void **state)
{
    (void)state;
    ASSERT_CHECK(-E_INVAL, f->red_size = 0);
    ASSERT_CHECK(-E_INVAL, f->green_size = 0);
    ASSERT_CHECK(-E_INVAL, f->blue_size = 0);
    ASSERT_CHECK(0, f->red_position = 24);
    ASSERT_CHECK(-E_INVAL, f->red_position = 25);
    ASSERT_CHECK(-E_INVAL, f->bpp = 24, f->pitch = 3072, f->red_position = 17);
    ASSERT_CHECK(-E_INVAL, f->red_position = 255, f->red_size = 255);
    ASSERT_CHECK(-E_INVAL, f->red_size = 33, f->red_position = 0);
    ASSERT_CHECK(-E_INVAL, f->red_position = 15);  /* over green */
    ASSERT_CHECK(-E_INVAL, f->blue_position = 8);  /* on green */
    ASSERT_CHECK(-E_INVAL, f->blue_position = 16); /* on red */
    ASSERT_CHECK(-E_INVAL, f->blue_size = 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),    cmocka_unit_test(test_not_there),
        cmocka_unit_test(test_wrong),   cmocka_unit_test(test_address_wraps),
        cmocka_unit_test(test_colours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
