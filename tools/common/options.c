/* SPDX-License-Identifier: MIT */
/*
 * options.c — getopt_long(3) names what it does not know by itself.
 */
#include "common/options.h"

#include "common/exit_code.h"
#include "common/message.h"

#include <stdio.h>
#include <stdlib.h>

bool options_read(const struct options_reader *reader, int argc, char **argv)
{
    int option;

    while ((option = getopt_long(argc, argv, reader->stops ? "+" : "", reader->known, NULL)) !=
           -1) {
        if (option == 'h') {
            fputs(reader->usage, stdout);
            exit(EXIT_PASS);
        }
        if (option == '?' || !reader->take(reader->context, option, optarg))
            return false;
    }
    return true;
}

bool option_is_wrong(const char *name, const char *value, const char *why)
{
    message_error("--%s=%s: %s", name, value, why);
    return false;
}
