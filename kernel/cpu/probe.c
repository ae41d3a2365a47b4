/* SPDX-License-Identifier: MIT */
/* cpu/probe.c — the two ends of a probe; the middle is cpu/probe_access.asm. */
#include "cpu/probe.h"

#include "cpu/core.h"
#include "cpu/registers.h"

#define EXCEPTION_INVALID_OPCODE 6
#define EXCEPTION_GENERAL        13

/* In cpu/probe_access.asm: where a fault leads, 0 when no probe is under way, and the stack there. */
extern uint64_t probe_resume, probe_stack;

/* Returns 1 after a fault, else 0. */
int probe_access_run(uint64_t address, unsigned access);

static struct probe_result result;
static const struct core *prober; /* the core that probes */

/* With interrupts off, so that no other thread comes in between. */
struct probe_result probe(enum probe_access access, uint64_t address)
{
    const uint64_t flags = interrupts_save();

    prober = core_here();
    result = (struct probe_result){ 0 };
    result.has_faulted = probe_access_run(address, access) != 0;
    interrupts_restore(flags);
    return result;
}

bool probe_catch(struct exception_frame *frame)
{
    if (probe_resume == 0 || prober != core_here() ||
        (frame->vector != EXCEPTION_PAGE_FAULT && frame->vector != EXCEPTION_GENERAL &&
         frame->vector != EXCEPTION_INVALID_OPCODE))
        return false;
    result.vector = frame->vector;
    result.error = frame->error;
    result.address = cr2_read();
    frame->rip = probe_resume;
    frame->rsp = probe_stack;
    probe_resume = 0;
    return true;
}
