/* SPDX-License-Identifier: MIT */
/*
 * diag/drill_tests.c — a fire drill: tests that go wrong on purpose.
 *
 * A lab runs one of these to see that its own alarm works: that a failing test, a crash or a silent
 * machine turns the table red all the way to the person. They never run as part of `diag all`.
 */
#include "cpu/registers.h"
#include "diag/test.h"

#define UNMAPPED 0xffffa00000000000ull

static enum test_result fail(struct test_run *run)
{
    return test_fail(run, "this test always fails");
}

static enum test_result skip(struct test_run *run)
{
    return test_skip(run, "this test never applies");
}

static enum test_result error(struct test_run *run)
{
    return test_error(run, "this test is always broken");
}

static enum test_result invalid_opcode(struct test_run *run)
{
    invalid_opcode_raise();
    return test_error(run, "the CPU executed UD2");
}

static enum test_result page_fault(struct test_run *run)
{
    *(volatile uint8_t *)UNMAPPED = 1;
    return test_error(run, "a write to unmapped memory went through");
}

static enum test_result double_fault(struct test_run *run)
{
    stack_lose();
    return test_error(run, "a push to unmapped memory went through");
}

static enum test_result hang(struct test_run *run)
{
    volatile bool forever = true;

    while (forever)
        cpu_relax();
    return test_error(run, "the loop without end has ended");
}

static const struct test tests[] = {
    { "drill.fail", fail },
    { "drill.skip", skip },
    { "drill.error", error },
    { "drill.ud", invalid_opcode },
    { "drill.page_fault", page_fault },
    { "drill.double_fault", double_fault },
    { "drill.hang", hang },
};

const struct test_group drill_tests = { "drill", tests, ARRAY_SIZE(tests), true };
