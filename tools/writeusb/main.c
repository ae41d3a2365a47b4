/* SPDX-License-Identifier: MIT */
/*
 * writeusb — writes an image to a stick and to nothing else, and proves that it is on it. This file
 * holds the command line, what is asked before, and what is said afterwards.
 */
#include "common/exit_code.h"
#include "common/message.h"
#include "common/stop.h"
#include "writeusb/question.h"
#include "writeusb/stick.h"
#include "writeusb/usage.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* Room for a sentence that names paths. */
#define SENTENCE_BYTES 8192

static const char USAGE[] =
    "usage: writeusb [option...] --image=FILE DEVICE\n"
    "Writes an image to a whole stick, reads all of it back and compares it. Refuses what is in\n"
    "use, what is no stick, and what changed since the question was asked.\n"
    "  --image=FILE  the USB image or the ISO\n"
    "  --yes         do not ask\n"
    "  --force       also a disk that is neither removable nor on USB\n"
    "  --help\n"
    "Exit: 0 written and verified, 1 the stick does not hold what was written, 2 refused or wrong\n"
    "      usage, 4 interrupted, 74 input or output failed\n";

struct options {
    const char *image;
    const char *path;
    bool yes;
    bool force;
};

/* Whether the device may be written; fills in what is known of it. */
static bool device_examine(const struct options *options, const struct image *image,
                           struct device *device)
{
    char why[SENTENCE_BYTES];
    struct stat status;

    if (stat(options->path, &status) != 0) {
        message_error("cannot look at %s: %s; lsblk -o NAME,SIZE,MODEL,TRAN lists the disks",
                      options->path, strerror(errno));
        return false;
    }
    if (!S_ISBLK(status.st_mode)) {
        message_error("%s is no block device; lsblk -o NAME,SIZE,MODEL,TRAN lists the disks",
                      options->path);
        return false;
    }
    if (!device_read("", major(status.st_rdev), minor(status.st_rdev), device)) {
        message_error("the kernel knows no device behind %s", options->path);
        return false;
    }
    /* What is in use is said first: who named the system's disk should hear that. */
    if (usage_find("", device, why, sizeof(why)) ||
        !device_permits(device, image->size_bytes, options->force, why, sizeof(why))) {
        message_error("%s %s", options->path, why);
        return false;
    }
    return true;
}

static bool person_agrees(const struct options *options, const struct device *device)
{
    char facts[SENTENCE_BYTES];
    char text[2 * SENTENCE_BYTES];

    device_describe(device, facts, sizeof(facts));
    fprintf(stderr, "%s: %s\n", options->path, facts);
    if (options->yes)
        return true;
    snprintf(text, sizeof(text),
             "Everything on %s will be lost. Type yes to write %s to it: ", options->path,
             options->image);
    switch (question_ask(text)) {
    case QUESTION_YES:
        return true;
    case QUESTION_NOBODY:
        message_error("there is no terminal to ask on; --yes (make: YES=1) writes without asking");
        return false;
    default:
        message_error("nothing was written");
        return false;
    }
}

/* Opens the stick if it still is what was shown. */
static bool disk_open_same(const struct options *options, const struct device *shown,
                           struct disk *disk)
{
    char why[SENTENCE_BYTES];
    struct device now;

    if (!disk_open(disk, options->path, shown, why, sizeof(why))) {
        message_error("%s %s", options->path, why);
        return false;
    }
    /* Nobody can put another one in its place from here on without reads and writes failing. */
    if (device_read("", shown->major, shown->minor, &now) && device_is_same(shown, &now))
        return true;
    message_error("%s is not the device that was shown; nothing was written", options->path);
    disk_close(disk);
    return false;
}

static enum exit_code result_tell(const struct options *options, const struct job *job,
                                  const struct stick_result *result, bool is_good)
{
    char text[DIGEST_TEXT_BYTES];
    enum exit_code code;

    if (result->is_gpt_removed)
        fprintf(stderr, "%s: removed a backup GPT of earlier times from its last sector\n",
                options->path);
    if (is_good) {
        digest_text(job->sum, text);
        printf("%s: written and read back, %" PRIu64 " bytes, SHA-256 %s\n", options->path,
               job->image->size_bytes, text);
        return EXIT_PASS;
    }
    code = fault_report(&job->fault, options->path);
    if (result->is_touched)
        message_error("%s is incomplete: it does not boot, and what was on it is lost",
                      options->path);
    return code;
}

static enum exit_code image_write(const struct options *options, const struct image *image,
                                  const struct device *device)
{
    struct job job = { .image = image, .stream = stderr, .stop_fd = -1 };
    struct stick_result result = { .is_touched = false };
    enum exit_code code;
    struct disk disk;
    uint64_t nonce = 0;
    bool is_good;

    if (!disk_open_same(options, device, &disk))
        return EXIT_USAGE;
    job.disk = &disk;
    job.stop_fd = stop_open();
    if (job.stop_fd < 0 || getrandom(&nonce, sizeof(nonce), 0) != (ssize_t)sizeof(nonce)) {
        message_error("cannot prepare for Ctrl-C: %s", strerror(errno));
        disk_close(&disk);
        return EXIT_IO;
    }
    is_good = job_begin(&job) && stick_write(&job, nonce, &result);
    code = result_tell(options, &job, &result, is_good);
    job_end(&job);
    disk_close(&disk);
    return code;
}

/* False when they are wrong, with a sentence on stderr; *is_help when there is no more to do. */
static bool options_parse(struct options *options, int argc, char **argv, bool *is_help)
{
    static const struct option known[] = {
        { "image", required_argument, NULL, 'i' },
        { "yes", no_argument, NULL, 'y' },
        { "force", no_argument, NULL, 'f' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    int option;

    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (option == 'i')
            options->image = optarg;
        else if (option == 'y')
            options->yes = true;
        else if (option == 'f')
            options->force = true;
        else if (option == 'h')
            *is_help = true;
        else
            return false;
    }
    if (*is_help)
        return true;
    if (options->image == NULL || optind + 1 != argc || argv[optind][0] == '\0') {
        message_error("one DEVICE and --image=FILE are needed; --help tells more");
        return false;
    }
    options->path = argv[optind];
    return true;
}

int main(int argc, char **argv)
{
    struct options options = { .image = NULL };
    char why[SENTENCE_BYTES];
    enum exit_code code = EXIT_USAGE;
    struct device device;
    struct image image;
    bool is_help = false;

    message_set_name("writeusb");
    if (!options_parse(&options, argc, argv, &is_help))
        return EXIT_USAGE;
    if (is_help) {
        fputs(USAGE, stdout);
        return EXIT_PASS;
    }
    if (!image_open(&image, options.image, why, sizeof(why))) {
        message_error("%s", why);
        return EXIT_USAGE;
    }
    if (device_examine(&options, &image, &device) && person_agrees(&options, &device))
        code = image_write(&options, &image, &device);
    image_close(&image);
    return code;
}
