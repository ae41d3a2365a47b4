/* SPDX-License-Identifier: MIT */
/* tests/unit/test_pci_capability.c — chains of capabilities: recorded, in circles, leading away. */
#include "fmt/pci_capability.h"

#include "fmt/pci_regs.h"
#include "lib/error.h"

#include "exact.h"
#include "recorded_pci.h"

static void test_recorded_chain(void **state)
{
    static const struct {
        uint16_t id;
        unsigned offset;
    } expected[] = { { PCI_CAP_POWER, 0xc8 },
                     { PCI_CAP_MSI, 0xd0 },
                     { PCI_CAP_EXPRESS, 0xe0 },
                     { PCI_CAP_MSIX, 0xa0 } };
    struct pci_capability capability = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        assert_int_equal(pci_capability_next(&capability, recorded_pci_nic, 256), 0);
        assert_int_equal(capability.id, expected[i].id);
        assert_int_equal(capability.offset, expected[i].offset);
    }
    assert_int_equal(pci_capability_next(&capability, recorded_pci_nic, 256), -E_NOENT);
    assert_int_equal(pci_capability_find(recorded_pci_nic, 256, PCI_CAP_EXPRESS), 0xe0);
    assert_int_equal(pci_capability_find(recorded_pci_nic, 256, PCI_CAP_SATA), -E_NOENT);
    capability = (struct pci_capability){ 0 };
    assert_int_equal(pci_capability_next(&capability, recorded_pci_vga, 64), -E_NOENT);
}

static void test_recorded_contents(void **state)
{
    struct pci_express express;
    struct pci_msix msix;
    struct pci_msi msi;

    (void)state;
    assert_int_equal(pci_msi_read(&msi, recorded_pci_bridge, 256, 0x8c), 0);
    assert_true(!msi.is_enabled && msi.is_maskable && msi.is_64bit);
    assert_int_equal(msi.capable, 1);
    assert_int_equal(pci_msix_read(&msix, recorded_pci_xhci, 256, 0x90), 0);
    assert_true(!msix.is_enabled && !msix.is_masked);
    assert_int_equal(msix.count, 16);
    assert_int_equal(pci_express_read(&express, recorded_pci_port, 256, 0x54), 0);
    assert_int_equal(express.version, 2);
    assert_string_equal(pci_express_type_name(express.type), "Root Port");
    assert_true(express.has_slot && express.has_link);
    assert_int_equal(express.width_max, 32);
    assert_int_equal(express.width, 1);
    assert_string_equal(pci_speed_name(express.speed_max), "16GT/s");
    assert_string_equal(pci_speed_name(express.speed), "2.5GT/s");
    assert_int_equal(pci_express_read(&express, recorded_pci_xhci, 256, 0xa0), 0);
    assert_false(express.has_link);
}

static void test_contents_cut(void **state)
{
    struct pci_express express;
    struct pci_msix msix;
    struct pci_msi msi;

    (void)state;
    for (size_t size = 0; size < 40; size++) {
        uint8_t *copy = exact_copy(recorded_pci_nic, size);

        for (unsigned offset = 0; offset < 48; offset++) {
            assert_int_equal(pci_msi_read(&msi, copy, size, offset),
                             offset + 4 <= size ? 0 : -E_RANGE);
            assert_int_equal(pci_msix_read(&msix, copy, size, offset),
                             offset + 4 <= size ? 0 : -E_RANGE);
            assert_int_equal(pci_express_read(&express, copy, size, offset),
                             offset + 20 <= size ? 0 : -E_RANGE);
        }
        free(copy);
    }
}

static unsigned links(const uint8_t *config, size_t size, int *result)
{
    struct pci_capability capability = { 0 };
    unsigned count = 0;

    while ((*result = pci_capability_next(&capability, config, size)) == 0)
        count++;
    return count;
}

static void test_broken_chains(void **state)
{
    uint8_t *config = exact_copy(recorded_pci_nic, 256);
    int result;

    (void)state;
    config[0xa1] = 0xc8; /* the last leads to the first */
    assert_int_equal(links(config, 256, &result), 64);
    assert_int_equal(result, -E_RANGE);
    config[0xa1] = 0xff; /* the last possible place, not aligned */
    config[0xfc] = PCI_CAP_VENDOR;
    config[0xfd] = 0;
    assert_int_equal(links(config, 256, &result), 5);
    assert_int_equal(result, -E_NOENT);
    config[0xa1] = 0x3c; /* into the header */
    assert_int_equal(links(config, 256, &result), 4);
    assert_int_equal(result, -E_RANGE);
    config[0xa1] = 0x50; /* nobody answers there */
    config[0x50] = 0xff;
    assert_int_equal(links(config, 256, &result), 4);
    assert_int_equal(result, -E_RANGE);
    config[PCI_CAPABILITIES] = 0;
    assert_int_equal(links(config, 256, &result), 0);
    assert_int_equal(result, -E_NOENT);
    free(config);
}

static void word_put(uint8_t *at, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++)
        at[i] = (uint8_t)(word >> 8 * i);
}

static void test_extended(void **state)
{
    uint8_t *config = calloc(1, 4096);
    struct pci_capability capability = { 0 };
    int result;

    (void)state;
    assert_non_null(config);
    memcpy(config, recorded_pci_nic, 256);
    word_put(config + 0x100, 0x14020001);
    word_put(config + 0x140, 0x00010003);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(pci_capability_next(&capability, config, 4096), 0);
    assert_int_equal(pci_capability_next(&capability, config, 4096), 0);
    assert_true(capability.is_extended && capability.id == 1 && capability.version == 2);
    assert_string_equal(pci_capability_name(&capability), "Advanced Error Reporting");
    assert_int_equal(pci_capability_next(&capability, config, 4096), 0);
    assert_int_equal(capability.offset, 0x140);
    assert_int_equal(pci_capability_next(&capability, config, 4096), -E_NOENT);
    assert_int_equal(links(config, 256, &result), 4); /* not reached */
    word_put(config + 0x140, 0x10010003);             /* in a circle */
    assert_int_equal(links(config, 4096, &result), 1024);
    assert_int_equal(result, -E_RANGE);
    word_put(config + 0x140, 0x04010003); /* below where they begin */
    assert_int_equal(links(config, 4096, &result), 6);
    assert_int_equal(result, -E_RANGE);
    word_put(config + 0x140, 0xfff10003); /* just at the end, where nothing is */
    assert_int_equal(links(config, 4096, &result), 6);
    assert_int_equal(result, -E_RANGE);
    word_put(config + 0x100, UINT32_MAX); /* an old function behind memory */
    assert_int_equal(links(config, 4096, &result), 4);
    assert_int_equal(result, -E_NOENT);
    free(config);
}

static void test_names(void **state)
{
    struct pci_capability capability = { .id = 0x13 };

    (void)state;
    assert_string_equal(pci_capability_name(&capability), "PCI Advanced Features");
    capability.id = 0x77;
    assert_null(pci_capability_name(&capability));
    capability.is_extended = true;
    assert_null(pci_capability_name(&capability));
    assert_string_equal(pci_speed_name(0), "unknown");
    assert_string_equal(pci_speed_name(7), "unknown");
    assert_null(pci_express_type_name(2));
    assert_null(pci_express_type_name(11));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded_chain), cmocka_unit_test(test_recorded_contents),
        cmocka_unit_test(test_contents_cut),   cmocka_unit_test(test_broken_chains),
        cmocka_unit_test(test_extended),       cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
