/* SPDX-License-Identifier: MIT */
/*
 * exit_code.h — what a tool's exit status says, the same for every program and script here.
 *
 * A verdict about a machine and a fault of the run are never the same number: a machine that
 * failed is not a full disk.
 */
#pragma once

enum exit_code {
    EXIT_PASS = 0,       /* every test passed, or what was asked for is done */
    EXIT_FAIL = 1,       /* a test failed, a machine was refused, an expectation was not met */
    EXIT_USAGE = 2,      /* wrong arguments or bad input */
    EXIT_PANIC = 3,      /* the kernel panicked or the machine started again unasked */
    EXIT_INCOMPLETE = 4, /* time-out, plan not met, no end line, damaged log */
    EXIT_TEST_ERROR = 5, /* a test could not do its work, or no test ran */
    EXIT_IO = 74         /* a file, socket or device failed */
};
