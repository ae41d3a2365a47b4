/* SPDX-License-Identifier: MIT */
/*
 * options.h — a command line of long options, as getopt_long(3) takes it apart.
 */
#pragma once

#include <getopt.h>
#include <stdbool.h>

struct options_reader {
    const char *usage;          /* what --help, of which the letter is 'h', prints */
    const struct option *known; /* with an empty one at the end */
    bool stops;                 /* at the first word that is no option: a command follows */
    /* Takes one; false when it is wrong, and has said so. */
    bool (*take)(void *context, int option, const char *value);
    void *context;
};

/*
 * Takes all options; false when one is wrong, with a sentence on stderr. What stands behind them begins
 * at argv[optind]. --help prints the usage and ends the program with EXIT_PASS.
 */
bool options_read(const struct options_reader *reader, int argc, char **argv);

/* "--NAME=VALUE: WHY" on stderr; returns false. */
bool option_is_wrong(const char *name, const char *value, const char *why);
