/* SPDX-License-Identifier: MIT */
/*
 * tests/fuzz/fuzz_cmdline.c — any bytes as a command line.
 *
 * The strongest demand: words written the way GRUB writes them are read back as they were.
 */
#include "lib/cmdline.h"
#include "lib/error.h"

#include "check.h"

#include <stdbool.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct cmdline first, second;

static void words_check(const struct cmdline *cmdline)
{
    const char *end = cmdline->text + sizeof(cmdline->text);
    struct console_word console;

    CHECK(cmdline->count <= CMDLINE_WORDS_MAX);
    for (unsigned i = 0; i < cmdline->count; i++) {
        const struct cmdline_word *word = &cmdline->words[i];

        CHECK(word->key >= cmdline->text && word->key < end);
        CHECK(!strchr(word->key, '='));
        if (!word->value)
            continue;
        CHECK(word->value == word->key + strlen(word->key) + 1 && word->value < end);
        if (console_word_parse(&console, word->value) == 0)
            CHECK(console.unit <= 31 && console.baud <= 115200);
    }
}

static char written[3 * CMDLINE_BYTES_MAX];

/* Appends one character of a word as GRUB delivers it. */
static size_t char_write(size_t at, char c)
{
    if (c == '\\' || c == '"' || c == '\'')
        written[at++] = '\\';
    written[at++] = c;
    return at;
}

/* Appends a word as GRUB delivers it. A word with other white space than ' ' it would break. */
static bool word_write(size_t *end, const struct cmdline_word *word)
{
    bool quote = strchr(word->key, ' ') || (word->value && strchr(word->value, ' '));
    size_t at = *end;

    if (strpbrk(word->key, "\t\r\n") || (word->value && strpbrk(word->value, "\t\r\n")))
        return false;
    if (quote)
        written[at++] = '"';
    for (const char *c = word->key; *c; c++)
        at = char_write(at, *c);
    if (word->value)
        written[at++] = '=';
    for (const char *c = word->value ? word->value : ""; *c; c++)
        at = char_write(at, *c);
    if (quote)
        written[at++] = '"';
    written[at++] = ' ';
    *end = at;
    return true;
}

static void round_trip_check(void)
{
    size_t size = 0;

    for (unsigned i = 0; i < first.count; i++)
        if (!word_write(&size, &first.words[i]))
            return;
    CHECK(cmdline_parse(&second, written, size) == (int)first.count);
    for (unsigned i = 0; i < first.count; i++) {
        CHECK(strcmp(first.words[i].key, second.words[i].key) == 0);
        CHECK(!first.words[i].value == !second.words[i].value);
        if (first.words[i].value)
            CHECK(strcmp(first.words[i].value, second.words[i].value) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int result = cmdline_parse(&first, (const char *)data, size);

    CHECK(result == (int)first.count || result == -E_NOSPACE || result == -E_INVAL);
    words_check(&first);
    round_trip_check();
    return 0;
}
