/* SPDX-License-Identifier: MIT */
/*
 * lib/scrollback.c — a ring of lines of their own lengths.
 *
 * Lines lie in the order they came, each behind the one before or, where that leaves too little
 * room, again from the start. So the oldest line is always the next one in the way.
 */
#include "lib/scrollback.h"

#include "lib/cell.h"
#include "lib/mem.h"

void scrollback_init(struct scrollback *scrollback, uint32_t *cells, uint32_t capacity,
                     struct scrollback_line *lines, unsigned lines_max)
{
    *scrollback = (struct scrollback){
        .cells = cells, .capacity = capacity, .lines = lines, .lines_max = lines_max
    };
}

void scrollback_clear(struct scrollback *scrollback)
{
    scrollback->first = 0;
    scrollback->count = 0;
    scrollback->next = 0;
}

static void oldest_drop(struct scrollback *s)
{
    s->first = (s->first + 1) % s->lines_max;
    s->count--;
}

/* Drops every line that has a cell in start..end, oldest first. */
static void room_make(struct scrollback *s, uint32_t start, uint32_t end)
{
    while (s->count > 0 && s->lines[s->first].start >= start && s->lines[s->first].start < end)
        oldest_drop(s);
}

void scrollback_push(struct scrollback *s, const uint32_t *cells, uint32_t length)
{
    uint32_t start = s->next;

    if (s->capacity == 0 || s->lines_max == 0 || length == 0)
        return;
    while (length > 1 && cells[length - 1] == CELL_BLANK)
        length--;
    if (length > s->capacity)
        length = s->capacity;
    if (length > s->capacity - start) {
        room_make(s, start, s->capacity);
        start = 0;
    }
    room_make(s, start, start + length);
    if (s->count == s->lines_max)
        oldest_drop(s);

    memcpy(s->cells + start, cells, length * sizeof(*cells));
    s->lines[(s->first + s->count) % s->lines_max] =
        (struct scrollback_line){ .start = start, .length = length };
    s->count++;
    s->next = start + length;
}

const uint32_t *scrollback_line(const struct scrollback *s, unsigned back, uint32_t *length)
{
    const struct scrollback_line *line;

    if (back == 0 || back > s->count)
        return NULL;
    line = &s->lines[(s->first + s->count - back) % s->lines_max];
    *length = line->length;
    return s->cells + line->start;
}
