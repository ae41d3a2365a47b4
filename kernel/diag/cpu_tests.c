/* SPDX-License-Identifier: MIT */
/* diag/cpu_tests.c — is the CPU in the state the kernel set, and on the kernel's own tables? */
#include "cpu/core.h"
#include "cpu/features.h"
#include "cpu/gdt.h"
#include "cpu/idt.h"
#include "cpu/protection.h"
#include "cpu/registers.h"
#include "dev/check_watch.h"
#include "diag/test.h"

#define CANONICAL_HIGH 0xffff800000000000ull

static enum test_result long_mode(struct test_run *run)
{
    const uint64_t efer = msr_read(MSR_EFER);

    if (!(efer & EFER_LMA))
        return test_fail(run, "EFER is 0x%lx: long mode is not active", efer);
    return test_pass(run, "efer=0x%lx", efer);
}

static enum test_result no_execute(struct test_run *run)
{
    if (!cpu_features()->has_nx)
        return test_skip(run, "the CPU does not offer no-execute pages");
    if (!(msr_read(MSR_EFER) & EFER_NXE))
        return test_fail(run, "the CPU offers no-execute pages but EFER.NXE is clear");
    return test_pass(run, "%s", "");
}

static enum test_result control_registers(struct test_run *run)
{
    const uint64_t cr0 = cr0_read();
    const uint64_t cr4 = cr4_read();

    if ((cr0 & (CR0_PE | CR0_PG | CR0_WP)) != (CR0_PE | CR0_PG | CR0_WP))
        return test_fail(run, "CR0 is 0x%lx: PE, PG or WP is clear", cr0);
    if (!(cr4 & CR4_PAE) || (cr4 & CR4_LA57))
        return test_fail(run, "CR4 is 0x%lx: not 4-level paging", cr4);
    return test_pass(run, "cr0=0x%lx cr4=0x%lx", cr0, cr4);
}

static enum test_result descriptor_tables(struct test_run *run)
{
    const struct table_pointer gdt = gdt_read();
    const struct table_pointer idt = idt_read();

    if (gdt.base < CANONICAL_HIGH || task_register_read() != SELECTOR_TSS)
        return test_fail(run, "GDT at 0x%lx, task register 0x%x", gdt.base, task_register_read());
    if (idt.base < CANONICAL_HIGH || idt.limit != IDT_VECTORS * 16 - 1)
        return test_fail(run, "IDT at 0x%lx, limit 0x%x", idt.base, idt.limit);
    return test_pass(run, "gdt=0x%lx idt=0x%lx", gdt.base, idt.base);
}

static enum test_result protections(struct test_run *run)
{
    struct cpu_protection p;
    unsigned on = 0, missing = 0;

    for (unsigned i = 0; cpu_protection_look(i, &p); i++) {
        if (p.is_there && !p.is_on)
            return test_fail(run, "%s is there, but off", p.name);
        on += p.is_on;
        missing += !p.is_there;
    }
    return test_pass(run, "on=%u missing=%u", on, missing);
}

/* What the hardware found wrong with itself, be it corrected or not. */
static enum test_result own_errors(struct test_run *run)
{
    uint64_t nmis = 0;

    check_watch_look();
    for (unsigned i = 0; i < core_count(); i++)
        nmis += core_at(i)->nmis;
    if (check_watch_count() > 0)
        return test_fail(run, "%lu machine-check records since start-up; the log has each",
                         check_watch_count());
    if (nmis > 0)
        return test_fail(run, "%lu NMIs since start-up; the log has each", nmis);
    return test_pass(run, "cores=%u", core_count());
}

static const struct test tests[] = {
    { "cpu.long_mode", long_mode },
    { "cpu.nx", no_execute },
    { "cpu.control_registers", control_registers },
    { "cpu.descriptor_tables", descriptor_tables },
    { "cpu.protections", protections },
    { "cpu.own_errors", own_errors },
};

const struct test_group cpu_tests = { "cpu", tests, ARRAY_SIZE(tests), false };
