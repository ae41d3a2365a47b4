/* SPDX-License-Identifier: MIT */
/*
 * outfile.c — write beside, then rename(2), which replaces in one step.
 */
#include "common/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

int outfile_open(struct outfile *file, const char *path)
{
    int length = snprintf(file->path, sizeof(file->path), "%s", path);
    int beside_length =
        snprintf(file->beside, sizeof(file->beside), "%s.%ld.tmp", path, (long)getpid());
    int fd;

    if (length < 0 || (size_t)length >= sizeof(file->path) || beside_length < 0 ||
        (size_t)beside_length >= sizeof(file->beside)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = open(file->beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return -1;
    file->stream = fdopen(fd, "w");
    if (file->stream == NULL) {
        close(fd);
        unlink(file->beside);
        return -1;
    }
    return 0;
}

void outfile_abandon(struct outfile *file)
{
    int saved_errno = errno;

    if (file->stream != NULL)
        fclose(file->stream);
    file->stream = NULL;
    unlink(file->beside);
    errno = saved_errno;
}

int outfile_commit(struct outfile *file)
{
    bool failed = ferror(file->stream) != 0;

    if (fclose(file->stream) != 0)
        failed = true;
    else if (failed)
        errno = EIO;
    file->stream = NULL;
    if (!failed && rename(file->beside, file->path) == 0)
        return 0;
    outfile_abandon(file);
    return -1;
}
