/* SPDX-License-Identifier: MIT */
/* dev/vga_text.h — the VGA's text screen: 80 x 25 characters at 0xB8000. */
#pragma once

#include "dev/screen_backend.h"
#include "fmt/multiboot2.h"

/*
 * Takes over the text screen the loader describes, clears it and fills in backend. -E_NODEV when
 * it describes none; nothing is touched then.
 */
int vga_text_init(const struct boot_framebuffer *framebuffer, struct screen_backend *backend);
