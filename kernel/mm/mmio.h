/* SPDX-License-Identifier: MIT */
/*
 * mm/mmio.h — device registers and device memory in the kernel's address space.
 *
 * Each driver asks for the range it drives and gets a mapping of it, of whole pages, writable and
 * never executable. Two drivers may map the same page when they ask for the same caching.
 */
#pragma once

#include "mm/page_table.h"

/*
 * A pointer to size bytes at a physical address, which need not be aligned. NULL when size is 0, the
 * range leaves the CPU's address space, or there is no room. Not from an interrupt.
 */
void *mmio_map(paddr_t address, size_t size, enum caching caching);

/* The same for what is mapped already in whatever way, NULL when it is not. */
void *mmio_find(paddr_t address, size_t size);

/* Gives up what mmio_map() returned for size bytes. */
void mmio_unmap(void *pointer, size_t size);
