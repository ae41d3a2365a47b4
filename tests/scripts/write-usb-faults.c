/* SPDX-License-Identifier: MIT */
/*
 * write-usb-faults.c — sticks that misbehave, for tests/scripts/write-usb.sh: preloaded into
 * writeusb, it stands between it and block devices. $FAULT says how, as WORD or WORD=NUMBER.
 *
 *   short          writes and reads take half of what they are given, whole sectors, or are
 *                  interrupted
 *   write-error=N  the byte at N cannot be written
 *   full=N         there is no room from N to 8 MiB, as in a file that cannot grow
 *   read-error=N   the byte at N cannot be read
 *   end=N          reads end at N
 *   flip=N         one bit of the byte at N reads wrong
 *   wrap=N         addresses are taken modulo N
 *   lose=N         what is written from N on is lost and reads as zeros
 *   flush-error=N  flush number N, counted from 1, fails
 *   pause=N        flush number N makes the file $FAULT_AT and waits for the file $FAULT_GO, or a
 *                  minute
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SECTOR_BYTES  512
#define FULL_END      (8 << 20)
#define PAUSE_LOOKS   6000
#define PAUSE_LOOK_US 10000

static bool is_block(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 && S_ISBLK(status.st_mode);
}

/* Whether $FAULT is this word; its number goes to *number. */
static bool fault_is(const char *word, long long *number)
{
    const char *fault = getenv("FAULT");
    size_t length = strlen(word);

    if (fault == NULL || strncmp(fault, word, length) != 0)
        return false;
    if (fault[length] != '\0' && fault[length] != '=')
        return false;
    *number = fault[length] == '=' ? atoll(fault + length + 1) : 0;
    return true;
}

static bool holds(off_t offset, size_t count, long long number)
{
    return number >= offset && number < offset + (off_t)count;
}

/* Half of it, but nothing the first, the third, … time. */
static bool is_interrupted(size_t *count)
{
    static unsigned calls;

    if (calls++ % 2 == 0)
        return true;
    if (*count > SECTOR_BYTES)
        *count = *count / 2 / SECTOR_BYTES * SECTOR_BYTES;
    return false;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset);
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
    bool is_stick = is_block(fd);
    long long number;

    if (is_stick && fault_is("short", &number) && is_interrupted(&count)) {
        errno = EINTR;
        return -1;
    }
    if (is_stick && fault_is("write-error", &number) && holds(offset, count, number)) {
        errno = EIO;
        return -1;
    }
    if (is_stick && fault_is("full", &number) && offset < FULL_END &&
        offset + (off_t)count > number) {
        if (offset >= number) {
            errno = ENOSPC;
            return -1;
        }
        count = (size_t)(number - offset);
    }
    if (is_stick && fault_is("wrap", &number))
        offset %= number;
    if (is_stick && fault_is("lose", &number) && offset >= number)
        return (ssize_t)count;
    return syscall(SYS_pwrite64, fd, bytes, count, offset);
}

ssize_t pread(int fd, void *bytes, size_t count, off_t offset);
ssize_t pread(int fd, void *bytes, size_t count, off_t offset)
{
    bool is_stick = is_block(fd);
    long long number;
    ssize_t done;

    if (is_stick && fault_is("short", &number) && is_interrupted(&count)) {
        errno = EINTR;
        return -1;
    }
    if (is_stick && fault_is("read-error", &number) && holds(offset, count, number)) {
        errno = EIO;
        return -1;
    }
    if (is_stick && fault_is("end", &number) && offset + (off_t)count > number)
        count = offset < number ? (size_t)(number - offset) : 0;
    if (is_stick && fault_is("wrap", &number))
        offset %= number;
    done = syscall(SYS_pread64, fd, bytes, count, offset);
    if (is_stick && done > 0 && fault_is("flip", &number) && holds(offset, (size_t)done, number))
        ((unsigned char *)bytes)[number - offset] ^= 0x10;
    if (is_stick && done > 0 && fault_is("lose", &number) && offset >= number)
        memset(bytes, 0, (size_t)done);
    return done;
}

static void pause_here(void)
{
    int fd = open(getenv("FAULT_AT"), O_WRONLY | O_CREAT, 0600);

    if (fd >= 0)
        close(fd);
    for (int i = 0; i < PAUSE_LOOKS && access(getenv("FAULT_GO"), F_OK) != 0; i++)
        usleep(PAUSE_LOOK_US);
}

int fsync(int fd);
int fsync(int fd)
{
    static int calls;
    long long number;
    int status = (int)syscall(SYS_fsync, fd);

    calls++;
    if (fault_is("flush-error", &number) && calls == number) {
        errno = EIO;
        return -1;
    }
    if (fault_is("pause", &number) && calls == number)
        pause_here();
    return status;
}
