/* SPDX-License-Identifier: MIT */
/*
 * diag/bench_tests.c — how fast the consoles are, in cycles and in what a person notices.
 *
 * Only numbers: nothing here is right or wrong, so a bench passes when it could be carried out. What
 * it writes to a serial line begins with "[bench]", which no reader of a document takes for its own.
 */
#include "cpu/registers.h"
#include "dev/clock.h"
#include "dev/console.h"
#include "dev/keyboard.h"
#include "dev/screen.h"
#include "dev/screen_backend.h"
#include "diag/bench_cores.h"
#include "diag/bench_memory.h"
#include "diag/test.h"
#include "lib/error.h"
#include "lib/line_editor.h"
#include "lib/log.h"
#include "lib/print.h"
#include "lib/samples.h"
#include "lib/str.h"

#define NS_PER_S 1000000000ull

#define SCROLL_LINES_MAX 1000
#define SCROLL_NS_MAX    (3 * NS_PER_S)

#define SERIAL_LINES 256

#define LOG_LINES 10000

#define ECHO_KEYS      60 /* fit into a line */
#define ECHO_WAIT_NS   100000000ull
#define SCANCODE_X     0x2d
#define SCANCODE_BREAK 0x80

static uint64_t per_second(uint64_t count, uint64_t ns)
{
    return ns != 0 ? count * NS_PER_S / ns : 0;
}

/* Full lines, each on the glass before the next is written. */
static enum test_result scroll(struct test_run *run)
{
    char text[SCREEN_COLUMNS_MAX + 1];
    unsigned rows, columns, lines = 0;
    uint64_t start_ns, took_ns = 0, cycles;

    if (!console_screen_size(&rows, &columns))
        return test_skip(run, "no screen");
    start_ns = clock_now_ns();
    cycles = tsc_read();
    while (lines < SCROLL_LINES_MAX && took_ns < SCROLL_NS_MAX) {
        for (unsigned i = 0; i + 1 < columns; i++)
            text[i] = (char)('!' + (i + lines) % ('~' - '!'));
        text[columns - 1] = '\n';
        screen_write(text, columns);
        screen_flush();
        lines++;
        took_ns = clock_now_ns() - start_ns;
    }
    cycles = tsc_read() - cycles;
    return test_pass(run, "columns=%u rows=%u lines=%u lines_per_s=%lu cycles_per_line=%lu",
                     columns, rows, lines, per_second(lines, took_ns), cycles / lines);
}

/* Bytes on every serial console, and what the processor spent on one. */
static enum test_result serial(struct test_run *run)
{
    static const char tail[] = " the quick brown fox jumps over the lazy dog\n";
    char text[80];
    uint64_t bytes = 0, cycles = 0, ns = 0;
    uint64_t line_bytes = 0;

    if (console_serial_baud() == 0)
        return test_skip(run, "no serial console");
    for (unsigned i = 0; i < SERIAL_LINES; i++) {
        const int size = print_format(text, sizeof(text), "[bench] %05u%s", i, tail);
        const uint64_t from_ns = clock_now_ns(), from = tsc_read();

        console_serial_write(text, (size_t)size);
        cycles += tsc_read() - from;
        ns += clock_now_ns() - from_ns;
        bytes += (uint64_t)size + 1; /* LF goes out as CR LF */
    }
    line_bytes = console_serial_baud() / 10;
    return test_pass(run, "bytes=%lu cycles_per_byte=%lu bytes_per_s=%lu line_bytes_per_s=%lu",
                     bytes, cycles / bytes, per_second(bytes, ns), line_bytes);
}

/* The whole way of a log line: formatted, kept, and on every console. */
static enum test_result log(struct test_run *run)
{
    const uint64_t start_ns = clock_now_ns(), start = tsc_read();
    uint64_t cycles, ns;

    for (unsigned i = 1; i <= LOG_LINES; i++)
        log_info("bench: line %05u of %u", i, LOG_LINES);
    cycles = tsc_read() - start;
    ns = clock_now_ns() - start_ns;
    return test_pass(run, "lines=%u lines_per_s=%lu cycles_per_line=%lu", LOG_LINES,
                     per_second(LOG_LINES, ns), cycles / LOG_LINES);
}

static void editor_emit(void *context, const char *text, size_t size)
{
    (void)context;
    console_write(text, size);
}

/* Waits for what the keyboard sends; false when nothing comes. */
static bool key_await(int *byte)
{
    const uint64_t end_ns = clock_now_ns() + ECHO_WAIT_NS;

    while ((*byte = keyboard_read()) < 0)
        if (clock_now_ns() >= end_ns)
            return false;
    return true;
}

/* One key: from the controller's output to the letter on every console. -E_TIMEOUT: it never came. */
static int key_echo(struct line_editor *editor, uint64_t *cycles)
{
    const uint64_t start = tsc_read();
    int byte;
    int result = keyboard_inject(SCANCODE_X);

    if (result != 0)
        return result;
    if (!key_await(&byte))
        return -E_TIMEOUT;
    line_editor_feed(editor, (uint8_t)byte);
    screen_flush();
    *cycles = tsc_read() - start;
    return keyboard_inject(SCANCODE_X | SCANCODE_BREAK);
}

static enum test_result echo(struct test_run *run)
{
    static struct history history;
    static struct line_editor editor;
    uint64_t cycles[ECHO_KEYS];
    int result = 0, byte;

    for (unsigned i = 0; i < LINE_BYTES_MAX && (byte = keyboard_read()) >= 0; i++)
        ; /* typed before */
    line_editor_init(&editor, "[bench] ", &history, editor_emit, NULL);
    line_editor_begin(&editor);
    for (unsigned i = 0; i < ECHO_KEYS && result == 0; i++)
        result = key_echo(&editor, &cycles[i]);
    console_write("\n", 1);
    if (result == -E_NODEV)
        return test_skip(run, "no PS/2 controller");
    if (result != 0)
        return test_skip(run, "the controller does not play a key back: %s", error_name(result));
    samples_sort(cycles, ECHO_KEYS);
    return test_pass(run, "keys=%u min_cycles=%lu median_cycles=%lu median_us=%lu", ECHO_KEYS,
                     cycles[0], samples_median(cycles, ECHO_KEYS),
                     samples_median(cycles, ECHO_KEYS) * 1000000 / clock_tsc_hz());
}

static const struct test tests[] = {
    { "bench.scroll", scroll },
    { "bench.serial", serial },
    { "bench.echo", echo },
    { "bench.log", log },
    { "bench.frame", bench_frame },
    { "bench.kmalloc", bench_kmalloc },
    { "bench.page_fault", bench_page_fault },
    { "bench.map", bench_map },
    { "bench.interrupt", bench_interrupt },
    { "bench.ipi", bench_ipi },
    { "bench.tlb_flush", bench_flush },
    { "bench.thread_switch", bench_switch },
    { "bench.mutex", bench_mutex },
    { "bench.sleep", bench_sleep },
    { "bench.start", bench_start },
};

const struct test_group bench_tests = { "bench", tests, ARRAY_SIZE(tests), true };
