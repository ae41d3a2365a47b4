/* SPDX-License-Identifier: MIT */
/*
 * document.c — reads the lines of one document. The grammar is KTAP version 1 as the Linux
 * kernel's documentation has it, without nesting, with `# ERROR why` for a test that could not
 * do its work and an end line `# end verdict=… …`.
 */
#include "bootwatch/document.h"

#include "bootwatch/remark.h"
#include "bootwatch/ktap_crc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define PLAN_MAX   1000000000u
#define CRC_DIGITS 8

static const char CRC_WORD[] = " crc32=";

static bool line_begins(const char *line, const char *prefix)
{
    return strncmp(line, prefix, strlen(prefix)) == 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads digits up to PLAN_MAX; returns what follows them, or NULL. */
static const char *count_read(const char *text, uint64_t *count)
{
    uint64_t sum = 0;

    if (!is_digit(*text))
        return NULL;
    for (; is_digit(*text); text++) {
        sum = sum * 10 + (uint64_t)(*text - '0');
        if (sum > PLAN_MAX)
            return NULL;
    }
    *count = sum;
    return text;
}

bool document_owns_line(const char *line)
{
    return line[0] == '#' || line_begins(line, "ok ") || line_begins(line, "not ok ") ||
           (line_begins(line, "1..") && is_digit(line[3])) || strcmp(line, "KTAP version 1") == 0;
}

/* Every line but the last counts with one LF, whatever ended it on the wire. */
static void crc_add_line(struct document *document, const char *line)
{
    document->crc = ktap_crc_add(document->crc, line, strlen(line));
    document->crc = ktap_crc_add(document->crc, "\n", 1);
}

void document_begin(struct document *document)
{
    *document = (struct document){ .open = true };
    crc_add_line(document, "KTAP version 1");
}

void document_note(struct document *document, enum document_fault fault, uint64_t expected,
                   uint64_t found)
{
    if (document->fault != DOCUMENT_SOUND)
        return;
    document->fault = fault;
    document->expected = expected;
    document->found = found;
}

static void plan_take(struct document *document, const char *line)
{
    uint64_t plan = 0;
    const char *rest = count_read(line + strlen("1.."), &plan);

    if (rest == NULL || (*rest != '\0' && *rest != ' '))
        document_note(document, DOCUMENT_BAD_LINE, 0, 0);
    else if (document->planned)
        document_note(document, DOCUMENT_TWO_PLANS, document->plan, plan);
    else
        document->plan = plan;
    document->planned = true;
}

/* True when the text after the `#` of a result line begins with the word. */
static bool directive_is(const char *text, const char *word)
{
    size_t length = strlen(word);

    while (*text == ' ')
        text++;
    return strncasecmp(text, word, length) == 0 &&
           (text[length] == '\0' || text[length] == ' ' || text[length] == ':');
}

static enum document_result_kind result_kind(bool ok, const char *directive)
{
    if (directive != NULL && directive_is(directive, "SKIP"))
        return RESULT_SKIP;
    if (directive != NULL && directive_is(directive, "ERROR"))
        return RESULT_ERROR;
    return ok ? RESULT_PASS : RESULT_FAIL;
}

/* Takes `ok N [- ]name[ # directive or data]` apart. */
static bool result_read(const char *line, struct document_result *result)
{
    bool ok = line_begins(line, "ok ");
    const char *text = count_read(line + strlen(ok ? "ok " : "not ok "), &result->number);
    const char *data;

    if (text == NULL || (*text != '\0' && *text != ' '))
        return false;
    data = strstr(text, " #");
    result->kind = result_kind(ok, data != NULL ? data + 2 : NULL);
    if (data == NULL)
        data = text + strlen(text);
    while (text < data && *text == ' ')
        text++;
    if (data - text >= 2 && text[0] == '-' && text[1] == ' ')
        text += 2;
    while (data > text && data[-1] == ' ')
        data--;
    result->name = text;
    result->name_length = (size_t)(data - text);
    return true;
}

static void result_count(struct document_counts *counts, enum document_result_kind kind)
{
    switch (kind) {
    case RESULT_PASS:
        counts->passed++;
        break;
    case RESULT_FAIL:
        counts->failed++;
        break;
    case RESULT_SKIP:
        counts->skipped++;
        break;
    case RESULT_ERROR:
        counts->errors++;
        break;
    }
}

bool document_line(struct document *document, const char *line, struct document_result *result)
{
    crc_add_line(document, line);
    if (line[0] == '#')
        return false;
    if (line_begins(line, "1..")) {
        plan_take(document, line);
        return false;
    }
    if (!result_read(line, result)) {
        document_note(document, DOCUMENT_BAD_LINE, 0, 0);
        return false;
    }
    document->results++;
    if (result->number != document->results)
        document_note(document, DOCUMENT_OUT_OF_ORDER, document->results, result->number);
    result_count(&document->counts, result->kind);
    return true;
}

/* Reads exactly eight lower-case hexadecimal digits that end a word. */
static bool crc_read(const char *digits, uint32_t *crc)
{
    uint32_t value = 0;

    for (int i = 0; i < CRC_DIGITS; i++) {
        char c = digits[i];

        if (is_digit(c))
            value = value << 4 | (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value << 4 | (uint32_t)(c - 'a' + 10);
        else
            return false;
    }
    *crc = value;
    return digits[CRC_DIGITS] == '\0' || digits[CRC_DIGITS] == ' ';
}

/*
 * Without a checksum to vouch for it, an end line may hold nothing but the words it is known to
 * have: one more may be the checksum with a damaged name.
 */
static void end_words_check(struct document *document, const char *line)
{
    static const char *const keys[] = { "passed", "failed", "skipped", "errors", "seconds" };
    int known = document->end.verdict[0] != '\0' ? 1 : 0;
    int words = -1; /* the line begins with "# end" */
    uint64_t value;

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        known += remark_number(line, keys[i], &value) ? 1 : 0;
    for (const char *c = line; *c != '\0'; c++)
        words += *c == ' ' ? 1 : 0;
    if (words != known)
        document_note(document, DOCUMENT_BAD_LINE, 0, 0);
}

/* The checksum covers the end line up to, not including, the word that holds it. */
static void crc_check(struct document *document, const char *line)
{
    const char *word = strstr(line, CRC_WORD);
    uint32_t computed;

    if (word == NULL) {
        end_words_check(document, line);
        return;
    }
    computed = ktap_crc_add(document->crc, line, (size_t)(word - line));
    document->end.has_crc = crc_read(word + strlen(CRC_WORD), &document->end.crc);
    if (!document->end.has_crc || document->end.crc != computed)
        document_note(document, DOCUMENT_BAD_CHECKSUM, document->end.crc, computed);
}

static void plan_check(struct document *document)
{
    if (!document->planned)
        document_note(document, DOCUMENT_NO_PLAN, 0, 0);
    else if (document->plan != document->results)
        document_note(document, DOCUMENT_PLAN_UNMET, document->plan, document->results);
}

static enum document_outcome counts_outcome(const struct document_counts *counts)
{
    if (counts->failed > 0)
        return DOCUMENT_FAIL;
    if (counts->errors > 0 || counts->passed == 0)
        return DOCUMENT_ERROR;
    return DOCUMENT_PASS;
}

/* The end line's verdict as an outcome; DOCUMENT_INCOMPLETE for a word that is none. */
static enum document_outcome verdict_outcome(const char *verdict)
{
    if (strcmp(verdict, "pass") == 0)
        return DOCUMENT_PASS;
    if (strcmp(verdict, "error") == 0)
        return DOCUMENT_ERROR;
    if (strcmp(verdict, "fail") == 0)
        return DOCUMENT_FAIL;
    return DOCUMENT_INCOMPLETE;
}

static void count_check(struct document *document, const char *line, const char *key,
                        uint64_t counted)
{
    uint64_t said = 0;

    if (remark_number(line, key, &said) && said != counted)
        document_note(document, DOCUMENT_BAD_COUNTS, said, counted);
}

/*
 * A kernel that says pass after a `not ok` contradicts itself, and the failed test is the truth;
 * a kernel that says worse than what was seen means that lines are missing.
 */
static void verdict_check(struct document *document, const char *line)
{
    enum document_outcome counted = counts_outcome(&document->counts);
    enum document_outcome said = verdict_outcome(document->end.verdict);

    if (said > counted) {
        document_note(document, DOCUMENT_BAD_VERDICT, 0, 0);
        return;
    }
    if (said == DOCUMENT_PASS && counted == DOCUMENT_FAIL)
        return;
    count_check(document, line, "passed", document->counts.passed);
    count_check(document, line, "failed", document->counts.failed);
    count_check(document, line, "skipped", document->counts.skipped);
    count_check(document, line, "errors", document->counts.errors);
}

bool document_close(struct document *document, const char *line, bool terminated)
{
    if (!terminated && strstr(line, CRC_WORD) == NULL)
        return false;
    remark_text(line, "verdict", document->end.verdict, sizeof(document->end.verdict));
    document->end.has_seconds = remark_number(line, "seconds", &document->end.seconds);
    crc_check(document, line);
    plan_check(document);
    verdict_check(document, line);
    document->open = false;
    return true;
}

enum document_outcome document_outcome(const struct document *document)
{
    if (document->fault != DOCUMENT_SOUND)
        return DOCUMENT_INCOMPLETE;
    return counts_outcome(&document->counts);
}
