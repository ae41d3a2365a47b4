/* SPDX-License-Identifier: MIT */
/*
 * qemuwatch — starts a QEMU, waits for its machine to leave or for a time limit, keeps screen and
 * memory, and ends it. This file holds the command line only.
 */
#include "common/message.h"
#include "common/number.h"
#include "common/options.h"
#include "qemuwatch/oversight.h"

#define DUMP_BYTES (16u << 20)

static const char USAGE[] =
    "usage: qemuwatch --dir=DIR --timeout=SECONDS [option...] -- QEMU [argument...]\n"
    "Runs a QEMU until its machine leaves; the command line should have\n"
    "-no-reboot -action shutdown=pause. The machine is started when QEMU can be heard.\n"
    "  --dir=DIR          for qemu.log and shutdown.txt (reason=WHY seconds=S)\n"
    "  --timeout=SECONDS  end it after so long\n"
    "  --screenshot=FILE  keep the screen at the end, as PNG\n"
    "  --dump-ring=FILE   keep the beginning of its memory at the end, for ringread\n"
    "  --dump-bytes=SIZE  how much of it (default 16M)\n"
    "  --until-file=FILE  end it early when FILE appears\n"
    "  --help\n"
    "WHY: guest-shutdown, guest-reset, guest-panic, stopped, timeout, interrupted, no-start,\n"
    "     exit:N\n"
    "Exit: 0 the machine left or FILE appeared, 2 wrong usage, 3 guest-panic, 4 time-out or\n"
    "      signal, 74 QEMU failed\n";

static bool option_take(void *context, int option, const char *value)
{
    struct oversight_options *options = context;

    switch (option) {
    case 'd':
        options->folder = value;
        return true;
    case 't':
        return number_parse_seconds(value, &options->timeout_ms) ||
               option_is_wrong("timeout", value, "not a number of seconds");
    case 's':
        options->screenshot = value;
        return true;
    case 'm':
        options->dump = value;
        return true;
    case 'b':
        return number_parse_bytes(value, &options->dump_bytes) ||
               option_is_wrong("dump-bytes", value, "not a size");
    case 'u':
        options->until = value;
        return true;
    }
    return false;
}

/* Fills `options`; false when they are wrong, with a sentence on stderr. */
static bool options_parse(struct oversight_options *options, int argc, char **argv)
{
    static const struct option known[] = {
        { "dir", required_argument, NULL, 'd' },
        { "timeout", required_argument, NULL, 't' },
        { "screenshot", required_argument, NULL, 's' },
        { "dump-ring", required_argument, NULL, 'm' },
        { "dump-bytes", required_argument, NULL, 'b' },
        { "until-file", required_argument, NULL, 'u' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    /* QEMU's own words are not taken for options. */
    const struct options_reader reader = {
        .usage = USAGE, .known = known, .stops = true, .take = option_take, .context = options
    };

    if (!options_read(&reader, argc, argv))
        return false;
    options->command = argv + optind;
    if (options->folder != NULL && options->timeout_ms > 0 && optind < argc)
        return true;
    message_error("--dir, --timeout and a command are needed; --help lists the options");
    return false;
}

int main(int argc, char **argv)
{
    struct oversight_options options = { .dump_bytes = DUMP_BYTES };

    message_set_name("qemuwatch");
    if (!options_parse(&options, argc, argv))
        return EXIT_USAGE;
    return oversight_run(&options);
}
