/* SPDX-License-Identifier: MIT */
/* mm/stack.c — frames in one piece, mapped where virtual_area leaves a page on both sides. */
#include "mm/stack.h"

#include "cpu/backtrace.h"
#include "cpu/boot_state.h"
#include "cpu/exception.h"
#include "cpu/core.h"
#include "cpu/spinlock.h"
#include "lib/log.h"
#include "mm/frame.h"
#include "mm/paging.h"

#define STACKS_MAX      1280 /* four of each core, and those of threads */
#define EXCEPTION_BYTES 16384

static struct stack {
    uint64_t bottom, top; /* top 0: the entry is free */
    paddr_t frames;
    const char *name;
} stacks[STACKS_MAX];

static struct spinlock list_lock = SPINLOCK("stacks");

static struct stack *stack_find(uint64_t top)
{
    for (unsigned i = 0; i < STACKS_MAX; i++)
        if (stacks[i].top == top)
            return &stacks[i];
    return NULL;
}

/* Puts a stack into the list; false when that is full. */
static bool stack_list(const struct stack *stack)
{
    const uint64_t flags = spin_lock(&list_lock);
    struct stack *place = stack_find(0);

    if (place != NULL)
        *place = *stack;
    spin_unlock(&list_lock, flags);
    return place != NULL;
}

/* Takes a stack off the list; an empty one when it is not there. */
static struct stack stack_unlist(uint64_t top)
{
    const uint64_t flags = spin_lock(&list_lock);
    struct stack *place = stack_find(top), stack = { 0 };

    if (place != NULL) {
        stack = *place;
        *place = (struct stack){ 0 };
    }
    spin_unlock(&list_lock, flags);
    return stack;
}

static void memory_give(const struct stack *stack)
{
    paging_unmap(stack->bottom, stack->top - stack->bottom);
    paging_give(stack->bottom);
    frame_free(stack->frames, frame_order_for(stack->top - stack->bottom), FRAME_STACK);
}

uint64_t stack_make(const char *name, size_t size)
{
    const unsigned order = frame_order_for(size);
    const uint64_t bytes = FRAME_BYTES << order;
    struct stack stack;
    paddr_t frames;
    uint64_t bottom;

    if (!paging_is_active() || size == 0 || order == FRAME_ORDERS)
        return 0;
    frames = frame_alloc(order, FRAME_STACK);
    bottom = frames != 0 ? paging_take(bytes, 0) : 0;
    if (bottom != 0 && paging_map(bottom, frames, bytes, PAGE_WRITE, CACHING_WRITE_BACK) != 0) {
        paging_give(bottom);
        bottom = 0;
    }
    if (bottom == 0) {
        if (frames != 0)
            frame_free(frames, order, FRAME_STACK);
        return 0;
    }
    stack = (struct stack){ bottom, bottom + bytes, frames, name };
    if (stack_list(&stack))
        return stack.top;
    memory_give(&stack);
    return 0;
}

void stack_give(uint64_t top)
{
    const struct stack stack = top != 0 ? stack_unlist(top) : (struct stack){ 0 };

    if (stack.top != 0)
        memory_give(&stack);
}

static bool is_below(uint64_t address, uint64_t bottom)
{
    return address < bottom && bottom - address <= PAGE_BYTES;
}

const char *stack_overflowed(uint64_t address)
{
    if (is_below(address, (uint64_t)boot_stack_guard + PAGE_BYTES))
        return "the kernel's first stack";
    for (unsigned i = 0; i < STACKS_MAX; i++)
        if (stacks[i].top != 0 && is_below(address, stacks[i].bottom))
            return stacks[i].name;
    return NULL;
}

bool stack_holds(uint64_t address, uint64_t size)
{
    for (unsigned i = 0; i < STACKS_MAX; i++)
        if (stacks[i].top != 0 && address >= stacks[i].bottom && address < stacks[i].top)
            return size <= stacks[i].top - address;
    return false;
}

unsigned stack_exceptions_make(struct core *core)
{
    static const struct {
        enum ist_stack number;
        const char *name;
    } own[] = {
        { IST_NMI, "the stack of NMIs" },
        { IST_DOUBLE_FAULT, "the stack of double faults" },
        { IST_MACHINE_CHECK, "the stack of machine checks" },
    };
    unsigned made = 0;

    for (unsigned i = 0; i < ARRAY_SIZE(own); i++) {
        const uint64_t top = stack_make(own[i].name, EXCEPTION_BYTES);

        if (top == 0)
            continue;
        gdt_set_stack(core, own[i].number, top);
        made++;
    }
    return made;
}

void stack_init(void)
{
    exception_set_stack_name(stack_overflowed);
    backtrace_set_stacks(stack_holds);
    if (stack_exceptions_make(core_first()) < STACK_EXCEPTIONS)
        log_warning("memory: no room for the stacks of exceptions; some stay in the kernel");
}
