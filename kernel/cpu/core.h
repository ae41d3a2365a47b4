/* SPDX-License-Identifier: MIT */
/*
 * cpu/core.h — what each core has for itself, and how to find it.
 *
 * The kernel runs on every core at once; each has its own struct core, and its GS base points at it (SDM
 * 3A 3.4.4.1). Core 0 is the one that the firmware started. What is in here is changed by its own core
 * only, with interrupts off, unless it says otherwise.
 */
#pragma once

#include "cpu/gdt.h"
#include "cpu/idt.h"
#include "lib/types.h"

#define CORES_MAX      256
#define CORE_LOCKS_MAX 16 /* held at once */

struct spinlock;

struct core {
    struct core *self; /* what GS:0 holds */
    unsigned number;
    uint32_t apic_id;
    unsigned preempt_off;     /* while not 0 the running thread keeps the core */
    unsigned interrupt_depth; /* 1 while an interrupt is handled */
    bool wants_switch;        /* another thread should run; other cores set it too */
    bool flush_wanted;        /* set by others: see cpu/tlb.h */
    void *thread; /* struct thread of task/, which runs here; NULL before there are any */
    const char *thread_name; /* its name, for reports */
    int64_t clock_offset;    /* cycles to add to this core's counter; see dev/clock.h */
    uint32_t memory_types;   /* mtrr_sum() */
    uint64_t nmis, checks;   /* NMIs that came, machine-check records found */
    const struct spinlock *held[CORE_LOCKS_MAX];
    unsigned held_count;
    uint64_t vectors[IDT_VECTORS]; /* how often each came */
    struct core_tables tables;
};

/* Makes the running core number 0. The GDT of its struct must be loaded afterwards. */
struct core *core_first(void);

/* Points GS at core. */
void core_enter(struct core *core);

/* Adds a core that has started; -E_NOSPACE when there are too many. One core at a time calls this. */
int core_add(struct core *core, uint32_t apic_id);

/* Takes back the last one added, which stopped answering. */
void core_drop_last(void);

/* Cores that run, and the one of that number, NULL from core_count() on. */
unsigned core_count(void);
struct core *core_at(unsigned number);

/* The running core. Good for as long as the caller cannot be moved to another one. */
static inline struct core *core_here(void)
{
    struct core *core;

    __asm__ volatile("mov %%gs:0, %0" : "=r"(core));
    return core;
}

/* Between these the running thread stays on its core; they nest. */
static inline void preempt_disable(void)
{
    __asm__ volatile("incl %%gs:%c0" : : "i"(offsetof(struct core, preempt_off)) : "memory", "cc");
}

static inline void preempt_enable(void)
{
    __asm__ volatile("decl %%gs:%c0" : : "i"(offsetof(struct core, preempt_off)) : "memory", "cc");
}

/*
 * How another core is interrupted, with one of the vectors of cpu/interrupt.h; set when there is a way.
 * core_interrupt() does nothing before.
 */
typedef void (*core_interrupt_t)(const struct core *core, unsigned vector);
void core_set_interrupt(core_interrupt_t interrupt);
void core_interrupt(const struct core *core, unsigned vector);

/* Interrupts every other core in turn; those that are stopped too. */
void core_interrupt_others(unsigned vector);

/*
 * Stops every other core for good, for a panic or before leaving, and takes the consoles from whoever had
 * them. Returns when all have stopped, or had time to.
 */
void core_stop_others(void);

/* Returns on a core that was not told to stop; called by the handler of NMIs. */
void core_stop_if_told(void);
