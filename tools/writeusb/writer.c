/* SPDX-License-Identifier: MIT */
/*
 * writer.c — one thread reads and sums the image, the other hands it to the stick.
 */
#include "writeusb/writer.h"

#include "writeusb/relay.h"

#include <errno.h>

struct writer {
    struct job *job;
    struct digest digest;
    struct progress progress;
    uint64_t read_offset;
    uint64_t write_offset;
    struct fault read_fault; /* the reading thread's own, so that none is written twice at once */
};

static bool writer_fill(void *context, unsigned char *bytes, size_t *count)
{
    struct writer *writer = context;
    struct job *job = writer->job;
    uint64_t offset = writer->read_offset;

    if (offset >= job->image->size_bytes)
        return true;
    *count = (size_t)(job_piece_end(job, offset) - offset);
    if (!image_read(job->image, bytes, *count, offset, &writer->read_fault))
        return false;
    if (!digest_add(&writer->digest, bytes, *count) ||
        !digest_look(&writer->digest, job->sums[job_piece(offset)]))
        return fault_set(&writer->read_fault, FAULT_MEMORY, offset, ENOMEM);
    writer->read_offset += *count;
    return true;
}

static bool writer_empty(void *context, const unsigned char *bytes, size_t count)
{
    struct writer *writer = context;
    struct job *job = writer->job;

    if (job_is_stopped(job, writer->write_offset) ||
        !disk_write(job->disk, bytes, count, writer->write_offset, &job->fault))
        return false;
    writer->write_offset += count;
    progress_show(&writer->progress, writer->write_offset);
    return true;
}

static bool writer_run(struct writer *writer)
{
    struct relay relay = { .fill = writer_fill, .empty = writer_empty, .context = writer };
    struct job *job = writer->job;

    switch (relay_run(&relay)) {
    case RELAY_DONE:
        return disk_flush(job->disk, writer->write_offset, &job->fault);
    case RELAY_FILL_FAILED:
        job->fault = writer->read_fault;
        return false;
    case RELAY_NO_MEMORY:
        return fault_set(&job->fault, FAULT_MEMORY, 0, ENOMEM);
    default:
        return false;
    }
}

bool writer_write_body(struct job *job)
{
    struct writer writer = { .job = job,
                             .read_offset = job->head_bytes,
                             .write_offset = job->head_bytes };
    bool is_good;

    if (!digest_begin(&writer.digest))
        return fault_set(&job->fault, FAULT_MEMORY, 0, ENOMEM);
    progress_begin(&writer.progress, job->stream, "writing", job->image->size_bytes);
    is_good = digest_add(&writer.digest, job->head, job->head_bytes);
    if (!is_good)
        fault_set(&job->fault, FAULT_MEMORY, 0, ENOMEM);
    is_good = is_good && writer_run(&writer);
    if (is_good && !digest_look(&writer.digest, job->sum))
        is_good = fault_set(&job->fault, FAULT_MEMORY, 0, ENOMEM);
    if (is_good)
        progress_end(&writer.progress);
    else
        progress_abandon(&writer.progress);
    digest_end(&writer.digest);
    return is_good;
}

bool writer_write_head(struct job *job, const unsigned char *bytes)
{
    return disk_write(job->disk, bytes, job->head_bytes, 0, &job->fault) &&
           disk_flush(job->disk, job->head_bytes, &job->fault);
}
