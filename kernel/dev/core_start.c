/* SPDX-License-Identifier: MIT */
/*
 * dev/core_start.c — one core after the other, each by way of the same page below 1 MiB.
 *
 * While it turns paging on a core must find its next instruction at the address it runs at, so it begins
 * with tables that hold this page as well, not writable, and leaves them for the kernel's own as soon
 * as it is in C. Page, mapping and tables are gone when all have come.
 */
#include "dev/core_start.h"

#include "cpu/boot_state.h"
#include "cpu/core.h"
#include "cpu/features.h"
#include "cpu/registers.h"
#include "dev/acpi.h"
#include "dev/clock.h"
#include "dev/core_state.h"
#include "dev/lapic.h"
#include "fmt/acpi_cores.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/mem.h"
#include "lib/patience.h"
#include "mm/direct_map.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/low_memory.h"
#include "mm/mmio.h"
#include "mm/paging.h"
#include "mm/stack.h"

#define INIT_MS       10 /* the specification's own number; newer cores need none */
#define FIRST_WAIT_US 200
#define COME_MS       1000
#define STACK_BYTES   16384
#define TABLES        4

#define TABLE_ENTRIES 512
#define KERNEL_HALF   256    /* first entry of the upper half */
#define ENTRY_LINK    0x3ull /* present, writable */
#define ENTRY_PAGE    0x1ull /* present, read and executed only */

/* The beginning of the page, as boot/core_start.asm lays it out. */
struct core_start_block {
    uint8_t jump[8];
    uint16_t gdt_limit;
    uint32_t gdt_address;
    uint16_t pad;
    uint32_t far_32[2], far_64[2];
    uint64_t tables;
    uint32_t efer, unlocks_nx;
    uint64_t entry, argument;
} __attribute__((packed));

_Static_assert(sizeof(struct core_start_block) == 64, "boot/core_start.asm lays it out");

extern const uint8_t core_start_page[], core_start_page_end[];
void core_arrive(void);
_Noreturn void core_main(struct core_record *mine);

static struct core_record record;
static paddr_t table_frames[TABLES];
static unsigned missing;

unsigned core_start_missing(void)
{
    return missing;
}

static uint64_t *table_at(unsigned index)
{
    return (uint64_t *)(uintptr_t)(DIRECT_MAP_BASE + table_frames[index]);
}

static void tables_give(void)
{
    for (unsigned i = 0; i < TABLES; i++)
        if (table_frames[i] != 0)
            frame_free(table_frames[i], 0, FRAME_PAGE_TABLE);
    memset(table_frames, 0, sizeof(table_frames));
}

/* The kernel's upper half, and page where it is. A core reads CR3 in 32-bit mode, so all lie low. */
static int tables_make(paddr_t page)
{
    const uint64_t *kernel = (const uint64_t *)(uintptr_t)(DIRECT_MAP_BASE + paging_root());

    for (unsigned i = 0; i < TABLES; i++) {
        table_frames[i] = frame_alloc_below_4g(0, FRAME_PAGE_TABLE);
        if (table_frames[i] == 0) {
            tables_give();
            return -E_NOSPACE;
        }
        memset(table_at(i), 0, PAGE_BYTES);
    }
    for (unsigned i = KERNEL_HALF; i < TABLE_ENTRIES; i++)
        table_at(0)[i] = kernel[i];
    for (unsigned i = 0; i + 1 < TABLES; i++)
        table_at(i)[0] = table_frames[i + 1] | ENTRY_LINK;
    table_at(TABLES - 1)[page / PAGE_BYTES] = page | ENTRY_PAGE;
    return 0;
}

static void page_fill(void *at, paddr_t page)
{
    struct core_start_block *block = at;

    memcpy(at, core_start_page, (size_t)(core_start_page_end - core_start_page));
    block->gdt_address += (uint32_t)page;
    block->far_32[0] += (uint32_t)page;
    block->far_64[0] += (uint32_t)page;
    block->tables = table_frames[0];
    block->efer = (uint32_t)msr_read(MSR_EFER) & ~EFER_LMA;
    block->unlocks_nx =
        boot_state.has_nx && memcmp(cpu_features()->vendor, "GenuineIntel", 12) == 0;
    block->entry = (uint64_t)(uintptr_t)core_arrive;
    block->argument = (uint64_t)(uintptr_t)&record;
}

/* The first thing on the new core in C. */
_Noreturn void core_main(struct core_record *mine)
{
    const core_run_t run = mine->run;
    bool is_well;

    mine->fault = core_state_take(mine);
    __atomic_store_n(&mine->stage, CORE_HAS_COME, __ATOMIC_RELEASE);
    is_well = mine->fault == NULL && clock_be_compared(&mine->meeting);
    if (is_well) {
        __atomic_store_n(&mine->stage, CORE_RUNS, __ATOMIC_RELEASE);
        run();
    }
    for (;;) {
        interrupts_disable();
        cpu_halt();
    }
}

/* Whether the core gets to that stage before cycles have passed; 0: before patience ends. */
static bool is_at_within(enum core_stage stage, uint64_t cycles)
{
    const uint64_t start = tsc_read();
    struct patience patience;

    patience_begin(&patience, start, COME_MS);
    while (__atomic_load_n(&record.stage, __ATOMIC_ACQUIRE) < stage) {
        cpu_relax();
        if (cycles != 0 ? tsc_read() - start > cycles : patience_is_over(&patience, tsc_read()))
            return false;
    }
    patience_learn(tsc_read() - start);
    return true;
}

/* Calls one core until it comes; what is wrong, or NULL. */
static const char *core_call(struct core *core, paddr_t page)
{
    lapic_send_start(core->apic_id, page);
    if (!is_at_within(CORE_HAS_COME, clock_tsc_hz() / 1000000 * FIRST_WAIT_US)) {
        lapic_send_start(core->apic_id, page);
        if (!is_at_within(CORE_HAS_COME, 0))
            return "does not come";
    }
    if (record.fault != NULL)
        return record.fault;
    if (core_add(core, core->apic_id) != 0)
        return "is one too many";
    if (clock_compare(&record.meeting) && is_at_within(CORE_RUNS, 0))
        return NULL;
    core_drop_last();
    return "came and stopped answering";
}

static void core_give(struct core *core, uint64_t stack)
{
    for (unsigned i = IST_NMI; core != NULL && i < IST_COUNT; i++)
        stack_give(core->tables.tss.ist[i - 1]);
    stack_give(stack);
    kfree(core);
}

static const char *core_start(const struct acpi_core *listed, paddr_t page, core_run_t run)
{
    struct core *core = lapic_reaches(listed->apic_id) ? kzalloc(sizeof(*core)) : NULL;
    const uint64_t stack = core != NULL ? stack_make("the stack of a core", STACK_BYTES) : 0;
    const char *fault;

    if (!lapic_reaches(listed->apic_id))
        return "has an id that this mode of the local APIC does not reach";
    if (stack == 0 || stack_exceptions_make(core) < STACK_EXCEPTIONS) {
        core_give(core, stack);
        return "finds no memory for its stacks";
    }
    core->self = core;
    core->number = core_count();
    core->apic_id = listed->apic_id;
    record = (struct core_record){ .core = core, .uid = listed->uid, .run = run };
    core_state_note(&record);
    __atomic_store_n(&record.stack, stack, __ATOMIC_RELEASE);
    fault = core_call(core, page);
    if (fault == NULL)
        return NULL;
    /* It gets no stack any more, and is told to wait; if it had one it may be using it still. */
    if (__atomic_exchange_n(&record.stack, 0, __ATOMIC_ACQ_REL) != 0)
        core_give(core, stack);
    lapic_send_init(listed->apic_id);
    return fault;
}

/* All cores that come, by way of page, which at is a way to write to. */
static void cores_start(const struct acpi_cores *cores, paddr_t page, void *at, core_run_t run)
{
    page_fill(at, page);
    for (unsigned i = 0; i < cores->count; i++)
        if (lapic_reaches(cores->list[i].apic_id))
            lapic_send_init(cores->list[i].apic_id);
    clock_wait_ms(INIT_MS);
    for (unsigned i = 0; i < cores->count; i++) {
        const char *fault = core_start(&cores->list[i], page, run);

        if (fault == NULL)
            continue;
        missing++;
        log_warning("cores: the one with APIC id %u %s; going on without it",
                    cores->list[i].apic_id, fault);
    }
    memset(at, 0, PAGE_BYTES);
}

static void madt_judge(const struct acpi_cores *cores)
{
    if (cores->breaks_off)
        log_warning("cores: the MADT breaks off; cores behind that place are not known");
    if (cores->doubled > 0)
        log_warning("cores: %u entries of the MADT are of nobody, or of a core listed before",
                    cores->doubled);
    if (cores->dropped > 0)
        log_warning("cores: %u more than the kernel can use", cores->dropped);
    if (cores->disabled > 0)
        log_info("cores: %u places without a core, or with one that firmware disabled",
                 cores->disabled);
}

/* A core with other memory types sees memory uncached that others cache, or worse; only firmware can mend it. */
static void memory_types_judge(void)
{
    unsigned others = 0;

    for (unsigned i = 1; i < core_count(); i++)
        others += core_at(i)->memory_types != core_at(0)->memory_types;
    if (others > 0)
        log_notice("cores: %u have other memory types (MTRRs) than the first", others);
}

void core_start_all(const struct boot_info *boot, core_run_t run)
{
    static struct acpi_cores cores;
    const uint64_t start_ns = clock_now_ns();
    size_t size = 0;
    const void *madt = acpi_find("APIC", 0, &size);
    const paddr_t page = low_memory_find(boot);
    void *at;

    if (!lapic_is_there() || madt == NULL || !paging_is_active())
        return;
    acpi_cores_read(&cores, lapic_id(), madt, size);
    madt_judge(&cores);
    if (cores.count == 0)
        return;
    at = page != 0 ? mmio_map(page, PAGE_BYTES, CACHING_WRITE_BACK) : NULL;
    if (at == NULL || tables_make(page) != 0) {
        log_warning("cores: %u others cannot start: no page below 1 MiB is free", cores.count);
        missing = cores.count;
    } else {
        cores_start(&cores, page, at, run);
        tables_give();
    }
    if (at != NULL)
        mmio_unmap(at, PAGE_BYTES);
    log_info("cores: %u of %u run, after %lu ms", core_count(), cores.count + 1,
             (clock_now_ns() - start_ns) / 1000000);
    memory_types_judge();
    if (clock_offset_most() != 0)
        log_notice("cores: their time-stamp counters differ by up to %lu cycles; made up for",
                   clock_offset_most());
}
