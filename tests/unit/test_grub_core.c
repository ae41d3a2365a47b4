/* SPDX-License-Identifier: MIT */
/*
 * test_grub_core.c — GRUB's core for BIOS, packed here as grub-mkimage packs it.
 */
#include "grub/grub_core.h"

#include "program_fixture.h"

#include <lzma.h>

#define STREAM_AT (512u + 2848u)

static struct program program;
static uint8_t core[65536];
static size_t core_size;

/* A core of 1,000 bytes of a kernel and a loader's parts behind it. */
static void core_make(void)
{
    lzma_options_lzma options;
    lzma_filter filters[] = { { LZMA_FILTER_LZMA1, &options }, { LZMA_VLI_UNKNOWN, NULL } };
    static uint8_t plain[32768];
    size_t parts, packed = 0;

    program_make(&program, false);
    program_config(&program, "search --file /x\n");
    program_prefix(&program, "/boot/grub");
    parts = program.size - PROGRAM_RAW;
    memset(plain, 'k', 1000);
    memcpy(plain + 1000, program.bytes + PROGRAM_RAW, parts);
    memset(core, 0, sizeof(core));
    memcpy(core + 2, "\xbe\x1b", 2);
    memcpy(core + 100, "loading", 7);
    memcpy(core + 120, "Geom", 4);
    core[512] = 0xea;
    assert_false(lzma_lzma_preset(&options, 6));
    options.dict_size = 1 << 16;
    options.lc = 3;
    options.lp = 0;
    options.pb = 2;
    assert_int_equal(lzma_raw_buffer_encode(filters, NULL, plain, 1000 + parts, core + STREAM_AT,
                                            &packed, sizeof(core) - STREAM_AT),
                     LZMA_OK);
    for (unsigned i = 0; i < 4; i++) {
        core[520 + i] = (uint8_t)(packed >> 8 * i);
        core[524 + i] = (uint8_t)((1000 + parts) >> 8 * i);
    }
    core_size = STREAM_AT + packed;
}

/* What is in the first `size` bytes, for free(); in a block of exactly that size. */
static uint8_t *unpacked(size_t size, size_t *count)
{
    uint8_t *copy = exact_copy(core, size);
    uint8_t *bytes = grub_core_unpack(copy, size, count);

    free(copy);
    return bytes;
}

static void test_the_parts_are_found(void **state)
{
    struct grub_part mods;
    struct grub grub;
    size_t count;
    uint8_t *bytes;

    (void)state;
    core_make();
    bytes = unpacked(core_size, &count);
    assert_non_null(bytes);
    mods = grub_core_mods(bytes, count);
    assert_ptr_equal(mods.bytes, bytes + 1000);
    assert_true(grub_parse(&grub, mods.bytes, mods.size));
    assert_memory_equal(grub.prefix.bytes, "/boot/grub", grub.prefix.size);
    assert_memory_equal(grub.config.bytes, "search --file /x\n", grub.config.size);
    free(bytes);
    bytes = unpacked(core_size + 500, &count); /* the rest of its last sector */
    assert_non_null(bytes);
    free(bytes);
}

static void test_a_core_without_parts(void **state)
{
    uint8_t zeros[100] = { 0 };

    (void)state;
    assert_null(grub_core_mods(zeros, sizeof(zeros)).bytes);
    assert_null(grub_core_mods(zeros, 0).bytes);
}

static void test_what_is_no_core(void **state)
{
    size_t count;

    (void)state;
    core_make();
    for (size_t size = 0; size < core_size; size += 13)
        assert_null(unpacked(size, &count));
    core[512] = 0;
    assert_null(unpacked(core_size, &count));
    core_make();
    core[101] = 'X';
    assert_null(unpacked(core_size, &count));
    core_make();
    memset(core + 524, 0xff, 4);
    assert_null(unpacked(core_size, &count));
    core_make();
    memset(core + 524, 0, 4);
    assert_null(unpacked(core_size, &count));
    core_make();
    core[525]++; /* more than the stream holds */
    assert_null(unpacked(core_size, &count));
    core_make();
    memset(core + STREAM_AT, 0xff, core_size - STREAM_AT);
    assert_null(unpacked(core_size, &count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_parts_are_found),
        cmocka_unit_test(test_a_core_without_parts),
        cmocka_unit_test(test_what_is_no_core),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
