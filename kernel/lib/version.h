/* SPDX-License-Identifier: MIT */
/* lib/version.h — which build this is, e.g. "0.1.0+g1a2b3c4"; defined in kernel/version.c. */
#pragma once

extern const char kernel_version[];

/* The day of the last commit, e.g. "2026-03-09": the same for everybody who builds it. */
extern const char kernel_date[];
