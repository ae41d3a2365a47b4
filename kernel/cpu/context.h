/* SPDX-License-Identifier: MIT */
/*
 * cpu/context.h — leaving one flow of instructions for another (cpu/context.asm).
 *
 * What the C calling convention lets a callee change is saved by whoever calls; the rest lies on the stack
 * that is left, and the stack pointer is all that needs keeping.
 */
#pragma once

#include <stdint.h>

/* Keeps this stack in *leave and goes on where `enter` was kept. Returns when somebody comes back. */
void context_switch(uint64_t *leave, uint64_t enter);

/* A stack, to be entered by context_switch(), on which start() will be called. It must not return. */
uint64_t context_make(uint64_t stack_top, void (*start)(void));
