/* SPDX-License-Identifier: MIT */
/*
 * mm/low_memory.h — one page below 1 MiB, for code that other CPUs start with in 16-bit mode.
 *
 * It is the only memory down there that the kernel ever uses, and only who asks for it gets it: the
 * firmware keeps its interrupt vectors, its data area and, above a limit that moves, more data there, and
 * loaders put their information and modules into what is left.
 */
#pragma once

#include "fmt/multiboot2.h"

/*
 * The highest page between 0x1000 and 0x9f000 that the loader's list calls free, and that neither the
 * loader's own things nor the extended BIOS data area lie in; 0 when there is none. ebda_segment is the
 * word at 0x40e, base_kib the one at 0x413; either may be nonsense.
 */
paddr_t low_memory_choose(const struct boot_info *boot, uint16_t ebda_segment, uint16_t base_kib);

/* The same, with both words read from where they are. The page stays free until it is written. */
paddr_t low_memory_find(const struct boot_info *boot);
