/* SPDX-License-Identifier: MIT */
/* cpu/idt.h — the interrupt descriptor table (SDM 3A 6.14). */
#pragma once

#define IDT_VECTORS 256

/* Points all 256 vectors at their stubs and loads the table. The GDT must be loaded. */
void idt_init(void);

/* Loads the same table on another core. */
void idt_share(void);
