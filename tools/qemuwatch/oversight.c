/* SPDX-License-Identifier: MIT */
/*
 * oversight.c — starts a machine, waits for its end, looks at it once more, and ends it.
 */
#include "qemuwatch/oversight.h"

#include "common/message.h"
#include "common/outfile.h"
#include "common/stop.h"
#include "common/timelimit.h"
#include "qemuwatch/capture.h"
#include "qemuwatch/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMMAND_MS 5000

struct oversight {
    const struct oversight_options *options;
    struct machine machine;
    int64_t limit;
    int64_t start_ms; /* when the machine was let go */
    char reason[64];
    enum exit_code code;
};

static void end_note(struct oversight *oversight, const char *reason, enum exit_code code)
{
    snprintf(oversight->reason, sizeof(oversight->reason), "%s", reason);
    oversight->code = code;
}

static void end_take(struct oversight *oversight, enum machine_wait wait)
{
    const char *shutdown = oversight->machine.qmp.shutdown;

    switch (wait) {
    case MACHINE_MET:
        end_note(oversight, shutdown,
                 strcmp(shutdown, "guest-panic") == 0 ? EXIT_PANIC : EXIT_PASS);
        break;
    case MACHINE_FILE:
        end_note(oversight, "stopped", EXIT_PASS);
        break;
    case MACHINE_LIMIT:
        end_note(oversight, "timeout", EXIT_INCOMPLETE);
        break;
    case MACHINE_SIGNAL:
        end_note(oversight, "interrupted", EXIT_INCOMPLETE);
        break;
    case MACHINE_ENDED:
        snprintf(oversight->reason, sizeof(oversight->reason), "exit:%d",
                 oversight->machine.child.status);
        oversight->code = EXIT_IO;
        message_error("QEMU ended by itself with status %d; its words are in %s/qemu.log",
                      oversight->machine.child.status, oversight->options->folder);
        break;
    }
}

static bool is_greeted(const struct qmp *qmp)
{
    return qmp->greeted;
}

static bool is_shut_down(const struct qmp *qmp)
{
    return qmp->shutdown[0] != '\0';
}

/* Lets the machine go once its events can be heard. False when it came to an end before. */
static bool machine_release(struct oversight *oversight)
{
    struct machine *machine = &oversight->machine;
    enum machine_wait wait =
        machine_wait(machine, is_greeted, oversight->options->until, oversight->limit);

    if (wait != MACHINE_MET) {
        end_take(oversight, wait);
        return false;
    }
    if (machine_execute(machine, "qmp_capabilities", NULL, COMMAND_MS) != 0 ||
        machine_execute(machine, "cont", NULL, COMMAND_MS) != 0) {
        message_error("QEMU does not let the machine go: %s", machine->qmp.error);
        end_note(oversight, "no-start", EXIT_IO);
        return false;
    }
    oversight->start_ms = timelimit_now_ms();
    return true;
}

/* Looks at a machine that is still there; one that runs is stopped first, so that its memory
 * holds still. */
static void machine_look(struct oversight *oversight)
{
    const struct oversight_options *options = oversight->options;
    struct machine *machine = &oversight->machine;

    if (options->screenshot == NULL && options->dump == NULL)
        return;
    if (!is_shut_down(&machine->qmp) && machine_execute(machine, "stop", NULL, COMMAND_MS) != 0) {
        message_error("QEMU does not stop the machine: %s", machine->qmp.error);
        return;
    }
    if (options->screenshot != NULL)
        capture_screen(machine, options->screenshot);
    if (options->dump != NULL)
        capture_memory(machine, options->dump, options->dump_bytes);
}

static void machine_oversee(struct oversight *oversight)
{
    enum machine_wait wait;

    oversight->start_ms = timelimit_now_ms();
    if (!machine_release(oversight))
        return;
    wait = machine_wait(&oversight->machine, is_shut_down, oversight->options->until,
                        oversight->limit);
    end_take(oversight, wait);
}

static int path_join(char *to, size_t size, const char *folder, const char *name)
{
    int length = snprintf(to, size, "%s/%s", folder, name);

    if (length >= 0 && (size_t)length < size)
        return 0;
    errno = ENAMETOOLONG;
    return -1;
}

/* Takes away what an earlier run left, and sees that there is a place for the new one. */
static bool output_prepare(const char *path)
{
    struct outfile probe;

    if (path == NULL)
        return true;
    if ((unlink(path) == 0 || errno == ENOENT) && outfile_open(&probe, path) == 0) {
        outfile_abandon(&probe);
        return true;
    }
    message_error("cannot write %s: %s", path, strerror(errno));
    return false;
}

/* Makes the folder and opens the log in it. Returns its descriptor, or -1 after a sentence. */
static int folder_prepare(const struct oversight_options *options)
{
    char shutdown[OUTFILE_PATH_MAX];
    char log[OUTFILE_PATH_MAX];
    int log_fd = -1;

    if ((mkdir(options->folder, 0777) == 0 || errno == EEXIST) &&
        path_join(shutdown, sizeof(shutdown), options->folder, "shutdown.txt") == 0 &&
        path_join(log, sizeof(log), options->folder, "qemu.log") == 0)
        log_fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    if (log_fd < 0) {
        message_error("cannot use the folder %s: %s", options->folder, strerror(errno));
        return -1;
    }
    if (output_prepare(shutdown) && output_prepare(options->screenshot) &&
        output_prepare(options->dump))
        return log_fd;
    close(log_fd);
    return -1;
}

static int end_write(const struct oversight *oversight, int64_t ms)
{
    char path[OUTFILE_PATH_MAX];
    struct outfile file;

    printf("reason=%s seconds=%" PRId64 ".%03" PRId64 "\n", oversight->reason, ms / 1000,
           ms % 1000);
    if (fflush(stdout) != 0 ||
        path_join(path, sizeof(path), oversight->options->folder, "shutdown.txt") != 0 ||
        outfile_open(&file, path) != 0)
        return -1;
    fprintf(file.stream, "reason=%s seconds=%" PRId64 ".%03" PRId64 "\n", oversight->reason,
            ms / 1000, ms % 1000);
    return outfile_commit(&file);
}

/* A program that is not there is the person's to mend; anything else is the system's. */
static enum exit_code start_failed(const char *program)
{
    if (errno == ENOENT && strncmp(program, "qemu-system-", 12) == 0) {
        message_error("%s is missing: apt install qemu-system-x86", program);
        return EXIT_USAGE;
    }
    message_error("cannot start %s: %s", program, strerror(errno));
    return errno == ENOENT || errno == EACCES ? EXIT_USAGE : EXIT_IO;
}

static enum exit_code machine_run(struct oversight *oversight, int log_fd, int stop_fd)
{
    int64_t ms;

    if (machine_start(&oversight->machine, oversight->options->command, log_fd, stop_fd) != 0)
        return start_failed(oversight->options->command[0]);
    machine_oversee(oversight);
    ms = timelimit_now_ms() - oversight->start_ms;
    if (oversight->machine.qmp.greeted && !oversight->machine.child.ended &&
        !stop_is_requested(stop_fd))
        machine_look(oversight);
    machine_finish(&oversight->machine);
    if (end_write(oversight, ms) != 0) {
        message_error("cannot write %s/shutdown.txt: %s", oversight->options->folder,
                      strerror(errno));
        return EXIT_IO;
    }
    return oversight->code;
}

enum exit_code oversight_run(const struct oversight_options *options)
{
    static struct oversight oversight;
    int log_fd = folder_prepare(options);
    int stop_fd = stop_open();
    enum exit_code code;

    if (log_fd < 0)
        return EXIT_USAGE;
    if (stop_fd < 0) {
        message_error("cannot watch for signals: %s", strerror(errno));
        return EXIT_IO;
    }
    oversight =
        (struct oversight){ .options = options, .limit = timelimit_after_ms(options->timeout_ms) };
    code = machine_run(&oversight, log_fd, stop_fd);
    close(log_fd);
    close(stop_fd);
    return code;
}
