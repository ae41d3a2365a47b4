/* SPDX-License-Identifier: MIT */
/* shell/command_log.c — reading the log and writing into it. */
#include "lib/error.h"
#include "lib/log.h"
#include "lib/log_level.h"
#include "lib/str.h"
#include "shell/command.h"
#include "shell/output.h"
#include "shell/words.h"

#define LEVEL_BYTES 3 /* "<6>" before a log line; lines of a document have none */
#define LEVELS      (LOG_DEBUG + 1)
#define READ_BYTES  256

/* Lines put together from pieces of the ring. */
static struct {
    char text[LEVEL_BYTES + LOG_LINE_MAX];
    size_t size;
    bool is_whole; /* its beginning was not overwritten */
} held;

static bool has_level(const char *line, size_t size)
{
    return size >= LEVEL_BYTES && line[0] == '<' && line[1] >= '0' && line[1] <= '7' &&
           line[2] == '>';
}

/* Shows the line held, which has its LF. */
static void held_show(int level)
{
    const bool is_log = has_level(held.text, held.size);
    const size_t from = is_log ? LEVEL_BYTES : 0;

    if (held.is_whole && (level < 0 || (is_log && held.text[1] - '0' <= level)))
        output_write(held.text + from, held.size - from);
}

static void bytes_take(const char *bytes, size_t size, int level)
{
    for (size_t i = 0; i < size; i++) {
        if (held.size == sizeof(held.text))
            held.is_whole = false; /* no line is so long: text torn by an interrupt */
        else
            held.text[held.size++] = bytes[i];
        if (bytes[i] != '\n')
            continue;
        held_show(level);
        held.size = 0;
        held.is_whole = true;
    }
}

/* Shows what was said until now; level -1: everything. */
static void ring_show(int level)
{
    const uint64_t end = __atomic_load_n(&log_ring()->written, __ATOMIC_ACQUIRE);
    uint64_t at = end > LOG_RING_BYTES ? end - LOG_RING_BYTES : 0;
    char bytes[READ_BYTES];

    held.size = 0;
    held.is_whole = at == 0;
    while (at < end && !output_is_stopped()) {
        const uint64_t left = end - at;
        const uint64_t from = at;
        const size_t size =
            log_ring_read(log_ring(), &at, bytes, left < READ_BYTES ? left : READ_BYTES);

        if (at - size != from) { /* new lines have overwritten some */
            held.size = 0;
            held.is_whole = false;
        }
        bytes_take(bytes, size, level);
    }
}

int command_dmesg(unsigned count, const char *const words[])
{
    int level = -1;

    if (count != 1 && (count != 3 || !str_equal(words[1], "-l")))
        return SHELL_USAGE;
    if (count == 3) {
        level = log_level_find(words[2]);
        if (level < 0) {
            output_complain("dmesg: %s is no level", words[2]);
            return SHELL_FAILED;
        }
    }
    ring_show(level);
    return SHELL_WELL;
}

static void levels_offer(struct completion *completion)
{
    for (unsigned i = 0; i < LEVELS; i++)
        completion_offer(completion, log_level_name(i));
}

void complete_dmesg(struct completion *completion, unsigned word)
{
    if (word == 1)
        completion_offer(completion, "-l");
    else if (word == 2)
        levels_offer(completion);
}

int command_log(unsigned count, const char *const words[])
{
    char text[LOG_LINE_MAX];
    uint64_t shown;
    int level;

    if (count < 2)
        return SHELL_USAGE;
    if (count == 2) {
        if (str_to_u64(words[1], NULL, &shown) != 0 || shown > LEVELS)
            return SHELL_USAGE;
        log_set_threshold((int)shown - 1);
        return SHELL_WELL;
    }
    level = log_level_find(words[1]);
    if (level < 0) {
        output_complain("log: %s is no level", words[1]);
        return SHELL_FAILED;
    }
    words_join(text, sizeof(text), count - 2, words + 2);
    log_write((enum log_level)level, "%s", text);
    return SHELL_WELL;
}

void complete_log(struct completion *completion, unsigned word)
{
    if (word == 1)
        levels_offer(completion);
}
