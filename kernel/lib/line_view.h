/* SPDX-License-Identifier: MIT */
/*
 * lib/line_view.h — a prompt and the line behind it, kept up to date on a terminal.
 *
 * The line goes on in the next row before the last column of the terminal is reached, by an LF of
 * its own: so the rows come out alike on every terminal that is at least `columns` wide, whatever it
 * does at its right edge, and the place of each character is known. A character fills one cell.
 */
#pragma once

#include "lib/line_buffer.h"

#define LINE_COLUMNS_MIN     10
#define LINE_COLUMNS_DEFAULT 80

/*
 * Receives text for the terminal: characters, CR, BS, BEL, LF (to the start of the next row) and CSI
 * sequences.
 */
typedef void (*line_emit_t)(void *context, const char *text, size_t size);

struct line_view {
    line_emit_t emit;
    void *context;
    unsigned columns;
    const char *prompt; /* printable characters only; the caller's */
    /* Counted in characters from the first of the prompt. */
    unsigned place, end; /* the terminal's cursor; behind the last character drawn */
    char pending[96];    /* text not yet given to emit */
    size_t pending_size;
};

void line_view_init(struct line_view *view, line_emit_t emit, void *context);

/* Draws all of it from the row the terminal's cursor is in, wiping what was there. */
void line_view_draw(struct line_view *view, const struct line_buffer *line);

/* Takes the picture, which is of this view, off the terminal and draws it anew: the prompt changed. */
void line_view_redraw(struct line_view *view, const struct line_buffer *line);

/* The same for a terminal of another width. */
void line_view_set_columns(struct line_view *view, const struct line_buffer *line,
                           unsigned columns);

/* The text changed from byte `from` on (its length: nowhere), and perhaps the cursor moved. */
void line_view_update(struct line_view *view, const struct line_buffer *line, size_t from);

/* Leaves the picture as it is, with last words behind it, and goes to the start of the row below. */
void line_view_leave(struct line_view *view, const struct line_buffer *line, const char *last);

/* Adds text of one's own, e.g. a bell; the cursor must be where it was afterwards. */
void line_view_say(struct line_view *view, const char *text);

/* Gives everything pending to emit. */
void line_view_flush(struct line_view *view);

/*
 * Wipes the picture off the terminal at once, leaving the view as it is: line_view_draw() brings it
 * back. May be called by an interrupt handler.
 */
void line_view_hide(const struct line_view *view);
