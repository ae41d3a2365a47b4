/* SPDX-License-Identifier: MIT */
/* dev/core_state.c — registers, in the order in which one relies on the other. */
#include "dev/core_state.h"

#include "cpu/features.h"
#include "cpu/idt.h"
#include "cpu/machine_check.h"
#include "cpu/mtrr.h"
#include "cpu/pat.h"
#include "cpu/protection.h"
#include "cpu/registers.h"
#include "dev/irq.h"
#include "dev/lapic.h"
#include "mm/paging.h"

static paddr_t root;

void core_state_note(struct core_record *record)
{
    root = paging_root();
    record->cr4 = cr4_read();
    core_here()->memory_types = mtrr_sum();
}

/* Tables first: nothing can be said, and no lock taken, before core_here() works. */
const char *core_state_take(struct core_record *record)
{
    struct core *core = record->core;

    cr3_write(root);
    gdt_init(core);
    idt_share();
    pat_init();
    machine_check_init();
    protection_enable();
    if (cr4_read() != record->cr4)
        return "cannot have the first core's control register 4";
    if (!lapic_join())
        return "has its local APIC in another mode than the first";
    if (lapic_id() != core->apic_id)
        return "answers with another APIC id";
    lapic_enable(irq_nmi_input(record->uid), false);
    core->memory_types = mtrr_sum();
    return NULL;
}
