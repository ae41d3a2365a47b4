/* SPDX-License-Identifier: MIT */
/*
 * cpu/idt.c — 256 interrupt gates (SDM 3A 6.14.1 and 6.14.5).
 *
 * Interrupt gates rather than trap gates: the handler is entered with interrupts off.
 */
#include "cpu/idt.h"

#include "cpu/exception.h"
#include "cpu/gdt.h"
#include "cpu/registers.h"
#include "lib/types.h"

#define GATE_PRESENT_INTERRUPT 0x8e
#define VECTOR_STUB_BYTES      16 /* as in cpu/vectors.asm */

struct gate {
    uint16_t offset_low;
    uint16_t selector;
    uint8_t ist;
    uint8_t type;
    uint16_t offset_middle;
    uint32_t offset_high;
    uint32_t reserved;
} __attribute__((packed));

_Static_assert(sizeof(struct gate) == 16, "SDM 3A figure 6-8");

extern const uint8_t vector_stubs[IDT_VECTORS][VECTOR_STUB_BYTES];

static struct gate idt[IDT_VECTORS] __attribute__((aligned(16)));

static enum ist_stack stack_of(unsigned vector)
{
    switch (vector) {
    case EXCEPTION_NMI:
        return IST_NMI;
    case EXCEPTION_DOUBLE_FAULT:
        return IST_DOUBLE_FAULT;
    case EXCEPTION_MACHINE_CHECK:
        return IST_MACHINE_CHECK;
    default:
        return IST_NONE;
    }
}

void idt_share(void)
{
    const struct table_pointer pointer = {
        .limit = sizeof(idt) - 1,
        .base = (uint64_t)idt,
    };

    idt_load(&pointer);
}

void idt_init(void)
{
    for (unsigned vector = 0; vector < IDT_VECTORS; vector++) {
        const uint64_t stub = (uint64_t)vector_stubs[vector];

        idt[vector] = (struct gate){
            .offset_low = (uint16_t)stub,
            .selector = SELECTOR_KERNEL_CODE,
            .ist = stack_of(vector),
            .type = GATE_PRESENT_INTERRUPT,
            .offset_middle = (uint16_t)(stub >> 16),
            .offset_high = (uint32_t)(stub >> 32),
        };
    }
    idt_share();
}
