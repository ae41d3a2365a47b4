/* SPDX-License-Identifier: MIT */
/*
 * source.c — opens files, pipes, terminals and sockets.
 */
#include "common/source.h"

#include "common/stop.h"
#include "common/timelimit.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define RETRY_MS   50
#define CONNECT_MS 2000 /* one attempt on a TCP address that does not answer */

/* Looks at what was opened. A terminal is set up; -1 when `must_be_tty` and it is none. */
static int descriptor_take(struct source *source, int fd, unsigned baud, bool must_be_tty)
{
    struct stat status;

    source->fd = fd;
    if (fstat(fd, &status) != 0)
        return -1;
    source->is_file = S_ISREG(status.st_mode);
    if (must_be_tty || (S_ISCHR(status.st_mode) && isatty(fd))) {
        if (tty_setup(&source->tty, fd, baud) != 0)
            return -1;
        source->is_tty = true;
    }
    return 0;
}

static int path_open(struct source *source, const struct address *address)
{
    int flags = O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
    int fd = open(address->path, flags);

    if (fd < 0)
        return -1;
    return descriptor_take(source, fd, address->baud, address->kind == ADDRESS_TTY);
}

/* A terminal on standard input is a person's: it keeps its settings. */
static int stdin_open(struct source *source)
{
    struct stat status;
    int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);

    source->fd = fd;
    if (fd < 0 || fstat(fd, &status) != 0)
        return -1;
    source->is_file = S_ISREG(status.st_mode);
    return 0;
}

/* A path longer than sockaddr_un holds is reached through its folder's descriptor. */
static int unix_connect(int fd, const char *path)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    const char *slash = strrchr(path, '/');
    char folder[ADDRESS_TEXT_MAX];
    int folder_fd;
    int result;
    int length;

    if (strlen(path) < sizeof(to.sun_path)) {
        memcpy(to.sun_path, path, strlen(path) + 1);
        return connect(fd, (struct sockaddr *)&to, sizeof(to));
    }
    if (slash == NULL) {
        errno = ENAMETOOLONG;
        return -1;
    }
    snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
    folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_fd < 0)
        return -1;
    length = snprintf(to.sun_path, sizeof(to.sun_path), "/proc/self/fd/%d%s", folder_fd, slash);
    if (length < 0 || (size_t)length >= sizeof(to.sun_path)) {
        errno = ENAMETOOLONG;
        result = -1;
    } else {
        result = connect(fd, (struct sockaddr *)&to, sizeof(to));
    }
    close(folder_fd);
    return result;
}

static int unix_open(struct source *source, const char *path)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int saved_errno;

    if (fd < 0)
        return -1;
    if (unix_connect(fd, path) != 0) {
        saved_errno = errno;
        close(fd);
        errno = saved_errno;
        return -1;
    }
    source->fd = fd;
    return 0;
}

/* Waits for a connection under way. 0, or -1 with errno. */
static int connection_wait(int fd, int64_t limit, int stop_fd)
{
    struct pollfd entries[] = { { .fd = fd, .events = POLLOUT },
                                { .fd = stop_fd, .events = POLLIN } };
    int error = ETIMEDOUT;
    socklen_t size = sizeof(error);

    if (poll(entries, 2, timelimit_left_ms(limit)) < 0)
        return -1;
    if (entries[1].revents != 0)
        error = ECANCELED;
    else if (entries[0].revents != 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        return -1;
    errno = error;
    return error == 0 ? 0 : -1;
}

static int tcp_connect(const struct addrinfo *to, int64_t limit, int stop_fd)
{
    int fd = socket(to->ai_family, to->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, to->ai_protocol);
    int saved_errno;

    if (fd < 0)
        return -1;
    if (connect(fd, to->ai_addr, to->ai_addrlen) == 0)
        return fd;
    if (errno == EINPROGRESS && connection_wait(fd, limit, stop_fd) == 0)
        return fd;
    saved_errno = errno;
    close(fd);
    errno = saved_errno;
    return -1;
}

/* Tries each address that the name has. The resolver keeps time limits of its own. */
static int tcp_open(struct source *source, const struct address *address, int64_t limit,
                    int stop_fd)
{
    struct addrinfo wanted = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
    struct addrinfo *found = NULL;
    int error = getaddrinfo(address->path, address->port, &wanted, &found);
    int fd = -1;

    if (error != 0) {
        if (error != EAI_SYSTEM)
            errno = EHOSTUNREACH;
        return -1;
    }
    for (struct addrinfo *to = found; to != NULL && fd < 0; to = to->ai_next) {
        fd = tcp_connect(to, timelimit_earlier(limit, timelimit_after_ms(CONNECT_MS)), stop_fd);
        if (fd < 0 && errno == ECANCELED)
            break;
    }
    error = errno;
    freeaddrinfo(found);
    errno = error;
    source->fd = fd;
    return fd < 0 ? -1 : 0;
}

static int source_try(struct source *source, const struct address *address, int64_t limit,
                      int stop_fd)
{
    switch (address->kind) {
    case ADDRESS_STDIN:
        return stdin_open(source);
    case ADDRESS_UNIX:
        return unix_open(source, address->path);
    case ADDRESS_TCP:
        return tcp_open(source, address, limit, stop_fd);
    case ADDRESS_PATH:
    case ADDRESS_TTY:
        break;
    }
    return path_open(source, address);
}

/* True for what may be cured by waiting: the other side is not up yet. */
static bool may_try_again(const struct address *address, bool wait_for_file, int error)
{
    if (address->kind == ADDRESS_PATH)
        return wait_for_file && error == ENOENT;
    if (address->kind != ADDRESS_UNIX && address->kind != ADDRESS_TCP)
        return false;
    return error == ENOENT || error == ECONNREFUSED || error == EAGAIN || error == ETIMEDOUT ||
           error == EHOSTUNREACH || error == ENETUNREACH || error == ECONNRESET;
}

int source_open(struct source *source, const struct address *address, bool wait_for_file,
                int64_t limit, int stop_fd)
{
    int error;

    for (;;) {
        *source = (struct source){ .fd = -1 };
        if (source_try(source, address, limit, stop_fd) == 0)
            return 0;
        error = errno;
        source_close(source);
        if (!may_try_again(address, wait_for_file, error) || timelimit_is_over(limit))
            break;
        if (stop_wait_ms(stop_fd, RETRY_MS)) {
            error = ECANCELED;
            break;
        }
    }
    errno = error;
    return -1;
}

ssize_t source_read(struct source *source, void *to, size_t size)
{
    struct stat status;
    off_t position;
    ssize_t count = read(source->fd, to, size);

    if (count != 0 || !source->is_file)
        return count;
    position = lseek(source->fd, 0, SEEK_CUR);
    if (position <= 0 || fstat(source->fd, &status) != 0 || status.st_size >= position)
        return 0;
    if (lseek(source->fd, 0, SEEK_SET) != 0)
        return -1;
    return read(source->fd, to, size);
}

void source_close(struct source *source)
{
    if (source->is_tty)
        tty_restore(&source->tty);
    if (source->fd >= 0)
        close(source->fd);
    *source = (struct source){ .fd = -1 };
}
