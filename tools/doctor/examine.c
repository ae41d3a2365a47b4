/* SPDX-License-Identifier: MIT */
/*
 * examine.c — opens what is named, lets the checks run, and tells a bad name from a bad disk.
 */
#include "doctor/examine.h"

#include "common/exit_code.h"
#include "common/message.h"
#include "doctor/checks.h"
#include "doctor/tree.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static int tree_examine(const char *path, struct findings *findings, const char **kind)
{
    struct volume tree;
    int code = EXIT_PASS;

    if (tree_open(&tree, path) != 0) {
        code = errno == EIO ? EXIT_IO : EXIT_USAGE;
        message_error("cannot read the folder %s: %s", path, strerror(errno));
    } else if (!tree_check(&tree, findings)) {
        code = EXIT_USAGE;
        message_error(
            "%s is no netboot tree: it holds no loader (*.0, *.efi); make netboot makes one", path);
    } else {
        *kind = "netboot tree";
    }
    volume_free(&tree);
    return code;
}

/* What an image is wrapped into, or NULL: it has to be taken out first. */
static const char *wrapping(struct medium *medium)
{
    static const struct {
        const char *magic, *name;
    } kinds[] = {
        { "\x1f\x8b", "gzip" },
        { "\xfd"
          "7zXZ",
          "xz" },
        { "\x28\xb5\x2f\xfd", "zstd" },
        { "BZh", "bzip2" },
        { "PK\x03\x04", "zip" },
        { "7z\xbc\xaf", "7z" },
        { "QFI\xfb", "qcow2" },
        { "KDMV", "VMDK" },
    };
    struct span whole = span_whole(medium);
    char start[8];

    if (!span_read(&whole, 0, start, sizeof(start)))
        return NULL;
    for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (memcmp(start, kinds[i].magic, strlen(kinds[i].magic)) == 0)
            return kinds[i].name;
    return NULL;
}

static const char *medium_examine(struct medium *medium, struct findings *findings)
{
    struct image *image = image_open(medium);
    const char *kind = NULL;

    if (image != NULL) {
        kind = image_kind_name(image->kind);
        image_check(image, findings);
        image_free(image);
    }
    return kind;
}

const char *examine_bytes(const void *bytes, size_t size, struct findings *findings)
{
    struct medium medium = medium_of_bytes(bytes, size);

    return medium_examine(&medium, findings);
}

int examine(const char *path, struct findings *findings, const char **kind)
{
    struct medium medium;
    struct stat status;
    int code = EXIT_PASS;

    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return tree_examine(path, findings, kind);
    if (medium_open(&medium, path) != 0) {
        code = errno == EIO || errno == ENXIO ? EXIT_IO : EXIT_USAGE;
        message_error("cannot read %s: %s", path,
                      errno == EINVAL ? "it is no file, block device or folder" : strerror(errno));
        return code;
    }
    *kind = medium_examine(&medium, findings);
    if (medium.error != 0) {
        code = EXIT_IO;
        message_error("cannot read %s: %s", path, strerror(medium.error));
    } else if (*kind == NULL && wrapping(&medium) != NULL) {
        code = EXIT_USAGE;
        message_error("%s is in %s format: unpack it first, and name the image", path,
                      wrapping(&medium));
    } else if (*kind == NULL) {
        code = EXIT_USAGE;
        message_error("%s is no boot medium: name an ISO, a disk image, a netboot tree or a UEFI "
                      "program",
                      path);
    }
    medium_close(&medium);
    return code;
}
