/* SPDX-License-Identifier: MIT */
/*
 * verify.c — one thread reads the stick, the other sums. Only a piece whose sum is wrong is compared
 * with the image itself, which must then still have the sum it had.
 */
#include "writeusb/verify.h"

#include "writeusb/relay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct verify {
    struct job *job;
    struct digest digest;
    struct progress progress;
    uint64_t read_offset;
    uint64_t sum_offset;
    struct fault read_fault; /* the reading thread's own */
};

/* The first byte that differs, and how many do; false with the fault FAULT_DIFFERS. */
static bool bytes_compare(const unsigned char *expected, const unsigned char *found, size_t count,
                          uint64_t offset, struct fault *fault)
{
    uint64_t differs = 0;
    size_t first = 0;

    for (size_t i = count; i-- > 0;) {
        if (expected[i] != found[i]) {
            differs++;
            first = i;
        }
    }
    if (differs == 0)
        return true;
    *fault = (struct fault){ .kind = FAULT_DIFFERS,
                             .offset = offset + first,
                             .differs = differs,
                             .expected = expected[first],
                             .found = found[first] };
    return false;
}

/* A piece has the wrong sum: which byte is it, or is it the image that changed? */
static bool piece_accuse(struct job *job, const unsigned char *found, size_t count, uint64_t offset)
{
    unsigned char *expected = disk_buffer(count);

    if (expected == NULL)
        return fault_set(&job->fault, FAULT_MEMORY, offset, ENOMEM);
    if (image_read(job->image, expected, count, offset, &job->fault) &&
        bytes_compare(expected, found, count, offset, &job->fault))
        fault_set(&job->fault, FAULT_IMAGE_CHANGED, offset, 0);
    free(expected);
    return false;
}

static bool verify_fill(void *context, unsigned char *bytes, size_t *count)
{
    struct verify *verify = context;
    struct job *job = verify->job;
    uint64_t offset = verify->read_offset;

    if (offset >= job->image->size_bytes)
        return true;
    *count = (size_t)(job_piece_end(job, offset) - offset);
    verify->read_offset += *count;
    return disk_read(job->disk, bytes, *count, offset, &verify->read_fault);
}

static bool verify_empty(void *context, const unsigned char *bytes, size_t count)
{
    struct verify *verify = context;
    struct job *job = verify->job;
    unsigned char sum[DIGEST_BYTES];
    uint64_t offset = verify->sum_offset;

    if (job_is_stopped(job, offset))
        return false;
    if (!digest_add(&verify->digest, bytes, count) || !digest_look(&verify->digest, sum))
        return fault_set(&job->fault, FAULT_MEMORY, offset, ENOMEM);
    if (memcmp(sum, job->sums[job_piece(offset)], DIGEST_BYTES) != 0)
        return piece_accuse(job, bytes, count, offset);
    verify->sum_offset += count;
    progress_show(&verify->progress, verify->sum_offset);
    return true;
}

bool verify_body(struct job *job)
{
    struct verify verify = { .job = job,
                             .read_offset = job->head_bytes,
                             .sum_offset = job->head_bytes };
    struct relay relay = { .fill = verify_fill, .empty = verify_empty, .context = &verify };
    enum relay_end end = RELAY_NO_MEMORY;

    if (!digest_begin(&verify.digest))
        return fault_set(&job->fault, FAULT_MEMORY, 0, ENOMEM);
    progress_begin(&verify.progress, job->stream, "reading back", job->image->size_bytes);
    if (digest_add(&verify.digest, job->head, job->head_bytes))
        end = relay_run(&relay);
    if (end == RELAY_NO_MEMORY)
        fault_set(&job->fault, FAULT_MEMORY, 0, ENOMEM);
    if (end == RELAY_FILL_FAILED)
        job->fault = verify.read_fault;
    if (end == RELAY_DONE)
        progress_end(&verify.progress);
    else
        progress_abandon(&verify.progress);
    digest_end(&verify.digest);
    return end == RELAY_DONE;
}

bool verify_head(struct job *job)
{
    unsigned char *found = disk_buffer(JOB_HEAD_BYTES);
    bool is_good;

    if (found == NULL)
        return fault_set(&job->fault, FAULT_MEMORY, 0, ENOMEM);
    is_good = disk_read(job->disk, found, job->head_bytes, 0, &job->fault) &&
              bytes_compare(job->head, found, job->head_bytes, 0, &job->fault);
    free(found);
    return is_good;
}
