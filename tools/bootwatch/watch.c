/* SPDX-License-Identifier: MIT */
/*
 * watch.c — one poll(2) at a time, each with the earliest of all limits that apply.
 */
#include "bootwatch/watch.h"

#include "common/message.h"
#include "common/stop.h"
#include "common/timelimit.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#define CHUNK_BYTES 65536
#define FOLLOW_MS   50    /* between two looks at the end of a followed file */
#define LEAVE_MS    10000 /* from the last end line to the `# leave` line */
#define NOTICE_MS   5000  /* from a `# panic` line to its end line */

enum progress {
    PROGRESS_WAITING,
    PROGRESS_PANICKING, /* a panic began, its end line is still due */
    PROGRESS_TOLD,      /* all is there but the `# leave` line */
    PROGRESS_LEFT,      /* the machine left too early */
    PROGRESS_COMPLETE
};

static enum progress progress_of(const struct watch *watch)
{
    const struct ktap *ktap = watch->ktap;
    bool left = ktap->left != KTAP_STAYED;

    if (ktap->over)
        return PROGRESS_COMPLETE;
    if (ktap->panic.seen && !ktap->panic_ended && !left)
        return PROGRESS_PANICKING;
    if (ktap->panic.seen || ktap->refusal.seen ||
        (ktap->documents_ended >= watch->documents && !ktap->document.open))
        return !watch->wait_leave || left ? PROGRESS_COMPLETE : PROGRESS_TOLD;
    if (left && ktap->left != KTAP_RESET)
        return PROGRESS_LEFT;
    return PROGRESS_WAITING;
}

/* Takes a chunk line by line, so that nothing after the last line wanted is judged. */
static enum progress chunk_take(struct watch *watch, const char *chunk, size_t size)
{
    enum progress progress = PROGRESS_WAITING;
    size_t at = 0;

    while (at < size) {
        at += ktap_feed(watch->ktap, chunk + at, size - at);
        progress = progress_of(watch);
        if ((progress == PROGRESS_COMPLETE || progress == PROGRESS_LEFT) &&
            !(watch->source->is_file && !watch->follow))
            break;
    }
    return progress;
}

/* What is waited for at most, once the story has come so far. */
static int64_t progress_limit(enum progress progress, enum progress before, int64_t limit)
{
    if (progress == before)
        return limit;
    if (progress == PROGRESS_PANICKING)
        return timelimit_after_ms(NOTICE_MS);
    if (progress == PROGRESS_TOLD)
        return timelimit_after_ms(LEAVE_MS);
    return TIMELIMIT_NEVER;
}

/*
 * Waits for bytes until `limit`. True when there may be some. A regular file is always readable
 * to poll(2): before its end it is just read, at its end a followed one is looked at in a while.
 */
static bool bytes_wait(struct watch *watch, bool at_end, int64_t limit)
{
    struct pollfd entries[] = { { .fd = watch->stop_fd, .events = POLLIN },
                                { .fd = watch->source->fd, .events = POLLIN } };
    int64_t look = at_end ? timelimit_earlier(limit, timelimit_after_ms(FOLLOW_MS)) : limit;

    if (!watch->source->is_file)
        return poll(entries, 2, timelimit_left_ms(limit)) > 0 && entries[1].revents != 0;
    return !at_end || !stop_wait_ms(watch->stop_fd, timelimit_left_ms(look));
}

static enum verdict_ending io_failed(const char *what)
{
    message_error("%s: %s", what, strerror(errno));
    return ENDING_IO;
}

static enum verdict_ending watch_live(struct watch *watch)
{
    static char chunk[CHUNK_BYTES];
    enum progress progress = PROGRESS_WAITING;
    int64_t step_limit = TIMELIMIT_NEVER;
    int64_t silence_limit = timelimit_after_ms(watch->silence_ms);
    bool at_end = false;

    for (;;) {
        int64_t wait_limit =
            timelimit_earlier(watch->limit, timelimit_earlier(step_limit, silence_limit));
        enum progress before = progress;
        ssize_t count = -1;

        errno = EAGAIN;
        if (bytes_wait(watch, at_end, wait_limit))
            count = source_read(watch->source, chunk, sizeof(chunk));
        at_end = count == 0;
        if (count < 0 && errno != EAGAIN && errno != EINTR)
            return io_failed("cannot read the source");
        if (count == 0 && !(watch->source->is_file && watch->follow))
            return ENDING_SOURCE;
        if (count > 0) {
            if (record_add(watch->record, chunk, (size_t)count, timelimit_now_ms()) != 0)
                return io_failed("cannot write the log");
            silence_limit = timelimit_after_ms(watch->silence_ms);
            progress = chunk_take(watch, chunk, (size_t)count);
            step_limit = progress_limit(progress, before, step_limit);
        }
        if (watch->hunts && watch->ktap->hunt[0] != '\0')
            return ENDING_CONCLUDED;
        if (!(watch->source->is_file && !watch->follow)) {
            if (progress == PROGRESS_COMPLETE)
                return ENDING_CONCLUDED;
            if (progress == PROGRESS_LEFT)
                return ENDING_LEFT;
        }
        if (stop_is_requested(watch->stop_fd))
            return ENDING_INTERRUPT;
        if (timelimit_is_over(step_limit))
            return ENDING_CONCLUDED;
        if (timelimit_is_over(watch->limit))
            return ENDING_TIMEOUT;
        if (timelimit_is_over(silence_limit))
            return ENDING_SILENCE;
    }
}

enum verdict_ending watch_run(struct watch *watch)
{
    enum verdict_ending ending = watch_live(watch);

    ktap_finish(watch->ktap);
    if (record_finish(watch->record) != 0)
        return io_failed("cannot write the log");
    return ending;
}
