/* SPDX-License-Identifier: MIT */
/* welcome.h — the first screen a person sees. */
#pragma once

#include "fmt/multiboot2.h"
#include "mm/memory_map.h"

/*
 * Says on every console which build this is, how it was started, and on what; medium is the word of
 * the command line, or NULL.
 */
void welcome(const struct boot_info *boot, const struct memory_map *memory, const char *medium);
