/* SPDX-License-Identifier: MIT */
/*
 * once.h — a machine that starts another entry one time: two folders change places when it has
 * fetched what decides, the one that it was served and the one that waits for it.
 *
 * What waits lies in WAITING/WHO/FOLDER: WHO is the machine's address with '-' for ':', or "any" for
 * one whose address nobody knows; FOLDER is lab/NAME or spare/NUMBER of the tree. That it is there is
 * all there is to know of it, so that another process can put one there (once_place).
 */
#pragma once

#include "benchwatch/frame.h"

struct onces {
    const char *tree;    /* what is served; NULL: nobody starts anything once */
    const char *waiting; /* on the same file system */
};

/*
 * This machine has fetched `file`, for which it asked at `begin_ms`: its turn is over when something
 * waits, and did so by then. 1 when the folders changed places, 0 when there was nothing to change,
 * -1 with errno.
 */
int onces_take(const struct onces *onces, const uint8_t *mac, const char *file, int64_t begin_ms);

/*
 * `fresh` takes the place of the folder `served`, and what was there goes to `waiting`, unless
 * something waits already, which then waits on. 0, or -1 with errno.
 */
int once_place(const char *fresh, const char *served, const char *waiting);
