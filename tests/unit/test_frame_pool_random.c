/* SPDX-License-Identifier: MIT */
/* tests/unit/test_frame_pool_random.c — millions of takings and givings, against the model. */
#include "mm/frame_pool.h"

#include "lib/error.h"

#include "frame_fixture.h"

#define OPERATIONS 2000000
#define HELD_MAX   4096

static uint64_t random_state;

static uint64_t random_next(void)
{
    return exact_random(&random_state);
}

struct held {
    paddr_t address;
    unsigned order;
    enum frame_owner owner;
};

static struct held held[HELD_MAX];
static unsigned held_count;

/* The first and last bytes of a piece belong to who has it: nobody else may write there. */
static void held_mark(const struct held *piece)
{
    uint64_t *first = (uint64_t *)((char *)memory + piece->address);
    uint64_t *last = (uint64_t *)((char *)memory + piece->address + (FRAME_BYTES << piece->order));

    first[0] = ~piece->address;
    last[-1] = piece->address ^ piece->owner;
}

static void held_judge(const struct held *piece)
{
    const uint64_t *first = (uint64_t *)((char *)memory + piece->address);
    const uint64_t *last =
        (uint64_t *)((char *)memory + piece->address + (FRAME_BYTES << piece->order));

    assert_int_equal(first[0], ~piece->address);
    assert_int_equal(last[-1], piece->address ^ piece->owner);
}

/* Small orders mostly, as a kernel asks; sometimes anything. */
static unsigned order_random(void)
{
    const uint64_t r = random_next();

    return r % 16 == 0 ? (unsigned)(r >> 8) % FRAME_ORDERS : (unsigned)__builtin_ctzll(r | 1 << 10);
}

static void one_take(void)
{
    struct held *piece = &held[held_count];
    const bool below = random_next() % 4 == 0;

    piece->order = order_random();
    piece->owner = FRAME_PAGE_TABLE + random_next() % (FRAME_OWNERS - FRAME_PAGE_TABLE);
    piece->address = frame_pool_alloc(&pool, piece->order, piece->owner, below);
    if (piece->address == 0) {
        if (piece->order == 0 && !below) /* a frame fails only when there are none */
            assert_int_equal(frame_pool_free_count(&pool), 0);
        return;
    }
    if (below)
        assert_true(piece->address < 4 * GIB);
    model_turn(piece->address, piece->order, 1, 2);
    held_mark(piece);
    held_count++;
}

static void one_give(void)
{
    const unsigned i = (unsigned)(random_next() % held_count);
    const struct held piece = held[i];

    held_judge(&piece);
    /* Told a wrong order, owner or place, the pool does nothing. */
    assert_int_equal(frame_pool_free(&pool, piece.address, piece.order + 1, piece.owner), -E_INVAL);
    assert_int_equal(frame_pool_free(&pool, piece.address, piece.order, FRAME_METADATA), -E_INVAL);
    if (piece.order > 0)
        assert_int_equal(
            frame_pool_free(&pool, piece.address + FRAME_BYTES, piece.order - 1, piece.owner),
            -E_INVAL);
    assert_int_equal(frame_pool_free(&pool, piece.address, piece.order, piece.owner), 0);
    assert_int_equal(frame_pool_free(&pool, piece.address, piece.order, piece.owner), -E_INVAL);
    model_turn(piece.address, piece.order, 2, 1);
    held[i] = held[--held_count];
}

static void one_look(void)
{
    struct frame_piece piece;
    const struct held *h = &held[random_next() % held_count];

    frame_pool_look(&pool, h->address + random_next() % (FRAME_BYTES << h->order), &piece);
    assert_int_equal(piece.state, FRAME_STATE_USED);
    assert_int_equal(piece.start, h->address);
    assert_int_equal(piece.order, h->order);
    assert_int_equal(piece.owner, h->owner);
}

/* Every frame: what the pool says of it fits what the model knows. */
static void all_look(void)
{
    for (uint64_t i = 0; i < model_frames; i++) {
        struct frame_piece piece;

        frame_pool_look(&pool, i << FRAME_BITS, &piece);
        if (model[i] == 2)
            assert_true(piece.state == FRAME_STATE_USED && piece.owner != FRAME_METADATA);
        else if (model[i] == 0 && i << FRAME_BITS >= pool.tables_start &&
                 i << FRAME_BITS < pool.tables_end)
            assert_true(piece.owner == FRAME_METADATA);
        else if (model[i] == 0)
            assert_int_equal(piece.state, FRAME_STATE_NONE);
        else
            assert_true(piece.state == FRAME_STATE_FREE || piece.owner == FRAME_METADATA);
    }
}

static void operations_run(unsigned count, unsigned most)
{
    bool grows = true;

    for (unsigned i = 0; i < count; i++) {
        if (random_next() % 512 == 0)
            grows = !grows;
        if (held_count == 0 || (held_count < most && random_next() % 8 < (grows ? 6 : 2)))
            one_take();
        else
            one_give();
        if (held_count > 0 && i % 16 == 0)
            one_look();
        if (i % 4096 == 0)
            assert_null(frame_pool_check(&pool));
    }
    while (held_count > 0)
        one_give();
    assert_null(frame_pool_check(&pool));
}

/* Maps with edges anywhere, in a memory that reaches above 4 GiB. */
static void test_random(void **state)
{
    const uint64_t bytes = 4 * GIB + 1536 * MIB;

    (void)state;
    for (unsigned round = 0; round < 4; round++) {
        struct frame_zone_state before[FRAME_ZONES];
        paddr_t at = MIB;

        random_state = UINT64_C(0x9e3779b97f4a7c15) * (round + 1);
        while (at < bytes && map.count < 64) {
            const paddr_t end = at + 1 + random_next() % (round % 2 ? 64 * MIB : 1536 * MIB);

            region_add(at, end < bytes ? end : bytes,
                       random_next() % 4 == 0 ? MEMORY_RESERVED : MEMORY_USABLE);
            at = end + (random_next() % 2 ? random_next() % MIB : 0);
        }
        pool_make(bytes);
        model_make();
        memcpy(before, pool.zones, sizeof(before));
        operations_run(OPERATIONS / 4, round < 2 ? HELD_MAX : 256);
        all_look();
        /* Whole gigabytes can be had again, and so everything is as at the start. */
        while (frame_pool_alloc(&pool, FRAME_ORDER_SECTION, FRAME_TEST, false) != 0)
            ;
        for (unsigned z = 0; z < FRAME_ZONES; z++)
            assert_int_equal(pool.zones[z].free + (uint64_t)before[z].pieces[FRAME_ORDER_SECTION] *
                                                      (GIB >> FRAME_BITS),
                             before[z].free);
        free(model);
        teardown(NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_random, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
