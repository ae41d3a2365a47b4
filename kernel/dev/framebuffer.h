/* SPDX-License-Identifier: MIT */
/*
 * dev/framebuffer.h — a screen of pixels that shows characters: 24 or 32 bits per pixel, any pitch,
 * any place of the colours.
 *
 * The memory is only ever written. The font is enlarged by whole numbers where it would be too
 * small to read.
 */
#pragma once

#include "dev/screen_backend.h"
#include "fmt/multiboot2.h"

/*
 * Takes over the framebuffer the loader describes, clears it and fills in backend. Logs what it
 * found. -E_NODEV when there is none to draw into or it lies where the kernel cannot reach it;
 * -E_INVAL when it is described wrongly, and nothing is touched then.
 */
int framebuffer_init(const struct boot_framebuffer *framebuffer, struct screen_backend *backend);
