/* SPDX-License-Identifier: MIT */
/*
 * test_grub.c — what is inside a GRUB loader, and the commands by which it goes on.
 */
#include "grub/grub.h"

#include "program_fixture.h"

#include <stdio.h>

static struct program program;
static struct grub grub;

static bool parsed(size_t size)
{
    static uint8_t *copy;

    free(copy);
    copy = exact_copy(program.bytes + PROGRAM_RAW, size);
    return grub_parse(&grub, copy, size);
}

static bool part_is(struct grub_part part, const char *text)
{
    return part.bytes != NULL && part.size == strlen(text) &&
           memcmp(part.bytes, text, part.size) == 0;
}

static void test_the_parts_are_found(void **state)
{
    (void)state;
    for (unsigned is_64 = 0; is_64 < 2; is_64++) {
        program_make(&program, is_64);
        program_object(&program, 0, "ELF", 3);
        program_memdisk(&program, "boot/grub/grub.cfg", "words");
        program_config(&program, "set root=memdisk\n");
        program_prefix(&program, "(memdisk)/boot/grub");
        assert_true(parsed(program.size - PROGRAM_RAW));
        assert_true(part_is(grub.prefix, "(memdisk)/boot/grub"));
        assert_true(part_is(grub.config, "set root=memdisk\n"));
        assert_true(part_is(grub_memdisk_file(&grub.memdisk, "/boot/grub/grub.cfg"), "words"));
        assert_null(grub_memdisk_file(&grub.memdisk, "boot/grub/other.cfg").bytes);
    }
}

static void test_other_programs_are_left_alone(void **state)
{
    (void)state;
    program_make(&program, true);
    program_prefix(&program, "/boot/grub");
    for (size_t size = 0; size < program.size - PROGRAM_RAW; size++)
        assert_false(parsed(size));
    program_put(&program, PROGRAM_RAW, 0, 4);
    assert_false(parsed(program.size - PROGRAM_RAW));
    program_make(&program, true);
    program_config(&program, "no prefix");
    assert_false(parsed(program.size - PROGRAM_RAW));
    program_make(&program, true);
    program_prefix(&program, "/boot/grub");
    program_put(&program, PROGRAM_RAW + 24 + 4, 7, 4);
    assert_false(parsed(program.size - PROGRAM_RAW));
    program_put(&program, PROGRAM_RAW + 24 + 4, UINT32_MAX, 4);
    assert_false(parsed(program.size - PROGRAM_RAW));
    program_put(&program, PROGRAM_RAW + 8, UINT64_MAX, 8);
    assert_false(parsed(program.size - PROGRAM_RAW));
}

static void test_a_damaged_memory_disk_ends(void **state)
{
    (void)state;
    program_make(&program, true);
    program_memdisk(&program, "other", "words");
    program_prefix(&program, "/");
    assert_true(parsed(program.size - PROGRAM_RAW));
    assert_non_null(grub_memdisk_file(&grub.memdisk, "other").bytes);
    program_make(&program, true);
    program_memdisk(&program, "other", "words");
    program_prefix(&program, "/");
    memcpy(program.bytes + PROGRAM_RAW + 24 + 8 + 124, "77777777777", 11);
    assert_true(parsed(program.size - PROGRAM_RAW));
    assert_null(grub_memdisk_file(&grub.memdisk, "other").bytes);
    assert_null(grub_memdisk_file(&grub.memdisk, "more").bytes);
}

/* Each step as its kind's letter and its target, one after another. */
static const char *steps(const char *text)
{
    static char all[1024];
    uint8_t *copy = exact_copy(text, strlen(text));
    struct grub_part config = { copy, strlen(text) };
    struct grub_step step;

    all[0] = '\0';
    while (grub_step_next(&config, &step)) {
        size_t length = strlen(all);

        snprintf(all + length, sizeof(all) - length, "%c=%s ", "fulps"[step.kind], step.target);
    }
    free(copy);
    return all;
}

static void test_steps_are_found(void **state)
{
    (void)state;
    assert_string_equal(steps("search --no-floppy --file --set=root /boot/x\n"), "f=/boot/x ");
    assert_string_equal(steps("search -f /x;search --fs-uuid --set=root 12-34"), "f=/x u=12-34 ");
    assert_string_equal(steps("search --set=root --label NOOS"), "l=NOOS ");
    assert_string_equal(steps("search.fs_uuid 1234-ABCD root hd0,gpt1\n"), "u=1234-ABCD ");
    assert_string_equal(steps("if search --file \\\n  --hint=\"$disk,\" '/a b'; then\n"),
                        "f=/a b ");
    assert_string_equal(steps("set prefix=($root)/boot/grub"), "p=($root)/boot/grub ");
    assert_string_equal(steps("prefix=/x\nconfigfile /y\nsource (memdisk)/z\n"),
                        "p=/x s=/y s=(memdisk)/z ");
    assert_string_equal(steps("search --file \"/boot/$name\""), "f=/boot/$name ");
}

static void test_other_words_are_none(void **state)
{
    (void)state;
    assert_string_equal(steps(""), "");
    assert_string_equal(steps("# search --file /x\necho search --file /x\n"), "");
    assert_string_equal(steps("search --file\nset\nsource\nsearch /x\nset root=x"), "");
    assert_string_equal(steps("echo 'search\nsearch --file /x"), "");
    assert_string_equal(steps("a {b} \\"), "");
}

static void test_long_words_are_cut(void **state)
{
    char text[1000] = "search --file /";

    (void)state;
    memset(text + 15, 'x', 900);
    assert_int_equal(strlen(steps(text)), 2 + 255 + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_parts_are_found),
        cmocka_unit_test(test_other_programs_are_left_alone),
        cmocka_unit_test(test_a_damaged_memory_disk_ends),
        cmocka_unit_test(test_steps_are_found),
        cmocka_unit_test(test_other_words_are_none),
        cmocka_unit_test(test_long_words_are_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
