/* SPDX-License-Identifier: MIT */
/*
 * grub_core.h — what is inside GRUB's core for BIOS: code that unpacks, and, packed with LZMA, the
 * kernel and behind it what grub-mkimage puts into every loader.
 *
 * The sizes are those of GRUB 2.06 and 2.12; a core that is laid out in another way is not unpacked.
 */
#pragma once

#include "grub/grub.h"

#define GRUB_CORE_SECTOR   512u  /* the first sector, which loads the rest */
#define GRUB_CORE_UNPACKER 2848u /* lzma_decompress.img behind it */
#define GRUB_CORE_STREAM   (GRUB_CORE_SECTOR + GRUB_CORE_UNPACKER)
#define GRUB_CORE_SIZES    (GRUB_CORE_SECTOR + 8u) /* of the stream, and unpacked: 4 bytes each */

/* A core as grub-mkimage makes it for the network has two sectors in front. */
#define GRUB_CORE_NET_AT 1024u

/* Properties of the stream, which has no header (grub-core/lib/LzmaEnc.c as mkimage.c calls it). */
#define GRUB_CORE_LC 3
#define GRUB_CORE_LP 0
#define GRUB_CORE_PB 2

/* True when 512 bytes are the first sector of a core. */
bool grub_core_is_start(const uint8_t *sector);

/*
 * Unpacks a core that begins with its first sector; what follows behind it does no harm. The bytes,
 * for free(), with their number; NULL when it is none, is damaged, or there is no memory.
 */
uint8_t *grub_core_unpack(const uint8_t *core, size_t size, size_t *unpacked);

/* The part of an unpacked core that grub_parse() reads; bytes is NULL when there is none. */
struct grub_part grub_core_mods(const uint8_t *unpacked, size_t size);
