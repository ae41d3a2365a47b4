/* SPDX-License-Identifier: MIT */
/*
 * lib/line_editor.h — a line typed at a terminal: Emacs keys, history, completion.
 *
 *   C-b C-f Left Right   one character       C-a C-e Home End          to the ends
 *   M-b M-f C-Left/Right one word            C-p C-n Up Down           older, newer line
 *   C-h Backspace C-d Delete   erase         C-k C-u C-w M-d M-Backspace   kill
 *   C-y   put back what was killed           C-t   swap two characters
 *   C-r   search the history                 C-g   give up the search
 *   Tab   complete, twice: list              C-l   clear the screen
 *   C-c   throw the line away                Enter it is done
 *
 * Bytes come in one at a time; what the terminal is to show goes out through line_emit_t. Memory is
 * the structure's own; whatever the bytes are, the line stays as lib/line_buffer.h promises.
 */
#pragma once

#include "lib/completion.h"
#include "lib/line_search.h"
#include "lib/line_view.h"

/*
 * Begins `completion` with the word of text that ends at cursor, offers what it may become, and
 * stores where the word begins. False: there is nothing to complete here. Called again to list.
 */
typedef bool (*line_complete_t)(void *context, const char *text, size_t cursor,
                                struct completion *completion, size_t *start);

enum line_event {
    LINE_GOES_ON,
    LINE_DONE,      /* Enter: the text is in line.text until line_editor_begin() */
    LINE_CANCELLED, /* C-c: the text is gone */
};

struct line_editor {
    struct line_buffer line;
    struct line_view view;
    struct key_reader keys;
    struct line_search search;
    const char *prompt;
    struct history *history;
    line_complete_t complete;
    void *complete_context;

    unsigned browsed;       /* lines back in the history; 0: the line being typed */
    struct line_buffer own; /* the line being typed, while others are looked at */
    char killed[LINE_BYTES_MAX];
    size_t killed_size;
    bool is_kill, was_kill; /* this key kills; the one before it did */
    bool is_tab, was_tab;
    bool was_cr; /* the last key; an LF now belongs to it */
    enum line_event event;
};

/* history and prompt (printable) stay the caller's; complete may be NULL. */
void line_editor_init(struct line_editor *editor, const char *prompt, struct history *history,
                      line_emit_t emit, void *context);
void line_editor_set_completion(struct line_editor *editor, line_complete_t complete,
                                void *context);

/* Empties the line and shows the prompt; the terminal's cursor must be at the start of a row. */
void line_editor_begin(struct line_editor *editor);

/* Takes a byte. After anything but LINE_GOES_ON the terminal is in a fresh row. */
enum line_event line_editor_feed(struct line_editor *editor, uint8_t byte);

/* Gives up an ESC whose rest did not come: what is typed next stands for itself. */
void line_editor_forget_escape(struct line_editor *editor);

/* How wide the terminal is from now on, at least LINE_COLUMNS_MIN; redraws when that is new. */
void line_editor_set_columns(struct line_editor *editor, unsigned columns);

/*
 * hide takes prompt and line off the terminal, so that something else can be said there, and may be
 * called by an interrupt handler; show draws them in the row where the terminal's cursor is now.
 */
void line_editor_hide(const struct line_editor *editor);
void line_editor_show(struct line_editor *editor);
