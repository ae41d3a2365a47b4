/* SPDX-License-Identifier: MIT */
/*
 * capture.h — what is kept of a machine at its end: its screen and its memory.
 *
 * QEMU writes the file beside its place; it is moved there only when QEMU says that it is whole.
 */
#pragma once

#include "qemuwatch/machine.h"

#include <stdint.h>

/* The first console as a PNG. 0, or -1 with a sentence on stderr (a machine may have none). */
int capture_screen(struct machine *machine, const char *path);

/* `bytes` of physical memory from 0. 0, or -1 with a sentence on stderr. */
int capture_memory(struct machine *machine, const char *path, uint64_t bytes);
