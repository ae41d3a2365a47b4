/* SPDX-License-Identifier: MIT */
/*
 * fuzz_line_editor.c — the line editor under arbitrary bytes, watched on a terminal of its own.
 *
 * The first byte of the input chooses the width; the rest are typed, but for some that no terminal
 * sends: 0xfe hides the line, says something and shows it again, 0xff changes the width, 0xfd lets an
 * ESC be forgotten.
 */
#include "line_picture.h"

#include <stdio.h>
#include <stdlib.h>

#define BYTE_FORGET 0xfd
#define BYTE_LOG    0xfe
#define BYTE_WIDTH  0xff

#define ROWS    70 /* the longest line on the narrowest terminal fits */
#define COLUMNS 40

/* Looking at the whole screen takes long: at every byte of short inputs, now and then in long ones. */
#define LOOK_ALWAYS 64
#define LOOK_EVERY  32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t cells[ROWS * COLUMNS];
static struct terminal terminal;
static struct history history;
static struct line_editor editor;

static void must_be_null(const char *fault, size_t at)
{
    if (fault != NULL) {
        fprintf(stderr, "at byte %zu: %s\n", at, fault);
        abort();
    }
}

static void terminal_emit(void *context, const char *text, size_t size)
{
    (void)context;
    for (size_t i = 0; i < size; i++)
        must_be_null((uint8_t)text[i] < ' ' && strchr("\r\n\b\a\033", text[i]) == NULL
                         ? "an unexpected control character"
                         : NULL,
                     0);
    terminal_write(&terminal, text, size);
}

static bool complete(void *context, const char *text, size_t cursor, struct completion *completion,
                     size_t *start)
{
    static const char *const names[] = { "help", "hexdump", "a", "aaaa", "aaab", "peek64" };

    (void)context;
    *start = cursor;
    while (*start > 0 && text[*start - 1] != ' ')
        --*start;
    if (!completion_begin(completion, text + *start, cursor - *start))
        return false;
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        completion_offer(completion, names[i]);
    return true;
}

static void take(uint8_t byte)
{
    enum line_event event;

    switch (byte) {
    case BYTE_FORGET:
        line_editor_forget_escape(&editor);
        return;
    case BYTE_LOG:
        line_editor_hide(&editor);
        terminal_write(&terminal, "[ 1.0] log\n", 11);
        line_editor_show(&editor);
        return;
    case BYTE_WIDTH:
        line_editor_set_columns(&editor, (editor.view.columns * 7 + 3) % COLUMNS);
        return;
    default:
        break;
    }
    event = line_editor_feed(&editor, byte);
    if (event == LINE_DONE) {
        must_be_null(line_fault(&editor.line), 0);
        history_add(&history, editor.line.text);
    }
    if (event != LINE_GOES_ON) {
        must_be_null(terminal.cursor.column == 0 ? NULL : "not in a fresh row", 0);
        line_editor_begin(&editor);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    terminal_init(&terminal, ROWS, COLUMNS, cells, NULL);
    history.count = history.next = 0;
    line_editor_init(&editor, "noos> ", &history, terminal_emit, NULL);
    line_editor_set_completion(&editor, complete, NULL);
    editor.view.columns = LINE_COLUMNS_MIN + data[0] % (COLUMNS - LINE_COLUMNS_MIN + 1);
    line_editor_begin(&editor);
    for (size_t i = 1; i < size; i++) {
        take(data[i]);
        must_be_null(line_fault(&editor.line), i);
        if (i < LOOK_ALWAYS || i % LOOK_EVERY == 0 || i == size - 1)
            must_be_null(picture_fault(&editor, &terminal), i);
        must_be_null(editor.killed_size <= LINE_BYTES_MAX ? NULL : "too much was killed", i);
    }
    /* Whatever came before, a prompt is three keys away. */
    take(BYTE_FORGET);
    take(0x07);
    take(0x03);
    take('x');
    must_be_null(strcmp(editor.line.text, "x") == 0 ? NULL : "the prompt does not work", size);
    return 0;
}
