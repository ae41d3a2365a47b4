/* SPDX-License-Identifier: MIT */
/*
 * lib/log.c — builds lines and hands each to the ring and to every sink.
 *
 * A line is built on the caller's stack and given away whole, so a handler that interrupts a log
 * call adds its line before or behind; other cores wait for each other by log_set_lock(). The ring comes first: what a
 * sink's device does to the machine, the line is kept. No line can carry a line break of its own,
 * so no text from outside can look like a line of the document.
 */
#include "lib/log.h"

#include "lib/error.h"
#include "lib/mem.h"
#include "lib/print.h"
#include "lib/str.h"

#define LEVEL_BYTES 3 /* "<6>" */
#define CUT_MARK    "..."

struct log_sink {
    log_sink_t write;
    void *context;
};

static _Alignas(LOG_RING_ALIGN) struct log_ring ring;
static struct log_sink sinks[LOG_SINKS_MAX];
static unsigned sink_count;
static int threshold = LOG_INFO;
static uint64_t (*clock_now_ns)(void);
static void (*line_lock)(void);
static void (*line_unlock)(void);

void log_init(void)
{
    log_ring_init(&ring);
    sink_count = 0;
    threshold = LOG_INFO;
    clock_now_ns = NULL;
    line_lock = line_unlock = NULL;
}

void log_set_threshold(int level)
{
    threshold = level;
}

void log_set_clock(uint64_t (*now_ns)(void))
{
    clock_now_ns = now_ns;
}

void log_set_lock(void (*lock)(void), void (*unlock)(void))
{
    line_lock = lock;
    line_unlock = unlock;
}

const struct log_ring *log_ring(void)
{
    return &ring;
}

static void sinks_write(const char *line, size_t size)
{
    unsigned count = __atomic_load_n(&sink_count, __ATOMIC_ACQUIRE);

    for (unsigned i = 0; i < count; i++)
        sinks[i].write(sinks[i].context, line, size);
}

/* The first stored bytes are the ring's alone. */
static void line_give(const char *stored, size_t stored_size, const char *line, size_t size)
{
    if (line_lock != NULL)
        line_lock();
    log_ring_write(&ring, stored, stored_size);
    if (size > 0)
        sinks_write(line, size);
    if (line_unlock != NULL)
        line_unlock();
}

/* Line breaks become spaces, other control bytes '?'. */
static void text_tame(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n' || text[i] == '\r' || text[i] == '\t')
            text[i] = ' ';
        else if ((uint8_t)text[i] < ' ' || text[i] == 0x7f)
            text[i] = '?';
    }
}

/*
 * Ends a line of which length bytes were wanted and at most LOG_LINE_MAX - 1 are there, dropping
 * the line break it may end in. Returns its size with LF.
 */
static size_t line_end(char *line, size_t length, bool own_break)
{
    if (length > LOG_LINE_MAX - 1) {
        length = LOG_LINE_MAX - 1;
        memcpy(line + length - (sizeof(CUT_MARK) - 1), CUT_MARK, sizeof(CUT_MARK) - 1);
    } else if (own_break && length > 0 && line[length - 1] == '\n') {
        length--;
    }
    text_tame(line, length);
    line[length] = '\n';
    return length + 1;
}

void log_vwrite(enum log_level level, const char *format, va_list args)
{
    char buffer[LEVEL_BYTES + LOG_LINE_MAX];
    char *line = buffer + LEVEL_BYTES;
    uint64_t us = clock_now_ns ? clock_now_ns() / 1000 : 0;
    int stamp, text;
    size_t size;

    print_format(buffer, sizeof(buffer), "<%u>", (unsigned)level & 7);
    stamp = print_format(line, LOG_LINE_MAX, "[%5llu.%06llu] ", (unsigned long long)(us / 1000000),
                         (unsigned long long)(us % 1000000));
    text = print_vformat(line + stamp, LOG_LINE_MAX - (size_t)stamp, format, args);
    size = line_end(line, (size_t)stamp + (size_t)text, text > 0);

    line_give(buffer, LEVEL_BYTES + size, line, (int)level <= threshold ? size : 0);
}

void log_write(enum log_level level, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    log_vwrite(level, format, args);
    va_end(args);
}

void log_document(const char *text)
{
    char line[LOG_LINE_MAX];
    size_t length = str_length_max(text, LOG_LINE_MAX);
    size_t size;

    memcpy(line, text, length < LOG_LINE_MAX ? length : LOG_LINE_MAX - 1);
    size = line_end(line, length, true);
    line_give(line, size, line, size);
}

/* One line as the ring holds it, to a sink that came late. */
static void line_replay(const struct log_sink *sink, const char *line, size_t size)
{
    bool has_level =
        size > LEVEL_BYTES && line[0] == '<' && line[1] >= '0' && line[1] <= '7' && line[2] == '>';

    if (has_level && line[1] - '0' > threshold)
        return;
    if (has_level) {
        line += LEVEL_BYTES;
        size -= LEVEL_BYTES;
    }
    sink->write(sink->context, line, size);
}

/* Everything between the oldest byte of the ring and position end. */
static void ring_replay(const struct log_sink *sink, uint64_t end)
{
    char line[LEVEL_BYTES + LOG_LINE_MAX];
    size_t held = 0;
    uint64_t at = 0;
    bool is_whole = end <= LOG_RING_BYTES; /* else the oldest line has lost its beginning */

    while (at < end && log_ring_read(&ring, &at, line + held, 1) == 1) {
        bool is_end = line[held] == '\n';

        held++;
        if (!is_end && held < sizeof(line))
            continue;
        line[held - 1] = '\n';
        if (is_whole)
            line_replay(sink, line, held);
        is_whole = is_whole || is_end;
        held = 0;
    }
}

int log_add_sink(log_sink_t sink, void *context, bool replay)
{
    struct log_sink *added = &sinks[sink_count];
    uint64_t end = __atomic_load_n(&ring.written, __ATOMIC_ACQUIRE);

    if (sink_count == LOG_SINKS_MAX)
        return -E_NOSPACE;
    *added = (struct log_sink){ .write = sink, .context = context };
    __atomic_store_n(&sink_count, sink_count + 1, __ATOMIC_RELEASE);
    if (replay)
        ring_replay(added, end);
    return 0;
}
