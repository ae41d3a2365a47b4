/* SPDX-License-Identifier: MIT */
/* lib/line_tab.c — completing a word, and listing what it could become in columns. */
#include "lib/line_tab.h"

#include "lib/str.h"

#define BELL "\a"
#define GAP  2 /* columns between two candidates */

struct listing {
    struct line_view *view;
    size_t width; /* of a column */
    unsigned per_row, count;
};

static void candidate_list(void *context, const char *candidate)
{
    struct listing *listing = context;
    size_t size = str_length(candidate);

    if (listing->count > 0 && listing->count % listing->per_row == 0)
        line_view_say(listing->view, "\n");
    listing->count++;
    line_view_say(listing->view, candidate);
    if (listing->count % listing->per_row != 0)
        for (; size < listing->width; size++)
            line_view_say(listing->view, " ");
}

/* Offers the candidates; false when there is nothing to complete. */
static bool candidates_ask(struct line_editor *editor, struct completion *completion, size_t *start)
{
    return editor->complete != NULL && editor->complete(editor->complete_context, editor->line.text,
                                                        editor->line.cursor, completion, start);
}

static void all_list(struct line_editor *editor, size_t longest)
{
    struct listing listing = { .view = &editor->view, .width = longest + GAP };
    struct completion completion = { .visit = candidate_list, .context = &listing };
    size_t start;

    listing.per_row = (unsigned)(editor->view.columns / listing.width);
    if (listing.per_row == 0)
        listing.per_row = 1;
    line_view_leave(&editor->view, &editor->line, "");
    candidates_ask(editor, &completion, &start);
    line_view_say(&editor->view, "\n");
    line_view_flush(&editor->view);
    line_view_draw(&editor->view, &editor->line);
}

/* Puts text at the cursor; false when the line is full. */
static bool text_add(struct line_editor *editor, const char *text)
{
    const size_t from = editor->line.cursor;

    if (!line_buffer_insert(&editor->line, text, str_length(text)))
        return false;
    line_view_update(&editor->view, &editor->line, from);
    return true;
}

void line_tab(struct line_editor *editor)
{
    struct completion completion = { .visit = NULL };
    const char *rest;
    size_t start;
    bool is_done;

    editor->is_tab = true;
    if (!candidates_ask(editor, &completion, &start) || completion.matches == 0) {
        line_view_say(&editor->view, BELL);
        return;
    }
    rest = completion.common + str_length(completion.word);
    if (!text_add(editor, rest)) {
        line_view_say(&editor->view, BELL);
        return;
    }
    is_done = *rest != '\0';
    if (completion.matches == 1 && editor->line.text[editor->line.cursor] != ' ')
        is_done = text_add(editor, " ") || is_done;
    if (is_done)
        return;
    if (editor->was_tab && completion.matches > 1)
        all_list(editor, completion.longest);
    else
        line_view_say(&editor->view, BELL);
}
