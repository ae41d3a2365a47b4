/* SPDX-License-Identifier: MIT */
/*
 * test_pe.c — headers of UEFI programs, whole, cut off, and with numbers that lead nowhere.
 */
#include "doctor/pe.h"

#include "program_fixture.h"

static struct program program;
static struct pe pe;

/* In a block of exactly that size. */
static const char *parsed(size_t size)
{
    static void *copy;

    free(copy);
    copy = exact_copy(program.bytes, size);
    return pe_parse(&pe, copy, size);
}

static void test_both_kinds_are_read(void **state)
{
    (void)state;
    for (unsigned is_64 = 0; is_64 < 2; is_64++) {
        program_make(&program, is_64);
        program_prefix(&program, "/boot/grub");
        assert_null(parsed(program.size));
        assert_int_equal(pe.machine, is_64 ? PE_MACHINE_X64 : PE_MACHINE_IA32);
        assert_int_equal(pe.subsystem, PE_SUBSYSTEM_EFI_APPLICATION);
        assert_int_equal(pe.mods_bytes, program.size - PROGRAM_RAW);
        assert_string_equal(pe.write_execute, "");
        assert_false(pe.has_signature);
        program_put(&program, PROGRAM_OPTIONAL + (is_64 ? 108 : 92) + 4 + 32, 0x1000, 4);
        program_put(&program, PROGRAM_OPTIONAL + (is_64 ? 108 : 92) + 4 + 36, 8, 4);
        program_put(&program, PROGRAM_OPTIONAL + 70, PE_NX_COMPAT, 2);
        assert_null(parsed(program.size));
        assert_true(pe.has_signature);
        assert_int_equal(pe.dll_characteristics, PE_NX_COMPAT);
    }
}

static void test_a_section_with_all_rights_is_named(void **state)
{
    (void)state;
    program_make(&program, true);
    program_put(&program, program.section_at + 36, 0xe0000020, 4);
    assert_null(parsed(program.size));
    assert_string_equal(pe.write_execute, "mods");
    memcpy(program.bytes + program.section_at, "all\x01of8!", 8);
    assert_null(parsed(program.size));
    assert_string_equal(pe.write_execute, "all?of8!");
}

static void test_every_cut_is_noticed(void **state)
{
    (void)state;
    program_make(&program, true);
    program_prefix(&program, "/boot/grub");
    for (size_t size = 0; size < program.size; size++)
        assert_non_null(parsed(size));
}

static void test_numbers_that_lead_nowhere(void **state)
{
    static const struct {
        size_t at, bytes;
        uint64_t number;
    } numbers[] = {
        { 0, 2, 0 },
        { 0x3c, 4, UINT32_MAX },
        { 0x3c, 4, PROGRAM_RAW },
        { PROGRAM_PE, 4, 0 },
        { PROGRAM_PE + 6, 2, UINT16_MAX },
        { PROGRAM_PE + 20, 2, UINT16_MAX },
        { PROGRAM_PE + 20, 2, 71 },
        { PROGRAM_OPTIONAL, 2, 0x107 },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        program_make(&program, true);
        program_put(&program, numbers[i].at, numbers[i].number, numbers[i].bytes);
        assert_non_null(parsed(program.size));
    }
    program_make(&program, true);
    program_put(&program, program.section_at + 16, 1, 4);
    assert_string_equal(parsed(program.size), "a section lies beyond its end");
    program_put(&program, program.section_at + 20, UINT32_MAX, 4);
    assert_string_equal(parsed(program.size), "a section lies beyond its end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_kinds_are_read),
        cmocka_unit_test(test_a_section_with_all_rights_is_named),
        cmocka_unit_test(test_every_cut_is_noticed),
        cmocka_unit_test(test_numbers_that_lead_nowhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
