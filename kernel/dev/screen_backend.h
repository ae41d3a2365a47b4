/* SPDX-License-Identifier: MIT */
/* dev/screen_backend.h — what a screen must be able to do for a terminal to be shown on it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The most a backend may have; screens with more room use larger characters. */
#define SCREEN_ROWS_MAX    135
#define SCREEN_COLUMNS_MAX 240

struct screen_backend {
    unsigned rows, columns;

    /*
     * Shows columns cells (lib/cell.h) as a row of the screen. Compares with what it has shown
     * there and touches only what differs; never reads the screen.
     */
    void (*row_draw)(unsigned row, const uint32_t *cells);

    /*
     * Puts the cursor there or takes it away. NULL for a screen that has none of its own: the cell
     * it is on comes with CELL_CURSOR.
     */
    void (*cursor_draw)(unsigned row, unsigned column, bool is_visible);

    /* Reaches the screen anew, by the map of memory now in use. False: it cannot be reached. */
    bool (*remap)(void);

    bool can_blink; /* else cells with CELL_BLINK come blank half of the time */
};
