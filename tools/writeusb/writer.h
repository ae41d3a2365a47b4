/* SPDX-License-Identifier: MIT */
/*
 * writer.h — puts the body of an image onto the stick.
 */
#pragma once

#include "writeusb/job.h"

/*
 * Writes everything behind the head, sums the image on the way (job->sums, job->sum), and waits
 * until the stick keeps it. False with job->fault.
 */
bool writer_write_body(struct job *job);

/* Writes `bytes` of job->head_bytes where the head belongs, and waits until the stick keeps them. */
bool writer_write_head(struct job *job, const unsigned char *bytes);
