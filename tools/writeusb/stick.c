/* SPDX-License-Identifier: MIT */
/*
 * stick.c — the steps. Whatever ends them in between, be it a signal or the loss of power, leaves
 * the placeholder in the head.
 */
#include "writeusb/stick.h"

#include "writeusb/capacity.h"
#include "writeusb/gpt.h"
#include "writeusb/verify.h"
#include "writeusb/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Sector 0 of the placeholder stays zero: no signature, no partition. */
#define PLACEHOLDER_OFFSET DISK_SECTOR_BYTES
#define PLACEHOLDER_TEXT   "NoOS: this stick was not written to its end"

static bool placeholder_write(struct job *job)
{
    unsigned char *bytes = disk_buffer(JOB_HEAD_BYTES);
    bool is_good;

    if (bytes == NULL)
        return fault_set(&job->fault, FAULT_MEMORY, 0, ENOMEM);
    if (job->head_bytes >= PLACEHOLDER_OFFSET + sizeof(PLACEHOLDER_TEXT))
        memcpy(bytes + PLACEHOLDER_OFFSET, PLACEHOLDER_TEXT, sizeof(PLACEHOLDER_TEXT));
    is_good = writer_write_head(job, bytes);
    free(bytes);
    return is_good;
}

/* A head that may be wrong is worse than none; what it refused the first time is what is told. */
static void head_take_back(struct job *job)
{
    struct fault first = job->fault;

    (void)placeholder_write(job);
    job->fault = first;
}

static bool head_write(struct job *job)
{
    if (job_is_stopped(job, 0))
        return false;
    if (writer_write_head(job, job->head) && verify_head(job))
        return true;
    head_take_back(job);
    return false;
}

/* That the marks are gone is flushed with the head. */
static bool capacity_prove(struct job *job, const struct capacity *capacity)
{
    return capacity_check(capacity, job->disk, &job->fault) &&
           capacity_clear(capacity, job->disk, &job->fault);
}

bool stick_write(struct job *job, uint64_t nonce, struct stick_result *result)
{
    struct capacity capacity;

    *result = (struct stick_result){ .is_touched = false };
    capacity_plan(&capacity, job->image->size_bytes, job->disk->size_bytes, nonce);
    if (job_is_stopped(job, 0))
        return false;
    result->is_touched = true;
    /* The backup table first: without the head it would speak for what was on the stick. */
    return gpt_remove_backup(job->disk, job->image->size_bytes, &result->is_gpt_removed,
                             &job->fault) &&
           capacity_write(&capacity, job->disk, &job->fault) && placeholder_write(job) &&
           writer_write_body(job) && capacity_prove(job, &capacity) && verify_body(job) &&
           head_write(job);
}
