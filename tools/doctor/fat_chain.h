/* SPDX-License-Identifier: MIT */
/*
 * fat_chain.h — the clusters of a file, one after another.
 */
#pragma once

#include "doctor/fat.h"

struct fat_chain {
    uint32_t cluster; /* the present one */
    uint32_t left;    /* clusters it may still have before it must be a loop */
};

/* Notes what is damaged, unless something has been before. */
void fat_damage(struct fat *fat, const char *what);

/* Begins at a cluster; false when the file system has none of this number. */
bool fat_chain_begin(struct fat *fat, struct fat_chain *chain, uint32_t first);

/*
 * Goes on to the next: 1 when there is one, 0 at the end, -1 when it leads nowhere or in circles,
 * which fat->damage then tells.
 */
int fat_chain_next(struct fat *fat, struct fat_chain *chain);
