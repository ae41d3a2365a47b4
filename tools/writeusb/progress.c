/* SPDX-License-Identifier: MIT */
/*
 * progress.c — rate and time left from the mean since the step began: a stick writes in bursts, and
 * the mean is what tells when it will be over.
 */
#include "writeusb/progress.h"

#include "common/timelimit.h"

#include <unistd.h>

#define TERMINAL_EVERY_MS 200
#define LINE_EVERY_MS     10000
#define MIB               1048576.0

void progress_text(char *text, size_t size, const char *what, uint64_t done_bytes,
                   uint64_t total_bytes, int64_t elapsed_ms)
{
    double done = (double)done_bytes;
    double total = (double)total_bytes;
    int length = snprintf(text, size, "%s: %.1f of %.1f MiB, %.0f %%", what, done / MIB,
                          total / MIB, total_bytes == 0 ? 100.0 : done * 100 / total);

    if (length < 0 || (size_t)length >= size || elapsed_ms <= 0 || done_bytes == 0)
        return;
    if (done_bytes < total_bytes)
        snprintf(text + length, size - (size_t)length, ", %.1f MB/s, %.0f s left",
                 done / 1000 / (double)elapsed_ms,
                 (total - done) / done * (double)elapsed_ms / 1000 + 0.5);
    else
        snprintf(text + length, size - (size_t)length, ", %.1f MB/s, took %.1f s",
                 done / 1000 / (double)elapsed_ms, (double)elapsed_ms / 1000);
}

static void progress_print(const struct progress *progress, uint64_t done_bytes, bool is_last)
{
    char text[160];

    progress_text(text, sizeof(text), progress->what, done_bytes, progress->total_bytes,
                  timelimit_now_ms() - progress->begin_ms);
    if (progress->is_terminal)
        fprintf(progress->stream, "\r%s\033[K%s", text, is_last ? "\n" : "");
    else
        fprintf(progress->stream, "%s\n", text);
    fflush(progress->stream);
}

void progress_begin(struct progress *progress, FILE *stream, const char *what, uint64_t total_bytes)
{
    *progress = (struct progress){ .stream = stream,
                                   .is_terminal = isatty(fileno(stream)) == 1,
                                   .what = what,
                                   .total_bytes = total_bytes,
                                   .begin_ms = timelimit_now_ms() };
    progress->shown_ms = progress->begin_ms;
}

void progress_show(struct progress *progress, uint64_t done_bytes)
{
    int64_t now_ms = timelimit_now_ms();
    int64_t every_ms = progress->is_terminal ? TERMINAL_EVERY_MS : LINE_EVERY_MS;

    if (now_ms - progress->shown_ms < every_ms)
        return;
    progress->shown_ms = now_ms;
    progress_print(progress, done_bytes, false);
}

void progress_end(struct progress *progress)
{
    progress_print(progress, progress->total_bytes, true);
}

void progress_abandon(struct progress *progress)
{
    if (progress->is_terminal && progress->shown_ms != progress->begin_ms)
        fputc('\n', progress->stream);
}
