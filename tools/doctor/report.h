/* SPDX-License-Identifier: MIT */
/*
 * report.h — findings for a person, or as a JSON object for a program.
 */
#pragma once

#include "doctor/finding.h"

#include <stdio.h>

struct report {
    const char *subject; /* what was looked at, as it was named */
    const char *kind;    /* "ISO" */
    const struct findings *findings;
    enum finding_level least; /* what is below is counted, not told */
};

/* One paragraph for each finding, worst first, and a line that counts them. */
void report_print(FILE *to, const struct report *report);

void report_print_json(FILE *to, const struct report *report);

/* Every kind there is, a line each: name, level, and what is known about it, with tabs between. */
void report_print_kinds(FILE *to);
