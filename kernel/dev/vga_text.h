/* SPDX-License-Identifier: MIT */
/*
 * dev/vga_text.h — the log on a VGA text screen (IBM VGA, text mode 3: 80 x 25 cells at 0xB8000).
 */
#pragma once

#include "fmt/multiboot2.h"

/*
 * Takes over the text screen the loader describes and clears it. -E_NODEV when it describes none.
 */
int vga_text_init(const struct boot_framebuffer *framebuffer);

/* A log sink (lib/log.h). Control characters other than LF are not shown; long lines wrap. */
void vga_text_log_sink(void *context, const char *line, size_t size);
