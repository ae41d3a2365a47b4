/* SPDX-License-Identifier: MIT */
/*
 * source.h — an open serial log: one descriptor, whatever kind of thing it is.
 *
 * Nothing here waits without a limit: connecting tries again until the limit or a stopping
 * signal, and the descriptor does not block, except that of a regular file.
 */
#pragma once

#include "common/address.h"
#include "common/tty.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct source {
    int fd;
    bool is_file; /* regular: its end is the end of the log, unless it is followed */
    bool is_tty;
    struct tty tty;
};

/*
 * Opens or connects. With `wait_for_file` a file that is not there yet is waited for. 0, or -1
 * with errno: ECANCELED after a signal on `stop_fd`, else the last attempt's error.
 */
int source_open(struct source *source, const struct address *address, bool wait_for_file,
                int64_t limit, int stop_fd);

/*
 * Reads what is there. Returns bytes, 0 at the end, -1 with errno; EAGAIN when there is nothing
 * yet. A file that has become shorter than what was read of it is read from its start again.
 */
ssize_t source_read(struct source *source, void *to, size_t size);

/* Closes, after giving a serial device its settings back. */
void source_close(struct source *source);
