/* SPDX-License-Identifier: MIT */
/*
 * diag/ktap.h — the verdict on the wire: KTAP version 1 (Linux kernel documentation, "The Kernel
 * Test Anything Protocol (KTAP), version 1") with the `#` lines this project adds.
 *
 * One document is: ktap_begin, one ktap_result for each planned test, ktap_end. The CRC-32 in the
 * end line covers every line of the document, each with one LF, and the end line itself up to "
 * crc32=".
 */
#pragma once

#include <stdbool.h>

enum test_result { TEST_PASS, TEST_FAIL, TEST_SKIP, TEST_ERROR };

/* Opens a document; fields is the text of its `# machine=…` line. */
void ktap_begin(const char *fields, unsigned planned);

/*
 * One test's line. detail goes behind the directive: the reason of a skip or error, key=value
 * fields otherwise; may be "".
 */
void ktap_result(enum test_result result, const char *name, const char *detail);

/* A `# …` line inside the document. */
void ktap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Closes the document. The verdict: fail before error before pass; nothing run, or all skipped, is
 * an error. Returns true for a pass.
 */
bool ktap_end(unsigned long seconds);

/* Writes the panic line and an end line with verdict=panic, inside or outside a document. */
void ktap_panic(const char *what, const char *fields);
