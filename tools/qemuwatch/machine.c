/* SPDX-License-Identifier: MIT */
/*
 * machine.c — the one loop in which QEMU's line, its end and the stopping signals are heard.
 */
#include "qemuwatch/machine.h"

#include "common/stop.h"
#include "common/timelimit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define QUIT_MS 5000 /* from the quit command to the kill */
#define LOOK_MS 100  /* between two looks for the `until` file */

/* The words that QEMU gets beyond the caller's. */
#define ADDED_WORDS 5

static char **words_make(char *const *command, char *chardev, size_t size, int fd)
{
    size_t count = 0;
    char **words;

    while (command[count] != NULL)
        count++;
    words = calloc(count + ADDED_WORDS + 1, sizeof(*words));
    if (words == NULL)
        return NULL;
    snprintf(chardev, size, "socket,id=qemuwatch,fd=%d", fd);
    memcpy(words, command, count * sizeof(*words));
    words[count++] = "-S";
    words[count++] = "-chardev";
    words[count++] = chardev;
    words[count++] = "-mon";
    words[count++] = "chardev=qemuwatch,mode=control";
    return words;
}

int machine_start(struct machine *machine, char *const *command, int log_fd, int stop_fd)
{
    char chardev[64];
    int ends[2];
    char **words;
    int result;
    int error;

    *machine = (struct machine){ .child = { .ended_fd = -1 }, .stop_fd = stop_fd, .qmp_fd = -1 };
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return -1;
    words = words_make(command, chardev, sizeof(chardev), ends[1]);
    result = -1;
    if (words != NULL && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        result = child_start(&machine->child, words, log_fd, ends[1]);
    error = errno;
    free(words);
    close(ends[1]);
    if (result != 0) {
        close(ends[0]);
        errno = error;
        return -1;
    }
    machine->qmp_fd = ends[0];
    qmp_init(&machine->qmp, ends[0]);
    return 0;
}

/* Hears what QEMU says; a closed line is not listened to again. */
static void machine_listen(struct machine *machine)
{
    if (machine->qmp_fd >= 0 && qmp_receive(&machine->qmp) != 0) {
        close(machine->qmp_fd);
        machine->qmp_fd = -1;
    }
}

enum machine_wait machine_wait(struct machine *machine, machine_condition_t condition,
                               const char *until, int64_t limit)
{
    while (!condition(&machine->qmp)) {
        int64_t look =
            until == NULL ? limit : timelimit_earlier(limit, timelimit_after_ms(LOOK_MS));
        struct pollfd entries[] = { { .fd = machine->qmp_fd, .events = POLLIN },
                                    { .fd = machine->child.ended_fd, .events = POLLIN },
                                    { .fd = machine->stop_fd, .events = POLLIN } };

        if (poll(entries, 3, timelimit_left_ms(look)) < 0 && errno != EINTR)
            return MACHINE_LIMIT;
        machine_listen(machine);
        if (condition(&machine->qmp))
            break;
        if (child_wait_ms(&machine->child, 0)) {
            machine_listen(machine);
            return condition(&machine->qmp) ? MACHINE_MET : MACHINE_ENDED;
        }
        if (stop_is_requested(machine->stop_fd))
            return MACHINE_SIGNAL;
        if (until != NULL && access(until, F_OK) == 0)
            return MACHINE_FILE;
        if (timelimit_is_over(limit))
            return MACHINE_LIMIT;
    }
    return MACHINE_MET;
}

int machine_execute(struct machine *machine, const char *command, json_t *arguments, int64_t ms)
{
    struct qmp *qmp = &machine->qmp;
    enum machine_wait wait;

    if (machine->qmp_fd < 0) {
        json_decref(arguments);
        snprintf(qmp->error, sizeof(qmp->error), "QEMU has closed its QMP line");
        return -1;
    }
    if (qmp_send(qmp, command, arguments) != 0) {
        snprintf(qmp->error, sizeof(qmp->error), "%s", strerror(errno));
        return -1;
    }
    wait = machine_wait(machine, qmp_is_answered, NULL, timelimit_after_ms(ms));
    if (wait != MACHINE_MET) {
        snprintf(qmp->error, sizeof(qmp->error), "%s",
                 wait == MACHINE_ENDED    ? "QEMU has ended"
                 : wait == MACHINE_SIGNAL ? "interrupted"
                                          : "QEMU does not answer");
        return -1;
    }
    return qmp->refused ? -1 : 0;
}

void machine_finish(struct machine *machine)
{
    if (machine->qmp_fd >= 0 && machine->qmp.greeted && !machine->child.ended &&
        qmp_send(&machine->qmp, "quit", NULL) == 0)
        child_wait_ms(&machine->child, QUIT_MS);
    child_finish(&machine->child);
    if (machine->qmp_fd >= 0)
        close(machine->qmp_fd);
    machine->qmp_fd = -1;
}
