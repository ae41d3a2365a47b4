/* SPDX-License-Identifier: MIT */
/*
 * diag/drill_tests.c — a fire drill: tests that go wrong on purpose.
 *
 * A lab runs one of these to see that its own alarm works: that a failing test, a crash or a silent
 * machine turns the table red all the way to the person. They never run as part of `diag all`.
 */
#include "cpu/boot_state.h"
#include "cpu/raise.h"
#include "dev/keyboard.h"
#include "diag/test.h"
#include "lib/error.h"

#define GDT_ENTRIES   16
#define SCANCODES     100000
#define SCANCODES_LOT 4096
#define RETURN_OPCODE 0xc3
#define TOO_DEEP      100000 /* calls */

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

static enum test_result divide_error(struct test_run *run)
{
    divide_error_raise();
    return test_error(run, "a division by zero went through");
}

static enum test_result debug(struct test_run *run)
{
    debug_raise();
    return test_error(run, "the trap flag trapped nothing");
}

static enum test_result breakpoint(struct test_run *run)
{
    breakpoint_raise();
    return test_error(run, "INT3 was no breakpoint");
}

static enum test_result overflow(struct test_run *run)
{
    overflow_raise();
    return test_error(run, "INT 4 went through");
}

static enum test_result invalid_opcode(struct test_run *run)
{
    invalid_opcode_raise();
    return test_error(run, "the CPU executed UD2");
}

static enum test_result device_not_available(struct test_run *run)
{
    device_not_available_raise();
    return test_error(run, "an x87 unit that is off was used");
}

static enum test_result double_fault(struct test_run *run)
{
    stack_lose();
    return test_error(run, "a push to unmapped memory went through");
}

/* The selector of a segment that is not there; 0 when none can be made. */
static uint16_t absent_segment(void)
{
    static uint64_t gdt[GDT_ENTRIES];

    return gdt_read().limit + 1u + sizeof(gdt[0]) > sizeof(gdt) ? 0 : absent_segment_make(gdt);
}

static enum test_result segment_not_present(struct test_run *run)
{
    segment_not_present_raise(absent_segment());
    return test_error(run, "a segment that is not there was loaded");
}

static enum test_result stack_segment(struct test_run *run)
{
    stack_segment_raise(absent_segment());
    return test_error(run, "a stack segment that is not there was loaded");
}

static enum test_result general_protection(struct test_run *run)
{
    general_protection_raise();
    return test_error(run, "memory was read at an address that is none");
}

static enum test_result page_fault(struct test_run *run)
{
    page_fault_raise();
    return test_error(run, "a write to unmapped memory went through");
}

/*
 * Random scancodes, as fast as the controller plays them back. Of each lot the first half is read
 * before more come; the other half waits for its reader, and what the queue cannot hold is lost.
 */
static enum test_result keys(struct test_run *run)
{
    const uint64_t dropped = keyboard_dropped();
    uint32_t random = 1;
    unsigned bytes = 0;

    for (unsigned i = 0; i < SCANCODES; i++) {
        int result;

        random =
            random * 1664525 + 1013904223; /* Numerical Recipes' generator: the same each time */
        result = keyboard_inject((uint8_t)(random >> 24));
        if (result != 0)
            return test_skip(run, "the controller plays no keys back: %s", error_name(result));
        if (i % SCANCODES_LOT == 0)
            for (unsigned n = 0; n < SCANCODES_LOT / 2 && keyboard_read() >= 0; n++)
                bytes++;
    }
    return test_pass(run, "scancodes=%u bytes=%u dropped=%lu", SCANCODES, bytes,
                     keyboard_dropped() - dropped);
}

/* Whether the compiler sees through it or not, each call takes room on the stack. */
static __attribute__((noinline)) unsigned fall(volatile unsigned *calls)
{
    volatile uint8_t room[64];

    room[0] = (uint8_t)*calls;
    if (++*calls < TOO_DEEP)
        fall(calls);
    return room[0];
}

static enum test_result stack_overflow(struct test_run *run)
{
    static volatile unsigned calls;

    fall(&calls);
    return test_error(run, "%u calls deep, and the stack has not ended", calls);
}

static enum test_result write_text(struct test_run *run)
{
    *(volatile uint8_t *)(uintptr_t)kernel_text_start = RETURN_OPCODE;
    return test_error(run, "a write to the kernel's text went through");
}

static enum test_result execute_data(struct test_run *run)
{
    static uint8_t data[16] = { RETURN_OPCODE };
    void (*volatile function)(void) = (void (*)(void))(uintptr_t)data;

    function();
    return test_error(run, "the CPU executed data");
}

static enum test_result page_zero(struct test_run *run)
{
    const volatile uint8_t *volatile nowhere = NULL;

    return test_error(run, "a read through NULL went through and gave 0x%02x", *nowhere);
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
    { "drill.de", divide_error },
    { "drill.db", debug },
    { "drill.bp", breakpoint },
    { "drill.of", overflow },
    { "drill.ud", invalid_opcode },
    { "drill.nm", device_not_available },
    { "drill.double_fault", double_fault },
    { "drill.np", segment_not_present },
    { "drill.ss", stack_segment },
    { "drill.gp", general_protection },
    { "drill.page_fault", page_fault },
    { "drill.keys", keys },
    { "drill.stack_overflow", stack_overflow },
    { "drill.write_text", write_text },
    { "drill.execute_data", execute_data },
    { "drill.page_zero", page_zero },
    { "drill.hang", hang },
};

const struct test_group drill_tests = { "drill", tests, ARRAY_SIZE(tests), true };
