/* SPDX-License-Identifier: MIT */
/*
 * job.h — one image on its way to one stick: the pieces, their sums, and the first fault.
 *
 * The stick is divided into the head, by which firmware recognises a bootable disk, and the body,
 * all that follows, in pieces of RELAY_BYTES (the first is shorter by the head).
 */
#pragma once

#include "writeusb/digest.h"
#include "writeusb/disk.h"
#include "writeusb/image.h"
#include "writeusb/progress.h"

/*
 * MBR, GPT and its entries, the boot sector of a FAT without partitions, the volume descriptors of
 * a CD with El Torito: all begin below this.
 */
#define JOB_HEAD_BYTES 65536u

struct job {
    const struct image *image;
    const struct disk *disk;
    FILE *stream; /* for the progress */
    int stop_fd;  /* readable when the person wants an end; -1 for never */

    unsigned char *head; /* the image's, owned */
    size_t head_bytes;
    /* SHA-256 of the image from its first byte to the end of each piece; owned. */
    unsigned char (*sums)[DIGEST_BYTES];
    size_t pieces;
    unsigned char sum[DIGEST_BYTES]; /* of the whole image */

    struct fault fault;
};

/* Reads the head; job->image, disk, stream and stop_fd are set. False with the fault. */
bool job_begin(struct job *job);
void job_end(struct job *job);

/* Where the piece that begins at `offset` of the body ends. */
uint64_t job_piece_end(const struct job *job, uint64_t offset);

/* Its number, for job->sums. */
size_t job_piece(uint64_t offset);

/* True, with the fault, when the person wants an end. */
bool job_is_stopped(struct job *job, uint64_t offset);
