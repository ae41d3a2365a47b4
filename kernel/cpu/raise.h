/* SPDX-License-Identifier: MIT */
/*
 * cpu/raise.h — exceptions on purpose, one instruction each (SDM 3A 6.15).
 *
 * A fire drill needs the real thing: the exception that the instruction raises, at its address. Some
 * cannot be had by the kernel itself and are missing here: #BR (BOUND is no 64-bit instruction),
 * #TS (needs a task switch), #AC (only outside of ring 0), #MF and #XM (the kernel holds no
 * instruction that computes with floating point). #OF comes as INT 4,
 * since INTO is no 64-bit instruction either.
 */
#pragma once

#include "cpu/registers.h"

#define NOT_CANONICAL 0x8000000000000000ull
#define NOT_MAPPED    0xffffa00000000000ull

/* #DE, vector 0. */
static inline void divide_error_raise(void)
{
    __asm__ volatile("div %0" : : "r"(0u), "a"(1u), "d"(0u) : "cc");
}

/* #DB, vector 1, by the trap flag: it is raised behind the next instruction. */
static inline void debug_raise(void)
{
    __asm__ volatile("pushfq; orq $0x100, (%%rsp); popfq; nop; nop" : : : "memory", "cc");
}

/* #BP, vector 3. It reports the instruction behind, which is why there is one. */
static inline void breakpoint_raise(void)
{
    __asm__ volatile("int3; nop");
}

/* Vector 4, as #OF has; reported as #BP is. */
static inline void overflow_raise(void)
{
    __asm__ volatile("int $4; nop");
}

/* #UD, vector 6: UD2 is kept undefined for that (SDM 2B). */
static inline void invalid_opcode_raise(void)
{
    __asm__ volatile("ud2");
}

/* #NM, vector 7: the x87 unit is switched off and then used. */
static inline void device_not_available_raise(void)
{
    cr0_write(cr0_read() | CR0_EM);
    __asm__ volatile("fnop");
}

/* #DF, vector 8: the stack is thrown away and used, so that the page fault cannot be delivered. */
static inline void stack_lose(void)
{
    __asm__ volatile("mov %0, %%rsp; push %%rax" : : "r"(NOT_MAPPED) : "memory");
}

/*
 * Loads a copy of the descriptor table with one more entry, a data segment that says it is not
 * there, and returns its selector. gdt: room for limit + 9 bytes.
 */
static inline uint16_t absent_segment_make(uint64_t *gdt)
{
    struct table_pointer pointer = gdt_read();
    const unsigned entries = (pointer.limit + 1u) / sizeof(*gdt);
    const uint64_t *from = (const uint64_t *)(uintptr_t)pointer.base;

    for (unsigned i = 0; i < entries; i++)
        gdt[i] = from[i];
    gdt[entries] = 0x0000120000000000ull; /* data, writable, not present */
    pointer.base = (uint64_t)(uintptr_t)gdt;
    pointer.limit = (uint16_t)(pointer.limit + sizeof(*gdt));
    __asm__ volatile("lgdt %0" : : "m"(pointer) : "memory");
    return (uint16_t)(entries * sizeof(*gdt));
}

/* #NP, vector 11. */
static inline void segment_not_present_raise(uint16_t absent)
{
    __asm__ volatile("mov %0, %%fs" : : "r"(absent) : "memory");
}

/* #SS, vector 12. */
static inline void stack_segment_raise(uint16_t absent)
{
    __asm__ volatile("mov %0, %%ss" : : "r"(absent) : "memory");
}

/* #GP, vector 13: a read at an address that is none. */
static inline void general_protection_raise(void)
{
    __asm__ volatile("mov (%0), %%al" : : "r"(NOT_CANONICAL) : "rax", "memory");
}

/* #PF, vector 14: a write to memory that is not there. */
static inline void page_fault_raise(void)
{
    __asm__ volatile("movb $1, (%0)" : : "r"(NOT_MAPPED) : "memory");
}
