/* SPDX-License-Identifier: MIT */
/* shell/command_irq.c — how often each interrupt came, and to which cores. */
#include "cpu/core.h"
#include "cpu/interrupt.h"
#include "dev/irq.h"
#include "dev/keyboard.h"
#include "dev/lapic.h"
#include "dev/serial_input.h"
#include "dev/tick.h"
#include "dev/usb_keyboard.h"
#include "shell/command.h"
#include "shell/input.h"
#include "shell/output.h"

/* The cores that a vector came to, when there are several to choose from. */
static void cores_show(unsigned vector)
{
    if (core_count() < 2)
        return;
    for (unsigned i = 0; i < core_count(); i++)
        if (core_at(i)->vectors[vector] > 0)
            output_print(" %u:%lu", i, core_at(i)->vectors[vector]);
}

static void lines_show(void)
{
    output_print("line        count  used by\n");
    for (unsigned i = 0; i < IRQ_LINES; i++) {
        if (irq_name(i) == NULL && irq_count(i) == 0)
            continue;
        output_print("%4u %12lu  %s", i, irq_count(i),
                     irq_name(i) != NULL ? irq_name(i) : "nobody");
        cores_show(irq_vector(i));
        output_print("\n");
    }
}

static const char *vector_name(unsigned vector)
{
    static const struct {
        unsigned vector;
        const char *name;
    } names[] = {
        { VECTOR_TIMER, "timer" },      { VECTOR_FLUSH, "forget a mapping" },
        { VECTOR_CALL, "call" },        { VECTOR_SWITCH, "switch threads" },
        { VECTOR_ERROR, "APIC error" }, { VECTOR_SPURIOUS, "spurious" },
    };

    for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
        if (names[i].vector == vector)
            return names[i].name;
    if (irq_message_name(vector) != NULL)
        return irq_message_name(vector);
    return interrupt_has_handler(vector) ? "a device's message" : "not asked for";
}

static void vectors_show(void)
{
    output_print("vector      count\n");
    for (unsigned v = INTERRUPT_VECTOR_FIRST; v < IDT_VECTORS && !output_is_stopped(); v++) {
        if (interrupt_count(v) == 0 || (v >= irq_vector(0) && v < irq_vector(IRQ_LINES)))
            continue;
        output_print("0x%02x %12lu  %s", v, interrupt_count(v), vector_name(v));
        cores_show(v);
        output_print("\n");
    }
}

static void nmis_show(void)
{
    for (unsigned i = 0; i < core_count(); i++)
        if (core_at(i)->nmis > 0 || core_at(i)->checks > 0)
            output_print("core %u: %lu NMIs, %lu machine-check records\n", i, core_at(i)->nmis,
                         core_at(i)->checks);
}

int command_irq(unsigned count, const char *const words[])
{
    uint32_t bits;
    uint64_t errors;

    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    output_print("lines by %s, beat by %s, %lu beats\n", irq_controller(), tick_source(),
                 tick_count());
    lines_show();
    vectors_show();
    nmis_show();
    errors = lapic_errors(&bits);
    if (errors > 0)
        output_print("local APICs found %lu errors, the last with bits 0x%x\n", errors, bits);
    output_print("spurious %8lu\n", irq_spurious_count());
    output_print("lost: %lu scancodes, %lu bytes on serial lines, %lu bytes typed ahead\n",
                 keyboard_dropped() + usb_keyboard_dropped(), serial_input_lost(), input_lost());
    return SHELL_WELL;
}
