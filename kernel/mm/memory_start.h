/* SPDX-License-Identifier: MIT */
/* mm/memory_start.h — from what the loader says to memory that can be asked for. */
#pragma once

#include "mm/memory_map.h"

/*
 * Builds map from what the loader says, takes over the memory in it that is free, and switches to the
 * kernel's own page tables. Logs what it found, and what is wrong with it. Returns 0, or why the page
 * tables of boot/ are still in use; the last thing it does is the switch, without a word, since screens
 * must be mapped anew first.
 */
int memory_start(const struct boot_info *boot, struct memory_map *map);
