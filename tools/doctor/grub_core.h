/* SPDX-License-Identifier: MIT */
/*
 * grub_core.h — what is inside GRUB's core for BIOS: code that unpacks, and, packed with LZMA, the
 * kernel and behind it what grub-mkimage puts into every loader.
 *
 * The sizes are those of GRUB 2.06 and 2.12; a core that is laid out in another way is not unpacked.
 */
#pragma once

#include "doctor/grub.h"

/*
 * Unpacks a core that begins with its first sector; what follows behind it does no harm. The bytes,
 * for free(), with their number; NULL when it is none, is damaged, or there is no memory.
 */
uint8_t *grub_core_unpack(const uint8_t *core, size_t size, size_t *unpacked);

/* The part of an unpacked core that grub_parse() reads; bytes is NULL when there is none. */
struct grub_part grub_core_mods(const uint8_t *unpacked, size_t size);
