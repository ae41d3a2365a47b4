/* SPDX-License-Identifier: MIT */
/* cpu/context.c — a stack as if it had been left by context_switch(). */
#include "cpu/context.h"

#include "lib/types.h"

/* In cpu/context.asm. */
void context_begin(void);

/* From the lowest address: what context_switch() pops, and where it returns to. */
struct left_context {
    uint64_t r15, r14, r13, r12, rbx, rbp;
    uint64_t rip;
    uint64_t end; /* of every walk up the stack */
};

uint64_t context_make(uint64_t stack_top, void (*start)(void))
{
    struct left_context *left =
        (struct left_context *)(uintptr_t)(stack_top - sizeof(struct left_context));

    *left = (struct left_context){
        .rbx = (uint64_t)(uintptr_t)start,
        .rip = (uint64_t)(uintptr_t)context_begin,
    };
    return (uint64_t)(uintptr_t)left;
}
