/* SPDX-License-Identifier: MIT */
/*
 * dev/nmi.h — interrupts that cannot be masked: an error on a bus, a button that somebody pressed to see
 * where a machine hangs, or another core that is in a panic.
 *
 * Each is reported with where the core was, and the kernel goes on.
 */
#pragma once

/* Has NMIs handled. Call once. */
void nmi_init(void);
