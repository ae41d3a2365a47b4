/* SPDX-License-Identifier: MIT */
/*
 * diag/ktap.c — writes one document at a time; every line passes through line_write, which keeps
 * the CRC.
 */
#include "diag/ktap.h"

#include "lib/crc32.h"
#include "lib/log.h"
#include "lib/mem.h"
#include "lib/print.h"
#include "lib/str.h"

#define LINE_MAX (LOG_LINE_MAX - 2) /* a longer line would be cut by the log and break the CRC */

static struct {
    unsigned counts[TEST_ERROR + 1];
    unsigned number;
    uint32_t crc;
} document;

static void line_write(const char *line)
{
    document.crc = crc32_update(document.crc, line, str_length(line));
    document.crc = crc32_update(document.crc, "\n", 1);
    log_document(line);
}

static void line_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void line_format(const char *format, ...)
{
    char line[LINE_MAX];
    va_list args;

    va_start(args, format);
    print_vformat(line, sizeof(line), format, args);
    va_end(args);
    line_write(line);
}

void ktap_begin(const char *fields, unsigned planned)
{
    memset(&document, 0, sizeof(document));
    line_write("KTAP version 1");
    line_format("# %s", fields);
    line_format("1..%u", planned);
}

void ktap_result(enum test_result result, const char *name, const char *detail)
{
    static const char *const directives[] = {
        [TEST_PASS] = "",
        [TEST_FAIL] = "",
        [TEST_SKIP] = "SKIP ",
        [TEST_ERROR] = "ERROR ",
    };
    const bool is_ok = result == TEST_PASS || result == TEST_SKIP;
    const bool is_bare = directives[result][0] == '\0' && detail[0] == '\0';

    document.counts[result]++;
    document.number++;
    line_format("%s %u %s%s%s%s", is_ok ? "ok" : "not ok", document.number, name,
                is_bare ? "" : " # ", directives[result], detail);
}

void ktap_note(const char *format, ...)
{
    char note[LINE_MAX - 2];
    va_list args;

    va_start(args, format);
    print_vformat(note, sizeof(note), format, args);
    va_end(args);
    line_format("# %s", note);
}

static void end_write(const char *verdict, unsigned long seconds)
{
    char line[LINE_MAX];
    const int length = print_format(
        line, sizeof(line), "# end verdict=%s passed=%u failed=%u skipped=%u errors=%u seconds=%lu",
        verdict, document.counts[TEST_PASS], document.counts[TEST_FAIL], document.counts[TEST_SKIP],
        document.counts[TEST_ERROR], seconds);
    const uint32_t crc = crc32_update(document.crc, line, (size_t)length);

    print_format(line + length, sizeof(line) - (size_t)length, " crc32=%08x", crc);
    log_document(line);
}

bool ktap_end(unsigned long seconds)
{
    const bool nothing_judged = document.counts[TEST_PASS] + document.counts[TEST_FAIL] == 0;
    const bool has_failed = document.counts[TEST_FAIL] > 0;
    const bool has_error = document.counts[TEST_ERROR] > 0 || nothing_judged;

    end_write(has_failed ? "fail" : has_error ? "error" : "pass", seconds);
    memset(&document, 0, sizeof(document));
    return !has_failed && !has_error;
}

void ktap_panic(const char *what, const char *fields)
{
    line_format("# panic what=\"%s\"%s%s", what, fields[0] != '\0' ? " " : "", fields);
    end_write("panic", 0);
}
