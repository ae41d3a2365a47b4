/* SPDX-License-Identifier: MIT */
/*
 * dev/ioapic.h — the interrupt controllers beside the cores: each input has a vector, a core that it goes
 * to, and a shape, by which a global number counts the inputs of all of them.
 */
#pragma once

#include "lib/types.h"

#define IOAPICS_MAX 32

/*
 * Adds the one whose registers are at address and whose inputs count from first. Every input is masked.
 * Returns its number of inputs, -E_NODEV when nobody answers, -E_NOSPACE for too many.
 */
int ioapic_add(paddr_t address, uint32_t first);

/* Whether some controller has that input. */
bool ioapic_has(uint32_t gsi);

/* Lets an input through, as vector, to the core of that id. -E_NODEV when there is no such input. */
int ioapic_open(uint32_t gsi, unsigned vector, uint32_t apic_id, bool is_low, bool is_level);

/* Masks it. */
void ioapic_close(uint32_t gsi);
