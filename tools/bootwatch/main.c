/* SPDX-License-Identifier: MIT */
/*
 * bootwatch — reads a machine's serial log, live or from a file, and says what became of the
 * boot. This file holds the command line only.
 */
#include "bootwatch/judge.h"
#include "common/message.h"
#include "common/number.h"
#include "common/options.h"

#define TIMEOUT_MS    300000
#define DOCUMENTS_MAX 1000000

static const char USAGE[] =
    "usage: bootwatch [option...] SOURCE\n"
    "Reads a serial log until the machine has told how its tests went, and judges it.\n"
    "SOURCE: FILE, - (standard input), unix:PATH, [tcp:]HOST:PORT, tty:DEVICE[,BAUD]\n"
    "  --timeout=SECONDS  end the whole run after so long (default 300)\n"
    "  --silence=SECONDS  end it when no byte has come for so long\n"
    "  --documents=N      wait for N documents (default 1)\n"
    "  --leave            go on to the '# leave' line, at most 10 s after the last document\n"
    "  --hunt             wait until the kernel says which port this is, and print what to write\n"
    "                     behind console= for it\n"
    "  --follow           SOURCE is a file that grows; without, it is read to its end\n"
    "  --save=FILE        keep the raw bytes\n"
    "  --stamp            copy the lines to standard output, each with its time\n"
    "  --json=FILE        write the verdict as a JSON object\n"
    "  --expect=WORD      pass, fail, error, incomplete, restart, refuse[:REGEX], panic[:REGEX]:\n"
    "                     exit 0 when this is the verdict, 1 when not\n"
    "  --quiet            do not print the verdict\n"
    "  --help\n"
    "Exit: 0 pass, 1 fail, 2 wrong usage, 3 panic or unasked restart, 4 incomplete or damaged,\n"
    "      5 test error, 74 input or output failed\n";

static bool option_take(void *context, int option, const char *value)
{
    struct judge_options *options = context;
    char why[256];

    switch (option) {
    case 't':
        if (!number_parse_seconds(value, &options->timeout_ms))
            return option_is_wrong("timeout", value, "not a number of seconds");
        return true;
    case 'i':
        if (!number_parse_seconds(value, &options->silence_ms))
            return option_is_wrong("silence", value, "not a number of seconds");
        return true;
    case 'd':
        if (!number_parse(value, DOCUMENTS_MAX, &options->documents) || options->documents == 0)
            return option_is_wrong("documents", value, "not a number from 1 to 1000000");
        return true;
    case 'e':
        if (options->expects)
            expect_free(&options->expect);
        options->expects = expect_parse(&options->expect, value, why, sizeof(why));
        return options->expects || option_is_wrong("expect", value, why);
    case 's':
        options->save = value;
        return true;
    case 'j':
        options->json = value;
        return true;
    case 'n':
        options->hunt = true;
        return true;
    case 'l':
        options->leave = true;
        return true;
    case 'f':
        options->follow = true;
        return true;
    case 'p':
        options->stamp = true;
        return true;
    case 'q':
        options->quiet = true;
        return true;
    }
    return false;
}

/* Fills `options`; false when they are wrong, with a sentence on stderr. */
static bool options_parse(struct judge_options *options, int argc, char **argv)
{
    static const struct option known[] = {
        { "timeout", required_argument, NULL, 't' },
        { "silence", required_argument, NULL, 'i' },
        { "documents", required_argument, NULL, 'd' },
        { "expect", required_argument, NULL, 'e' },
        { "save", required_argument, NULL, 's' },
        { "json", required_argument, NULL, 'j' },
        { "hunt", no_argument, NULL, 'n' },
        { "leave", no_argument, NULL, 'l' },
        { "follow", no_argument, NULL, 'f' },
        { "stamp", no_argument, NULL, 'p' },
        { "quiet", no_argument, NULL, 'q' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    const struct options_reader reader = {
        .usage = USAGE, .known = known, .take = option_take, .context = options
    };
    char why[256];

    if (!options_read(&reader, argc, argv))
        return false;
    if (optind + 1 != argc) {
        message_error("one SOURCE is needed; --help lists the options");
        return false;
    }
    options->source_text = argv[optind];
    if (address_parse(&options->source, argv[optind], why, sizeof(why)))
        return true;
    message_error("%s is no source: %s", argv[optind], why);
    return false;
}

int main(int argc, char **argv)
{
    struct judge_options options = { .timeout_ms = TIMEOUT_MS, .silence_ms = -1, .documents = 1 };
    enum exit_code code = EXIT_USAGE;

    message_set_name("bootwatch");
    if (options_parse(&options, argc, argv))
        code = judge_log(&options);
    if (options.expects)
        expect_free(&options.expect);
    return code;
}
