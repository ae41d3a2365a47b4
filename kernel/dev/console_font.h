/* SPDX-License-Identifier: MIT */
/*
 * dev/console_font.h — the font of the framebuffer, as the distribution packs it (PSF).
 *
 * Put into the image at build time by scripts/font.sh.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

extern const uint8_t console_font[];
extern const size_t console_font_size;
