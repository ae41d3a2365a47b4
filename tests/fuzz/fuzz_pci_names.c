/* SPDX-License-Identifier: MIT */
/* tests/fuzz/fuzz_pci_names.c — any text as a key and, behind a NUL, any bytes as the list. */
#include "fmt/pci_names.h"

#include "check.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = memchr(data, 0, size);
    struct pci_names names;
    char name[PCI_NAME_MAX], text[2 * PCI_NAME_MAX];

    if (zero == NULL)
        return 0;
    names.text = (const char *)zero + 1;
    names.size = size - (size_t)(zero + 1 - data);
    pci_name_find(&names, (const char *)data, name);
    CHECK(memchr(name, 0, sizeof(name)));
    pci_device_name(&names, 0x8086, 0x1237, text, sizeof(text));
    CHECK(memchr(text, 0, sizeof(text)) && text[0] != '\0');
    return 0;
}
