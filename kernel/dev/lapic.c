/* SPDX-License-Identifier: MIT */
/*
 * dev/lapic.c — one register file, two ways to it.
 *
 * Registers in memory are read and written as whole aligned words of 32 bits only; anything else is
 * undefined (SDM 3A 11.4.1).
 */
#include "dev/lapic.h"

#include "cpu/interrupt.h"
#include "cpu/registers.h"
#include "dev/lapic_access.h"
#include "dev/lapic_regs.h"
#include "lib/error.h"
#include "lib/field.h"
#include "lib/log.h"
#include "mm/mmio.h"

#define LEAF_FEATURES     0x1
#define FEATURES_EDX_APIC (1u << 9)

#define SEND_LOOKS    100000 /* a signal is on its way for some microseconds */
#define X2_ID_NOBODY  0xffffffffu
#define ID_NOBODY     0xffu
#define PAGE_SHIFT    12
#define LVT_CMCI_MIN  6
#define LVT_THERM_MIN 5
#define LVT_PERF_MIN  4

static volatile uint32_t *registers; /* NULL in x2APIC mode */
static paddr_t address;
static bool is_there, is_x2;
static uint64_t errors;
static uint32_t last_error;

uint32_t lapic_read(unsigned reg)
{
    return is_x2 ? (uint32_t)msr_read(LAPIC_X2_BASE + reg / 16) : registers[reg / 4];
}

void lapic_write(unsigned reg, uint32_t value)
{
    if (is_x2)
        msr_write(LAPIC_X2_BASE + reg / 16, value);
    else
        registers[reg / 4] = value;
}

int lapic_init(void)
{
    uint64_t base;

    if (!(cpuid(LEAF_FEATURES, 0).edx & FEATURES_EDX_APIC))
        return -E_NODEV;
    base = msr_read(MSR_APIC_BASE);
    is_x2 = base & APIC_BASE_EXTD;
    address = base & APIC_BASE_ADDRESS;
    if (!(base & APIC_BASE_EN))
        msr_write(MSR_APIC_BASE, base | APIC_BASE_EN);
    if (!is_x2) {
        registers = mmio_map(address, LAPIC_BYTES, CACHING_UNCACHED);
        if (registers == NULL || registers[LAPIC_VERSION / 4] == UINT32_MAX)
            return -E_NODEV;
    }
    is_there = true;
    return 0;
}

bool lapic_join(void)
{
    const uint64_t base = msr_read(MSR_APIC_BASE);
    const uint64_t mode = APIC_BASE_EN | (is_x2 ? APIC_BASE_EXTD : 0);

    if (base & APIC_BASE_EXTD && !is_x2)
        return false;
    if ((base & mode) != mode)
        msr_write(MSR_APIC_BASE, base | mode);
    return is_x2 || (msr_read(MSR_APIC_BASE) & APIC_BASE_ADDRESS) == address;
}

bool lapic_is_there(void)
{
    return is_there;
}

bool lapic_is_x2(void)
{
    return is_x2;
}

paddr_t lapic_address(void)
{
    return address;
}

uint32_t lapic_id(void)
{
    const uint32_t id = lapic_read(LAPIC_ID);

    return is_x2 ? id : FIELD_GET(LAPIC_ID_SHORT, id);
}

bool lapic_reaches(uint32_t apic_id)
{
    return is_x2 ? apic_id != X2_ID_NOBODY : apic_id < ID_NOBODY;
}

/* What makes its own vectors is silenced; firmware's own alarm by SMI stays. */
static void sources_mask(void)
{
    static const struct {
        unsigned reg, lvt_min;
    } sources[] = {
        { LAPIC_LVT_TIMER, 0 },
        { LAPIC_LVT_COUNTERS, LVT_PERF_MIN },
        { LAPIC_LVT_THERMAL, LVT_THERM_MIN },
        { LAPIC_LVT_CMCI, LVT_CMCI_MIN },
    };
    const unsigned lvt_max = FIELD_GET(LAPIC_VERSION_LVT_MAX, lapic_read(LAPIC_VERSION));

    for (unsigned i = 0; i < ARRAY_SIZE(sources); i++) {
        if (lvt_max < sources[i].lvt_min)
            continue;
        if (FIELD_GET(LAPIC_LVT_MODE, lapic_read(sources[i].reg)) != LAPIC_LVT_MODE_SMI)
            lapic_write(sources[i].reg, LAPIC_LVT_MASKED);
    }
}

static uint32_t input_of(unsigned input, unsigned nmi_input, bool takes_pic)
{
    if (input == nmi_input)
        return FIELD_SET(LAPIC_LVT_MODE, 0u, LAPIC_LVT_MODE_NMI);
    if (input == 0 && takes_pic)
        return FIELD_SET(LAPIC_LVT_MODE, 0u, LAPIC_LVT_MODE_EXTERN);
    return LAPIC_LVT_MASKED;
}

void lapic_enable(unsigned nmi_input, bool takes_pic)
{
    lapic_write(LAPIC_SPURIOUS, LAPIC_SPURIOUS_ENABLE | VECTOR_SPURIOUS);
    sources_mask();
    lapic_write(LAPIC_TPR, 0);
    lapic_write(LAPIC_LVT_INPUT0, input_of(0, nmi_input, takes_pic));
    lapic_write(LAPIC_LVT_INPUT1, input_of(1, nmi_input, takes_pic));
    lapic_write(LAPIC_ERROR, 0);
    lapic_write(LAPIC_ERROR,
                0); /* twice: the first write takes what was there, the second empties it */
    lapic_write(LAPIC_LVT_ERROR, VECTOR_ERROR);
    lapic_write(LAPIC_EOI, 0); /* of what firmware may have left in service */
}

void lapic_end_of_interrupt(void)
{
    lapic_write(LAPIC_EOI, 0);
}

void lapic_end_of_stray(unsigned vector)
{
    if (is_there && lapic_read(LAPIC_IN_SERVICE + vector / 32 * 16) & 1u << vector % 32)
        lapic_write(LAPIC_EOI, 0);
}

uint64_t lapic_errors(uint32_t *last)
{
    *last = __atomic_load_n(&last_error, __ATOMIC_RELAXED);
    return __atomic_load_n(&errors, __ATOMIC_RELAXED);
}

void lapic_error_take(void)
{
    uint32_t bits;

    lapic_write(LAPIC_ERROR, 0);
    bits = lapic_read(LAPIC_ERROR);
    __atomic_store_n(&last_error, bits, __ATOMIC_RELAXED);
    if (__atomic_fetch_add(&errors, 1, __ATOMIC_RELAXED) == 0)
        log_warning("lapic: core %u found error bits 0x%x", core_here()->number, bits);
}

/* Waits, not for ever, until what was sent before has left. */
static void sent_await(void)
{
    unsigned looks = 0;

    while (!is_x2 && lapic_read(LAPIC_COMMAND) & LAPIC_COMMAND_PENDING && looks++ < SEND_LOOKS)
        cpu_relax();
}

/* The two halves must not be torn apart by a handler that sends as well. */
static void send(uint32_t apic_id, uint32_t command)
{
    const uint64_t flags = interrupts_save();

    if (is_x2) {
        memory_fence(); /* a write to an MSR of this kind does not wait for earlier stores */
        msr_write(LAPIC_X2_BASE + LAPIC_COMMAND / 16, (uint64_t)apic_id << 32 | command);
    } else {
        sent_await();
        lapic_write(LAPIC_COMMAND_HIGH, FIELD_SET(LAPIC_COMMAND_TARGET, 0u, apic_id));
        lapic_write(LAPIC_COMMAND, command);
    }
    interrupts_restore(flags);
}

void lapic_interrupt(const struct core *core, unsigned vector)
{
    send(core->apic_id, LAPIC_COMMAND_ASSERT | (vector == VECTOR_NMI ? LAPIC_COMMAND_NMI : vector));
}

void lapic_send_init(uint32_t apic_id)
{
    send(apic_id, LAPIC_COMMAND_INIT | LAPIC_COMMAND_ASSERT | LAPIC_COMMAND_LEVEL);
    sent_await();
    send(apic_id, LAPIC_COMMAND_INIT | LAPIC_COMMAND_LEVEL);
    sent_await();
}

void lapic_send_start(uint32_t apic_id, paddr_t page)
{
    send(apic_id, LAPIC_COMMAND_START | LAPIC_COMMAND_ASSERT | (uint32_t)(page >> PAGE_SHIFT));
    sent_await();
}
