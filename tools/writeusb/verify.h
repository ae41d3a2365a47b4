/* SPDX-License-Identifier: MIT */
/*
 * verify.h — reads the stick back and compares it with what was written.
 */
#pragma once

#include "writeusb/job.h"

/*
 * Reads the whole body from the stick and compares its SHA-256, piece by piece, with the sums that
 * writer_write_body() took. False with job->fault: FAULT_DIFFERS names the first byte that differs.
 */
bool verify_body(struct job *job);

/* The same for the head, byte by byte. */
bool verify_head(struct job *job);
