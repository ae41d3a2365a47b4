/* SPDX-License-Identifier: MIT */
/* dev/irq.c — lines on top of the 8259 pair: spurious check, handler, end of interrupt. */
#include "dev/irq.h"

#include "cpu/interrupt.h"
#include "dev/pic.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/types.h"

static struct irq_line {
    irq_handler_t handler;
    void *context;
    const char *name;
    uint64_t count;
} lines[IRQ_LINES];

static uint64_t spurious;
static bool has_controller;

/* context is the line's entry in the table. */
static void line_fired(void *context)
{
    struct irq_line *line = context;
    const unsigned number = (unsigned)(line - lines);

    if (pic_is_spurious(number)) {
        spurious++;
        return;
    }
    line->count++;
    if (line->handler != NULL)
        line->handler(line->context);
    pic_end_of_interrupt(number);
}

void irq_init(void)
{
    has_controller = pic_init() == 0;
    if (!has_controller) {
        log_warning("irq: no 8259 interrupt controller answers");
        return;
    }
    for (unsigned i = 0; i < IRQ_LINES; i++)
        interrupt_set_handler(PIC_VECTOR_BASE + i, line_fired, &lines[i]);
}

int irq_connect(unsigned line, irq_handler_t handler, void *context, const char *name)
{
    if (line >= IRQ_LINES)
        return -E_RANGE;
    if (!has_controller)
        return -E_NODEV;
    lines[line].context = context;
    lines[line].handler = handler;
    lines[line].name = name;
    pic_unmask(line);
    return 0;
}

uint64_t irq_count(unsigned line)
{
    return line < IRQ_LINES ? lines[line].count : 0;
}

const char *irq_name(unsigned line)
{
    return line < IRQ_LINES ? lines[line].name : NULL;
}

uint64_t irq_spurious_count(void)
{
    return spurious;
}
