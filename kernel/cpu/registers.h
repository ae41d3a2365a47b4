/* SPDX-License-Identifier: MIT */
/*
 * cpu/registers.h — control registers, model-specific registers, CPUID and the few instructions C
 * cannot say (SDM 3A 2.5, SDM 4, SDM 2A "CPUID").
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define CR0_PE (1u << 0)
#define CR0_EM (1u << 2)
#define CR0_WP (1u << 16)
#define CR0_PG (1u << 31)

#define CR4_PAE  (1u << 5)
#define CR4_MCE  (1u << 6)
#define CR4_UMIP (1u << 11)
#define CR4_LA57 (1u << 12)
#define CR4_SMEP (1u << 20)
#define CR4_SMAP (1u << 21)

#define MSR_MISC_ENABLE             0x1a0 /* [RW] Intel's */
#define MSR_MISC_ENABLE_LIMIT_CPUID (1ull << 22)
#define MSR_S_CET                   0x6a2 /* [RW] control-flow enforcement of the kernel */

#define MSR_EFER    0xc0000080
#define MSR_GS_BASE 0xc0000101 /* [RW] what GS: counts from */
#define EFER_LMA    (1u << 10)
#define EFER_NXE    (1u << 11)

struct cpuid_result {
    uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid_result cpuid(uint32_t leaf, uint32_t subleaf)
{
    struct cpuid_result r;

    __asm__ volatile("cpuid"
                     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                     : "a"(leaf), "c"(subleaf));
    return r;
}

/* Faults with #GP for a register the CPU does not have. */
static inline uint64_t msr_read(uint32_t msr)
{
    uint32_t low, high;

    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return (uint64_t)high << 32 | low;
}

static inline void msr_write(uint32_t msr, uint64_t value)
{
    __asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}

#define CPU_REGISTER(name)                                                  \
    static inline uint64_t name##_read(void)                                \
    {                                                                       \
        uint64_t value;                                                     \
                                                                            \
        __asm__ volatile("mov %%" #name ", %0" : "=r"(value) : : "memory"); \
        return value;                                                       \
    }                                                                       \
    static inline void name##_write(uint64_t value)                         \
    {                                                                       \
        __asm__ volatile("mov %0, %%" #name : : "r"(value) : "memory");     \
    }

CPU_REGISTER(cr0)
CPU_REGISTER(cr2)
CPU_REGISTER(cr3)
CPU_REGISTER(cr4)

#undef CPU_REGISTER

/* Cycles since reset; not ordered with the instructions around it. */
static inline uint64_t tsc_read(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

/* A random number; false when there was none at the moment. Only where CPUID has RDRAND. */
static inline bool rdrand_read(uint64_t *value)
{
    bool is_there;

    __asm__ volatile("rdrand %0" : "=r"(*value), "=@ccc"(is_there));
    return is_there;
}

/* Tells the CPU that this is a waiting loop. */
static inline void cpu_relax(void)
{
    __asm__ volatile("pause" : : : "memory");
}

/* Forgets how this CPU translates one page. */
static inline void tlb_flush_page(uint64_t address)
{
    __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

/* Writes back and empties the caches. Slow. */
static inline void caches_flush(void)
{
    __asm__ volatile("wbinvd" : : : "memory");
}

/* What was written before is seen by all before what comes after. */
static inline void memory_fence(void)
{
    __asm__ volatile("mfence" : : : "memory");
}

static inline void interrupts_disable(void)
{
    __asm__ volatile("cli" : : : "memory");
}

static inline void interrupts_enable(void)
{
    __asm__ volatile("sti" : : : "memory");
}

/* Turns interrupts off and returns the flags from before, for interrupts_restore(). */
static inline uint64_t interrupts_save(void)
{
    uint64_t flags;

    __asm__ volatile("pushfq; pop %0; cli" : "=r"(flags) : : "memory");
    return flags;
}

static inline void interrupts_restore(uint64_t flags)
{
    __asm__ volatile("push %0; popfq" : : "r"(flags) : "memory", "cc");
}

/*
 * Lets interrupts through and sleeps until the next one. STI takes effect after the instruction that
 * follows it, so none can slip in between and be slept through (SDM 2B "STI").
 */
static inline void cpu_wait_for_interrupt(void)
{
    __asm__ volatile("sti; hlt" : : : "memory");
}

/* Sleeps until an interrupt, an NMI or forever. */
static inline void cpu_halt(void)
{
    __asm__ volatile("hlt" : : : "memory");
}

/* Operand of LGDT, LIDT, SGDT and SIDT (SDM 3A 2.4). */
struct table_pointer {
    uint16_t limit;
    uint64_t base;
} __attribute__((packed));

static inline struct table_pointer gdt_read(void)
{
    struct table_pointer p;

    __asm__ volatile("sgdt %0" : "=m"(p));
    return p;
}

static inline struct table_pointer idt_read(void)
{
    struct table_pointer p;

    __asm__ volatile("sidt %0" : "=m"(p));
    return p;
}

static inline void idt_load(const struct table_pointer *p)
{
    __asm__ volatile("lidt %0" : : "m"(*p));
}

static inline uint16_t task_register_read(void)
{
    uint16_t selector;

    __asm__ volatile("str %0" : "=r"(selector));
    return selector;
}
