/* SPDX-License-Identifier: MIT */
/*
 * test_utf8.c — every code point, and every kind of bytes that are none.
 *
 * The encoder here is written from RFC 3629's table on its own, so that both cannot share a mistake.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/utf8.h"

static unsigned encode(uint32_t code, uint8_t *to)
{
    if (code < 0x80) {
        to[0] = (uint8_t)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (uint8_t)(0xc0 | code >> 6);
        to[1] = (uint8_t)(0x80 | (code & 63));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (uint8_t)(0xe0 | code >> 12);
        to[1] = (uint8_t)(0x80 | (code >> 6 & 63));
        to[2] = (uint8_t)(0x80 | (code & 63));
        return 3;
    }
    to[0] = (uint8_t)(0xf0 | code >> 18);
    to[1] = (uint8_t)(0x80 | (code >> 12 & 63));
    to[2] = (uint8_t)(0x80 | (code >> 6 & 63));
    to[3] = (uint8_t)(0x80 | (code & 63));
    return 4;
}

/* All code points that bytes give, at most max; feeds a byte again when asked to. */
static unsigned decode(const uint8_t *bytes, size_t size, uint32_t *codes, unsigned max)
{
    struct utf8 utf8 = { 0 };
    unsigned count = 0;

    for (size_t i = 0; i < size; i++) {
        enum utf8_result result;
        uint32_t code;
        unsigned turns = 0;

        do {
            result = utf8_feed(&utf8, bytes[i], &code);
            if (result != UTF8_MORE && count < max)
                codes[count++] = code;
            assert_true(++turns <= 2);
        } while (result == UTF8_AGAIN);
    }
    return count;
}

#define ASSERT_DECODES(bytes, ...)                                                       \
    do {                                                                                 \
        static const char input[] = bytes;                                               \
        const uint32_t wanted[] = { __VA_ARGS__ };                                       \
        uint32_t codes[16];                                                              \
        const unsigned count = decode((const uint8_t *)input, strlen(input), codes, 16); \
                                                                                         \
        assert_int_equal(count, sizeof(wanted) / sizeof(wanted[0]));                     \
        assert_memory_equal(codes, wanted, sizeof(wanted));                              \
    } while (0)

static void every_code_point_comes_back(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        const bool is_surrogate = code >= 0xd800 && code <= 0xdfff;
        uint8_t bytes[4];
        uint32_t found = 0;
        const unsigned size = encode(code, bytes);

        assert_int_equal(decode(bytes, size, &found, 1), 1);
        assert_int_equal(found, is_surrogate ? UTF8_REPLACEMENT : code);
    }
}

static void overlong_forms_are_refused(void **state)
{
    (void)state;
    ASSERT_DECODES("\xc0\xaf", 0xfffd, 0xfffd);
    ASSERT_DECODES("\xc1\xbf", 0xfffd, 0xfffd);
    ASSERT_DECODES("\xe0\x80\xaf", 0xfffd);
    ASSERT_DECODES("\xe0\x9f\xbf", 0xfffd);
    ASSERT_DECODES("\xf0\x80\x80\xaf", 0xfffd);
    ASSERT_DECODES("\xf0\x8f\xbf\xbf", 0xfffd);
    ASSERT_DECODES("\xe0\xa0\x80", 0x800); /* the first that are not */
    ASSERT_DECODES("\xf0\x90\x80\x80", 0x10000);
}

static void numbers_that_are_no_character_are_refused(void **state)
{
    (void)state;
    ASSERT_DECODES("\xf4\x8f\xbf\xbf", 0x10ffff);
    ASSERT_DECODES("\xf4\x90\x80\x80", 0xfffd);
    ASSERT_DECODES("\xed\xa0\x80", 0xfffd);
    ASSERT_DECODES("\xf5", 0xfffd);
    ASSERT_DECODES("\xfe\xff", 0xfffd, 0xfffd);
    ASSERT_DECODES("\x80\xbf", 0xfffd, 0xfffd);
}

static void what_breaks_a_character_is_not_lost(void **state)
{
    (void)state;
    ASSERT_DECODES("\xc3"
                   "A",
                   0xfffd, 'A');
    ASSERT_DECODES("\xe2\x82"
                   "A",
                   0xfffd, 'A');
    ASSERT_DECODES("\xf0\x9f\x98\n", 0xfffd, '\n');
    ASSERT_DECODES("\xe2\xe2\x82\xac", 0xfffd, 0x20ac);
    ASSERT_DECODES("\xe2\xff"
                   "A",
                   0xfffd, 0xfffd, 'A');
}

static void an_unfinished_character_waits(void **state)
{
    uint32_t codes[4];

    (void)state;
    assert_int_equal(decode((const uint8_t *)"\xf0\x9f\x98", 3, codes, 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(overlong_forms_are_refused),
        cmocka_unit_test(numbers_that_are_no_character_are_refused),
        cmocka_unit_test(what_breaks_a_character_is_not_lost),
        cmocka_unit_test(an_unfinished_character_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
