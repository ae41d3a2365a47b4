/* SPDX-License-Identifier: MIT */
/*
 * editor_fixture.h — a line editor on a terminal of this project's own, looked at after every byte.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "line_picture.h"

#define PROMPT "noos> "

#define UP    "\033[A"
#define DOWN  "\033[B"
#define RIGHT "\033[C"
#define LEFT  "\033[D"

static struct terminal terminal;
static struct history history;
static struct line_editor editor;
static enum line_event last_event;
static unsigned bells;
static size_t emitted; /* bytes */

static inline void terminal_emit(void *context, const char *text, size_t size)
{
    assert_ptr_equal(context, &terminal);
    assert_int_not_equal(size, 0);
    for (size_t i = 0; i < size; i++)
        bells += text[i] == '\a';
    emitted += size;
    terminal_write(&terminal, text, size);
}

static inline int editor_drop(void **state)
{
    (void)state;
    free(terminal.grid.cells);
    terminal.grid.cells = NULL;
    return 0;
}

/* A fresh editor at the top of a terminal, which may be wider than the editor knows. */
static inline void editor_make(unsigned rows, unsigned columns, unsigned terminal_columns)
{
    editor_drop(NULL);
    assert_int_equal(terminal_init(&terminal, rows, terminal_columns,
                                   calloc((size_t)rows * terminal_columns, sizeof(uint32_t)), NULL),
                     0);
    history = (struct history){ 0 };
    line_editor_init(&editor, PROMPT, &history, terminal_emit, &terminal);
    editor.view.columns = columns;
    line_editor_begin(&editor);
    assert_null(picture_fault(&editor, &terminal));
    bells = 0;
}

static inline int editor_fresh(void **state)
{
    (void)state;
    editor_make(24, 80, 80);
    return 0;
}

static inline void check(void)
{
    const char *fault = line_fault(&editor.line);

    if (fault == NULL)
        fault = picture_fault(&editor, &terminal);
    if (fault != NULL)
        fail_msg("with \"%s\", cursor at %zu: %s", editor.line.text, editor.line.cursor, fault);
}

/* Types text; a line that is done goes into the history and a new one begins. */
static inline void type(const char *text)
{
    for (; *text != '\0'; text++) {
        last_event = line_editor_feed(&editor, (uint8_t)*text);
        if (last_event == LINE_DONE)
            history_add(&history, editor.line.text);
        if (last_event != LINE_GOES_ON)
            line_editor_begin(&editor);
        check();
    }
}

/* wanted has a | where the cursor is. */
static inline void assert_line(const char *wanted)
{
    char found[LINE_BYTES_MAX + 1];

    memcpy(found, editor.line.text, editor.line.cursor);
    found[editor.line.cursor] = '|';
    strcpy(found + editor.line.cursor + 1, editor.line.text + editor.line.cursor);
    assert_string_equal(found, wanted);
}

static inline void line_clear(void)
{
    type("\005\025"); /* C-e C-u */
}
