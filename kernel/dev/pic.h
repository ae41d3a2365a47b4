/* SPDX-License-Identifier: MIT */
/*
 * dev/pic.h — the pair of 8259 interrupt controllers, remapped to vectors 0x20–0x2f so that a line is
 * never mistaken for an exception.
 */
#pragma once

#include <stdbool.h>

#define PIC_VECTOR_BASE 0x20

/* Remaps both, masks every line but the cascade. Returns 0, or -E_NODEV when no controller answers. */
int pic_init(void);

void pic_mask(unsigned line);

/* Masks every line, the cascade too: another controller has them. */
void pic_mask_all(void);
void pic_unmask(unsigned line);

/*
 * Lines 7 and 15 also fire when a request vanished before the CPU took it. True for such a one; the
 * acknowledgement it needs has then been sent: none for 7, the master's for 15.
 */
bool pic_is_spurious(unsigned line);

void pic_end_of_interrupt(unsigned line);
