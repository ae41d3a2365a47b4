/* SPDX-License-Identifier: MIT */
/* lib/log_level.c — one table. */
#include "lib/log_level.h"

#include "lib/error.h"
#include "lib/str.h"
#include "lib/types.h"

static const char *const names[] = { "emerg",   "alert",  "crit", "err",
                                     "warning", "notice", "info", "debug" };

const char *log_level_name(unsigned level)
{
    return level < ARRAY_SIZE(names) ? names[level] : NULL;
}

int log_level_find(const char *text)
{
    uint64_t number;

    for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
        if (str_equal(text, names[i]))
            return (int)i;
    if (str_to_u64(text, NULL, &number) == 0 && number < ARRAY_SIZE(names))
        return (int)number;
    return -E_INVAL;
}
