/* SPDX-License-Identifier: MIT */
/*
 * judge.c — puts source, record, parser and verdict together.
 */
#include "bootwatch/judge.h"

#include "bootwatch/verdict_json.h"
#include "bootwatch/watch.h"
#include "common/message.h"
#include "common/outfile.h"
#include "common/stop.h"
#include "common/timelimit.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/*
 * Says why the source did not open, and sets *ending for the verdict. False when it is simply
 * wrong, so that there is nothing to judge.
 */
static bool open_failed(const struct judge_options *options, enum verdict_ending *ending)
{
    bool connects = options->source.kind == ADDRESS_UNIX || options->source.kind == ADDRESS_TCP;
    int error = errno;

    *ending = error == ECANCELED ? ENDING_INTERRUPT : ENDING_IO;
    if (error != ECANCELED)
        message_error("cannot %s %s: %s", connects ? "connect to" : "open", options->source_text,
                      strerror(error));
    return connects || options->follow ||
           (error != ENOENT && error != ENOTDIR && error != ENOTTY && error != EINVAL);
}

static int json_write(const char *path, const struct verdict_report *report)
{
    struct outfile file;

    if (outfile_open(&file, path) != 0)
        return -1;
    verdict_json_print(file.stream, report);
    return outfile_commit(&file);
}

/* Says the verdict where it was asked for, and gives the exit status. */
static enum exit_code verdict_report(const struct judge_options *options, const struct ktap *ktap,
                                     enum verdict_ending ending, int64_t ms)
{
    struct verdict verdict = verdict_of(ktap, options->documents, ending);
    struct verdict_report report = { .verdict = &verdict,
                                     .ktap = ktap,
                                     .source = options->source_text,
                                     .exit_code = verdict_exit_code(verdict.word),
                                     .documents = options->documents,
                                     .ms = ms };

    if (options->expects) {
        report.expect = &options->expect;
        report.expect_met = expect_is_met(&options->expect, &verdict, ktap);
        report.exit_code = expect_exit_code(report.expect_met, &verdict, ending);
    }
    if (options->json != NULL && json_write(options->json, &report) != 0) {
        message_error("cannot write %s: %s", options->json, strerror(errno));
        report.exit_code = EXIT_IO;
    }
    if (options->quiet)
        return report.exit_code;
    printf("%s: ", message_name());
    verdict_print(stdout, &verdict, ktap, ms);
    if (options->expects)
        printf(report.expect_met ? " (as expected)" : " (expected %s)", options->expect.text);
    putchar('\n');
    if (fflush(stdout) != 0) {
        message_error("cannot write to standard output: %s", strerror(errno));
        return EXIT_IO;
    }
    return report.exit_code;
}

/* The line reads "ttyS4 (PCI 00:01.0); to choose it: console=uart8250,pci,00:01.0,115200n8". */
static enum exit_code hunt_report(const struct judge_options *options, const struct ktap *ktap)
{
    const char *word = strstr(ktap->hunt, "console=");
    int name = (int)strcspn(ktap->hunt, ";");

    if (word == NULL) {
        message_error("%s: nothing has said which port it is; a kernel says so as it starts, where "
                      "no console= names a serial port",
                      options->source_text);
        return EXIT_INCOMPLETE;
    }
    printf("%s: %s is %.*s\n%s\n", message_name(), options->source_text, name, ktap->hunt, word);
    if (fflush(stdout) != 0) {
        message_error("cannot write to standard output: %s", strerror(errno));
        return EXIT_IO;
    }
    return EXIT_PASS;
}

static enum exit_code source_watch(const struct judge_options *options, struct source *source,
                                   struct ktap *ktap, int64_t start_ms, int64_t limit, int stop_fd)
{
    struct record record = { .save_fd = -1,
                             .stamp_to = options->stamp ? stdout : NULL,
                             .start_ms = start_ms };
    struct watch watch = { .source = source,
                           .ktap = ktap,
                           .record = &record,
                           .limit = limit,
                           .silence_ms = options->silence_ms,
                           .documents = options->documents,
                           .hunts = options->hunt,
                           .wait_leave = options->leave,
                           .follow = options->follow,
                           .stop_fd = stop_fd };
    enum verdict_ending ending;

    if (options->save != NULL && record_save_to(&record, options->save, source->fd) != 0) {
        bool same = errno == EBUSY;

        message_error(same ? "--save=%s is the source itself" : "cannot write %s: %s",
                      options->save, strerror(errno));
        return same ? EXIT_USAGE : EXIT_IO;
    }
    ending = watch_run(&watch);
    if (options->hunt && ending != ENDING_IO)
        return hunt_report(options, ktap);
    return verdict_report(options, ktap, ending, timelimit_now_ms() - start_ms);
}

enum exit_code judge_log(const struct judge_options *options)
{
    int64_t start_ms = timelimit_now_ms();
    int64_t limit = timelimit_after_ms(options->timeout_ms);
    int stop_fd = stop_open();
    static struct ktap ktap;
    enum verdict_ending ending;
    enum exit_code code = EXIT_USAGE;
    struct source source;

    if (stop_fd < 0) {
        message_error("cannot watch for signals: %s", strerror(errno));
        return EXIT_IO;
    }
    if (source_open(&source, &options->source, options->follow, limit, stop_fd) == 0) {
        code = source_watch(options, &source, &ktap, start_ms, limit, stop_fd);
        source_close(&source);
    } else if (open_failed(options, &ending)) {
        code = verdict_report(options, &ktap, ending, timelimit_now_ms() - start_ms);
    }
    close(stop_fd);
    return code;
}
