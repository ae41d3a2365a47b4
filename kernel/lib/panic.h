/* SPDX-License-Identifier: MIT */
/*
 * lib/panic.h — the end, for the kernel's own broken invariants and for exceptions.
 *
 * Declared here so that every room can call it; defined in kernel/panic.c, which sees them all.
 */
#pragma once

/*
 * Says why on every console, writes the verdict, follows panic=SECONDS. Waits for nothing without a
 * deadline; a panic inside a panic stops the machine at once.
 */
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * To be called before a report that ends in panic_with(): stops all other cores, so that none speaks in
 * between. When another core is in a panic already, this one stops here.
 */
void panic_begin(void);

/* The same with a fixed reason and ready-made `key=value` fields for the verdict line. */
_Noreturn void panic_with(const char *what, const char *fields);
