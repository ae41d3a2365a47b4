/* SPDX-License-Identifier: MIT */
/*
 * mm/stack.h — stacks for the kernel, each between two pages that are not mapped.
 *
 * A stack that grows too deep touches the page below it, and the report names the stack. The first
 * stack, of boot/, has such a page too.
 */
#pragma once

#include "lib/types.h"

/*
 * The top of a new stack of size bytes, a multiple of 4 KiB; 0 when there is no memory. name is kept, and
 * says whose stack it is.
 */
uint64_t stack_make(const char *name, size_t size);

/* Gives back a stack by its top. */
void stack_give(uint64_t top);

/* Whose stack was left, by an access to address; NULL when it was none. */
const char *stack_overflowed(uint64_t address);

/* Whether size bytes at address lie in one stack that was made here. */
bool stack_holds(uint64_t address, uint64_t size);

/*
 * Gives a core that is about to start its own stacks for NMI, double fault and machine check; returns how
 * many of STACK_EXCEPTIONS there was memory for.
 */
#define STACK_EXCEPTIONS 3
struct core;
unsigned stack_exceptions_make(struct core *core);

/*
 * Gives the first core's NMI, double fault and machine check stacks of this kind, and has the report of an exception
 * name stacks and follow calls on them. The CPU stays with the stacks it has when there is no memory.
 */
void stack_init(void);
