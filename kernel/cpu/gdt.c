/* SPDX-License-Identifier: MIT */
/*
 * cpu/gdt.c — the global descriptor table and the task-state segment of a core (SDM 3A 3.4.5, 8.2.3,
 * 8.7).
 */
#include "cpu/gdt.h"

#include "cpu/core.h"
#include "cpu/registers.h"
#include "lib/types.h"

#define IST_STACK_BYTES 8192

#define CODE64 0x00209a0000000000ull /* present, ring 0, code, long */
#define DATA   0x0000920000000000ull /* present, ring 0, data, writable */
#define TSS64  0x0000890000000000ull /* present, available 64-bit TSS */

_Static_assert(sizeof(struct tss) == 104, "SDM 3A figure 8-11");

static uint8_t ist_stacks[IST_COUNT][IST_STACK_BYTES] __attribute__((aligned(16)));

/* In cpu/vectors.asm: LGDT, every segment register, then LTR. */
void gdt_load(const struct table_pointer *pointer, uint16_t tss_selector);

static void tss_descriptor(uint64_t entry[2], uint64_t base, uint32_t limit)
{
    entry[0] = TSS64 | (limit & 0xffff) | (base & 0xffffff) << 16 | (base >> 24 & 0xff) << 56;
    entry[1] = base >> 32;
}

void gdt_set_stack(struct core *core, enum ist_stack stack, uint64_t top)
{
    if (stack > IST_NONE && stack < IST_COUNT)
        core->tables.tss.ist[stack - 1] = top;
}

void gdt_set_first_stacks(struct core *core)
{
    for (unsigned i = IST_NMI; i < IST_COUNT; i++)
        gdt_set_stack(core, i, (uint64_t)(ist_stacks[i] + IST_STACK_BYTES));
}

void gdt_init(struct core *core)
{
    struct core_tables *tables = &core->tables;
    const struct table_pointer pointer = {
        .limit = sizeof(tables->gdt) - 1,
        .base = (uint64_t)tables->gdt,
    };

    tables->tss.io_map_base = sizeof(tables->tss); /* behind the limit: no ports for user mode */
    tables->gdt[SELECTOR_KERNEL_CODE / 8] = CODE64;
    tables->gdt[SELECTOR_KERNEL_DATA / 8] = DATA;
    tss_descriptor(&tables->gdt[SELECTOR_TSS / 8], (uint64_t)&tables->tss, sizeof(tables->tss) - 1);
    gdt_load(&pointer, SELECTOR_TSS);
    core_enter(core); /* loading GS has cleared its base */
}
