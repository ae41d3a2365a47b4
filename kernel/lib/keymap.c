/* SPDX-License-Identifier: MIT */
/* lib/keymap.c — finding a layout; the layouts themselves are made by scripts/keymap.sh. */
#include "lib/keymap.h"

#include "lib/str.h"

#include <stddef.h>

const struct keymap *keymap_find(const char *name)
{
    for (unsigned i = 0; i < keymap_count; i++)
        if (str_equal(keymaps[i].name, name))
            return &keymaps[i];
    return NULL;
}
