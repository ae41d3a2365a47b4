/* SPDX-License-Identifier: MIT */
/* tests/unit/test_log.c — lines: what the ring keeps, what sinks get, and what cannot get in. */
#include "lib/log.h"

#include "lib/error.h"

#include "exact.h"

#include <stdio.h>

/* A sink that remembers; each call must bring exactly one line. */
struct heard {
    char text[64 * 1024];
    size_t size;
    unsigned lines;
};

static struct heard heard, late;

static void hear(void *context, const char *line, size_t size)
{
    struct heard *to = context;

    assert_true(size >= 1 && size <= LOG_LINE_MAX);
    assert_int_equal(line[size - 1], '\n');
    assert_null(memchr(line, '\n', size - 1));
    assert_true(to->size + size < sizeof(to->text));
    memcpy(to->text + to->size, line, size);
    to->size += size;
    to->text[to->size] = '\0';
    to->lines++;
}

/* The same where a line may be as long as the ring holds it, level and all. */
static void hear_long(void *context, const char *line, size_t size)
{
    struct heard *to = context;

    assert_true(size >= 1 && size <= LOG_LINE_MAX + 3);
    assert_int_equal(line[size - 1], '\n');
    memcpy(to->text + to->size, line, size);
    to->size += size;
    to->text[to->size] = '\0';
    to->lines++;
}

static uint64_t now_ns;

static uint64_t clock_fake(void)
{
    return now_ns;
}

static int setup(void **state)
{
    (void)state;
    memset(&heard, 0, sizeof(heard));
    memset(&late, 0, sizeof(late));
    log_init();
    return log_add_sink(hear, &heard, false);
}

/* The whole ring as a string. */
static const char *ring_text(void)
{
    static char text[LOG_RING_BYTES + 1];
    uint64_t at = 0;
    size_t size = log_ring_read(log_ring(), &at, text, LOG_RING_BYTES);

    text[size] = '\0';
    return text;
}

static void test_line(void **state)
{
    (void)state;
    log_info("uart: COM%d at 0x%x", 1, 0x3f8);
    assert_string_equal(heard.text, "[    0.000000] uart: COM1 at 0x3f8\n");
    assert_string_equal(ring_text(), "<6>[    0.000000] uart: COM1 at 0x3f8\n");
}

static void test_stamp(void **state)
{
    static const struct {
        uint64_t ns;
        const char *stamp;
    } stamps[] = {
        { 0, "[    0.000000] x\n" },
        { 999, "[    0.000000] x\n" },
        { 1234567890, "[    1.234567] x\n" },
        { 12345678000000000, "[12345678.000000] x\n" },
        { UINT64_MAX, "[18446744073.709551] x\n" },
    };

    (void)state;
    log_set_clock(clock_fake);
    for (size_t i = 0; i < sizeof(stamps) / sizeof(stamps[0]); i++) {
        heard.size = 0;
        now_ns = stamps[i].ns;
        log_info("x");
        assert_string_equal(heard.text, stamps[i].stamp);
    }
}

static void test_levels(void **state)
{
    (void)state;
    log_error("e");
    log_warning("w");
    log_write(LOG_NOTICE, "n");
    log_info("i");
    log_debug("d");
    assert_int_equal(heard.lines, 4);
    assert_null(strstr(heard.text, "d\n"));
    assert_string_equal(ring_text(), "<3>[    0.000000] e\n<4>[    0.000000] w\n"
                                     "<5>[    0.000000] n\n<6>[    0.000000] i\n"
                                     "<7>[    0.000000] d\n");
    log_set_threshold(LOG_DEBUG);
    log_debug("d");
    assert_int_equal(heard.lines, 5);
    log_set_threshold(LOG_EMERG - 1);
    log_write(LOG_EMERG, "quiet");
    assert_int_equal(heard.lines, 5);
    log_set_threshold(LOG_EMERG);
    log_write(LOG_EMERG, "loud");
    log_write(LOG_ALERT, "quiet");
    assert_int_equal(heard.lines, 6);
}

static void test_control_bytes(void **state)
{
    (void)state;
    log_info("one\n");
    log_info("%s", "a\nok 1 forged\r\tb\x1b[2J\x7f"
                   "c\xc3\xa4\n");
    log_info("\n");
    log_info("%s", "");
    assert_string_equal(heard.text, "[    0.000000] one\n"
                                    "[    0.000000] a ok 1 forged  b?[2J?c\xc3\xa4\n"
                                    "[    0.000000] \n[    0.000000] \n");
}

static void test_document(void **state)
{
    (void)state;
    log_set_threshold(LOG_EMERG - 1);
    log_document("KTAP version 1");
    log_document("# machine=\"a\nok 1 forged\"");
    log_document("\n");
    log_document("\x1b[H# x\n");
    assert_string_equal(heard.text, "KTAP version 1\n# machine=\"a ok 1 forged\"\n\n?[H# x\n");
    assert_string_equal(ring_text(), heard.text);
}

/* A line of every length around the limit, in a block of its own. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t length = LOG_LINE_MAX - 20; length < LOG_LINE_MAX + 20; length++) {
        char *text = malloc(length + 1);
        size_t stamped = strlen("[    0.000000] ") + length;

        memset(text, 'x', length);
        text[length] = '\0';
        heard.size = 0;
        log_document(text);
        assert_int_equal(heard.size, length < LOG_LINE_MAX ? length + 1 : LOG_LINE_MAX);
        assert_memory_equal(heard.text + heard.size - 4, length < LOG_LINE_MAX ? "xxx\n" : "...\n",
                            4);
        heard.size = 0;
        log_info("%s", text);
        assert_int_equal(heard.size, stamped < LOG_LINE_MAX ? stamped + 1 : LOG_LINE_MAX);
        assert_memory_equal(heard.text + heard.size - 4, stamped < LOG_LINE_MAX ? "xxx\n" : "...\n",
                            4);
        free(text);
    }
}

static void test_sinks(void **state)
{
    (void)state;
    for (int i = 1; i < LOG_SINKS_MAX; i++)
        assert_int_equal(log_add_sink(hear, &late, false), 0);
    assert_int_equal(log_add_sink(hear, &late, false), -E_NOSPACE);
    log_info("x");
    assert_int_equal(heard.lines, 1);
    assert_int_equal(late.lines, LOG_SINKS_MAX - 1);
    log_init();
    log_info("x");
    assert_int_equal(heard.lines, 1);
}

static void test_replay(void **state)
{
    (void)state;
    log_info("one");
    log_debug("hidden");
    log_document("KTAP version 1");
    log_document("<x> no level");
    log_document("<!> nor this");
    log_document("<");
    log_document("");
    log_write(LOG_EMERG, "two");
    assert_int_equal(log_add_sink(hear, &late, true), 0);
    assert_string_equal(late.text, heard.text);
    assert_int_equal(late.lines, 7);
    log_info("three");
    assert_string_equal(late.text, heard.text);
}

/* Two writers at once can leave a line of any length behind: it comes out in pieces. */
static void test_replay_of_garbled_text(void **state)
{
    static char text[5 * LOG_LINE_MAX];

    (void)state;
    memset(text, 'x', sizeof(text));
    log_ring_write((struct log_ring *)log_ring(), text, sizeof(text));
    log_document("end");
    assert_int_equal(log_add_sink(hear_long, &late, true), 0);
    assert_string_equal(late.text + late.size - 4, "end\n");
    assert_in_range(late.lines, 5, 7);
}

static void test_no_replay(void **state)
{
    (void)state;
    log_info("one");
    assert_int_equal(log_add_sink(hear, &late, false), 0);
    log_info("two");
    assert_string_equal(late.text, "[    0.000000] two\n");
}

/* Once the ring has dropped text, a replay begins with the first line that is whole. */
static void test_replay_after_wrap(void **state)
{
    (void)state;
    log_set_threshold(LOG_INFO);
    for (unsigned i = 0; log_ring()->written < LOG_RING_BYTES + 500; i++)
        log_debug("filler %u, which no sink gets to hear", i);
    for (unsigned i = 0; i < 100; i++)
        log_info("number %u", i);
    assert_int_equal(log_add_sink(hear, &late, true), 0);
    assert_int_equal(late.lines, 100);
    assert_string_equal(late.text, heard.text);
}

static void count_lines(void *context, const char *line, size_t size)
{
    struct heard *to = context;

    (void)line;
    (void)size;
    to->lines++;
}

/* A sink that only checks: every line must be one of the numbered ones, each one up. */
static void hear_numbers(void *context, const char *line, size_t size)
{
    unsigned *next = context;
    char expected[64];
    int length;

    if (*next == 0)
        assert_int_equal(sscanf(line, "document line number %u of many", next), 1);
    length = snprintf(expected, sizeof(expected), "document line number %u of many\n", *next);
    assert_int_equal(size, length);
    assert_memory_equal(line, expected, size);
    (*next)++;
}

static void test_replay_drops_half_line(void **state)
{
    unsigned next = 0, last = 0;
    char text[64];

    (void)state;
    log_init();
    for (last = 1; log_ring()->written < LOG_RING_BYTES + 1000; last++) {
        snprintf(text, sizeof(text), "document line number %u of many", last);
        log_document(text);
    }
    assert_int_not_equal(ring_text()[0], 'd'); /* so that there is something to drop */
    assert_int_equal(log_add_sink(hear_numbers, &next, true), 0);
    assert_int_equal(next, last);
}

/* Exactly full, and nothing dropped yet: the oldest line is whole and must be heard. */
static void test_replay_of_lines_that_fit(void **state)
{
    (void)state;
    log_init();
    while (log_ring()->written < LOG_RING_BYTES)
        log_document("seven b");
    assert_int_equal(log_ring()->written, LOG_RING_BYTES);
    assert_int_equal(log_add_sink(count_lines, &late, true), 0);
    assert_int_equal(late.lines, LOG_RING_BYTES / 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_line, setup),
        cmocka_unit_test_setup(test_stamp, setup),
        cmocka_unit_test_setup(test_levels, setup),
        cmocka_unit_test_setup(test_control_bytes, setup),
        cmocka_unit_test_setup(test_document, setup),
        cmocka_unit_test_setup(test_cut, setup),
        cmocka_unit_test_setup(test_sinks, setup),
        cmocka_unit_test_setup(test_replay, setup),
        cmocka_unit_test_setup(test_replay_of_garbled_text, setup),
        cmocka_unit_test_setup(test_no_replay, setup),
        cmocka_unit_test_setup(test_replay_after_wrap, setup),
        cmocka_unit_test_setup(test_replay_drops_half_line, setup),
        cmocka_unit_test_setup(test_replay_of_lines_that_fit, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
