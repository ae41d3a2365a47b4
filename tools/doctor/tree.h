/* SPDX-License-Identifier: MIT */
/*
 * tree.h — a folder that a TFTP server offers.
 */
#pragma once

#include "doctor/volume.h"

/*
 * Lists a folder of this computer, without following links to folders. 0, or -1 with
 * errno (ENAMETOOLONG: a path is longer than those that are looked at); volume_free() ends it either way.
 * `path` is kept.
 */
int tree_open(struct volume *tree, const char *path);
