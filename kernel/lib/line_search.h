/* SPDX-License-Identifier: MIT */
/*
 * lib/line_search.h — searching the history backwards while the text to look for is typed (C-r).
 *
 * The line found stands in the line buffer, its cursor where the text was found.
 */
#pragma once

#include "lib/history.h"
#include "lib/key_reader.h"

#define SEARCH_BYTES_MAX  64
#define SEARCH_PROMPT_MAX (SEARCH_BYTES_MAX + 24)

struct line_search {
    bool is_active;
    bool has_failed; /* what is looked for is not there; the last line found still stands */
    char text[SEARCH_BYTES_MAX];
    size_t size;
    unsigned age;                /* of the line found */
    struct line_buffer original; /* the line before the search */
    char prompt[SEARCH_PROMPT_MAX];
};

enum line_search_result {
    SEARCH_GOES_ON,
    SEARCH_ENDS,     /* the key was used up */
    SEARCH_ENDS_KEY, /* and the key is still to be obeyed */
};

void line_search_begin(struct line_search *search, const struct line_buffer *line);

/* Takes the next key, with the bytes of a character, and changes line to what is found. */
enum line_search_result line_search_key(struct line_search *search, const struct history *history,
                                        struct line_buffer *line, const struct key_reader *keys,
                                        uint32_t key);
