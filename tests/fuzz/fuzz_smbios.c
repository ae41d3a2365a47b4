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

static void parts_check(const uint8_t *data, size_t size)
{
    struct smbios_structure structure = { 0 };
    struct smbios_processor processor;
    struct smbios_memory memory;
    struct smbios_maker maker;

    while (smbios_next(&structure, data, size) == 0) {
        CHECK(structure.bytes + structure.total <= data + size);
        smbios_maker_read(&maker, &structure);
        text_check(maker.maker, sizeof(maker.maker));
        text_check(maker.date, sizeof(maker.date));
        smbios_processor_read(&processor, &structure);
        text_check(processor.version, sizeof(processor.version));
        smbios_memory_read(&memory, &structure);
        text_check(memory.part, sizeof(memory.part));
        CHECK(memory.is_size_known || memory.bytes == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct smbios_machine machine;
    struct smbios_entry entry;
    int count = smbios_machine_parse(&machine, data, size);
    int at = smbios_entry_scan(data, size);

    parts_check(data, size);
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
