/* SPDX-License-Identifier: MIT */
/*
 * lib/line_keys.c — one function per key, found by a table. Each changes the line and then says from
 * where on the view has to be drawn.
 */
#include "lib/line_keys.h"

#include "lib/line_tab.h"
#include "lib/mem.h"
#include "lib/types.h"

#define CONTROL(letter) (0x1f & (letter))
#define DEL             0x7f
#define BELL            "\a"
#define CLEAR_SCREEN    "\033[H\033[2J"

static void redraw_from(struct line_editor *editor, size_t from)
{
    line_view_update(&editor->view, &editor->line, from);
}

static void cursor_set(struct line_editor *editor, size_t at)
{
    editor->line.cursor = at;
    redraw_from(editor, editor->line.length);
}

static void line_replace(struct line_editor *editor, const char *text)
{
    line_buffer_set(&editor->line, text);
    redraw_from(editor, 0);
}

/* What lies between from and to is kept for C-y, joined to what the key before this one killed. */
static void kill(struct line_editor *editor, size_t from, size_t to)
{
    const size_t size = to - from;
    size_t kept = editor->was_kill ? editor->killed_size : 0;

    editor->is_kill = editor->was_kill || size > 0;
    if (size == 0)
        return;
    if (kept > sizeof(editor->killed) - size)
        kept = 0;
    if (from < editor->line.cursor) {
        memmove(editor->killed + size, editor->killed, kept);
        memcpy(editor->killed, editor->line.text + from, size);
    } else {
        memcpy(editor->killed + kept, editor->line.text + from, size);
    }
    editor->killed_size = kept + size;
    line_buffer_erase(&editor->line, from, to);
    redraw_from(editor, from);
}

static void key_home(struct line_editor *editor)
{
    cursor_set(editor, 0);
}

static void key_end(struct line_editor *editor)
{
    cursor_set(editor, editor->line.length);
}

static void key_left(struct line_editor *editor)
{
    cursor_set(editor, line_buffer_left(&editor->line, editor->line.cursor));
}

static void key_right(struct line_editor *editor)
{
    cursor_set(editor, line_buffer_right(&editor->line, editor->line.cursor));
}

static void key_word_left(struct line_editor *editor)
{
    cursor_set(editor, line_buffer_word_left(&editor->line, editor->line.cursor));
}

static void key_word_right(struct line_editor *editor)
{
    cursor_set(editor, line_buffer_word_right(&editor->line, editor->line.cursor));
}

static void key_backspace(struct line_editor *editor)
{
    line_buffer_erase(&editor->line, line_buffer_left(&editor->line, editor->line.cursor),
                      editor->line.cursor);
    redraw_from(editor, editor->line.cursor);
}

static void key_delete(struct line_editor *editor)
{
    line_buffer_erase(&editor->line, editor->line.cursor,
                      line_buffer_right(&editor->line, editor->line.cursor));
    redraw_from(editor, editor->line.cursor);
}

static void key_kill_end(struct line_editor *editor)
{
    kill(editor, editor->line.cursor, editor->line.length);
}

static void key_kill_start(struct line_editor *editor)
{
    kill(editor, 0, editor->line.cursor);
}

static void key_kill_space_left(struct line_editor *editor)
{
    kill(editor, line_buffer_space_left(&editor->line, editor->line.cursor), editor->line.cursor);
}

static void key_kill_word_left(struct line_editor *editor)
{
    kill(editor, line_buffer_word_left(&editor->line, editor->line.cursor), editor->line.cursor);
}

static void key_kill_word_right(struct line_editor *editor)
{
    kill(editor, editor->line.cursor, line_buffer_word_right(&editor->line, editor->line.cursor));
}

static void text_type(struct line_editor *editor, const char *text, size_t size)
{
    const size_t from = editor->line.cursor;

    if (line_buffer_insert(&editor->line, text, size))
        redraw_from(editor, from);
    else
        line_view_say(&editor->view, BELL);
}

static void key_yank(struct line_editor *editor)
{
    text_type(editor, editor->killed, editor->killed_size);
}

/* The character before the cursor moves behind the one at it; at the end, the last two swap. */
static void key_transpose(struct line_editor *editor)
{
    struct line_buffer *line = &editor->line;
    char first[UTF8_BYTES_MAX];
    size_t end, middle, start, size;

    end = line_buffer_right(line, line->cursor);
    middle = line_buffer_left(line, end);
    start = line_buffer_left(line, middle);
    size = middle - start;
    if (size == 0 || size > sizeof(first))
        return;
    memcpy(first, line->text + start, size);
    memmove(line->text + start, line->text + middle, end - middle);
    memcpy(line->text + start + (end - middle), first, size);
    line->cursor = end;
    redraw_from(editor, start);
}

/* Moves to the line that many back in the history; the line being typed is number 0. */
static void browse(struct line_editor *editor, unsigned back)
{
    const char *line = back > 0 ? history_line(editor->history, back - 1) : editor->own.text;

    if (line == NULL) {
        line_view_say(&editor->view, BELL);
        return;
    }
    if (editor->browsed == 0)
        editor->own = editor->line;
    editor->browsed = back;
    line_replace(editor, line);
}

static void key_older(struct line_editor *editor)
{
    browse(editor, editor->browsed + 1);
}

static void key_newer(struct line_editor *editor)
{
    if (editor->browsed > 0)
        browse(editor, editor->browsed - 1);
    else
        line_view_say(&editor->view, BELL);
}

static void key_search(struct line_editor *editor)
{
    line_search_begin(&editor->search, &editor->line);
    editor->view.prompt = editor->search.prompt;
    line_view_redraw(&editor->view, &editor->line);
}

static void key_clear(struct line_editor *editor)
{
    line_view_say(&editor->view, CLEAR_SCREEN);
    line_view_flush(&editor->view);
    line_view_draw(&editor->view, &editor->line);
}

static void key_bell(struct line_editor *editor)
{
    line_view_say(&editor->view, BELL);
}

static void key_cancel(struct line_editor *editor)
{
    line_view_leave(&editor->view, &editor->line, "^C");
    line_buffer_set(&editor->line, "");
    editor->event = LINE_CANCELLED;
}

static void key_enter(struct line_editor *editor)
{
    line_view_leave(&editor->view, &editor->line, "");
    editor->event = LINE_DONE;
}

static const struct {
    uint32_t key;
    void (*obey)(struct line_editor *editor);
} bindings[] = {
    { CONTROL('A'), key_home },
    { CONTROL('B'), key_left },
    { CONTROL('C'), key_cancel },
    { CONTROL('D'), key_delete },
    { CONTROL('E'), key_end },
    { CONTROL('F'), key_right },
    { CONTROL('G'), key_bell },
    { CONTROL('H'), key_backspace },
    { CONTROL('I'), line_tab },
    { CONTROL('J'), key_enter },
    { CONTROL('K'), key_kill_end },
    { CONTROL('L'), key_clear },
    { CONTROL('M'), key_enter },
    { CONTROL('N'), key_newer },
    { CONTROL('P'), key_older },
    { CONTROL('R'), key_search },
    { CONTROL('T'), key_transpose },
    { CONTROL('U'), key_kill_start },
    { CONTROL('W'), key_kill_space_left },
    { CONTROL('Y'), key_yank },
    { DEL, key_backspace },
    { KEY_UP, key_older },
    { KEY_DOWN, key_newer },
    { KEY_RIGHT, key_right },
    { KEY_LEFT, key_left },
    { KEY_HOME, key_home },
    { KEY_END, key_end },
    { KEY_DELETE, key_delete },
    { KEY_WORD_RIGHT, key_word_right },
    { KEY_WORD_LEFT, key_word_left },
    { KEY_ALT | 'b', key_word_left },
    { KEY_ALT | 'f', key_word_right },
    { KEY_ALT | 'd', key_kill_word_right },
    { KEY_ALT | DEL, key_kill_word_left },
    { KEY_ALT | '\b', key_kill_word_left },
};

void line_key_obey(struct line_editor *editor, uint32_t key)
{
    editor->was_kill = editor->is_kill;
    editor->was_tab = editor->is_tab;
    editor->is_kill = editor->is_tab = false;
    if (key >= ' ' && key < KEY_NONE && key != DEL) {
        text_type(editor, editor->keys.bytes, editor->keys.size);
        return;
    }
    for (unsigned i = 0; i < ARRAY_SIZE(bindings); i++)
        if (bindings[i].key == key)
            bindings[i].obey(editor);
}
