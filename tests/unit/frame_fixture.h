/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/frame_fixture.h — a pool over as much memory as a machine has, and what a test knows of it.
 *
 * Physical memory is a stretch of address space that the host backs only where it is touched. The model
 * has one byte per frame and does not know of buddies: only which frames are usable and which are taken.
 */
#pragma once

#include "mm/frame_pool.h"

#include "exact.h"

#include <stdio.h>
#include <sys/mman.h>

#define KIB UINT64_C(1024)
#define MIB (KIB * KIB)
#define GIB (KIB * MIB)
#define TIB (KIB * GIB)

static struct memory_map map;
static struct frame_pool pool;
static void *memory;
static uint64_t memory_bytes;

static inline void region_add(paddr_t start, paddr_t end, enum memory_kind kind)
{
    map.regions[map.count++] = (struct memory_region){ start, end, kind };
}

static inline void pool_make(uint64_t bytes)
{
    memory_bytes = bytes;
    memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                  -1, 0);
    assert_ptr_not_equal(memory, MAP_FAILED);
    assert_int_equal(frame_pool_init(&pool, &map, (uintptr_t)memory, 4 * GIB), 0);
    assert_null(frame_pool_check(&pool));
}

static inline int teardown(void **state)
{
    (void)state;
    if (memory != NULL)
        munmap(memory, memory_bytes);
    memory = NULL;
    map.count = 0;
    return 0;
}

static uint8_t *model;        /* one per frame: 0 not usable, 1 usable, 2 taken */
static uint64_t model_frames; /* that it knows */

static inline void model_make(void)
{
    model_frames = memory_bytes >> FRAME_BITS;
    model = calloc(model_frames, 1);
    assert_non_null(model);
    for (unsigned i = 0; i < map.count; i++)
        for (paddr_t at = ALIGN_UP(map.regions[i].start, FRAME_BYTES);
             at + FRAME_BYTES <= map.regions[i].end && map.regions[i].kind == MEMORY_USABLE;
             at += FRAME_BYTES)
            model[at >> FRAME_BITS] = 1;
    for (paddr_t at = pool.tables_start; at < pool.tables_end; at += FRAME_BYTES) {
        assert_int_equal(model[at >> FRAME_BITS], 1); /* set aside from usable memory */
        model[at >> FRAME_BITS] = 0;
    }
}

static inline void model_turn(paddr_t address, unsigned order, uint8_t from, uint8_t to)
{
    assert_int_equal(address % (FRAME_BYTES << order), 0);
    for (uint64_t i = 0; i < UINT64_C(1) << order; i++) {
        if (model[(address >> FRAME_BITS) + i] != from)
            fail_msg("frame 0x%llx is %u", (unsigned long long)(address + i * FRAME_BYTES),
                     model[(address >> FRAME_BITS) + i]);
        model[(address >> FRAME_BITS) + i] = to;
    }
}
