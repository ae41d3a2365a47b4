/* SPDX-License-Identifier: MIT */
/*
 * capture.c — screendump and pmemsave.
 */
#include "qemuwatch/capture.h"

#include "common/message.h"
#include "common/outfile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCREEN_MS 5000
#define MEMORY_MS 30000

/* QEMU may have been started in another folder by a wrapper: it is given whole paths. */
static int path_complete(char *to, size_t size, const char *path)
{
    char folder[OUTFILE_PATH_MAX];
    int length;

    if (path[0] == '/') {
        length = snprintf(to, size, "%s", path);
    } else {
        if (getcwd(folder, sizeof(folder)) == NULL)
            return -1;
        length = snprintf(to, size, "%s/%s", folder, path);
    }
    if (length >= 0 && (size_t)length < size)
        return 0;
    errno = ENAMETOOLONG;
    return -1;
}

/* True when the file has the size it must have; `bytes` 0 asks only for a file that is not empty. */
static bool size_is_right(const char *path, uint64_t bytes)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return false;
    return bytes == 0 ? status.st_size > 0 : (uint64_t)status.st_size == bytes;
}

/*
 * Lets QEMU write a file by `command`; `arguments` get the file's name. `bytes` is the size that
 * the file must have then, 0 for any.
 */
static int capture(struct machine *machine, const char *path, const char *command,
                   json_t *arguments, int64_t ms, uint64_t bytes)
{
    char whole[OUTFILE_PATH_MAX];
    struct outfile file;

    if (path_complete(whole, sizeof(whole), path) != 0 || outfile_open(&file, whole) != 0) {
        message_error("cannot write %s: %s", path, strerror(errno));
        json_decref(arguments);
        return -1;
    }
    if (json_object_set_new(arguments, "filename", json_string(file.beside)) != 0) {
        message_error("cannot write %s: its name is not UTF-8", path);
        json_decref(arguments);
        outfile_abandon(&file);
        return -1;
    }
    if (machine_execute(machine, command, arguments, ms) != 0) {
        message_error("no %s: %s", path, machine->qmp.error);
        outfile_abandon(&file);
        return -1;
    }
    if (!size_is_right(file.beside, bytes)) {
        message_error("no %s: QEMU has not written the whole of it", path);
        outfile_abandon(&file);
        return -1;
    }
    if (outfile_commit(&file) != 0) {
        message_error("cannot write %s: %s", path, strerror(errno));
        return -1;
    }
    return 0;
}

int capture_screen(struct machine *machine, const char *path)
{
    json_t *arguments = json_pack("{s:s}", "format", "png");

    return capture(machine, path, "screendump", arguments, SCREEN_MS, 0);
}

int capture_memory(struct machine *machine, const char *path, uint64_t bytes)
{
    json_t *arguments = json_pack("{s:I, s:I}", "val", (json_int_t)0, "size", (json_int_t)bytes);

    return capture(machine, path, "pmemsave", arguments, MEMORY_MS, bytes);
}
