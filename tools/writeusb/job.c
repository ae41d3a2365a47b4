/* SPDX-License-Identifier: MIT */
/*
 * job.c — the layout of an image on its way.
 */
#include "writeusb/job.h"

#include "writeusb/relay.h"

#include "common/stop.h"

#include <errno.h>
#include <stdlib.h>

bool job_begin(struct job *job)
{
    job->fault = (struct fault){ .kind = FAULT_NONE };
    job->head_bytes = JOB_HEAD_BYTES;
    if (job->image->size_bytes < JOB_HEAD_BYTES)
        job->head_bytes = (size_t)job->image->size_bytes;
    job->pieces = (size_t)((job->image->size_bytes + RELAY_BYTES - 1) / RELAY_BYTES);
    job->head = disk_buffer(JOB_HEAD_BYTES);
    job->sums = calloc(job->pieces, sizeof(*job->sums));
    if (job->head == NULL || job->sums == NULL)
        return fault_set(&job->fault, FAULT_MEMORY, 0, ENOMEM);
    return image_read(job->image, job->head, job->head_bytes, 0, &job->fault);
}

void job_end(struct job *job)
{
    free(job->head);
    free(job->sums);
    job->head = NULL;
    job->sums = NULL;
}

uint64_t job_piece_end(const struct job *job, uint64_t offset)
{
    uint64_t end = (offset / RELAY_BYTES + 1) * RELAY_BYTES;

    return end < job->image->size_bytes ? end : job->image->size_bytes;
}

size_t job_piece(uint64_t offset)
{
    return (size_t)(offset / RELAY_BYTES);
}

bool job_is_stopped(struct job *job, uint64_t offset)
{
    if (job->stop_fd < 0 || !stop_is_requested(job->stop_fd))
        return false;
    fault_set(&job->fault, FAULT_STOPPED, offset, 0);
    return true;
}
