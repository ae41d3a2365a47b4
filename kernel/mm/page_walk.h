/* SPDX-License-Identifier: MIT */
/*
 * mm/page_walk.h — what a virtual address means to the CPU: a walk over 4-level page tables (SDM 3A
 * 4.5).
 *
 * The tables are read through a function of the caller's, and not changed.
 */
#pragma once

#include "lib/types.h"

struct page_mapping {
    paddr_t physical;
    uint64_t bytes; /* from the address to the end of its page */
    bool is_writable, is_executable, is_user;
    uint8_t pat; /* which of the eight entries of the PAT says how it is cached (SDM 3A 12.12.3) */
};

/* Stores the 8 bytes at a physical address, which is a multiple of 8; false: out of reach. */
typedef bool (*page_table_read_t)(void *context, paddr_t address, uint64_t *entry);

/*
 * Follows the tables at cr3 (its flag bits are ignored). Returns 0; -E_NOENT for an address that is
 * not mapped; -E_RANGE for one that no 4-level table can map; -E_IO when a table is out of reach. The
 * rights are those the tables give, whatever CR0.WP and EFER.NXE make of them.
 */
int page_walk(paddr_t cr3, uint64_t address, page_table_read_t read, void *context,
              struct page_mapping *mapping);
