/* SPDX-License-Identifier: MIT */
/*
 * stop.c — stopping signals through a signalfd.
 */
#include "common/stop.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>

static void stop_set_fill(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
}

int stop_open(void)
{
    sigset_t set;

    stop_set_fill(&set);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return -1;
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return -1;
    return signalfd(-1, &set, SFD_CLOEXEC);
}

bool stop_is_requested(int stop_fd)
{
    return stop_wait_ms(stop_fd, 0);
}

bool stop_wait_ms(int stop_fd, int ms)
{
    struct pollfd entry = { .fd = stop_fd, .events = POLLIN };

    return poll(&entry, 1, ms) == 1;
}

void stop_undo_in_child(void)
{
    sigset_t set;

    stop_set_fill(&set);
    signal(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}
