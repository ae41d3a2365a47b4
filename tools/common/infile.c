/* SPDX-License-Identifier: MIT */
/*
 * infile.c — grows as the file turns out longer, so that pipes can be read, too.
 */
#include "common/infile.h"

#include "common/message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_FIRST 65536u

/* Appends what is left in file to *bytes. 0, or an error number. */
static int stream_take(FILE *file, size_t max, char **bytes, size_t *size)
{
    size_t room = 0;

    *size = 0;
    for (;;) {
        if (*size == room) {
            char *larger;

            if (room > max)
                return EFBIG;
            room = room == 0 ? BYTES_FIRST : room * 2;
            larger = realloc(*bytes, room);
            if (larger == NULL)
                return ENOMEM;
            *bytes = larger;
        }
        *size += fread(*bytes + *size, 1, room - *size, file);
        if (ferror(file))
            return errno;
        if (feof(file))
            return *size > max ? EFBIG : 0;
    }
}

void *infile_read(const char *path, size_t max, size_t *size)
{
    FILE *file = fopen(path, "re");
    char *bytes = NULL;
    int error;

    if (file == NULL)
        return NULL;
    error = stream_take(file, max, &bytes, size);
    fclose(file);
    if (error != 0) {
        free(bytes);
        errno = error;
        return NULL;
    }
    return bytes;
}

void *infile_load(const char *path, size_t max, size_t *size, enum exit_code *code)
{
    void *bytes = infile_read(path, max, size);

    if (bytes == NULL) {
        message_error("cannot read %s: %s", path, strerror(errno));
        *code = errno == ENOENT || errno == ENOTDIR || errno == EFBIG ? EXIT_USAGE : EXIT_IO;
    }
    return bytes;
}
