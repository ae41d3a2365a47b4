/* SPDX-License-Identifier: MIT */
/*
 * doctor — looks at a finished boot medium and says what real machines would not like about it.
 * This file holds the command line only.
 */
#include "common/exit_code.h"
#include "common/message.h"
#include "doctor/examine.h"
#include "doctor/report.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char USAGE[] =
    "usage: doctor [--json] [--level=LEVEL] [--quiet] IMAGE\n"
    "       doctor --list\n"
    "Looks at a finished boot medium, whoever made it, and names what stops real machines.\n"
    "IMAGE: an ISO, a disk image, a netboot tree (folder), a UEFI program or a block device, which\n"
    "is only read\n"
    "  --json         write a JSON object\n"
    "  --level=LEVEL  leave out what is below: note (default), warning, error\n"
    "  --quiet        say nothing when nothing is left to tell\n"
    "  --list         print every kind of finding: name, level, why, sources, mend; tabs between\n"
    "  --help\n"
    "Exit: 0 no errors, 1 errors, 2 wrong usage or no boot medium, 74 input or output failed\n";

struct options {
    const char *path;
    enum finding_level least;
    bool is_json, is_list, is_quiet;
};

static bool level_parse(const char *text, enum finding_level *level)
{
    for (unsigned i = 0; i < LEVEL_COUNT; i++) {
        *level = (enum finding_level)i;
        if (strcmp(text, finding_level_name(*level)) == 0)
            return true;
    }
    message_error("--level=%s: the levels are note, warning, error", text);
    return false;
}

static bool options_parse(struct options *options, int argc, char **argv)
{
    static const struct option known[] = {
        { "json", no_argument, NULL, 'j' },  { "level", required_argument, NULL, 'v' },
        { "quiet", no_argument, NULL, 'q' }, { "list", no_argument, NULL, 'l' },
        { "help", no_argument, NULL, 'h' },  { NULL, 0, NULL, 0 }
    };
    int option;

    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (option == 'h') {
            fputs(USAGE, stdout);
            exit(EXIT_PASS);
        }
        if (option == '?' || (option == 'v' && !level_parse(optarg, &options->least)))
            return false;
        options->is_json = options->is_json || option == 'j';
        options->is_list = options->is_list || option == 'l';
        options->is_quiet = options->is_quiet || option == 'q';
    }
    if (optind + !options->is_list != argc || (!options->is_list && argv[optind][0] == '\0')) {
        message_error("one IMAGE is needed (make doctor IMAGE=FILE); --help says more");
        return false;
    }
    options->path = argv[optind];
    return true;
}

static bool is_told(const struct options *options, const struct findings *findings)
{
    for (int level = LEVEL_ERROR; level >= (int)options->least; level--)
        if (findings_count(findings, (enum finding_level)level) > 0)
            return true;
    return !options->is_quiet;
}

static int image_report(const struct options *options)
{
    struct findings findings = { 0 };
    struct report report = { .subject = options->path,
                             .findings = &findings,
                             .least = options->least };
    int code = examine(options->path, &findings, &report.kind);

    if (code == EXIT_PASS) {
        if (options->is_json)
            report_print_json(stdout, &report);
        else if (is_told(options, &findings))
            report_print(stdout, &report);
        if (findings_count(&findings, LEVEL_ERROR) > 0)
            code = EXIT_FAIL;
    }
    findings_free(&findings);
    return code;
}

int main(int argc, char **argv)
{
    struct options options = { .least = LEVEL_NOTE };
    int code = EXIT_PASS;

    message_set_name("doctor");
    if (!options_parse(&options, argc, argv))
        return EXIT_USAGE;
    if (options.is_list)
        report_print_kinds(stdout);
    else
        code = image_report(&options);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        message_error("cannot write to standard output: %s", strerror(errno));
        return EXIT_IO;
    }
    return code;
}
