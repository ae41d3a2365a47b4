/* SPDX-License-Identifier: MIT */
/*
 * fault.h — what went wrong with a stick, where on it, and the sentence and exit status for that.
 *
 * The parts that work on the stick fill one of these and print nothing; only the first is kept.
 */
#pragma once

#include "common/exit_code.h"

#include <stdbool.h>
#include <stdint.h>

enum fault_kind {
    FAULT_NONE,
    FAULT_STOPPED,       /* Ctrl-C or kill */
    FAULT_MEMORY,        /* no memory or no thread */
    FAULT_IMAGE_READ,    /* the image file cannot be read; `error` says why */
    FAULT_IMAGE_CHANGED, /* the image file is not what it was when writing began */
    FAULT_WRITE,         /* the stick refused bytes; `error` says why */
    FAULT_FLUSH,         /* it took them and could not keep them */
    FAULT_READ,          /* it cannot be read; `error` says why */
    FAULT_SHORT,         /* it ends here, before the size it claims */
    FAULT_DIFFERS,       /* it gives back other bytes than it was given */
    FAULT_WRAPS,         /* bytes written far behind show up at the beginning */
    FAULT_LOSES          /* bytes written far behind are not kept */
};

struct fault {
    enum fault_kind kind;
    uint64_t offset;  /* bytes from the beginning of the stick */
    int error;        /* an errno */
    uint64_t differs; /* FAULT_DIFFERS: how many bytes of the piece differ */
    unsigned char expected;
    unsigned char found;
};

/* Fills in a fault; false, so that a function can end with it. */
bool fault_set(struct fault *fault, enum fault_kind kind, uint64_t offset, int error);

/*
 * Prints the sentence for a fault of the stick `path` on stderr and returns the exit status.
 * Nothing is printed for FAULT_NONE.
 */
enum exit_code fault_report(const struct fault *fault, const char *path);
