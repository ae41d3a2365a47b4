/* SPDX-License-Identifier: MIT */
/*
 * fmt/framebuffer.c — may one draw into what the loader describes?
 *
 * Loaders describe framebuffers that are none (address 0 when the firmware can only copy), one-bit
 * graphics, text, and pitches wider than a line; drawing believes only what passes here.
 */
#include "fmt/multiboot2.h"
#include "lib/error.h"

#define SIDE_MAX    8192u
#define PITCH_MAX   (2 * SIDE_MAX * 4)  /* twice the longest line: room for any alignment */
#define ADDRESS_MAX (UINT64_C(1) << 52) /* physical addresses have at most 52 bits */

/* The bits of one colour in a pixel, 0 when they do not fit into bpp bits. */
static uint64_t colour_mask(unsigned position, unsigned size, unsigned bpp)
{
    if (size == 0 || size > bpp || position > bpp - size)
        return 0;
    return ((UINT64_C(1) << size) - 1) << position;
}

static bool colours_fit(const struct boot_framebuffer *fb)
{
    uint64_t red = colour_mask(fb->red_position, fb->red_size, fb->bpp);
    uint64_t green = colour_mask(fb->green_position, fb->green_size, fb->bpp);
    uint64_t blue = colour_mask(fb->blue_position, fb->blue_size, fb->bpp);

    if (!red || !green || !blue)
        return false;
    return !(red & green) && !(red & blue) && !(green & blue);
}

int boot_framebuffer_check(const struct boot_framebuffer *framebuffer)
{
    const struct boot_framebuffer *fb = framebuffer;

    if (fb->type == BOOT_FB_NONE || fb->type == BOOT_FB_INDEXED || fb->type == BOOT_FB_EGA_TEXT)
        return -E_NODEV;
    if (fb->type != BOOT_FB_RGB)
        return -E_INVAL;
    if (fb->address == 0)
        return -E_NODEV;
    if (fb->bpp != 24 && fb->bpp != 32)
        return -E_INVAL;
    if (fb->width == 0 || fb->width > SIDE_MAX || fb->height == 0 || fb->height > SIDE_MAX)
        return -E_INVAL;
    if (fb->pitch < fb->width * (fb->bpp / 8) || fb->pitch > PITCH_MAX)
        return -E_INVAL;
    if (fb->address >= ADDRESS_MAX || (uint64_t)fb->pitch * fb->height > ADDRESS_MAX - fb->address)
        return -E_INVAL;
    return colours_fit(fb) ? 0 : -E_INVAL;
}
