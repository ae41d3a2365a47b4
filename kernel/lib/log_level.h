/* SPDX-License-Identifier: MIT */
/* lib/log_level.h — the names of the log's levels, as syslog(3) has them. */
#pragma once

/* "emerg" to "debug" for 0 to 7, NULL behind the last. */
const char *log_level_name(unsigned level);

/* The level a name or a digit means, or -E_INVAL. */
int log_level_find(const char *text);
