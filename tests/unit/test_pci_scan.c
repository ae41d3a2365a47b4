/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_pci_scan.c — the PCI scan on a made-up machine behind ports 0xcf8 and 0xcfc: what is
 * found, what is written to, and above all what is not.
 *
 * Every write to configuration space goes through one function, which knows what must never happen: a
 * write to anything but the command register while scanning, and a write to an address register while
 * the function decodes.
 */
#include "exact.h"
#include "recorded_pci.h"

#include "dev/pci.c"
#include "dev/pci_bar.c"
#include "dev/pci_config.c"

#include "lib/bytes.h"

#define MODELS_MAX 8

struct model {
    unsigned bus, device, function;
    uint8_t config[256];
    uint32_t masks[6]; /* which bits of the address registers can be set */
    bool is_stubborn;  /* its bus mastering stays on */
    unsigned command_writes, bar_writes;
};

static struct model models[MODELS_MAX];
static unsigned model_count;
static bool has_bus;
static uint32_t selected;
static int pit_result;

#define TSC_HZ 1000000 /* of the made-up counter */

/* An empty list of names: both ends at one place. */
const char pci_names_start[1] = "";
extern const char pci_names_end[1] __attribute__((alias("pci_names_start")));

int clock_pit_measure(uint64_t *hz)
{
    *hz = TSC_HZ;
    return pit_result;
}

void *fake_mmio_map(paddr_t address, size_t size, enum caching caching)
{
    (void)address;
    (void)size;
    (void)caching;
    return NULL;
}

static struct model *model_selected(void)
{
    for (unsigned i = 0; i < model_count; i++)
        if (models[i].bus == (selected >> 16 & 0xff) &&
            models[i].device == (selected >> 11 & 0x1f) &&
            models[i].function == (selected >> 8 & 7))
            return &models[i];
    return NULL;
}

uint32_t fake_read32(uint16_t port)
{
    const struct model *model = model_selected();

    if (!has_bus)
        return UINT32_MAX;
    if (port == 0xcf8)
        return selected;
    assert_int_equal(port, 0xcfc);
    return model != NULL ? bytes_u32(model->config + (selected & 0xfc)) : UINT32_MAX;
}

void fake_write32(uint16_t port, uint32_t value)
{
    struct model *model = model_selected();
    const unsigned offset = selected & 0xfc, index = (offset - 0x10) / 4;

    if (port == 0xcf8) {
        selected = value;
        return;
    }
    assert_int_equal(port, 0xcfc);
    assert_non_null(model);
    assert_in_range(offset, 0x10, 0x24);
    assert_int_equal(model->config[4] & 7, 0); /* decodes nothing, writes to nobody */
    assert_int_equal(fake_interrupt_flags, 0);
    model->bar_writes++;
    value = (value & model->masks[index]) | (model->config[offset] & 0xf);
    bytes_put_u32(model->config + offset, value);
}

void fake_write16(uint16_t port, uint16_t value)
{
    struct model *model = model_selected();

    assert_int_equal(port, 0xcfc);
    assert_int_equal(selected & 0xfc, 4);
    assert_non_null(model);
    model->command_writes++;
    if (model->is_stubborn)
        value |= 4;
    model->config[4] = (uint8_t)value;
    model->config[5] = (uint8_t)(value >> 8);
}

uint8_t fake_read8(uint16_t port)
{
    fail_msg("8 bits read from port 0x%x", port);
    return 0;
}

void fake_write8(uint16_t port, uint8_t value)
{
    fail_msg("0x%x written to port 0x%x", value, port);
}

uint16_t fake_read16(uint16_t port)
{
    fail_msg("16 bits read from port 0x%x", port);
    return 0;
}

static struct model *model_add(unsigned bus, unsigned device, unsigned function,
                               const uint8_t *config, size_t size)
{
    struct model *model = &models[model_count++];

    *model = (struct model){ .bus = bus, .device = device, .function = function };
    memcpy(model->config, config, size);
    model->config[4] |= 7; /* decodes and masters, as firmware may leave it */
    return model;
}

static int setup(void **unused)
{
    (void)unused;
    model_count = 0;
    function_count = dropped = strange = quieted = 0;
    is_settling = false;
    has_segments = false;
    has_ports = false;
    range_count = 0;
    has_bus = true;
    pit_result = 0;
    fake_interrupt_flags = FAKE_INTERRUPTS_ON;
    log_init();
    return 0;
}

static void test_no_bus(void **unused)
{
    uint64_t start;

    (void)unused;
    has_bus = false;
    pci_quiet();
    assert_null(pci_function(0));
    start = fake_tsc;
    pci_settle();
    assert_true(fake_tsc == start);
}

/* Of network card, disk, screen, USB and bridge only the first two are stopped. */
static void test_who_is_stopped(void **unused)
{
    struct model *nic, *disk, *others[3];

    (void)unused;
    others[0] = model_add(0, 1, 0, recorded_pci_vga, 64);
    others[1] = model_add(0, 2, 0, recorded_pci_xhci, 256);
    others[2] = model_add(0, 3, 0, recorded_pci_bridge, 256);
    disk = model_add(0, 31, 2, recorded_pci_ahci, 256);
    nic = model_add(255, 31, 0, recorded_pci_nic, 256); /* behind no bridge at all */
    pci_quiet();
    assert_int_equal(nic->config[4] & 7, 3);
    assert_int_equal(nic->command_writes, 1);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(others[i]->config[4] & 7, 7);
        assert_int_equal(others[i]->command_writes, 0);
    }
    assert_int_equal(disk->command_writes, 0); /* function 2, and there is no function 0 */
    assert_int_equal(function_count, 4);
    assert_int_equal(quieted, 1);
    assert_true(pci_function(3)->was_master);
    assert_int_equal(pci_function(3)->header.command & 7, 3);
    pci_settle();
    assert_in_range(fake_tsc - settling_from, TSC_HZ / 10, TSC_HZ / 10 + 2);
}

/* Disk and SMBus controllers are stopped, too, but nobody waits for them. */
static void test_a_disk_alone(void **unused)
{
    struct model *smbus;
    uint64_t start;

    (void)unused;
    model_add(0, 31, 0, recorded_pci_ahci, 256);
    smbus = model_add(0, 30, 0, recorded_pci_nic, 256);
    smbus->config[0x0a] = 0x05;
    smbus->config[0x0b] = 0x0c;
    pci_quiet();
    assert_int_equal(quieted, 2);
    start = fake_tsc;
    pci_settle();
    assert_true(fake_tsc == start);
}

static void test_multifunction(void **unused)
{
    struct model *first;

    (void)unused;
    first = model_add(0, 31, 0, recorded_pci_nic, 256);
    model_add(0, 31, 7, recorded_pci_ahci, 256);
    pci_quiet();
    assert_int_equal(function_count, 1); /* the first says that it is alone */
    setup(NULL);
    first = model_add(0, 31, 0, recorded_pci_nic, 256);
    first->config[0x0e] |= 0x80;
    model_add(0, 31, 7, recorded_pci_ahci, 256);
    pci_quiet();
    assert_int_equal(function_count, 2);
    assert_int_equal(quieted, 2);
}

static void test_strange_and_stubborn(void **unused)
{
    struct model *model;

    (void)unused;
    model = model_add(0, 4, 0, recorded_pci_nic, 256);
    model->config[0x0e] = 0x55; /* nobody knows such a layout, so nobody writes to it */
    model = model_add(0, 5, 0, recorded_pci_nic, 256);
    model->is_stubborn = true;
    pci_quiet();
    assert_int_equal(models[0].command_writes, 0);
    assert_int_equal(function_count, 1);
    assert_int_equal(pci_function(0)->header.command & 4, 4);
}

/* An address register is as it was afterwards, and so are the command register and interrupts. */
static void test_measure(void **unused)
{
    struct model *nic;
    uint8_t before[256];

    (void)unused;
    nic = model_add(0, 2, 0, recorded_pci_nic, 256);
    nic->masks[0] = 0xfffe0000;
    nic->masks[1] = 0xffffc000;
    nic->masks[2] = 0xffffffe0;
    pci_quiet();
    memcpy(before, nic->config, 256);
    assert_true(pci_bar_measure(pci_function(0), 0) == 128 << 10);
    assert_true(pci_bar_measure(pci_function(0), 1) == 16 << 10);
    assert_true(pci_bar_measure(pci_function(0), 2) == 32);
    assert_true(pci_bar_measure(pci_function(0), 4) == 0);
    assert_int_equal(nic->bar_writes, 6);
    assert_memory_equal(before, nic->config, 256);
    assert_int_equal(fake_interrupt_flags, FAKE_INTERRUPTS_ON);
}

static void test_not_measured(void **unused)
{
    (void)unused;
    model_add(0, 1, 0, recorded_pci_vga, 64);
    model_add(0, 2, 0, recorded_pci_xhci, 256);
    model_add(0, 3, 0, recorded_pci_bridge, 256);
    pci_quiet();
    for (unsigned i = 0; i < 3; i++) {
        assert_true(pci_bar_measure(pci_function(i), 0) == 0);
        assert_int_equal(models[i].bar_writes, 0);
        assert_int_equal(models[i].command_writes, 0);
    }
}

static void test_text(void **unused)
{
    char text[PCI_ADDRESS_TEXT];

    (void)unused;
    pci_address_text((struct pci_address){ 0, 0x81, 31, 7 }, text);
    assert_string_equal(text, "81:1f.7");
    has_segments = true;
    pci_address_text((struct pci_address){ 1, 0x81, 31, 7 }, text);
    assert_string_equal(text, "0001:81:1f.7");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_no_bus, setup),
        cmocka_unit_test_setup(test_who_is_stopped, setup),
        cmocka_unit_test_setup(test_a_disk_alone, setup),
        cmocka_unit_test_setup(test_multifunction, setup),
        cmocka_unit_test_setup(test_strange_and_stubborn, setup),
        cmocka_unit_test_setup(test_measure, setup),
        cmocka_unit_test_setup(test_not_measured, setup),
        cmocka_unit_test_setup(test_text, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
