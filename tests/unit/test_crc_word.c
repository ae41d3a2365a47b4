/* SPDX-License-Identifier: MIT */
/* test_crc_word.c — sums stated in module texts, rightly and wrongly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crc_word.h"

static void sums(void **state)
{
    uint32_t crc = 1;

    (void)state;
    assert_true(crc_word_find("initrd crc32=8d2f61c0", &crc));
    assert_int_equal(crc, 0x8d2f61c0);
    assert_true(crc_word_find("crc32=0 crc32=1", &crc));
    assert_int_equal(crc, 0);
    assert_true(crc_word_find("a crc32=FFFFFFFF b", &crc));
    assert_int_equal(crc, 0xffffffff);
    crc = 7;
    assert_false(crc_word_find("", &crc));
    assert_false(crc_word_find("initrd", &crc));
    assert_false(crc_word_find("xcrc32=1", &crc));
    assert_false(crc_word_find("crc32=", &crc));
    assert_false(crc_word_find("crc32=12g", &crc));
    assert_false(crc_word_find("crc32=123456789", &crc));
    assert_false(crc_word_find("crc32=00000000000000000000000001", &crc));
    assert_false(crc_word_find("'open crc32=1", &crc));
    assert_int_equal(crc, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
