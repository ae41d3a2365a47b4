/* SPDX-License-Identifier: MIT */
/*
 * test_ringdump.c — the kernel's own log ring found in made-up memory dumps, and dumps that were
 * made to mislead.
 */
#include "ringread/ringdump.h"

#include "exact.h"
#include "lib/log_ring.h"

#include <stdio.h>

#define DUMP_BYTES (4 * 1024 * 1024)
#define RING_AT    4096

_Static_assert(sizeof(LOG_RING_MAGIC) == sizeof(RINGDUMP_MAGIC), "one magic");
_Static_assert(LOG_RING_ALIGN == RINGDUMP_ALIGN, "one alignment");
_Static_assert(offsetof(struct log_ring, text) == RINGDUMP_HEADER_BYTES, "one layout");

static unsigned char *dump;
static struct log_ring *kernel_ring;

/* A dump full of noise with the kernel's empty ring in it. */
static int setup(void **state)
{
    uint64_t seed = 1;

    (void)state;
    if (posix_memalign((void **)&dump, 4096, DUMP_BYTES) != 0)
        return -1;
    for (size_t i = 0; i < DUMP_BYTES; i++)
        dump[i] = (unsigned char)exact_random(&seed);
    kernel_ring = (struct log_ring *)(void *)(dump + RING_AT);
    log_ring_init(kernel_ring);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    free(dump);
    return 0;
}

static void say(const char *text)
{
    log_ring_write(kernel_ring, text, strlen(text));
}

static enum ringdump_search search(size_t size)
{
    struct ringdump ring;

    return ringdump_find(dump, size, &ring);
}

/* The text that is printed of the dump; free() it. */
static char *printed(void)
{
    struct ringdump ring;
    char *text = NULL;
    size_t size = 0;
    FILE *to;

    assert_int_equal(ringdump_find(dump, DUMP_BYTES, &ring), RINGDUMP_FOUND);
    to = open_memstream(&text, &size);
    assert_non_null(to);
    ringdump_print(to, &ring);
    fclose(to);
    return text;
}

static void assert_printed(const char *expected)
{
    char *text = printed();

    assert_string_equal(text, expected);
    free(text);
}

static void test_levels_are_taken_off(void **state)
{
    (void)state;
    assert_string_equal(RINGDUMP_MAGIC, LOG_RING_MAGIC);
    say("<6>[    0.000000] boot: entered\nKTAP version 1\n# a <6> b\n<3>x\n<>y\n<66>z\n<7>");
    assert_printed("[    0.000000] boot: entered\nKTAP version 1\n# a <6> b\nx\n<>y\n<66>z\n");
}

static void test_an_empty_ring_is_valid(void **state)
{
    (void)state;
    assert_printed("");
}

static void test_a_last_line_without_an_end_is_printed(void **state)
{
    (void)state;
    say("<6>one\n<6");
    kernel_ring->text[kernel_ring->written] = '>'; /* not said, so not seen */
    assert_printed("one\n<6");
}

static void test_a_full_ring_begins_with_a_whole_line(void **state)
{
    char line[64];
    char *text;
    unsigned first = 0;

    (void)state;
    for (unsigned i = 0; i < 200000; i++) {
        snprintf(line, sizeof(line), "<6>line %u\n", i);
        say(line);
    }
    text = printed();
    assert_int_equal(sscanf(text, "line %u\n", &first), 1);
    assert_true(first > 10000 && first < 190000);
    for (char *at = text; *at != '\0'; first++) {
        snprintf(line, sizeof(line), "line %u\n", first);
        assert_int_equal(strncmp(at, line, strlen(line)), 0);
        at += strlen(line);
    }
    assert_int_equal(first, 200000);
    free(text);
}

static void test_a_full_ring_without_a_line_end_prints_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < LOG_RING_BYTES + 1; i++)
        say("x");
    assert_printed("");
    say("\n");
    assert_printed("");
    say("<6>y");
    assert_printed("y");
}

static void test_every_moment_of_wrapping_is_valid(void **state)
{
    (void)state;
    for (size_t i = 0; i < LOG_RING_BYTES - 100; i++)
        say("\xff");
    for (size_t i = 0; i < 200; i++) {
        assert_int_equal(search(DUMP_BYTES), RINGDUMP_FOUND);
        say("\x80");
    }
}

static void test_a_dump_without_a_ring(void **state)
{
    (void)state;
    assert_int_equal(search(RING_AT), RINGDUMP_NO_MAGIC);
    assert_int_equal(search(0), RINGDUMP_NO_MAGIC);
    assert_int_equal(search(31), RINGDUMP_NO_MAGIC);
    kernel_ring->magic[14]++;
    assert_int_equal(search(DUMP_BYTES), RINGDUMP_NO_MAGIC);
}

static void test_a_ring_off_its_boundary_is_none(void **state)
{
    (void)state;
    memmove(dump + RING_AT + 32, dump + RING_AT, sizeof(*kernel_ring));
    memset(dump + RING_AT, 0, 32);
    assert_int_equal(search(DUMP_BYTES), RINGDUMP_NO_MAGIC);
}

/* The dump ends at every byte of the ring in turn; it lies at the end of its block. */
static void test_a_dump_that_is_cut_off(void **state)
{
    (void)state;
    say("<6>text\n");
    for (size_t cut = 1; cut < sizeof(*kernel_ring); cut += cut < 64 ? 1 : 997) {
        size_t size = RING_AT + sizeof(*kernel_ring) - cut;
        uint8_t *copy = exact_copy(dump, size);
        struct ringdump ring;

        assert_int_equal(ringdump_find(copy, size, &ring), RINGDUMP_CUT_OFF);
        free(copy);
    }
    for (size_t size = RING_AT; size < RING_AT + RINGDUMP_HEADER_BYTES; size++) {
        uint8_t *copy = exact_copy(dump, size);
        struct ringdump ring;

        assert_int_equal(ringdump_find(copy, size, &ring), RINGDUMP_NO_MAGIC);
        free(copy);
    }
    assert_int_equal(search(RING_AT + sizeof(*kernel_ring)), RINGDUMP_FOUND);
}

static void test_capacities_that_cannot_be(void **state)
{
    static const uint32_t bad[] = {
        0,        1,         2048,        4095,      LOG_RING_BYTES - 1, LOG_RING_BYTES + 1,
        3 * 4096, 32u << 20, 0x80000000u, UINT32_MAX
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        kernel_ring->capacity = bad[i];
        assert_int_equal(search(DUMP_BYTES), RINGDUMP_BAD_CAPACITY);
    }
    kernel_ring->capacity = 16u << 20;
    assert_int_equal(search(DUMP_BYTES), RINGDUMP_CUT_OFF);
    kernel_ring->capacity = 4096;
    assert_int_equal(search(DUMP_BYTES), RINGDUMP_FOUND);
}

static void test_a_damaged_text_is_refused(void **state)
{
    (void)state;
    say("<6>text\n");
    kernel_ring->text[5] ^= 4;
    assert_int_equal(search(DUMP_BYTES), RINGDUMP_BAD_SUM);
    kernel_ring->text[5] ^= 4;
    kernel_ring->sum ^= 0x80000000u;
    assert_int_equal(search(DUMP_BYTES), RINGDUMP_BAD_SUM);
    kernel_ring->sum ^= 0x80000000u;
    kernel_ring->written--;
    assert_int_equal(search(DUMP_BYTES), RINGDUMP_BAD_SUM);
}

static void test_an_absurd_number_of_bytes_written(void **state)
{
    uint32_t sum = 0;
    char *text;

    (void)state;
    kernel_ring->written = UINT64_MAX;
    for (size_t i = 0; i < LOG_RING_BYTES; i++) {
        kernel_ring->text[i] = i % 64 == 0 ? '\n' : 'x';
        sum += (unsigned char)kernel_ring->text[i];
    }
    kernel_ring->sum = sum;
    text = printed();
    assert_true(strlen(text) <= LOG_RING_BYTES);
    free(text);
}

static void test_the_ring_with_more_words_wins(void **state)
{
    struct log_ring *other = (struct log_ring *)(void *)(dump + RING_AT + 256 * 1024);

    (void)state;
    say("old\n");
    log_ring_init(other);
    log_ring_write(other, "newer words\n", 12);
    assert_printed("newer words\n");
    say("and now much longer than the other\n");
    assert_printed("old\nand now much longer than the other\n");
    other->magic[0] = 'n';
    assert_printed("old\nand now much longer than the other\n");
}

/* A ring at every boundary, each claiming a large text: the search must not read it all. */
static void test_a_dump_full_of_rings_ends_the_search(void **state)
{
    struct log_ring *fake;

    (void)state;
    for (size_t at = 0; at < DUMP_BYTES / 2; at += RINGDUMP_ALIGN) {
        fake = (struct log_ring *)(void *)(dump + at);
        memcpy(fake->magic, LOG_RING_MAGIC, 16);
        fake->capacity = 512u << 10;
        fake->sum = 1;
        fake->written = UINT64_MAX;
    }
    assert_int_equal(search(DUMP_BYTES), RINGDUMP_TOO_MANY);
}

static void test_each_outcome_has_words(void **state)
{
    (void)state;
    for (enum ringdump_search s = RINGDUMP_NO_MAGIC; s <= RINGDUMP_FOUND; s++)
        assert_true(strlen(ringdump_search_text(s)) > 10);
}

#define RING_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RING_TEST(test_levels_are_taken_off),
        RING_TEST(test_an_empty_ring_is_valid),
        RING_TEST(test_a_last_line_without_an_end_is_printed),
        RING_TEST(test_a_full_ring_begins_with_a_whole_line),
        RING_TEST(test_a_full_ring_without_a_line_end_prints_nothing),
        RING_TEST(test_every_moment_of_wrapping_is_valid),
        RING_TEST(test_a_dump_without_a_ring),
        RING_TEST(test_a_ring_off_its_boundary_is_none),
        RING_TEST(test_a_dump_that_is_cut_off),
        RING_TEST(test_capacities_that_cannot_be),
        RING_TEST(test_a_damaged_text_is_refused),
        RING_TEST(test_an_absurd_number_of_bytes_written),
        RING_TEST(test_the_ring_with_more_words_wins),
        RING_TEST(test_a_dump_full_of_rings_ends_the_search),
        RING_TEST(test_each_outcome_has_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
