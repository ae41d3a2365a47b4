/* SPDX-License-Identifier: MIT */
/* dev/lapic_access.h — the registers of the running core's local APIC, for the files of its driver. */
#pragma once

#include <stdint.h>

/* A register by its offset in dev/lapic_regs.h. lapic_init() must have found it. */
uint32_t lapic_read(unsigned reg);
void lapic_write(unsigned reg, uint32_t value);

/* Reads and counts what the APIC found wrong; for the handler of VECTOR_ERROR. */
void lapic_error_take(void);
