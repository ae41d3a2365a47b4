/* SPDX-License-Identifier: MIT */
/* tests/fuzz/fuzz_smbios.c — any bytes as an SMBIOS entry point, and as the structures. */
#include "fmt/smbios.h"

#include "check.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void text_check(const char *text, size_t size)
{
    CHECK(memchr(text, 0, size));
    for (; *text; text++)
        CHECK(*text >= ' ' && *text <= '~');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct smbios_machine machine;
    struct smbios_entry entry;
    int count = smbios_machine_parse(&machine, data, size);
    int at = smbios_entry_scan(data, size);

    CHECK(count >= 0 && (size_t)count * 6 <= size);
    text_check(machine.manufacturer, sizeof(machine.manufacturer));
    text_check(machine.product, sizeof(machine.product));
    text_check(machine.bios_vendor, sizeof(machine.bios_vendor));
    text_check(machine.bios_version, sizeof(machine.bios_version));
    if (at < 0)
        return 0;
    CHECK(at % 16 == 0 && smbios_entry_parse(&entry, data + at, size - (size_t)at) == 0);
    CHECK(entry.table != 0 && entry.table_size > 0 && entry.table_size <= SMBIOS_STRUCTURES_MAX);
    return 0;
}
