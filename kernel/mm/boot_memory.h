/* SPDX-License-Identifier: MIT */
/*
 * mm/boot_memory.h — what lies in memory that the firmware calls usable, and must stay: the kernel, what
 * the loader brought, tables that firmware put into the wrong kind of memory.
 */
#pragma once

#include "mm/memory_map.h"

/* A pointer to size bytes at a physical address, NULL when they cannot be reached. */
typedef const void *(*boot_memory_reach_t)(paddr_t address, size_t size);

/*
 * Takes out of map: the kernel's [start, end), the loader's information, every module, the framebuffer,
 * the ACPI tables as far as reach() leads to them, and the list of tables of UEFI.
 */
void boot_memory_reserve(struct memory_map *map, const struct boot_info *boot, paddr_t start,
                         paddr_t end, boot_memory_reach_t reach);
