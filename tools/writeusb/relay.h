/* SPDX-License-Identifier: MIT */
/*
 * relay.h — two at work at once: one fills buffers, the other empties them in the same order.
 *
 * So the stick need not wait while the image is read and summed, nor the summing for the stick.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct relay {
    /*
     * Fills `bytes` (of RELAY_BYTES) with the next piece; *count 0 at the end. False ends the relay.
     * Called in a thread of its own.
     */
    bool (*fill)(void *context, unsigned char *bytes, size_t *count);
    /* Takes a piece. False ends the relay. Called in the caller's thread. */
    bool (*empty)(void *context, const unsigned char *bytes, size_t count);
    void *context;
};

/* Large enough that a stick erases whole blocks, small enough for a prompt answer to Ctrl-C. */
#define RELAY_BYTES (4u << 20)

enum relay_end {
    RELAY_DONE,
    RELAY_FILL_FAILED,
    RELAY_EMPTY_FAILED,
    RELAY_NO_MEMORY /* nor thread; nothing was done */
};

/* Runs until the end or until one of the two returns false. */
enum relay_end relay_run(const struct relay *relay);
