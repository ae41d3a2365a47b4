/* SPDX-License-Identifier: MIT */
/*
 * grubcore — puts a memory disk into a loader that grub-mkimage has made for a BIOS that boots from
 * the network. It does what grub-mkimage does for the same memory disk, in a quarter of the time,
 * since only the packing is done anew, and with less effort where the result still fits.
 */
#include "common/exit_code.h"
#include "common/infile.h"
#include "common/message.h"
#include "common/outfile.h"
#include "grub/grub_core_pack.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define FILE_BYTES_MAX (64u << 20)

static const char USAGE[] =
    "usage: grubcore --loader=FILE --memdisk=FILE --out=FILE\n"
    "Puts a memory disk in the place of another one in a loader for network boot on BIOS.\n"
    "  --loader=FILE   what grub-mkimage -O i386-pc-pxe -m ... made, GRUB 2.06 or 2.12\n"
    "  --memdisk=FILE  the other memory disk, a tar archive\n"
    "  --out=FILE      the new loader; nothing is left there when it would not fit\n"
    "  --help\n"
    "Exit: 0 done, 1 too large for BIOS, 2 wrong usage or no such loader, 74 input or output failed\n";

struct options {
    const char *loader, *memdisk, *out;
};

static bool options_parse(struct options *options, int argc, char **argv)
{
    static const struct option known[] = { { "loader", required_argument, NULL, 'l' },
                                           { "memdisk", required_argument, NULL, 'm' },
                                           { "out", required_argument, NULL, 'o' },
                                           { "help", no_argument, NULL, 'h' },
                                           { NULL, 0, NULL, 0 } };
    int option;

    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (option == 'h') {
            fputs(USAGE, stdout);
            exit(EXIT_PASS);
        }
        if (option == '?')
            return false;
        *(option == 'l'   ? &options->loader
          : option == 'm' ? &options->memdisk
                          : &options->out) = optarg;
    }
    if (optind != argc || options->loader == NULL || options->memdisk == NULL ||
        options->out == NULL) {
        message_error("--loader=, --memdisk= and --out= are needed; --help says more");
        return false;
    }
    return true;
}

/* Fast, if the result fits; else as small as it gets. NULL when there is no memory. */
static uint8_t *core_pack(const uint8_t *core, const uint8_t *unpacked, size_t size, size_t *packed)
{
    static const unsigned efforts[] = { 0, 6 };
    uint8_t *bytes = NULL;

    for (unsigned i = 0; i < sizeof(efforts) / sizeof(*efforts); i++) {
        free(bytes);
        bytes = grub_core_pack(core, unpacked, size, efforts[i], packed);
        if (bytes == NULL || *packed - GRUB_CORE_SECTOR <= GRUB_CORE_PACKED_MAX)
            break;
    }
    return bytes;
}

static enum exit_code loader_write(const char *path, const uint8_t *front, const uint8_t *core,
                                   size_t core_size)
{
    struct outfile file;

    if (outfile_open(&file, path) != 0) {
        message_error("cannot write %s: %s", path, strerror(errno));
        return EXIT_IO;
    }
    if (fwrite(front, 1, GRUB_CORE_NET_AT, file.stream) != GRUB_CORE_NET_AT ||
        fwrite(core, 1, core_size, file.stream) != core_size) {
        message_error("cannot write %s: %s", path, strerror(errno));
        outfile_abandon(&file);
        return EXIT_IO;
    }
    if (outfile_commit(&file) != 0) {
        message_error("cannot write %s: %s", path, strerror(errno));
        return EXIT_IO;
    }
    return EXIT_PASS;
}

/* The loader is taken apart, changed and written. */
static enum exit_code loader_change(const struct options *options, const uint8_t *loader,
                                    size_t size, const struct grub_part *memdisk)
{
    size_t old_size = 0, new_size = 0, packed_size = 0;
    uint8_t *old = size > GRUB_CORE_NET_AT ? grub_core_unpack(loader + GRUB_CORE_NET_AT,
                                                              size - GRUB_CORE_NET_AT, &old_size)
                                           : NULL;
    uint8_t *new = old != NULL ? grub_core_memdisk(old, old_size, memdisk, &new_size) : NULL;
    uint8_t *packed = NULL;
    enum exit_code code = EXIT_USAGE;

    if (new == NULL) {
        message_error("%s is no loader with a memory disk that GRUB 2.06 or 2.12 made for "
                      "network boot on BIOS",
                      options->loader);
    } else if ((packed = core_pack(loader + GRUB_CORE_NET_AT, new, new_size, &packed_size)) ==
               NULL) {
        message_error("there is not enough memory");
        code = EXIT_IO;
    } else if (packed_size - GRUB_CORE_SECTOR > GRUB_CORE_PACKED_MAX) {
        message_error("the loader is too big: %zu bytes behind its first sector, and BIOS takes %u",
                      packed_size - GRUB_CORE_SECTOR, GRUB_CORE_PACKED_MAX);
        code = EXIT_FAIL;
    } else {
        code = loader_write(options->out, loader, packed, packed_size);
    }
    free(packed);
    free(new);
    free(old);
    return code;
}

int main(int argc, char **argv)
{
    struct options options = { 0 };
    struct grub_part memdisk;
    enum exit_code code = EXIT_USAGE;
    uint8_t *loader, *disk;
    size_t size;

    message_set_name("grubcore");
    if (!options_parse(&options, argc, argv))
        return EXIT_USAGE;
    loader = infile_load(options.loader, FILE_BYTES_MAX, &size, &code);
    if (loader == NULL)
        return code;
    disk = infile_load(options.memdisk, FILE_BYTES_MAX, &memdisk.size, &code);
    if (disk != NULL) {
        memdisk.bytes = disk;
        code = loader_change(&options, loader, size, &memdisk);
    }
    free(disk);
    free(loader);
    return code;
}
