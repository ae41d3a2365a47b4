/* SPDX-License-Identifier: MIT */
/*
 * dev/core_state.h — what a core that starts is given, and how it is made like the first one.
 *
 * Firmware leaves cores with different control registers, page attributes and memory types. The first
 * two are copied; the last only firmware can set rightly, so they are compared.
 */
#pragma once

#include "cpu/core.h"
#include "dev/clock.h"
#include "dev/core_start.h"

enum core_stage {
    CORE_IS_CALLED,
    CORE_HAS_COME, /* in C, and like the first core */
    CORE_RUNS      /* done with its record, which the next core gets */
};

struct core_record {
    uint64_t stack; /* its top; first, as boot/core_start.asm takes it */
    struct core *core;
    uint32_t uid;
    core_run_t run;
    uint64_t cr4;
    const char *fault; /* why the core cannot be used */
    enum core_stage stage;
    struct clock_meeting meeting;
};

/* Notes the state of the running core, for one that is to be like it. */
void core_state_note(struct core_record *record);

/*
 * Makes the running core, which has just started, like the one that was noted, with its own descriptor
 * tables and local APIC. Returns NULL, or why it cannot be used.
 */
const char *core_state_take(struct core_record *record);
