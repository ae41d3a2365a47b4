/* SPDX-License-Identifier: MIT */
/*
 * mm/page_audit.c — two passes: what can be executed is little and fits into a list; then every writable
 * page is held against that list. The same for the few write-combined pages and the cached ones.
 */
#include "mm/page_audit.h"

struct span {
    paddr_t start, end;
    uint64_t virtual;
};

struct span_list {
    struct span spans[PAGE_AUDIT_SPANS];
    unsigned count;
    bool is_full;
};

struct pass {
    struct page_audit *audit;
    struct span_list executable, combining;
};

static void span_add(struct span_list *list, const struct page_leaf *leaf)
{
    struct span *last = list->count > 0 ? &list->spans[list->count - 1] : NULL;

    if (last != NULL && last->end == leaf->physical &&
        last->virtual + (last->end - last->start) == leaf->virtual)
        last->end += leaf->bytes;
    else if (list->count < PAGE_AUDIT_SPANS)
        list->spans[list->count++] =
            (struct span){ leaf->physical, leaf->physical + leaf->bytes, leaf->virtual };
    else
        list->is_full = true;
}

static bool leaf_collect(void *context, const struct page_leaf *leaf)
{
    struct pass *pass = context;
    struct page_audit *audit = pass->audit;

    audit->pages++;
    if (leaf->is_writable)
        audit->writable_bytes += leaf->bytes;
    if (leaf->is_executable) {
        audit->executable_bytes += leaf->bytes;
        span_add(&pass->executable, leaf);
    }
    if (leaf->caching == CACHING_WRITE_COMBINING)
        span_add(&pass->combining, leaf);
    if (leaf->is_user) {
        audit->fault = PAGE_AUDIT_USER;
        audit->first = audit->second = leaf->virtual;
        audit->physical = leaf->physical;
        return false;
    }
    return true;
}

/* Notes a fault and returns true when leaf shares a page with a span of the list. */
static bool overlap_note(struct page_audit *audit, const struct span_list *list,
                         const struct page_leaf *leaf, enum page_audit_fault fault)
{
    for (unsigned i = 0; i < list->count; i++) {
        const struct span *span = &list->spans[i];
        const paddr_t start = span->start > leaf->physical ? span->start : leaf->physical;

        if (start >= span->end || start >= leaf->physical + leaf->bytes)
            continue;
        audit->fault = fault;
        audit->first = span->virtual + (start - span->start);
        audit->second = leaf->virtual + (start - leaf->physical);
        audit->physical = start;
        return true;
    }
    return false;
}

static bool leaf_compare(void *context, const struct page_leaf *leaf)
{
    struct pass *pass = context;

    if (leaf->is_writable &&
        overlap_note(pass->audit, &pass->executable, leaf, PAGE_AUDIT_WRITE_EXECUTE))
        return false;
    return leaf->caching != CACHING_WRITE_BACK ||
           !overlap_note(pass->audit, &pass->combining, leaf, PAGE_AUDIT_CACHING);
}

bool page_audit(paddr_t root, uintptr_t window, struct page_audit *audit)
{
    static struct pass pass; /* too big for the stack */

    *audit = (struct page_audit){ .fault = PAGE_AUDIT_SOUND };
    pass = (struct pass){ .audit = audit };
    if (!page_table_visit(root, window, leaf_collect, &pass))
        return false;
    if (pass.executable.is_full || pass.combining.is_full) {
        audit->fault = PAGE_AUDIT_TOO_MANY;
        return false;
    }
    return page_table_visit(root, window, leaf_compare, &pass);
}
