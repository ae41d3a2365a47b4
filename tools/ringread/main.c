/* SPDX-License-Identifier: MIT */
/*
 * ringread — prints what a machine's kernel has said, from a dump of its memory. This file holds
 * the command line only.
 */
#include "common/exit_code.h"
#include "common/message.h"
#include "ringread/dumpfile.h"
#include "ringread/ringdump.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <string.h>

static const char USAGE[] =
    "usage: ringread FILE\n"
    "Finds the kernel's log ring in a dump of a machine's memory and prints its text, oldest\n"
    "line first, without the levels.\n"
    "Exit: 0 printed, 1 no valid ring in the file, 2 wrong usage, 74 input or output failed\n";

static enum exit_code ring_print(const char *path)
{
    enum exit_code code = EXIT_PASS;
    enum ringdump_search search;
    struct dumpfile file;
    struct ringdump ring;

    if (dumpfile_open(&file, path) != 0) {
        bool is_input = errno == ENOENT || errno == ENOTDIR || errno == EINVAL;

        message_error("cannot read %s: %s", path,
                      errno == EINVAL ? "it is no regular file" : strerror(errno));
        return is_input ? EXIT_USAGE : EXIT_IO;
    }
    search = ringdump_find(file.bytes, file.size, &ring);
    if (search == RINGDUMP_FOUND) {
        ringdump_print(stdout, &ring);
        if (fflush(stdout) != 0 || ferror(stdout)) {
            message_error("cannot write to standard output: %s", strerror(errno));
            code = EXIT_IO;
        }
    } else {
        message_error("no log in %s: %s", path, ringdump_search_text(search));
        code = EXIT_FAIL;
    }
    dumpfile_close(&file);
    return code;
}

int main(int argc, char **argv)
{
    static const struct option known[] = { { "help", no_argument, NULL, 'h' },
                                           { NULL, 0, NULL, 0 } };
    int option;

    message_set_name("ringread");
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (option != 'h')
            return EXIT_USAGE;
        fputs(USAGE, stdout);
        return EXIT_PASS;
    }
    if (optind + 1 != argc) {
        message_error("one FILE is needed; --help says more");
        return EXIT_USAGE;
    }
    return ring_print(argv[optind]);
}
