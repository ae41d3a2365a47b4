/* SPDX-License-Identifier: MIT */
/*
 * record.c — raw bytes to a file, stamped lines to a stream.
 */
#include "bootwatch/record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

/* True when both are the same regular file. */
static bool is_same_file(int a, int b)
{
    struct stat status_a;
    struct stat status_b;

    return fstat(a, &status_a) == 0 && fstat(b, &status_b) == 0 && S_ISREG(status_a.st_mode) &&
           status_a.st_dev == status_b.st_dev && status_a.st_ino == status_b.st_ino;
}

int record_save_to(struct record *record, const char *path, int source_fd)
{
    /* Not blocking: a pipe without a reader is an error, not a wait. */
    int fd = open(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0666);
    struct stat status;
    int error = 0;

    if (fd < 0)
        return -1;
    if (is_same_file(fd, source_fd))
        error = EBUSY;
    else if (fcntl(fd, F_SETFL, 0) != 0 || fstat(fd, &status) != 0 ||
             (S_ISREG(status.st_mode) && ftruncate(fd, 0) != 0))
        error = errno;
    if (error != 0) {
        close(fd);
        errno = error;
        return -1;
    }
    record->save_fd = fd;
    return 0;
}

static int save(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(fd, bytes, size);

        if (count < 0 && errno != EINTR)
            return -1;
        if (count > 0) {
            bytes += count;
            size -= (size_t)count;
        }
    }
    return 0;
}

static void stamp_byte(struct record *record, unsigned char byte, int64_t since_ms)
{
    int shown = plain_byte(&record->plain, byte);

    if (shown == PLAIN_NOTHING)
        return;
    if (shown == PLAIN_BREAK) {
        if (record->in_line)
            fputc('\n', record->stamp_to);
        record->in_line = false;
        return;
    }
    if (!record->in_line)
        fprintf(record->stamp_to, "[+%3" PRId64 ".%03" PRId64 "] ", since_ms / 1000,
                since_ms % 1000);
    record->in_line = true;
    fputc(shown, record->stamp_to);
}

int record_add(struct record *record, const void *bytes, size_t size, int64_t now_ms)
{
    const unsigned char *byte = bytes;

    if (record->save_fd >= 0 && save(record->save_fd, bytes, size) != 0)
        return -1;
    if (record->stamp_to == NULL)
        return 0;
    for (size_t i = 0; i < size; i++)
        stamp_byte(record, byte[i], now_ms - record->start_ms);
    return fflush(record->stamp_to) == 0 ? 0 : -1;
}

int record_finish(struct record *record)
{
    int result = 0;

    if (record->stamp_to != NULL && record->in_line) {
        fputc('\n', record->stamp_to);
        record->in_line = false;
        result = fflush(record->stamp_to) == 0 ? 0 : -1;
    }
    if (record->save_fd >= 0 && close(record->save_fd) != 0)
        result = -1;
    record->save_fd = -1;
    return result;
}
