/* SPDX-License-Identifier: MIT */
/* tests/unit/page_fixture.h — frames for page tables, as many as a test allows. */
#pragma once

#include "mm/page_table.h"

#include "exact.h"

#define FIXTURE_FRAMES 4096

static uint8_t *fixture_memory;
static unsigned fixture_taken, fixture_most;
static struct page_table table;

/* The first frame is never given, so that 0 can mean none; frames come full of rubbish. */
static paddr_t fixture_take(void)
{
    if (fixture_taken >= fixture_most)
        return 0;
    return (paddr_t)++fixture_taken * PAGE_BYTES;
}

static inline int fixture_make(void **state)
{
    (void)state;
    fixture_memory = aligned_alloc(PAGE_BYTES, (FIXTURE_FRAMES + 1) * PAGE_BYTES);
    assert_non_null(fixture_memory);
    memset(fixture_memory, 0xa5, (FIXTURE_FRAMES + 1) * PAGE_BYTES);
    fixture_taken = 0;
    fixture_most = FIXTURE_FRAMES;
    table = (struct page_table){ .window = (uintptr_t)fixture_memory,
                                 .frame_take = fixture_take,
                                 .has_no_execute = true,
                                 .has_gigabyte_pages = true,
                                 .address_end = UINT64_C(1) << 46 };
    assert_int_equal(page_table_init(&table), 0);
    return 0;
}

static inline int fixture_free(void **state)
{
    (void)state;
    free(fixture_memory);
    return 0;
}
