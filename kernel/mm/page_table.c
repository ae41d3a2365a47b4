/* SPDX-License-Identifier: MIT */
/* mm/page_table.c — one walk down for each page that is mapped, taking the largest size that fits. */
#include "mm/page_table.h"

#include "lib/error.h"
#include "lib/mem.h"

#define TABLE_LINK (PAGE_ENTRY_PRESENT | PAGE_ENTRY_WRITABLE)

static uint64_t *entries_at(const struct page_table *table, paddr_t address)
{
    return (uint64_t *)(table->window + address);
}

/* Bytes that one entry of a table of level stands for; level 1 is the lowest. */
static uint64_t level_bytes(unsigned level)
{
    return 1ull << (PAGE_BITS + PAGE_LEVEL_BITS * (level - 1));
}

static unsigned level_index(uint64_t virtual, unsigned level)
{
    return (unsigned)(virtual >> (PAGE_BITS + PAGE_LEVEL_BITS * (level - 1))) &
           (PAGE_TABLE_ENTRIES - 1);
}

static bool is_canonical(uint64_t virtual)
{
    const uint64_t upper = virtual >> PAGE_CANONICAL_BITS;

    return upper == 0 || upper == UINT64_MAX >> PAGE_CANONICAL_BITS;
}

static paddr_t table_make(struct page_table *table)
{
    const paddr_t address = table->frame_take();

    if (address != 0)
        memset(entries_at(table, address), 0, PAGE_BYTES);
    return address;
}

int page_table_init(struct page_table *table)
{
    table->root = table_make(table);
    return table->root != 0 ? 0 : -E_NOSPACE;
}

static uint64_t entry_bits(const struct page_table *table, unsigned rights, enum caching caching)
{
    uint64_t bits = PAGE_ENTRY_PRESENT;

    if (rights & PAGE_WRITE)
        bits |= PAGE_ENTRY_WRITABLE;
    if (rights & PAGE_USER)
        bits |= PAGE_ENTRY_USER;
    if (!(rights & PAGE_EXECUTE) && table->has_no_execute)
        bits |= PAGE_ENTRY_NO_EXECUTE;
    if (caching == CACHING_UNCACHED)
        bits |= PAGE_ENTRY_UNCACHED | PAGE_ENTRY_WRITE_THROUGH;
    else if (caching == CACHING_WRITE_COMBINING)
        bits |= PAGE_ENTRY_WRITE_THROUGH; /* cpu/pat.h has it there */
    return bits;
}

/* The largest page that both addresses are aligned to and size has room for. */
static unsigned level_choose(const struct page_table *table, uint64_t virtual, paddr_t physical,
                             uint64_t size)
{
    unsigned level = table->has_gigabyte_pages ? 3 : 2;

    while (level > 1 &&
           (((virtual | physical) & (level_bytes(level) - 1)) != 0 || size < level_bytes(level)))
        level--;
    return level;
}

/*
 * Stores where the entry of level for virtual lies, making the tables above it. -E_INVAL when a larger
 * page is mapped there.
 */
static int entry_reach(struct page_table *table, uint64_t virtual, unsigned level, uint64_t user,
                       uint64_t **entry)
{
    uint64_t *entries = entries_at(table, table->root);

    for (unsigned at = PAGE_LEVELS; at > level; at--) {
        uint64_t *link = &entries[level_index(virtual, at)];

        if (!(*link & PAGE_ENTRY_PRESENT)) {
            const paddr_t next = table_make(table);

            if (next == 0)
                return -E_NOSPACE;
            *link = next | TABLE_LINK;
        } else if (*link & PAGE_ENTRY_LARGE) {
            return -E_INVAL;
        }
        *link |= user;
        entries = entries_at(table, *link & PAGE_ENTRY_ADDRESS);
    }
    *entry = &entries[level_index(virtual, level)];
    return 0;
}

static int page_map(struct page_table *table, uint64_t virtual, paddr_t physical, unsigned level,
                    uint64_t bits)
{
    uint64_t *entry;
    const int result = entry_reach(table, virtual, level, bits & PAGE_ENTRY_USER, &entry);

    if (result != 0)
        return result;
    /* A table that stayed behind when its pages went may still be linked here: it is kept. */
    if (*entry & PAGE_ENTRY_PRESENT)
        return -E_INVAL;
    *entry = physical | bits | (level > 1 ? PAGE_ENTRY_LARGE : 0);
    return 0;
}

int page_table_map(struct page_table *table, uint64_t virtual, paddr_t physical, uint64_t size,
                   unsigned rights, enum caching caching)
{
    const uint64_t bits = entry_bits(table, rights, caching);
    uint64_t done = 0;

    if (((virtual | physical | size) & (PAGE_BYTES - 1)) != 0 || size == 0)
        return -E_INVAL;
    if (!is_canonical(virtual) || virtual + (size - 1) < virtual ||
        !is_canonical(virtual + (size - 1)) || (virtual ^ (virtual + (size - 1))) >> 63 != 0 ||
        physical >= table->address_end || size > table->address_end - physical)
        return -E_RANGE;
    while (done < size) {
        unsigned level = level_choose(table, virtual + done, physical + done, size - done);
        int result = page_map(table, virtual + done, physical + done, level, bits);

        /* A table without pages in it may be in the way of a large page. */
        while (result == -E_INVAL && level > 1)
            result = page_map(table, virtual + done, physical + done, --level, bits);
        if (result != 0) {
            page_table_unmap(table, virtual, done);
            return result;
        }
        done += level_bytes(level);
    }
    return 0;
}

int page_table_unmap(struct page_table *table, uint64_t virtual, uint64_t size)
{
    uint64_t done = 0;

    while (done < size) {
        uint64_t *entries = entries_at(table, table->root);
        const uint64_t at = virtual + done;
        unsigned level = PAGE_LEVELS;
        uint64_t *entry = &entries[level_index(at, level)];

        while (level > 1 && *entry & PAGE_ENTRY_PRESENT && !(*entry & PAGE_ENTRY_LARGE)) {
            entries = entries_at(table, *entry & PAGE_ENTRY_ADDRESS);
            level--;
            entry = &entries[level_index(at, level)];
        }
        if (*entry & PAGE_ENTRY_PRESENT) {
            if ((at & (level_bytes(level) - 1)) != 0 || size - done < level_bytes(level))
                return -E_INVAL;
            *entry = 0;
        }
        done += level_bytes(level) - (at & (level_bytes(level) - 1));
    }
    return 0;
}

/* What an entry, and the links that led to it, say about the page it maps. */
static struct page_leaf leaf_of(uint64_t virtual, unsigned level, uint64_t entry, uint64_t allowed,
                                uint64_t forbidden)
{
    const uint64_t cached = entry & (PAGE_ENTRY_UNCACHED | PAGE_ENTRY_WRITE_THROUGH);

    return (struct page_leaf){
        .virtual = virtual,
        .physical = entry & PAGE_ENTRY_ADDRESS & ~(level_bytes(level) - 1),
        .bytes = level_bytes(level),
        .is_writable = allowed & entry & PAGE_ENTRY_WRITABLE,
        .is_executable = !((forbidden | entry) & PAGE_ENTRY_NO_EXECUTE),
        .is_user = allowed & entry & PAGE_ENTRY_USER,
        .caching = cached == 0                          ? CACHING_WRITE_BACK
                   : cached == PAGE_ENTRY_WRITE_THROUGH ? CACHING_WRITE_COMBINING
                                                        : CACHING_UNCACHED,
    };
}

bool page_table_visit(paddr_t root, uintptr_t window, page_visit_t visit, void *context)
{
    /* Of each level: its table, the next entry of it, and what the links so far allow and forbid. */
    struct {
        const uint64_t *entries;
        unsigned next;
        uint64_t virtual, allowed, forbidden;
    } at[PAGE_LEVELS + 1];
    unsigned level = PAGE_LEVELS;

    at[level].entries = (const uint64_t *)(window + (root & PAGE_ENTRY_ADDRESS));
    at[level].next = 0;
    at[level].virtual = 0;
    at[level].allowed = UINT64_MAX;
    at[level].forbidden = 0;
    while (level <= PAGE_LEVELS) {
        const unsigned index = at[level].next++;
        uint64_t entry, virtual;

        if (index == PAGE_TABLE_ENTRIES) {
            level++;
            continue;
        }
        entry = at[level].entries[index];
        if (!(entry & PAGE_ENTRY_PRESENT))
            continue;
        virtual = at[level].virtual + index * level_bytes(level);
        if (level == PAGE_LEVELS && index >= PAGE_TABLE_ENTRIES / 2)
            virtual |= UINT64_MAX << PAGE_CANONICAL_BITS;
        if (level == 1 || (level < PAGE_LEVELS && entry & PAGE_ENTRY_LARGE)) {
            const struct page_leaf leaf =
                leaf_of(virtual, level, entry, at[level].allowed, at[level].forbidden);

            if (!visit(context, &leaf))
                return false;
            continue;
        }
        at[level - 1].entries = (const uint64_t *)(window + (entry & PAGE_ENTRY_ADDRESS));
        at[level - 1].next = 0;
        at[level - 1].virtual = virtual;
        at[level - 1].allowed = at[level].allowed & entry;
        at[level - 1].forbidden = at[level].forbidden | entry;
        level--;
    }
    return true;
}
