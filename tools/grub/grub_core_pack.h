/* SPDX-License-Identifier: MIT */
/*
 * grub_core_pack.h — puts another memory disk into a core that grub-mkimage has made, and packs the
 * core again. What is unpacked at boot is byte for byte what grub-mkimage would have put there; only
 * the packing is another one, a quarter of the time for a tenth more bytes.
 */
#pragma once

#include "grub/grub_core.h"

/* The most bytes behind the first sector: GRUB loads them at 0x8200 and wants them below 0x78000,
 * counted from 0x9000 (util/mkimage.c). */
#define GRUB_CORE_PACKED_MAX (0x78000u - 0x9000u)

/*
 * The unpacked core with `memdisk` for its memory disk, filled up to whole sectors; for free(), with
 * its size. NULL when it has none to replace, ends in something unknown, or there is no memory.
 */
uint8_t *grub_core_memdisk(const uint8_t *unpacked, size_t size, const struct grub_part *memdisk,
                           size_t *new_size);

/*
 * A core that unpacks to these bytes, with the first sector and the unpacker of `core`, which
 * grub_core_unpack() has taken; for free(), with its size. `effort` is that of xz, 0 to 9. NULL when
 * there is no memory.
 */
uint8_t *grub_core_pack(const uint8_t *core, const uint8_t *unpacked, size_t size, unsigned effort,
                        size_t *packed_size);
