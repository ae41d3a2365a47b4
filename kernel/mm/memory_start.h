/* SPDX-License-Identifier: MIT */
/* mm/memory_start.h — from what the loader says to memory that can be asked for. */
#pragma once

#include "mm/memory_map.h"

/*
 * Builds map from what the loader says and takes over the memory in it that is free. Logs what it
 * found, and what is wrong with it. Without usable memory nothing is free afterwards.
 */
void memory_start(const struct boot_info *boot, struct memory_map *map);
