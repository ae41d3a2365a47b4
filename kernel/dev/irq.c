/* SPDX-License-Identifier: MIT */
/*
 * dev/irq.c — which controller the lines come through, and what is done around a handler.
 *
 * Both kinds are silenced before any is used: firmware leaves lines open. With I/O APICs the 8259s stay
 * masked; without, they reach core 0 through its local APIC, if it has one (SDM 3A 11.5.1, "ExtINT").
 */
#include "dev/irq.h"

#include "cpu/interrupt.h"
#include "cpu/tlb.h"
#include "cpu/ipi.h"
#include "dev/acpi.h"
#include "dev/ioapic.h"
#include "dev/lapic.h"
#include "dev/lapic_access.h"
#include "dev/pic.h"
#include "fmt/acpi_cores.h"
#include "lib/error.h"
#include "lib/log.h"

#define NMI_INPUT_USUAL 1
#define MESSAGES_MAX    32

static struct irq_line {
    irq_handler_t handler;
    void *context;
    const char *name;
    uint64_t count;
} lines[IRQ_LINES];

static enum { NO_CONTROLLER, BY_PIC, BY_IOAPIC } controller;

static struct acpi_route routes[ACPI_LINES];
static uint64_t spurious;
static void (*after_handler)(void);

static struct irq_message {
    irq_handler_t handler;
    void *context;
    const char *name;
} messages[MESSAGES_MAX];
static unsigned message_count;

_Static_assert(VECTOR_MESSAGES + MESSAGES_MAX <= VECTOR_MESSAGES_END, "a vector for each message");
_Static_assert(ACPI_LINES == IRQ_LINES && VECTOR_LINES == PIC_VECTOR_BASE, "one line, one vector");

/* context is the line's entry in the table. */
static void line_fired(void *context)
{
    struct irq_line *line = context;
    const unsigned number = (unsigned)(line - lines);

    if (controller == BY_PIC && pic_is_spurious(number)) {
        spurious++;
        return;
    }
    line->count++;
    if (line->handler != NULL)
        line->handler(line->context);
    if (after_handler != NULL)
        after_handler();
    if (controller == BY_PIC)
        pic_end_of_interrupt(number);
    else
        lapic_end_of_interrupt();
}

/* context is the message's entry in the table. */
static void message_came(void *context)
{
    const struct irq_message *message = context;

    if (message->handler != NULL)
        message->handler(message->context);
    if (after_handler != NULL)
        after_handler();
    lapic_end_of_interrupt();
}

/* ---- what local APICs bring ---- */

static void flush_asked(void *context)
{
    (void)context;
    lapic_end_of_interrupt();
    tlb_serve();
}

static void call_asked(void *context)
{
    (void)context;
    lapic_end_of_interrupt();
    ipi_serve();
}

/* What there is to do is done on the way out of every interrupt. */
static void switch_asked(void *context)
{
    (void)context;
    lapic_end_of_interrupt();
}

static void error_told(void *context)
{
    (void)context;
    lapic_error_take();
    lapic_end_of_interrupt();
}

/* Not acknowledged: nothing is in service (SDM 3A 11.9). */
static void spurious_came(void *context)
{
    (void)context;
}

static void lapic_take(bool takes_pic)
{
    interrupt_set_stray(lapic_end_of_stray);
    interrupt_set_handler(VECTOR_FLUSH, flush_asked, NULL);
    interrupt_set_handler(VECTOR_CALL, call_asked, NULL);
    interrupt_set_handler(VECTOR_SWITCH, switch_asked, NULL);
    interrupt_set_handler(VECTOR_ERROR, error_told, NULL);
    interrupt_set_handler(VECTOR_SPURIOUS, spurious_came, NULL);
    core_at(0)->apic_id = lapic_id();
    lapic_enable(irq_nmi_input(ACPI_UID_ALL), takes_pic);
    core_set_interrupt(lapic_interrupt);
}

/* ---- I/O APICs ---- */

unsigned irq_nmi_input(uint32_t uid)
{
    size_t size = 0;
    const void *madt = acpi_find("APIC", 0, &size);
    const int input = madt != NULL ? acpi_nmi_input(uid, madt, size) : -E_NOENT;

    return input >= 0 ? (unsigned)input : NMI_INPUT_USUAL;
}

/* Adds all that the table names; returns how many answer. */
static unsigned ioapics_take(void)
{
    size_t size = 0;
    const void *madt = acpi_find("APIC", 0, &size);
    struct acpi_madt_entry entry = { 0 };
    unsigned found = 0;

    if (madt == NULL)
        return 0;
    while (acpi_madt_next(&entry, madt, size) == 0) {
        int inputs;

        if (entry.type != ACPI_MADT_IO_APIC)
            continue;
        inputs = ioapic_add(entry.address, entry.gsi);
        if (inputs < 0) {
            log_warning("irq: the I/O APIC %u at 0x%lx is no use: %s", entry.id, entry.address,
                        error_name(inputs));
            continue;
        }
        log_debug("irq: I/O APIC %u at 0x%lx, inputs %u to %u", entry.id, entry.address, entry.gsi,
                  entry.gsi + (unsigned)inputs - 1);
        found++;
    }
    acpi_routes_read(routes, madt, size);
    return found;
}

void irq_init(struct irq_choice choice)
{
    const bool has_pic = pic_init() == 0;
    const bool has_lapic = !choice.no_lapic && lapic_init() == 0;
    const unsigned ioapics = has_lapic && !choice.no_ioapic ? ioapics_take() : 0;

    controller = ioapics > 0 ? BY_IOAPIC : has_pic ? BY_PIC : NO_CONTROLLER;
    if (controller == BY_IOAPIC && has_pic)
        pic_mask_all();
    if (has_lapic)
        lapic_take(controller == BY_PIC);
    if (controller == NO_CONTROLLER)
        log_warning("irq: no interrupt controller answers");
    for (unsigned i = 0; i < IRQ_LINES && controller != NO_CONTROLLER; i++)
        interrupt_set_handler(VECTOR_LINES + i, line_fired, &lines[i]);
    log_info("irq: lines by %s, %s", irq_controller(),
             !has_lapic      ? "no local APIC"
             : lapic_is_x2() ? "local APIC in x2APIC mode"
                             : "local APIC");
}

const char *irq_controller(void)
{
    static const char *const names[] = { "none", "8259", "I/O APIC" };

    return names[controller];
}

int irq_connect(unsigned line, irq_handler_t handler, void *context, const char *name)
{
    if (line >= IRQ_LINES)
        return -E_RANGE;
    if (controller == NO_CONTROLLER || (controller == BY_IOAPIC && routes[line].is_taken))
        return -E_NODEV;
    lines[line].context = context;
    lines[line].handler = handler;
    lines[line].name = name;
    if (controller == BY_IOAPIC)
        return ioapic_open(routes[line].gsi, VECTOR_LINES + line, core_at(0)->apic_id,
                           routes[line].is_low, routes[line].is_level);
    pic_unmask(line);
    return 0;
}

/* The entry is whole before the vector leads to it. */
int irq_connect_message(irq_handler_t handler, void *context, const char *name)
{
    struct irq_message *message = &messages[message_count];
    const unsigned vector = VECTOR_MESSAGES + message_count;

    if (!lapic_is_there())
        return -E_NODEV;
    if (message_count == MESSAGES_MAX)
        return -E_NOSPACE;
    message_count++;
    *message = (struct irq_message){ handler, context, name };
    interrupt_set_handler(vector, message_came, message);
    return (int)vector;
}

void irq_disconnect_message(unsigned vector)
{
    if (vector - VECTOR_MESSAGES < message_count)
        messages[vector - VECTOR_MESSAGES].handler = NULL;
}

const char *irq_message_name(unsigned vector)
{
    return vector - VECTOR_MESSAGES < message_count ? messages[vector - VECTOR_MESSAGES].name
                                                    : NULL;
}

void irq_set_after(void (*after)(void))
{
    after_handler = after;
}

uint64_t irq_count(unsigned line)
{
    return line < IRQ_LINES ? lines[line].count : 0;
}

const char *irq_name(unsigned line)
{
    return line < IRQ_LINES ? lines[line].name : NULL;
}

unsigned irq_vector(unsigned line)
{
    return VECTOR_LINES + line;
}

uint64_t irq_spurious_count(void)
{
    return spurious + interrupt_count(VECTOR_SPURIOUS);
}
