/* SPDX-License-Identifier: MIT */
/* lib/history.c — a ring of lines. */
#include "lib/history.h"

#include "lib/mem.h"
#include "lib/str.h"

void history_add(struct history *history, const char *line)
{
    const char *newest = history_line(history, 0);

    if (line[0] == '\0' || (newest != NULL && str_equal(newest, line)))
        return;
    str_copy(history->lines[history->next], LINE_BYTES_MAX, line);
    history->next = (history->next + 1) % HISTORY_LINES_MAX;
    if (history->count < HISTORY_LINES_MAX)
        history->count++;
}

const char *history_line(const struct history *history, unsigned age)
{
    if (age >= history->count)
        return NULL;
    return history->lines[(history->next + HISTORY_LINES_MAX - 1 - age) % HISTORY_LINES_MAX];
}

/* Where text last occurs in line; false: nowhere. */
static bool text_find(const char *line, const char *text, size_t size, size_t *at)
{
    const size_t length = str_length(line);

    for (size_t end = length; end >= size; end--) {
        if (memcmp(line + end - size, text, size) == 0) {
            *at = end - size;
            return true;
        }
        if (end == 0)
            break;
    }
    return false;
}

bool history_find(const struct history *history, const char *text, size_t size, unsigned *age,
                  size_t *at)
{
    for (unsigned i = *age; i < history->count; i++)
        if (text_find(history_line(history, i), text, size, at)) {
            *age = i;
            return true;
        }
    return false;
}
