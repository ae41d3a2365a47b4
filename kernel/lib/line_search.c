/* SPDX-License-Identifier: MIT */
/* lib/line_search.c — each key narrows, widens or moves the search on by one line. */
#include "lib/line_search.h"

#include "lib/mem.h"
#include "lib/print.h"
#include "lib/str.h"

#define CONTROL(letter) (0x1f & (letter))
#define DEL             0x7f

static void prompt_make(struct line_search *search)
{
    print_format(search->prompt, sizeof(search->prompt),
                 "(%s)'%s': ", search->has_failed ? "not found" : "search", search->text);
}

void line_search_begin(struct line_search *search, const struct line_buffer *line)
{
    *search = (struct line_search){ .is_active = true, .original = *line };
    prompt_make(search);
}

/* Looks from that age on; whether or not it is found, the prompt tells. */
static void look(struct line_search *search, const struct history *history,
                 struct line_buffer *line, unsigned age)
{
    size_t at;

    search->has_failed =
        search->size > 0 && !history_find(history, search->text, search->size, &age, &at);
    if (search->size > 0 && !search->has_failed) {
        search->age = age;
        line_buffer_set(line, history_line(history, age));
        line->cursor = at;
    }
    prompt_make(search);
}

static void text_grow(struct line_search *search, const struct key_reader *keys)
{
    if (search->size + keys->size >= SEARCH_BYTES_MAX)
        return;
    memcpy(search->text + search->size, keys->bytes, keys->size);
    search->size += keys->size;
    search->text[search->size] = '\0';
}

static void text_shrink(struct line_search *search)
{
    while (search->size > 0 && (search->text[--search->size] & 0xc0) == 0x80)
        ;
    search->text[search->size] = '\0';
}

enum line_search_result line_search_key(struct line_search *search, const struct history *history,
                                        struct line_buffer *line, const struct key_reader *keys,
                                        uint32_t key)
{
    switch (key) {
    case CONTROL('R'):
        look(search, history, line, search->age + (search->size > 0 && !search->has_failed));
        return SEARCH_GOES_ON;
    case CONTROL('H'):
    case DEL:
        text_shrink(search);
        if (search->size == 0)
            *line = search->original;
        look(search, history, line, 0);
        return SEARCH_GOES_ON;
    case CONTROL('G'):
        *line = search->original;
        search->is_active = false;
        return SEARCH_ENDS;
    default:
        break;
    }
    if (key < ' ' || key >= KEY_NONE) {
        search->is_active = false;
        return SEARCH_ENDS_KEY;
    }
    text_grow(search, keys);
    look(search, history, line, search->age);
    return SEARCH_GOES_ON;
}
