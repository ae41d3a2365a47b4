/* SPDX-License-Identifier: MIT */
/* shell/output.c — to the console, a page at a time where that makes sense. */
#include "shell/output.h"

#include "dev/console.h"
#include "lib/log.h"
#include "lib/pager.h"
#include "lib/print.h"
#include "lib/str.h"
#include "shell/input.h"

#define PROMPT       "\033[7m--more--\033[27m"
#define PROMPT_ERASE "\r\033[K"
#define TEXT_MAX     1024

static struct pager pager;
static bool is_paged, is_typed, is_stopped, is_interrupted;
static unsigned page_rows;
static bool is_row_begun; /* the terminal's cursor is not at the start of a row */

void output_begin(bool typed)
{
    unsigned rows = 0, columns = 0;

    is_typed = typed;
    is_stopped = is_interrupted = false;
    is_paged =
        typed && console_input_is_local() && console_screen_size(&rows, &columns) && rows > 2;
    page_rows = is_paged ? rows - 1 : 0;
    pager_init(&pager, columns, page_rows);
}

void output_go_on(void)
{
    is_stopped = is_interrupted;
}

bool output_is_stopped(void)
{
    return is_stopped;
}

bool output_is_interrupted(void)
{
    return is_interrupted;
}

static void interrupt(void)
{
    is_stopped = is_interrupted = true;
    console_write("^C\n", 3);
}

/* Waits for one of the keys that say how to go on. */
static void more_ask(void)
{
    unsigned rows = 0;

    console_write(PROMPT, sizeof(PROMPT) - 1);
    while (rows == 0 && !is_stopped) {
        switch (input_wait()) {
        case ' ':
            rows = page_rows;
            break;
        case '\r':
        case '\n':
            rows = 1;
            break;
        case 'q':
        case 'Q':
            is_stopped = true;
            break;
        case INPUT_CTRL_C:
            is_stopped = is_interrupted = true;
            break;
        default:
            break;
        }
    }
    console_write(PROMPT_ERASE, sizeof(PROMPT_ERASE) - 1);
    pager_go_on(&pager, rows);
}

void output_write(const char *text, size_t size)
{
    if (is_typed && !is_stopped && input_is_interrupted())
        interrupt();
    while (size > 0 && !is_stopped) {
        const size_t part = is_paged ? pager_take(&pager, text, size) : size;

        console_write(text, part);
        if (part > 0)
            is_row_begun = text[part - 1] != '\n';
        if (part == size)
            return;
        if (is_row_begun)
            console_write("\n", 1); /* it is filled to its edge */
        more_ask();
        text += part;
        size -= part;
    }
}

void output_print(const char *format, ...)
{
    char text[TEXT_MAX];
    va_list args;

    va_start(args, format);
    print_vformat(text, sizeof(text), format, args);
    va_end(args);
    output_write(text, str_length(text));
}

void output_complain(const char *format, ...)
{
    char text[TEXT_MAX];
    va_list args;

    va_start(args, format);
    print_vformat(text, sizeof(text), format, args);
    va_end(args);
    if (is_typed)
        output_print("%s\n", text);
    else
        log_error("shell: %s", text);
}
