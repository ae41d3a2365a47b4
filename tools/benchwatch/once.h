/* SPDX-License-Identifier: MIT */
/*
 * once.h — a machine that starts another entry one time: two folders of the tree change places when
 * it has fetched what decides.
 */
#pragma once

#include "benchwatch/frame.h"

#include <limits.h>

#define ONCE_MAX 64

struct once {
    uint8_t mac[FRAME_MAC_BYTES];
    bool done;
    char served[PATH_MAX];  /* what the machine is offered */
    char waiting[PATH_MAX]; /* what it is offered afterwards */
};

struct onces {
    size_t count;
    struct once list[ONCE_MAX];
};

/* Reads "MAC=SERVED=WAITING"; false when it is not that, or one too many. */
bool onces_add(struct onces *onces, const char *text);

/*
 * Changes the folders of this machine, the first time it is called for it. 1 when it did, 0 when
 * there is nothing to change, -1 with errno.
 */
int onces_take(struct onces *onces, const uint8_t *mac);
