/* SPDX-License-Identifier: MIT */
/*
 * mm/page_audit.h — proves of live page tables that no physical page can be written through one address
 * and executed through another, and that none is cached in two ways that contradict each other.
 */
#pragma once

#include "mm/page_table.h"

#define PAGE_AUDIT_SPANS 64 /* stretches of physical memory that may be executable */

enum page_audit_fault {
    PAGE_AUDIT_SOUND,
    PAGE_AUDIT_WRITE_EXECUTE, /* first can be executed, second written; they may be the same */
    PAGE_AUDIT_CACHING,       /* first is mapped write-back, second write-combining */
    PAGE_AUDIT_USER,          /* first can be reached by programs, though there are none */
    PAGE_AUDIT_TOO_MANY       /* more executable stretches than there is room for: not proved */
};

struct page_audit {
    enum page_audit_fault fault;
    uint64_t first, second; /* virtual addresses */
    paddr_t physical;       /* that they share */
    uint64_t pages;         /* entries that map something */
    uint64_t executable_bytes, writable_bytes;
};

/* Follows every entry below root, read at window plus its address. Returns whether all is sound. */
bool page_audit(paddr_t root, uintptr_t window, struct page_audit *audit);
