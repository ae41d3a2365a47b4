/* SPDX-License-Identifier: MIT */
/*
 * child.c — fork, exec, pidfd.
 */
#include "qemuwatch/child.h"

#include "common/stop.h"
#include "common/timelimit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILL_MS 5000 /* for a killed process to go */
#define REAP_MS 5    /* between two looks whether it has */

/* The part that runs in the child: returns only when something failed. */
static void child_become(char *const *argv, int log_fd, int keep_fd, pid_t parent)
{
    int null_fd = open("/dev/null", O_RDONLY);

    stop_undo_in_child();
    if (null_fd < 0 || dup2(null_fd, STDIN_FILENO) < 0 || dup2(log_fd, STDOUT_FILENO) < 0 ||
        dup2(log_fd, STDERR_FILENO) < 0)
        return;
    if (null_fd > STDERR_FILENO)
        close(null_fd);
    if (fcntl(keep_fd, F_SETFD, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return;
    if (getppid() != parent) {
        /* The parent went between fork and prctl: there will be no signal. */
        errno = ESRCH;
        return;
    }
    execvp(argv[0], argv);
}

/* 0 when exec worked: the other end was closed by it without a word. */
static int exec_result(int fd)
{
    int error = 0;
    ssize_t count;

    do
        count = read(fd, &error, sizeof(error));
    while (count < 0 && errno == EINTR);
    if (count == 0)
        return 0;
    errno = count == (ssize_t)sizeof(error) ? error : EIO;
    return -1;
}

int child_start(struct child *child, char *const *argv, int log_fd, int keep_fd)
{
    pid_t parent = getpid();
    int report[2];
    int result;
    int error;

    *child = (struct child){ .ended_fd = -1 };
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, report) != 0)
        return -1;
    child->pid = fork();
    if (child->pid == 0) {
        setpgid(0, 0);
        child_become(argv, log_fd, keep_fd, parent);
        error = errno;
        _exit(write(report[1], &error, sizeof(error)) > 0 ? 127 : 126);
    }
    error = errno;
    close(report[1]);
    if (child->pid < 0) {
        close(report[0]);
        errno = error;
        return -1;
    }
    setpgid(child->pid, child->pid);
    result = exec_result(report[0]);
    if (result == 0) {
        child->ended_fd = pidfd_open(child->pid, 0);
        result = child->ended_fd < 0 ? -1 : 0;
    }
    error = errno;
    close(report[0]);
    if (result != 0)
        child_finish(child);
    errno = error;
    return result;
}

bool child_wait_ms(struct child *child, int ms)
{
    struct pollfd entry = { .fd = child->ended_fd, .events = POLLIN };
    siginfo_t info = { .si_pid = 0 };

    if (child->ended)
        return true;
    if (poll(&entry, 1, ms) <= 0)
        return false;
    /* WNOWAIT leaves a zombie, which keeps the number of the group. */
    if (waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        info.si_pid != child->pid)
        return false;
    child->ended = true;
    child->status = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
    return true;
}

/* Collects a child that was killed. One that the system does not let go is left behind. */
static void child_reap(pid_t pid)
{
    int64_t limit = timelimit_after_ms(KILL_MS);

    while (waitpid(pid, NULL, WNOHANG) == 0 && !timelimit_is_over(limit))
        poll(NULL, 0, REAP_MS);
}

void child_finish(struct child *child)
{
    if (child->pid > 0) {
        kill(-child->pid, SIGKILL);
        kill(child->pid, SIGKILL);
        child_reap(child->pid);
    }
    if (child->ended_fd >= 0)
        close(child->ended_fd);
    *child = (struct child){ .ended_fd = -1 };
}
