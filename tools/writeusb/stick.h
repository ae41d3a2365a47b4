/* SPDX-License-Identifier: MIT */
/*
 * stick.h — the order in which a stick is written, so that at no moment a half-written one looks
 * bootable.
 */
#pragma once

#include "writeusb/job.h"

struct stick_result {
    bool is_touched;     /* what was on the stick is gone */
    bool is_gpt_removed; /* a backup partition table of earlier times was in its last sector */
};

/*
 * Writes job->image to job->disk and proves it: a placeholder goes where the head belongs, then the
 * body is written and read back, then the head is written and read back. `nonce` tells this run's
 * marks from others. False with job->fault, and then the stick does not look bootable, unless it
 * refuses even that.
 */
bool stick_write(struct job *job, uint64_t nonce, struct stick_result *result);
