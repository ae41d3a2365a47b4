/* SPDX-License-Identifier: MIT */
/*
 * lib/line_editor.c — bytes to keys, keys to the search or to lib/line_keys.c, and everything drawn
 * goes out before a byte is done with.
 */
#include "lib/line_editor.h"

#include "lib/line_keys.h"

void line_editor_init(struct line_editor *editor, const char *prompt, struct history *history,
                      line_emit_t emit, void *context)
{
    *editor = (struct line_editor){ .prompt = prompt, .history = history };
    line_view_init(&editor->view, emit, context);
    editor->view.prompt = prompt;
    key_reader_init(&editor->keys);
}

void line_editor_set_completion(struct line_editor *editor, line_complete_t complete, void *context)
{
    editor->complete = complete;
    editor->complete_context = context;
}

/* True when the search has used the key up. */
static bool search_obey(struct line_editor *editor, uint32_t key)
{
    const enum line_search_result result =
        line_search_key(&editor->search, editor->history, &editor->line, &editor->keys, key);

    if (result != SEARCH_GOES_ON) {
        editor->browsed = 0;
        editor->view.prompt = editor->prompt;
    }
    line_view_redraw(&editor->view, &editor->line);
    return result != SEARCH_ENDS_KEY;
}

enum line_event line_editor_feed(struct line_editor *editor, uint8_t byte)
{
    const uint32_t key = key_reader_feed(&editor->keys, byte);
    const bool is_rest_of_enter = key == '\n' && editor->was_cr;

    if (key == KEY_NONE)
        return LINE_GOES_ON;
    editor->event = LINE_GOES_ON;
    editor->was_cr = key == '\r';
    if (is_rest_of_enter)
        return LINE_GOES_ON;
    if (!editor->search.is_active || !search_obey(editor, key))
        line_key_obey(editor, key);
    line_view_flush(&editor->view);
    return editor->event;
}

void line_editor_begin(struct line_editor *editor)
{
    line_buffer_set(&editor->line, "");
    editor->browsed = 0;
    editor->is_kill = editor->is_tab = false;
    line_editor_show(editor);
}

void line_editor_forget_escape(struct line_editor *editor)
{
    key_reader_reset(&editor->keys);
}

void line_editor_set_columns(struct line_editor *editor, unsigned columns)
{
    if (columns < LINE_COLUMNS_MIN)
        columns = LINE_COLUMNS_MIN;
    if (columns == editor->view.columns)
        return;
    line_view_set_columns(&editor->view, &editor->line, columns);
    line_view_flush(&editor->view);
}

void line_editor_hide(const struct line_editor *editor)
{
    line_view_hide(&editor->view);
}

void line_editor_show(struct line_editor *editor)
{
    line_view_draw(&editor->view, &editor->line);
    line_view_flush(&editor->view);
}
