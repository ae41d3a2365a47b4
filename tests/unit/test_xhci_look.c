/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_xhci_look.c — a controller's registers in memory: where they lead, and firmware that lets
 * go of it at once, late, or never. No emulator here has such firmware.
 */
#include "exact.h"

#include "dev/xhci_look.c"
#include "fmt/pci_regs.h"

#define REGION  0x10000u
#define ADDRESS 0xfebd0000ull
#define LEGACY  0x8000u
#define PORTS   0x8020u

static uint32_t region[REGION / 4];
static uint16_t power_state;
static unsigned slept_ms, lets_go_after_ms, warnings;
static struct pci_function function;
static struct xhci xhci;

static uint8_t fake_config_at(unsigned offset)
{
    static const uint8_t capability[] = { PCI_CAP_POWER, 0, 3, 0 };

    if (offset < PCI_COMMAND)
        return 0x86;
    if (offset == PCI_STATUS)
        return PCI_STATUS_CAPABILITIES;
    if (offset == PCI_CAPABILITIES)
        return 0x40;
    if (offset >= 0x40 && offset < 0x44)
        return capability[offset - 0x40];
    return offset == 0x44 ? (uint8_t)power_state : 0;
}

void pci_config_copy(struct pci_address address, uint8_t *bytes, size_t size)
{
    (void)address;
    for (size_t i = 0; i < size; i++)
        bytes[i] = fake_config_at((unsigned)i);
}

uint16_t pci_read16(struct pci_address address, unsigned offset)
{
    (void)address;
    return (uint16_t)(fake_config_at(offset) | fake_config_at(offset + 1) << 8);
}

void pci_write16(struct pci_address address, unsigned offset, uint16_t value)
{
    (void)address;
    assert_int_equal(offset, 0x44);
    power_state = value;
}

void pci_address_text(struct pci_address address, char to[PCI_ADDRESS_TEXT])
{
    (void)address;
    strcpy(to, "00:14.0");
}

void pci_decode_enable(const struct pci_function *which, unsigned bits)
{
    assert_ptr_equal(which, &function);
    assert_int_equal(bits, PCI_COMMAND_MEMORY); /* no bus mastering before the reset */
}

void *fake_mmio_map(paddr_t address, size_t size, enum caching caching)
{
    assert_true(address == function.header.bars[0] && size <= REGION);
    assert_int_equal(caching, CACHING_UNCACHED);
    return region;
}

uint64_t clock_now_ns(void)
{
    return slept_ms * 1000000ull;
}

/* Firmware works while the kernel sleeps. */
void thread_sleep_ms(unsigned ms)
{
    slept_ms += ms;
    if (slept_ms >= lets_go_after_ms && region[LEGACY / 4] & XHCI_LEGACY_SYSTEM)
        region[LEGACY / 4] &= ~XHCI_LEGACY_FIRMWARE;
}

void log_write(enum log_level level, const char *format, ...)
{
    (void)format;
    warnings += level == LOG_WARNING;
}

static void put(unsigned offset, uint32_t value)
{
    region[offset / 4] = value;
}

/* 15 ports and 32 slots, laid out as Intel's are. */
static int fresh(void **state)
{
    (void)state;
    memset(region, 0, sizeof(region));
    memset(&xhci, 0, sizeof(xhci));
    put(XHCI_CAPLENGTH, 0x01000080);
    put(XHCI_HCSPARAMS1, 15u << 24 | 8u << 8 | 32);
    put(XHCI_HCSPARAMS2, 1u << 21 | 2u << 27);
    put(XHCI_HCCPARAMS1, LEGACY / 4 << 16 | XHCI_AC64 | XHCI_CONTEXT_64);
    put(XHCI_DBOFF, 0x3000);
    put(XHCI_RTSOFF, 0x2000);
    put(LEGACY, XHCI_CAP_LEGACY | (PORTS - LEGACY) / 4 << 8 | XHCI_LEGACY_FIRMWARE);
    put(LEGACY + XHCI_LEGACY_CONTROL, XHCI_LEGACY_SMI_ENABLES | 0x000e0000);
    put(PORTS, XHCI_CAP_PROTOCOL | 2u << 24);
    put(PORTS + 4, 0x20425355);
    put(PORTS + 8, 0x0901);
    function = (struct pci_function){ .header = { .bar_count = 1, .bars = { ADDRESS } } };
    power_state = 0;
    slept_ms = warnings = lets_go_after_ms = 0;
    return 0;
}

static void all_is_found(void **state)
{
    (void)state;
    power_state = 3;
    assert_int_equal(xhci_look(&xhci, &function), 0);
    assert_int_equal(power_state, 0);
    assert_int_equal(xhci.ports, 15);
    assert_int_equal(xhci.slots, 32);
    assert_int_equal(xhci.scratchpads, 34);
    assert_int_equal(xhci.context_bytes, 64);
    assert_true(xhci.is_64bit);
    assert_ptr_equal(xhci.operational, (uint8_t *)region + 0x80);
    assert_ptr_equal(xhci.runtime, (uint8_t *)region + 0x2000);
    assert_ptr_equal(xhci.doorbells, (uint8_t *)region + 0x3000);
    assert_int_equal(xhci_port_protocol(&xhci, 9)->major, 2);
    assert_null(xhci_port_protocol(&xhci, 10));
    assert_int_equal(warnings, 0);
}

static void lies_are_left_alone(void **state)
{
    static const struct {
        unsigned offset;
        uint32_t value;
    } faults[] = {
        { XHCI_CAPLENGTH, UINT32_MAX },  { XHCI_CAPLENGTH, 0x0100001f },
        { XHCI_HCSPARAMS1, 0x00000020 }, { XHCI_HCSPARAMS1, 0x0f000000 },
        { XHCI_DBOFF, 0xfffffffc },      { XHCI_DBOFF, REGION - 0x100 },
        { XHCI_RTSOFF, REGION - 0x20 },
    };

    for (unsigned i = 0; i < ARRAY_SIZE(faults); i++) {
        fresh(state);
        put(faults[i].offset, faults[i].value);
        assert_int_equal(xhci_look(&xhci, &function), -E_INVAL);
        assert_int_equal(warnings, 1);
    }
    fresh(state);
    function.header.bars[0] = 0;
    assert_int_equal(xhci_look(&xhci, &function), -E_NODEV);
    fresh(state);
    function.header.bars[0] = 0xfebd0800; /* so small a region cannot hold the registers */
    assert_int_equal(xhci_look(&xhci, &function), -E_INVAL);
}

/* Lists that end outside, in a circle, or at once. */
static void lists_that_lead_astray(void **state)
{
    static const uint32_t nexts[] = { 0xff, 0, (PORTS - LEGACY) / 4 };

    for (unsigned i = 0; i < ARRAY_SIZE(nexts); i++) {
        fresh(state);
        memset((uint8_t *)region + LEGACY, 0, REGION - LEGACY);
        for (unsigned at = LEGACY; at < REGION; at += 0x20)
            put(at, XHCI_CAP_PROTOCOL | nexts[i] << 8);
        assert_int_equal(xhci_look(&xhci, &function), 0);
        assert_int_equal(xhci.protocol_count, 0);
        assert_true(warnings >= 1 && warnings <= LIST_MOST);
    }
    fresh(state);
    put(XHCI_HCCPARAMS1, 0xffff0000);
    assert_int_equal(xhci_look(&xhci, &function), 0);
    xhci_take_over(&xhci);
    assert_int_equal(xhci.protocol_count, 0);
}

static void assert_taken(void)
{
    const uint32_t control = region[(LEGACY + XHCI_LEGACY_CONTROL) / 4];

    assert_int_equal(region[LEGACY / 4] & (XHCI_LEGACY_FIRMWARE | XHCI_LEGACY_SYSTEM),
                     XHCI_LEGACY_SYSTEM);
    assert_int_equal(control & XHCI_LEGACY_SMI_ENABLES, 0);
    assert_int_equal(control & 0x000e0000, 0x000e0000); /* what is reserved stays */
    assert_int_equal(control & XHCI_LEGACY_SMI_EVENTS, XHCI_LEGACY_SMI_EVENTS);
}

static void firmware_lets_go(void **state)
{
    (void)state;
    lets_go_after_ms = 30;
    assert_int_equal(xhci_look(&xhci, &function), 0);
    assert_int_equal(region[LEGACY / 4] & XHCI_LEGACY_SYSTEM, 0); /* looking asks for nothing */
    xhci_take_over(&xhci);
    assert_taken();
    assert_int_equal(slept_ms, 30);
    assert_int_equal(warnings, 0);
}

static void firmware_has_let_go_already(void **state)
{
    (void)state;
    region[LEGACY / 4] &= ~XHCI_LEGACY_FIRMWARE;
    assert_int_equal(xhci_look(&xhci, &function), 0);
    xhci_take_over(&xhci);
    assert_taken();
    assert_int_equal(slept_ms, 0);
}

static void firmware_never_lets_go(void **state)
{
    (void)state;
    lets_go_after_ms = 1000000;
    assert_int_equal(xhci_look(&xhci, &function), 0);
    xhci_take_over(&xhci);
    assert_taken();
    assert_int_equal(slept_ms, LET_GO_MS);
    assert_int_equal(warnings, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(all_is_found, fresh),
        cmocka_unit_test_setup(lies_are_left_alone, fresh),
        cmocka_unit_test_setup(lists_that_lead_astray, fresh),
        cmocka_unit_test_setup(firmware_lets_go, fresh),
        cmocka_unit_test_setup(firmware_has_let_go_already, fresh),
        cmocka_unit_test_setup(firmware_never_lets_go, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
