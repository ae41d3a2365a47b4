/* SPDX-License-Identifier: MIT */
/* diag/diag.h — choosing tests and running them into one KTAP document. */
#pragma once

#include "diag/test.h"

/*
 * What tests will judge, and the fields of the document's machine line; both must stay in place.
 * Call once.
 */
void diag_init(const struct test_subject *subject, const char *machine_fields);

/*
 * Runs the tests that the count words of names choose and writes one document: "all", a group
 * ("cpu"), or one test ("cpu.nx"). Tests meant to go wrong run only when their group or name is
 * given. A name that chooses nothing is reported as a test error of that name, so that a slip never
 * reads as a pass. Returns true when the verdict is pass.
 */
bool diag_run(const char *const names[], unsigned count);

/* Group number index in the order `diag all` takes, NULL behind the last. */
const struct test_group *diag_group(unsigned index);
