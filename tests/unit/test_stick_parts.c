/* SPDX-License-Identifier: MIT */
/*
 * test_stick_parts.c — the small parts of writing a stick: where marks go, who fills and empties
 * buffers, sums, and the words of the progress.
 */
#include "writeusb/capacity.h"
#include "writeusb/digest.h"
#include "writeusb/progress.h"
#include "writeusb/relay.h"

#include "exact.h"

#define MIB (1ull << 20)

static void test_marks_go_to_powers_of_two_and_the_end(void **state)
{
    struct capacity capacity;

    (void)state;
    capacity_plan(&capacity, 34 * MIB, 200 * MIB, 1);
    assert_int_equal(capacity.count, 3);
    assert_int_equal(capacity.places[0], 64 * MIB);
    assert_int_equal(capacity.places[1], 128 * MIB);
    assert_int_equal(capacity.places[2], 200 * MIB - CAPACITY_MARK_BYTES);
    /* None overlaps another or the image. */
    capacity_plan(&capacity, 64 * MIB, 64 * MIB + 2 * CAPACITY_MARK_BYTES - 512, 1);
    assert_int_equal(capacity.count, 1);
    capacity_plan(&capacity, 64 * MIB, 64 * MIB + 512, 1);
    assert_int_equal(capacity.count, 0);
    capacity_plan(&capacity, 512, 512, 1);
    assert_int_equal(capacity.count, 0);
    /* The largest size there is does not run over. */
    capacity_plan(&capacity, 512, UINT64_MAX - 511, 1);
    assert_true(capacity.count <= CAPACITY_PLACES_MAX);
    assert_int_equal(capacity.places[capacity.count - 2], 1ull << 63);
}

static void test_marks_differ_and_boot_nothing(void **state)
{
    static unsigned char marks[CAPACITY_PLACES_MAX][CAPACITY_MARK_BYTES];
    static unsigned char other[CAPACITY_MARK_BYTES];
    struct capacity capacity;

    (void)state;
    capacity_plan(&capacity, 34 * MIB, 1ull << 40, 7);
    for (size_t i = 0; i < capacity.count; i++) {
        capacity_mark(&capacity, i, marks[i]);
        assert_false(marks[i][510] == 0x55 && marks[i][511] == 0xaa);
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(marks[i], marks[j], 64);
    }
    capacity.nonce = 8;
    capacity_mark(&capacity, 0, other);
    assert_memory_not_equal(marks[0], other, 64);
}

struct conveyor {
    size_t filled;
    size_t emptied;
    size_t pieces;
    size_t fill_fails_at;
    size_t empty_fails_at;
};

static bool conveyor_fill(void *context, unsigned char *bytes, size_t *count)
{
    struct conveyor *conveyor = context;

    if (conveyor->filled == conveyor->fill_fails_at)
        return false;
    if (conveyor->filled == conveyor->pieces)
        return true;
    *count = 1 + conveyor->filled % 5;
    memset(bytes, (int)(conveyor->filled & 0xff), *count);
    conveyor->filled++;
    return true;
}

static bool conveyor_empty(void *context, const unsigned char *bytes, size_t count)
{
    struct conveyor *conveyor = context;

    assert_int_equal(count, 1 + conveyor->emptied % 5);
    assert_int_equal(bytes[count - 1], conveyor->emptied & 0xff);
    if (conveyor->emptied == conveyor->empty_fails_at)
        return false;
    conveyor->emptied++;
    return true;
}

static enum relay_end conveyor_run(struct conveyor *conveyor)
{
    struct relay relay = { .fill = conveyor_fill, .empty = conveyor_empty, .context = conveyor };

    return relay_run(&relay);
}

static void test_all_pieces_pass_in_order(void **state)
{
    struct conveyor none = { .fill_fails_at = SIZE_MAX, .empty_fails_at = SIZE_MAX };
    struct conveyor many = { .pieces = 1000,
                             .fill_fails_at = SIZE_MAX,
                             .empty_fails_at = SIZE_MAX };

    (void)state;
    assert_int_equal(conveyor_run(&none), RELAY_DONE);
    assert_int_equal(conveyor_run(&many), RELAY_DONE);
    assert_int_equal(many.emptied, 1000);
}

static void test_either_side_ends_it(void **state)
{
    (void)state;
    for (size_t at = 0; at < 6; at++) {
        struct conveyor filler = { .pieces = 6, .fill_fails_at = at, .empty_fails_at = SIZE_MAX };
        struct conveyor emptier = { .pieces = 6, .fill_fails_at = SIZE_MAX, .empty_fails_at = at };

        /* What was filled before is still emptied. */
        assert_int_equal(conveyor_run(&filler), RELAY_FILL_FAILED);
        assert_int_equal(filler.emptied, at);
        assert_int_equal(conveyor_run(&emptier), RELAY_EMPTY_FAILED);
        assert_int_equal(emptier.emptied, at);
    }
}

/* FIPS 180-4, the examples of one and two blocks. */
static void test_sums(void **state)
{
    unsigned char sum[DIGEST_BYTES];
    char text[DIGEST_TEXT_BYTES];
    struct digest digest;

    (void)state;
    assert_true(digest_begin(&digest));
    assert_true(digest_add(&digest, "abc", 3));
    for (int look = 0; look < 2; look++) {
        assert_true(digest_look(&digest, sum));
        digest_text(sum, text);
        assert_string_equal(text,
                            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
    digest_end(&digest);
    assert_true(digest_begin(&digest));
    assert_true(digest_add(&digest, "abcdbcdecdefdefgefghfghighij", 28));
    assert_true(digest_look(&digest, sum));
    assert_true(digest_add(&digest, "hijkijkljklmklmnlmnomnopnopq", 28));
    assert_true(digest_look(&digest, sum));
    digest_text(sum, text);
    assert_string_equal(text, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    digest_end(&digest);
}

static void test_progress(void **state)
{
    char text[160];

    (void)state;
    progress_text(text, sizeof(text), "writing", 0, 34 * MIB, 0);
    assert_string_equal(text, "writing: 0.0 of 34.0 MiB, 0 %");
    progress_text(text, sizeof(text), "writing", 17 * MIB, 34 * MIB, 1000);
    assert_string_equal(text, "writing: 17.0 of 34.0 MiB, 50 %, 17.8 MB/s, 2 s left");
    progress_text(text, sizeof(text), "writing", 34 * MIB, 34 * MIB, 2000);
    assert_string_equal(text, "writing: 34.0 of 34.0 MiB, 100 %, 17.8 MB/s, took 2.0 s");
    progress_text(text, 12, "writing", 17 * MIB, 34 * MIB, 1000);
    assert_string_equal(text, "writing: 17");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks_go_to_powers_of_two_and_the_end),
        cmocka_unit_test(test_marks_differ_and_boot_nothing),
        cmocka_unit_test(test_all_pieces_pass_in_order),
        cmocka_unit_test(test_either_side_ends_it),
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_progress),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
