/* SPDX-License-Identifier: MIT */
/*
 * dumpfile.c — mmap(2), so that a dump of gigabytes costs no memory.
 */
#include "ringread/dumpfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Maps what is open as `fd`. 0, or -1 with errno. */
static int descriptor_map(struct dumpfile *file, int fd)
{
    struct stat status;
    void *bytes;

    if (fstat(fd, &status) != 0)
        return -1;
    if (!S_ISREG(status.st_mode)) {
        errno = EINVAL;
        return -1;
    }
    if (status.st_size == 0)
        return 0;
    if ((uintmax_t)status.st_size > SIZE_MAX) {
        errno = EFBIG;
        return -1;
    }
    bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return -1;
    file->bytes = bytes;
    file->size = (size_t)status.st_size;
    return 0;
}

int dumpfile_open(struct dumpfile *file, const char *path)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    int result;
    int error;

    *file = (struct dumpfile){ .bytes = NULL };
    if (fd < 0)
        return -1;
    result = descriptor_map(file, fd);
    error = errno;
    close(fd);
    errno = error;
    return result;
}

void dumpfile_close(struct dumpfile *file)
{
    if (file->bytes != NULL)
        munmap((void *)(uintptr_t)file->bytes, file->size);
    *file = (struct dumpfile){ .bytes = NULL };
}
