/* SPDX-License-Identifier: MIT */
/* kernel/version.c — the one place that the build's version string goes into. */
#include "lib/version.h"

const char kernel_version[] = NOOS_VERSION;
const char kernel_date[] = NOOS_DATE;
