/* SPDX-License-Identifier: MIT */
/*
 * once.c — the change is one system call (renameat2(2)), so that no request finds half of it.
 */
#include "benchwatch/once.h"

#include "benchwatch/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FOLDER_MAX 48
#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789-"

static int exchange(const char *one, const char *other)
{
    return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}

/* The folder of one machine in which the file lies; false when it lies elsewhere. */
static bool folder_of(char folder[FOLDER_MAX], const char *file)
{
    size_t parent;
    size_t name;

    file += strspn(file, "/");
    if (strncmp(file, "lab/", 4) == 0)
        parent = 4;
    else if (strncmp(file, "spare/", 6) == 0)
        parent = 6;
    else
        return false;
    name = strspn(file + parent, NAME_CHARS);
    if (name == 0 || file[parent + name] != '/' || parent + name >= FOLDER_MAX)
        return false;
    memcpy(folder, file, parent + name);
    folder[parent + name] = '\0';
    return true;
}

/* One that was put there later is not what this machine was served. */
static bool waits(char path[PATH_MAX], const struct onces *onces, const char *who,
                  const char *folder, int64_t begin_ms)
{
    struct stat state;
    int length = snprintf(path, PATH_MAX, "%s/%s/%s", onces->waiting, who, folder);

    return length > 0 && length < PATH_MAX && lstat(path, &state) == 0 && S_ISDIR(state.st_mode) &&
           (int64_t)state.st_mtim.tv_sec * 1000 + state.st_mtim.tv_nsec / 1000000 <= begin_ms;
}

int onces_take(const struct onces *onces, const uint8_t *mac, const char *file, int64_t begin_ms)
{
    char folder[FOLDER_MAX];
    char who[TEXT_MAC_BYTES];
    char waiting[PATH_MAX];
    char served[PATH_MAX];
    char used[PATH_MAX + sizeof(".used")];
    int length;

    if (onces->tree == NULL || onces->waiting == NULL || !folder_of(folder, file))
        return 0;
    text_mac(who, mac);
    for (char *colon = who; (colon = strchr(colon, ':')) != NULL;)
        *colon = '-';
    if (!waits(waiting, onces, who, folder, begin_ms) &&
        !waits(waiting, onces, "any", folder, begin_ms))
        return 0;
    length = snprintf(served, sizeof(served), "%s/%s", onces->tree, folder);
    if (length < 0 || length >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    snprintf(used, sizeof(used), "%s.used", waiting);
    return exchange(served, waiting) == 0 && rename(waiting, used) == 0 ? 1 : -1;
}

/* From now on it counts, to the clock by which packets are stamped. */
static int stamp(const char *path)
{
    struct timespec times[2];

    clock_gettime(CLOCK_REALTIME, &times[0]);
    times[1] = times[0];
    return utimensat(AT_FDCWD, path, times, 0);
}

int once_place(const char *fresh, const char *served, const char *waiting)
{
    if (access(waiting, F_OK) == 0)
        return stamp(waiting) == 0 ? exchange(fresh, served) : -1;
    if (exchange(fresh, served) != 0)
        return -1;
    return stamp(fresh) == 0 ? rename(fresh, waiting) : -1;
}
