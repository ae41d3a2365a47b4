/* SPDX-License-Identifier: MIT */
/* tests/unit/test_pci_names.c — names found in the packed list, and what is said without one. */
#include "fmt/pci_names.h"

#include "exact.h"

static const char text[] = "c03 Display controller\n"
                           "c0300 VGA compatible controller\n"
                           "c030000 VGA controller\n"
                           "c0302 3D controller\n"
                           "d80860001 First\n"
                           "d80861237 440FX - 82441FX PMC [Natoma]\n"
                           "d8086ffff Last\n"
                           "v8086 Intel Corporation\n"
                           "vffff Illegal Vendor ID\n";
static const struct pci_names names = { text, sizeof(text) - 1 };

static void test_every_line_is_found(void **state)
{
    char key[32], name[PCI_NAME_MAX];

    (void)state;
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        const size_t length = strcspn(line, " ");

        memcpy(key, line, length);
        key[length] = '\0';
        assert_true(pci_name_find(&names, key, name));
        assert_memory_equal(name, line + length + 1, strlen(name));
        assert_int_equal(line[length + 1 + strlen(name)], '\n');
        key[length - 1] = '\0'; /* a beginning of a key is no key */
        if (strcmp(key, "c03") != 0)
            assert_false(pci_name_find(&names, key, name));
    }
    assert_false(pci_name_find(&names, "a", name));
    assert_false(pci_name_find(&names, "z", name));
    assert_false(pci_name_find(&names, "d80861238", name));
    assert_string_equal(name, "");
}

static void test_as_lspci_says(void **state)
{
    char to[2 * PCI_NAME_MAX];

    (void)state;
    pci_device_name(&names, 0x8086, 0x1237, to, sizeof(to));
    assert_string_equal(to, "Intel Corporation 440FX - 82441FX PMC [Natoma]");
    pci_device_name(&names, 0x8086, 0x1238, to, sizeof(to));
    assert_string_equal(to, "Intel Corporation Device 1238");
    pci_device_name(&names, 0x1234, 0x1111, to, sizeof(to));
    assert_string_equal(to, "Device 1234:1111");
    pci_subsystem_name(&names, 0x8086, 0x1237, to, sizeof(to));
    assert_string_equal(to, "Intel Corporation Device 1237");
    pci_subsystem_name(&names, 0x1af4, 0x1100, to, sizeof(to));
    assert_string_equal(to, "Device 1af4:1100");
    pci_class_name(&names, 3, 0, to, sizeof(to));
    assert_string_equal(to, "VGA compatible controller");
    pci_class_name(&names, 3, 0x42, to, sizeof(to));
    assert_string_equal(to, "Display controller [0342]");
    pci_class_name(&names, 0xff, 0, to, sizeof(to));
    assert_string_equal(to, "Class [ff00]");
    assert_true(pci_interface_name(&names, 3, 0, 0, to));
    assert_string_equal(to, "VGA controller");
    assert_false(pci_interface_name(&names, 3, 2, 0, to));
}

static void test_cut_anywhere(void **state)
{
    char name[PCI_NAME_MAX];

    (void)state;
    for (size_t size = 0; size < sizeof(text); size++) {
        char *copy = (char *)exact_copy(text, size);
        const struct pci_names cut = { copy, size };

        pci_name_find(&cut, "d80861237", name);
        pci_name_find(&cut, "vffff", name);
        pci_name_find(&cut, "c", name);
        free(copy);
    }
}

static void test_long_and_strange(void **state)
{
    char line[400] = "v0001 ", name[PCI_NAME_MAX];
    struct pci_names one = { line, 0 };

    (void)state;
    memset(line + 6, 'x', 300);
    line[10] = '\033';
    one.size = 306; /* and no end of line */
    assert_true(pci_name_find(&one, "v0001", name));
    assert_int_equal(strlen(name), PCI_NAME_MAX - 1);
    assert_int_equal(name[4], '?');
    one.size = 5;
    assert_false(pci_name_find(&one, "v0001", name));
    one.size = 0;
    assert_false(pci_name_find(&one, "v0001", name));
}

static void test_a_list_without_devices_says_so(void **state)
{
    static const char some[] = "c03 Display\nv8086 Intel\ny few\nz -\nz -\nz ---\n";
    const struct pci_names few = { some, sizeof(some) - 1 };
    char name[PCI_NAME_MAX];

    (void)state;
    assert_true(pci_names_have_devices(&names));
    assert_false(pci_names_have_devices(&few));
    assert_true(pci_name_find(&few, "v8086", name));
    assert_string_equal(name, "Intel");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_list_without_devices_says_so),
        cmocka_unit_test(test_every_line_is_found),
        cmocka_unit_test(test_as_lspci_says),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_long_and_strange),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
