/* SPDX-License-Identifier: MIT */
/* mm/paging.c — builds the map from its three parts, in tables below 4 GiB, where boot/ reaches. */
#include "mm/paging.h"

#include "cpu/boot_state.h"
#include "cpu/features.h"
#include "cpu/pat.h"
#include "cpu/registers.h"
#include "cpu/spinlock.h"
#include "cpu/tlb.h"
#include "lib/error.h"
#include "mm/direct_map.h"
#include "mm/frame.h"
#include "mm/virtual_area.h"

#define AREA_START  0xffffc00000000000ull
#define AREA_BYTES  (512ull << 30)
#define LARGE_BYTES (2ull << 20)

static struct page_table tables;
static struct virtual_area area = { .start = AREA_START, .end = AREA_START + AREA_BYTES };
static bool is_active, has_write_combining;
static struct spinlock map_lock = SPINLOCK("page tables");

static paddr_t table_frame_take(void)
{
    return frame_alloc(0, FRAME_PAGE_TABLE);
}

bool paging_is_active(void)
{
    return is_active;
}

bool paging_has_write_combining(void)
{
    return has_write_combining;
}

paddr_t paging_root(void)
{
    return cr3_read() & PAGE_ENTRY_ADDRESS;
}

/* Maps what lies whole in [start, end) into the direct map. */
static int ram_map(paddr_t start, paddr_t end, unsigned rights)
{
    const paddr_t most = tables.address_end < FRAME_LIMIT ? tables.address_end : FRAME_LIMIT;

    start = ALIGN_UP(start, PAGE_BYTES);
    end = ALIGN_DOWN(end < most ? end : most, PAGE_BYTES);
    if (start >= end)
        return 0;
    return page_table_map(&tables, DIRECT_MAP_BASE + start, start, end - start, rights,
                          CACHING_WRITE_BACK);
}

/* The direct map; the kernel's own part that must not be written lies in none of the regions. */
static int direct_map_build(const struct memory_map *ram)
{
    for (unsigned i = 0; i < ram->count; i++) {
        const struct memory_region *region = &ram->regions[i];
        const int result =
            region->kind == MEMORY_USABLE ? ram_map(region->start, region->end, PAGE_WRITE) : 0;

        if (result != 0)
            return result;
    }
    return ram_map((paddr_t)(uintptr_t)kernel_load_start,
                   (paddr_t)((uintptr_t)kernel_rodata_end - KERNEL_BASE), PAGE_READ);
}

static int window_map(const char *from, const char *to, unsigned rights)
{
    const uint64_t start = (uint64_t)from, end = (uint64_t)to;

    return start == end ? 0
                        : page_table_map(&tables, start, start - KERNEL_BASE, end - start, rights,
                                         CACHING_WRITE_BACK);
}

/* The kernel window; the page below the boot stack stays out of it. */
static int kernel_window_build(void)
{
    const char *image_end = (const char *)((uintptr_t)kernel_load_end + KERNEL_BASE);
    int result = window_map(kernel_text_start, kernel_text_end, PAGE_EXECUTE);

    if (result == 0)
        result = window_map(kernel_rodata_start, kernel_rodata_end, PAGE_READ);
    if (result == 0)
        result = window_map(kernel_rodata_end, boot_stack_guard, PAGE_WRITE);
    if (result == 0)
        result = window_map(boot_stack_guard + PAGE_BYTES, image_end, PAGE_WRITE);
    return result;
}

int paging_init(struct memory_map *ram)
{
    const struct cpu_features *cpu = cpu_features();
    int result;

    tables = (struct page_table){
        .window = DIRECT_MAP_BASE,
        .frame_take = table_frame_take,
        .has_no_execute = boot_state.has_nx,
        .has_gigabyte_pages = cpu->has_gigabyte_pages,
        .address_end = 1ull << cpu->physical_bits,
    };
    memory_map_reserve(ram, (paddr_t)(uintptr_t)kernel_load_start,
                       (paddr_t)((uintptr_t)kernel_rodata_end - KERNEL_BASE));
    result = page_table_init(&tables);
    if (result == 0)
        result = direct_map_build(ram);
    if (result == 0)
        result = kernel_window_build();
    if (result != 0)
        return result;
    has_write_combining = pat_init();
    cr3_write(tables.root);
    is_active = true;
    frame_unlock_all();
    return 0;
}

int paging_map(uint64_t virtual, paddr_t physical, uint64_t size, unsigned rights,
               enum caching caching)
{
    const uint64_t flags = spin_lock(&map_lock);
    const int result = page_table_map(&tables, virtual, physical, size, rights, caching);

    spin_unlock(&map_lock, flags);
    return result;
}

/* Others are asked without the lock: they may be waiting for it. */
int paging_unmap(uint64_t virtual, uint64_t size)
{
    const uint64_t flags = spin_lock(&map_lock);
    const int result = page_table_unmap(&tables, virtual, size);

    spin_unlock(&map_lock, flags);
    tlb_flush_everywhere(virtual, size);
    return result;
}

uint64_t paging_take(uint64_t size, paddr_t physical)
{
    const uint64_t flags = spin_lock(&map_lock);
    const uint64_t virtual = size >= LARGE_BYTES ? virtual_area_take(&area, size, LARGE_BYTES,
                                                                     physical % LARGE_BYTES)
                                                 : virtual_area_take(&area, size, PAGE_BYTES, 0);

    spin_unlock(&map_lock, flags);
    return virtual;
}

void paging_give(uint64_t virtual)
{
    const uint64_t flags = spin_lock(&map_lock);

    virtual_area_give(&area, virtual);
    spin_unlock(&map_lock, flags);
}
