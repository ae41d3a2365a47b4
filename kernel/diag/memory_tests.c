/* SPDX-License-Identifier: MIT */
/* diag/memory_tests.c — does the memory map make sense, and did the loader keep to it? */
#include "cpu/boot_state.h"
#include "diag/memory_proof.h"
#include "diag/test.h"
#include "mm/low_memory.h"

#define LOW_MEMORY_END     0x100000
#define VIDEO_MEMORY_START 0xa0000

static paddr_t image_start(void)
{
    return (paddr_t)(uintptr_t)kernel_load_start;
}

static paddr_t image_end(void)
{
    return (paddr_t)(uintptr_t)kernel_load_end;
}

static enum test_result map_is_sane(struct test_run *run)
{
    const struct memory_map *map = run->subject->memory;

    if (run->subject->boot->memory_count == 0)
        return test_fail(run, "the loader gave no memory map");
    if (!memory_map_is_sane(map) || memory_map_usable_bytes(map) == 0)
        return test_fail(run, "%u regions, %lu usable bytes", map->count,
                         memory_map_usable_bytes(map));
    return test_pass(run, "regions=%u usable_kb=%lu top=0x%lx", map->count,
                     memory_map_usable_bytes(map) / 1024, memory_map_usable_top(map));
}

static enum test_result kernel_lies_in_ram(struct test_run *run)
{
    const enum memory_kind kind =
        memory_map_worst(run->subject->memory, image_start(), image_end());

    if (kind != MEMORY_USABLE)
        return test_fail(run, "the kernel at 0x%lx..0x%lx lies over %s memory", image_start(),
                         image_end(), memory_kind_name(kind));
    return test_pass(run, "start=0x%lx end=0x%lx", image_start(), image_end());
}

/*
 * The map calls all memory below 1 MiB reserved, since the kernel does not use it; a loader may, up to
 * the video memory.
 */
static bool lies_in_ram(const struct memory_map *map, paddr_t start, paddr_t end)
{
    if (start < LOW_MEMORY_END)
        return end <= VIDEO_MEMORY_START;
    return memory_map_worst(map, start, end) == MEMORY_USABLE;
}

static enum test_result modules_lie_in_ram(struct test_run *run)
{
    const struct boot_info *boot = run->subject->boot;

    if (boot->module_count == 0)
        return test_skip(run, "no boot modules");
    for (unsigned i = 0; i < boot->module_count; i++) {
        const struct boot_module *m = &boot->modules[i];

        if (m->start == m->end)
            continue;
        if (!lies_in_ram(run->subject->memory, m->start, m->end))
            return test_fail(run, "module %u at 0x%lx..0x%lx lies over reserved memory", i,
                             m->start, m->end);
        if (m->start < image_end() && m->end > image_start())
            return test_fail(run, "module %u at 0x%lx..0x%lx lies over the kernel", i, m->start,
                             m->end);
    }
    return test_pass(run, "modules=%u", boot->module_count);
}

/* Other CPUs cannot start without one. */
static enum test_result low_page_is_there(struct test_run *run)
{
    const paddr_t page = low_memory_find(run->subject->boot);

    if (page == 0)
        return test_skip(run, "no page below 1 MiB is free for other CPUs to start in");
    return test_pass(run, "address=0x%lx", page);
}

static const struct test tests[] = {
    { "memory.map", map_is_sane },
    { "memory.kernel", kernel_lies_in_ram },
    { "memory.modules", modules_lie_in_ram },
    { "memory.low_page", low_page_is_there },
    { "memory.frames", memory_frames },
    { "memory.heap", memory_heap },
    { "memory.mapping", memory_mapping },
    { "memory.page_audit", memory_page_audit },
    { "memory.write_text", memory_write_text },
    { "memory.execute_data", memory_execute_data },
    { "memory.page_zero", memory_page_zero },
    { "memory.guard_page", memory_guard_pages },
};

const struct test_group memory_tests = { "memory", tests, ARRAY_SIZE(tests), false };
