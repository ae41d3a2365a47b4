/* SPDX-License-Identifier: MIT */
/* test_terminal_csi.c — control sequences, each with its defaults and its limits. */
#include "terminal_fixture.h"

static void filled(void)
{
    terminal_make(4, 5);
    feed("abcde\nfghij\nklmno\npqrst");
}

#define ASSERT_AFTER(sequence, wanted) \
    do {                               \
        filled();                      \
        feed(sequence);                \
        assert_screen(wanted);         \
    } while (0)

#define ASSERT_PLACE(sequence, row, column) \
    do {                                    \
        terminal_make(10, 20);              \
        feed("\033[5;7H");                  \
        feed(sequence);                     \
        assert_cursor(row, column);         \
    } while (0)

static void moves_by_steps(void **state)
{
    (void)state;
    ASSERT_PLACE("\033[A", 3, 6);
    ASSERT_PLACE("\033[0A", 3, 6);
    ASSERT_PLACE("\033[2A", 2, 6);
    ASSERT_PLACE("\033[99A", 0, 6);
    ASSERT_PLACE("\033[B", 5, 6);
    ASSERT_PLACE("\033[3B", 7, 6);
    ASSERT_PLACE("\033[9999B", 9, 6);
    ASSERT_PLACE("\033[C", 4, 7);
    ASSERT_PLACE("\033[4C", 4, 10);
    ASSERT_PLACE("\033[9999C", 4, 19);
    ASSERT_PLACE("\033[D", 4, 5);
    ASSERT_PLACE("\033[2D", 4, 4);
    ASSERT_PLACE("\033[99999999D", 4, 0);
    ASSERT_PLACE("\033[E", 5, 0);
    ASSERT_PLACE("\033[2E", 6, 0);
    ASSERT_PLACE("\033[F", 3, 0);
    ASSERT_PLACE("\033[99F", 0, 0);
}

static void moves_to_a_place(void **state)
{
    (void)state;
    ASSERT_PLACE("\033[H", 0, 0);
    ASSERT_PLACE("\033[3H", 2, 0);
    ASSERT_PLACE("\033[;3H", 0, 2);
    ASSERT_PLACE("\033[3;4H", 2, 3);
    ASSERT_PLACE("\033[0;0H", 0, 0);
    ASSERT_PLACE("\033[3;4f", 2, 3);
    ASSERT_PLACE("\033[99;99H", 9, 19);
    ASSERT_PLACE("\033[G", 4, 0);
    ASSERT_PLACE("\033[9G", 4, 8);
    ASSERT_PLACE("\033[99G", 4, 19);
    ASSERT_PLACE("\033[d", 0, 6);
    ASSERT_PLACE("\033[2d", 1, 6);
    ASSERT_PLACE("\033[99d", 9, 6);
}

static void display_is_erased(void **state)
{
    (void)state;
    ASSERT_AFTER("\033[2;3H\033[J", "abcde|fg||");
    ASSERT_AFTER("\033[2;3H\033[0J", "abcde|fg||");
    ASSERT_AFTER("\033[2;3H\033[1J", "|   ij|klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[2JX", "|  X||");
    ASSERT_AFTER("\033[H\033[J", "|||");
    ASSERT_AFTER("\033[4;5H\033[1J", "|||");
    ASSERT_AFTER("\033[2;3H\033[7J", "abcde|fghij|klmno|pqrst");
}

static void scroll_back_is_erased(void **state)
{
    (void)state;
    filled();
    feed("\n\n");
    assert_int_equal(history.count, 2);
    feed("\033[7J");
    assert_int_equal(history.count, 2);
    feed("\033[3J");
    assert_int_equal(history.count, 0);
    assert_screen("klmno|pqrst||");
}

static void line_is_erased(void **state)
{
    (void)state;
    ASSERT_AFTER("\033[2;3H\033[K", "abcde|fg|klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[1K", "abcde|   ij|klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[2K", "abcde||klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[3K", "abcde|fghij|klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[X", "abcde|fg ij|klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[2X", "abcde|fg  j|klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[99X", "abcde|fg|klmno|pqrst");
}

static void lines_are_inserted_and_deleted(void **state)
{
    (void)state;
    ASSERT_AFTER("\033[2;3H\033[L", "abcde||fghij|klmno");
    ASSERT_AFTER("\033[2;3H\033[2L", "abcde|||fghij");
    ASSERT_AFTER("\033[2;3H\033[99L", "abcde|||");
    ASSERT_AFTER("\033[2;3H\033[M", "abcde|klmno|pqrst|");
    ASSERT_AFTER("\033[2;3H\033[2M", "abcde|pqrst||");
    ASSERT_AFTER("\033[1;3H\033[99M", "|||");
    assert_int_equal(history.count, 0); /* deleted is not scrolled */
}

static void characters_are_inserted_and_deleted(void **state)
{
    (void)state;
    ASSERT_AFTER("\033[2;3H\033[@", "abcde|fg hi|klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[2@", "abcde|fg  h|klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[99@", "abcde|fg|klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[P", "abcde|fgij|klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[2P", "abcde|fgj|klmno|pqrst");
    ASSERT_AFTER("\033[2;3H\033[99P", "abcde|fg|klmno|pqrst");
}

static void index_and_reverse_index(void **state)
{
    (void)state;
    ASSERT_AFTER("\033[2;3H\033DX", "abcde|fghij|klXno|pqrst");
    ASSERT_AFTER("\033[4;3H\033DX", "fghij|klmno|pqrst|  X");
    ASSERT_AFTER("\033[4;3H\033EX", "fghij|klmno|pqrst|X");
    ASSERT_AFTER("\033[2;3H\033MX", "abXde|fghij|klmno|pqrst");
    ASSERT_AFTER("\033[1;3H\033MX", "  X|abcde|fghij|klmno");
}

static void cursor_and_pen_are_saved(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        terminal_make(3, 10);
        feed("\033[2;4H\033[31m");
        feed(i == 0 ? "\0337" : "\033[s");
        feed("\033[H\033[0mzz");
        feed(i == 0 ? "\0338" : "\033[u");
        feed("X");
        assert_screen("zz|   X|");
        assert_int_equal(cell_at(1, 3), cell_make('X', COLOR_RED, COLOR_BLACK));
        assert_int_equal(cell_at(0, 0), cell_make('z', COLOR_LIGHT_GREY, COLOR_BLACK));
    }
    terminal_make(3, 10);
    feed("\033[2;4Hab\033[31m\0338X"); /* never saved: home, plain */
    assert_int_equal(cell_at(0, 0), cell_make('X', COLOR_LIGHT_GREY, COLOR_BLACK));
}

static void cursor_is_hidden_and_shown(void **state)
{
    unsigned row, column;

    (void)state;
    terminal_make(3, 10);
    assert_true(terminal_cursor_place(&terminal, &row, &column));
    feed("\033[?25l");
    assert_false(terminal_cursor_place(&terminal, &row, &column));
    feed("\033[?25h");
    assert_true(terminal_cursor_place(&terminal, &row, &column));
    feed("\033[?7;25;1049l");
    assert_false(terminal_cursor_place(&terminal, &row, &column));
    feed("\033[25h"); /* without '?' a mode of another kind */
    assert_false(terminal_cursor_place(&terminal, &row, &column));
    feed("\033c");
    assert_true(terminal_cursor_place(&terminal, &row, &column));
}

static void reset_clears_all(void **state)
{
    (void)state;
    filled();
    feed("\033[44;1m\0337\033cX\0338Y");
    assert_screen("Y|||");
    assert_int_equal(cell_at(0, 0), cell_make('Y', COLOR_LIGHT_GREY, COLOR_BLACK));
    assert_int_equal(cell_at(1, 0), CELL_BLANK);
}

static void erased_places_take_the_background(void **state)
{
    const uint32_t blue = cell_make(' ', COLOR_LIGHT_GREY, COLOR_BLUE);

    (void)state;
    filled();
    feed("\033[44m\033[2;3H\033[K");
    assert_int_equal(cell_at(1, 1), cell_make('g', COLOR_LIGHT_GREY, COLOR_BLACK));
    assert_int_equal(cell_at(1, 2), blue);
    assert_int_equal(cell_at(1, 4), blue);
    feed("\033[4;1H\n");
    assert_int_equal(cell_at(3, 0), blue);
    feed("\033[H\033[L");
    assert_int_equal(cell_at(0, 0), blue);
    feed("\033[P");
    assert_int_equal(cell_at(0, 4), blue);
}

static void unknown_sequences_are_swallowed(void **state)
{
    static const char *const sequences[] = {
        "\033[5n",      "\033[6n",       "\033[c",   "\033[>c",     "\033[=c",  "\033[2;3r",
        "\033[4h",      "\033[20l",      "\033[?7l", "\033[?1049h", "\033[18t", "\033[!p",
        "\033[1 q",     "\033[?1;2$p",   "\033[b",   "\033[0z",     "\033[~",   "\033[5~",
        "\033(B",       "\033)0",        "\033#8",   "\033=",       "\033>",    "\033N",
        "\033]0;t\007", "\033P+q\033\\", "\033[?J",  "\033[>5A",    "\033[1$A", "\033[38:5:1m",
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++) {
        filled();
        feed("\033[2;3H");
        feed(sequences[i]);
        feed("X");
        assert_screen("abcde|fgXij|klmno|pqrst");
    }
}

/* Long random mixtures of what is above; the sanitizers watch the storage. */
static void anything_leaves_it_sound(void **state)
{
    static const char alphabet[] =
        "\033\033\033\033[[[[[;;;??0123456789999ABCDEFGHJKLMPXdfhlmsu@78DEMc"
        "\n\r\t\b\x18 xyz\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\xff\x9b]P\\";

    (void)state;
    srand(1);
    for (unsigned round = 0; round < 200; round++) {
        terminal_make(1 + (unsigned)rand() % 12, 1 + (unsigned)rand() % 30);
        for (unsigned i = 0; i < 2000; i++) {
            const unsigned c = (unsigned)rand();

            feed_bytes(c & 0x1000000 ? &alphabet[c % (sizeof(alphabet) - 1)] : (char *)&c, 1);
            if (i % 64 == 0)
                terminal_scroll_back(&terminal, rand() % 20 - 10);
            assert_true(terminal.cursor.row < terminal.grid.rows);
            assert_true(terminal.cursor.column < terminal.grid.columns);
            assert_true(terminal.view <= history.count);
            cell_at((unsigned)rand() % terminal.grid.rows, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_by_steps),
        cmocka_unit_test(moves_to_a_place),
        cmocka_unit_test(display_is_erased),
        cmocka_unit_test(scroll_back_is_erased),
        cmocka_unit_test(line_is_erased),
        cmocka_unit_test(lines_are_inserted_and_deleted),
        cmocka_unit_test(characters_are_inserted_and_deleted),
        cmocka_unit_test(index_and_reverse_index),
        cmocka_unit_test(cursor_and_pen_are_saved),
        cmocka_unit_test(cursor_is_hidden_and_shown),
        cmocka_unit_test(reset_clears_all),
        cmocka_unit_test(erased_places_take_the_background),
        cmocka_unit_test(unknown_sequences_are_swallowed),
        cmocka_unit_test(anything_leaves_it_sound),
    };

    return cmocka_run_group_tests(tests, NULL, terminal_drop);
}
