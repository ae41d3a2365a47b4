/* SPDX-License-Identifier: MIT */
/* tests/unit/test_pci.c — headers of PCI functions: recorded, made up, cut short and spoiled. */
#include "fmt/pci.h"

#include "fmt/pci_regs.h"
#include "lib/error.h"

#include "exact.h"
#include "recorded_pci.h"

static struct pci_header header;

static int parse(const void *bytes, size_t size)
{
    uint8_t *copy = exact_copy(bytes, size);
    const int result = pci_header_parse(&header, copy, size);

    free(copy);
    return result;
}

static void test_device(void **state)
{
    struct pci_bar bar;

    (void)state;
    assert_int_equal(parse(recorded_pci_vga, 64), 0);
    assert_int_equal(header.vendor, 0x1234);
    assert_int_equal(header.device, 0x1111);
    assert_int_equal(header.revision, 2);
    assert_int_equal(header.class, PCI_CLASS_DISPLAY);
    assert_int_equal(header.layout, PCI_LAYOUT_DEVICE);
    assert_false(header.is_multifunction);
    assert_int_equal(header.capabilities, 0);
    assert_int_equal(header.subsystem_vendor, 0x1af4);
    assert_int_equal(header.subsystem_device, 0x1100);
    assert_int_equal(header.bar_count, 6);
    bar = pci_bar_read(&header, 0);
    assert_int_equal(bar.kind, PCI_BAR_MEMORY);
    assert_true(bar.address == 0xfd000000 && bar.is_prefetchable && bar.registers == 1);
    assert_int_equal(pci_bar_read(&header, 1).kind, PCI_BAR_NONE);
    assert_int_equal(header.rom & PCI_ROM_ADDRESS, 0xfeb00000);
}

static void test_bridge(void **state)
{
    (void)state;
    assert_int_equal(parse(recorded_pci_bridge, 256), 0);
    assert_int_equal(header.layout, PCI_LAYOUT_BRIDGE);
    assert_int_equal(header.bar_count, 2);
    assert_int_equal(header.primary, 0);
    assert_int_equal(header.secondary, 1);
    assert_int_equal(header.subordinate, 1);
    assert_true(header.io.base == 0xd000 && header.io.limit == 0xdfff && header.io.bits == 16);
    assert_true(header.memory.base == 0xfe800000 && header.memory.limit == 0xfe9fffff);
    assert_true(header.prefetch.base == 0xfe200000 && header.prefetch.limit == 0xfe3fffff);
    assert_int_equal(header.prefetch.bits, 64);
    assert_int_equal(header.subsystem_vendor, 0);
}

/* Windows of the wide kind, closed, and the upper halves that only then count. */
static void test_windows(void **state)
{
    uint8_t bytes[64];

    (void)state;
    memcpy(bytes, recorded_pci_bridge, 64);
    bytes[PCI_BRIDGE_IO_BASE] = 0xf1;
    bytes[PCI_BRIDGE_IO_LIMIT] = 0x01;
    bytes[PCI_BRIDGE_IO_BASE_HIGH] = 0x34;
    bytes[PCI_BRIDGE_PREFETCH_BASE_HIGH] = 0x12;
    bytes[PCI_BRIDGE_PREFETCH_LIMIT_HIGH] = 0x12;
    assert_int_equal(parse(bytes, 64), 0);
    assert_int_equal(header.io.bits, 32);
    assert_true(header.io.base == 0x34f000 && header.io.limit == 0xfff);
    assert_true(header.prefetch.base == 0x12fe200000);
    bytes[PCI_BRIDGE_PREFETCH_BASE] &= 0xf0;
    assert_int_equal(parse(bytes, 64), 0);
    assert_true(header.prefetch.base == 0xfe200000 && header.prefetch.bits == 32);
}

static void test_nobody_and_nonsense(void **state)
{
    uint8_t bytes[64];

    (void)state;
    memset(bytes, 0xff, sizeof(bytes));
    assert_int_equal(parse(bytes, 64), -E_NODEV);
    memset(bytes, 0, sizeof(bytes));
    assert_int_equal(parse(bytes, 64), -E_NODEV);
    for (size_t size = 0; size < 64; size++)
        assert_int_equal(parse(recorded_pci_vga, size), -E_INVAL);
    memcpy(bytes, recorded_pci_vga, 64);
    for (unsigned type = 0; type < 256; type++) {
        bytes[PCI_HEADER_TYPE] = (uint8_t)type;
        assert_int_equal(parse(bytes, 64), (type & 0x7f) <= 2 ? 0 : -E_INVAL);
        if ((type & 0x7f) <= 2)
            assert_int_equal(header.is_multifunction, type >> 7);
    }
    bytes[PCI_HEADER_TYPE] = 2;
    bytes[PCI_STATUS] |= PCI_STATUS_CAPABILITIES;
    bytes[PCI_CAPABILITIES_CARDBUS] = 0x80;
    assert_int_equal(parse(bytes, 64), 0);
    assert_int_equal(header.bar_count, 1);
    assert_int_equal(header.capabilities, 0x80);
}

/* What may be touched: a rule for each class that has one. */
static void test_what_is_ours(void **state)
{
    static const struct {
        uint8_t class, subclass, layout;
        bool master, bars;
    } cases[] = {
        { 0x01, 0x06, 0, true, true },   { 0x02, 0x00, 0, true, true },
        { 0x03, 0x00, 0, false, false }, { 0x03, 0x80, 0, false, false },
        { 0x06, 0x00, 0, false, false }, { 0x06, 0x04, 1, false, false },
        { 0x02, 0x00, 1, false, false }, { 0x06, 0x07, 2, false, false },
        { 0x08, 0x00, 0, true, false },  { 0x0c, 0x03, 0, false, false },
        { 0x0c, 0x05, 0, true, true },   { 0x00, 0xff, 0, true, true },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct pci_header h = { .class = cases[i].class,
                                      .subclass = cases[i].subclass,
                                      .layout = (enum pci_layout)cases[i].layout };

        assert_int_equal(pci_master_is_ours(&h), cases[i].master);
        assert_int_equal(pci_bars_are_ours(&h), cases[i].bars);
    }
}

static struct pci_bar bar_of(uint32_t low, uint32_t high, unsigned count)
{
    const struct pci_header h = { .bar_count = count, .bars = { low, high } };

    return pci_bar_read(&h, 0);
}

static void test_bars(void **state)
{
    struct pci_bar bar;

    (void)state;
    bar = bar_of(0xc041, 0, 6);
    assert_int_equal(bar.kind, PCI_BAR_IO);
    assert_true(bar.address == 0xc040 && bar.registers == 1);
    bar = bar_of(0x8000000c, 0x12, 6);
    assert_int_equal(bar.kind, PCI_BAR_MEMORY);
    assert_true(bar.address == 0x1280000000 && bar.registers == 2 && bar.is_prefetchable);
    bar = bar_of(0x8000000c, 0, 1); /* the last register cannot be half of a pair */
    assert_int_equal(bar.kind, PCI_BAR_NONE);
    assert_int_equal(bar.registers, 1);
    bar = bar_of(0x000a0002, 0, 6);
    assert_int_equal(bar.type, PCI_BAR_TYPE_LOW_1M);
    assert_int_equal(bar_of(0, 0, 6).kind, PCI_BAR_NONE);
    assert_int_equal(bar_of(UINT32_MAX, UINT32_MAX, 6).kind, PCI_BAR_NONE);
    assert_int_equal(bar_of(4, 0, 6).kind, PCI_BAR_MEMORY); /* never given an address */
}

static void test_bar_sizes(void **state)
{
    const struct pci_bar io = { .kind = PCI_BAR_IO, .registers = 1 };
    const struct pci_bar memory = { .kind = PCI_BAR_MEMORY, .registers = 1 };
    const struct pci_bar wide = { .kind = PCI_BAR_MEMORY, .registers = 2 };
    const struct pci_bar none = { .kind = PCI_BAR_NONE, .registers = 1 };

    (void)state;
    assert_true(pci_bar_size(&io, 0xffffffe1, 0) == 32);
    assert_true(pci_bar_size(&io, 0x0000ffe1, 0) == 32); /* the upper half need not be there */
    assert_true(pci_bar_size(&memory, 0xfff00000, 0) == 1 << 20);
    assert_true(pci_bar_size(&memory, 0xfffffff8, 0) == 16);
    assert_true(pci_bar_size(&wide, 0x0000000c, 0xffffffff) == UINT64_C(1) << 32);
    assert_true(pci_bar_size(&wide, 0x0000000c, 0xfffffff0) == UINT64_C(1) << 36);
    assert_true(pci_bar_size(&wide, 0xffff800c, 0xffffffff) == 32768);
    /* No register of a device: nothing sticks, bits are missing, nothing is there. */
    assert_true(pci_bar_size(&memory, 0, 0) == 0);
    assert_true(pci_bar_size(&io, 1, 0) == 0);
    assert_true(pci_bar_size(&wide, 0xc, 0) == 0);
    assert_true(pci_bar_size(&memory, 0xff0ff000, 0) == 0);
    assert_true(pci_bar_size(&wide, 0xffff0000, 0xffff) == 0);
    assert_true(pci_bar_size(&none, 0xffff0000, 0) == 0);
}

static void test_every_bit_flipped(void **state)
{
    uint8_t *copy = exact_copy(recorded_pci_bridge, 64);

    (void)state;
    for (unsigned bit = 0; bit < 64 * 8; bit++) {
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (pci_header_parse(&header, copy, 64) == 0)
            for (unsigned i = 0; i < header.bar_count; i++)
                assert_in_range(pci_bar_read(&header, i).registers, 1, 2);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_device),       cmocka_unit_test(test_bridge),
        cmocka_unit_test(test_windows),      cmocka_unit_test(test_nobody_and_nonsense),
        cmocka_unit_test(test_what_is_ours), cmocka_unit_test(test_bars),
        cmocka_unit_test(test_bar_sizes),    cmocka_unit_test(test_every_bit_flipped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
