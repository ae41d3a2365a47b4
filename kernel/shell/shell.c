/* SPDX-License-Identifier: MIT */
/*
 * shell/shell.c — the loop: a line is typed, kept, run.
 *
 * `is_shown` says that the prompt and the line are on the terminals, or being drawn there. A log sink
 * may take them away at any moment; the loop draws them again before it does anything else.
 */
#include "shell/shell.h"

#include "cpu/console_lock.h"
#include "dev/clock.h"
#include "dev/console.h"
#include "lib/history.h"
#include "lib/line_editor.h"
#include "shell/command.h"
#include "shell/complete.h"
#include "shell/execute.h"
#include "shell/input.h"

#define PROMPT    "noos> "
#define ESCAPE_NS 500000000ull /* longer than a key's bytes are apart on any line */

static const struct shell_context *context;
static struct history history;
static struct line_editor editor;

static bool is_typing; /* a line is being typed */
static bool is_shown;

const struct shell_context *shell_context(void)
{
    return context;
}

static void console_emit(void *unused, const char *text, size_t size)
{
    (void)unused;
    console_write(text, size);
}

void shell_init(const struct shell_context *the_context)
{
    context = the_context;
    line_editor_init(&editor, PROMPT, &history, console_emit, NULL);
    line_editor_set_completion(&editor, complete_line, NULL);
}

void shell_log_sink(void *unused, const char *line, size_t size)
{
    (void)unused;
    (void)line;
    (void)size;
    if (__atomic_load_n(&is_typing, __ATOMIC_ACQUIRE) &&
        __atomic_exchange_n(&is_shown, false, __ATOMIC_ACQ_REL))
        line_editor_hide(&editor);
}

/* The flag comes first, so that a line logged meanwhile takes away what is half drawn. */
static void line_show(void)
{
    if (!__atomic_exchange_n(&is_shown, true, __ATOMIC_ACQ_REL))
        line_editor_show(&editor);
}

/* The terminal somebody types at is the screen, or one nobody knows the width of. */
static void width_follow(void)
{
    unsigned rows, columns = LINE_COLUMNS_DEFAULT;

    if (console_input_is_local() && !console_screen_size(&rows, &columns))
        columns = LINE_COLUMNS_DEFAULT;
    line_editor_set_columns(&editor, columns);
}

/* Returns when a line is done or given up. */
static enum line_event line_read(void)
{
    enum line_event event = LINE_GOES_ON;
    uint64_t last_ns = 0;

    while (event == LINE_GOES_ON) {
        const int byte = input_wait();
        const uint64_t now_ns = clock_now_ns();

        /* Another core that logs takes the line away, and must not find it half changed. */
        console_lock();
        line_show();
        if (byte >= 0) {
            if (now_ns - last_ns > ESCAPE_NS)
                line_editor_forget_escape(&editor);
            last_ns = now_ns;
            width_follow();
            event = line_editor_feed(&editor, (uint8_t)byte);
        }
        console_unlock();
    }
    return event;
}

_Noreturn void shell_run(void)
{
    for (;;) {
        enum line_event event;

        __atomic_store_n(&is_shown, true, __ATOMIC_RELEASE);
        __atomic_store_n(&is_typing, true, __ATOMIC_RELEASE);
        line_editor_begin(&editor);
        event = line_read();
        __atomic_store_n(&is_typing, false, __ATOMIC_RELEASE);
        if (event != LINE_DONE)
            continue;
        history_add(&history, editor.line.text);
        execute_line(editor.line.text, true);
    }
}
