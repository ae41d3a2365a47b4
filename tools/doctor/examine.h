/* SPDX-License-Identifier: MIT */
/*
 * examine.h — from a name on the command line to findings.
 */
#pragma once

#include "doctor/finding.h"

/*
 * Looks at a file, a block device or a folder. 0 with the findings and the kind of what it is; else
 * an exit code, and a sentence on stderr that says why.
 */
int examine(const char *path, struct findings *findings, const char **kind);

/*
 * The same for bytes in memory. NULL when they are nothing that could be started.
 */
const char *examine_bytes(const void *bytes, size_t size, struct findings *findings);
