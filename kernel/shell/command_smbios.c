/* SPDX-License-Identifier: MIT */
/* shell/command_smbios.c — the machine's parts, a line each. */
#include "dev/machine.h"
#include "lib/error.h"
#include "shell/command.h"
#include "shell/output.h"

#define BYTES_PER_MIB (1u << 20)

/* A text, with what comes before it, where there is one. */
static void text_show(const char *before, const char *text)
{
    if (text[0] != '\0')
        output_print("%s%s", before, text);
}

static void maker_show(const char *what, const struct smbios_structure *structure)
{
    struct smbios_maker maker;

    smbios_maker_read(&maker, structure);
    output_print("%-10s %s", what, maker.maker);
    text_show(" ", maker.product);
    text_show(", version ", maker.version);
    text_show(", serial ", maker.serial);
    text_show(", of ", maker.date);
    if (structure->type == SMBIOS_CHASSIS)
        output_print(", %s", smbios_chassis_name(maker.chassis_type));
    output_print("\n");
}

static void processor_show(const struct smbios_structure *structure)
{
    struct smbios_processor processor;

    smbios_processor_read(&processor, structure);
    output_print("%-10s %s: ", "processor", processor.socket);
    if (!processor.is_populated) {
        output_print("empty\n");
        return;
    }
    output_print("%s", processor.maker);
    text_show(" ", processor.version);
    if (processor.cores > 0)
        output_print(", %u core%s", processor.cores, processor.cores == 1 ? "" : "s");
    if (processor.threads > 0)
        output_print(", %u thread%s", processor.threads, processor.threads == 1 ? "" : "s");
    if (processor.mhz > 0)
        output_print(", %u MHz", processor.mhz);
    if (processor.max_mhz > 0)
        output_print(" of at most %u", processor.max_mhz);
    output_print("\n");
}

static void memory_show(const struct smbios_structure *structure)
{
    struct smbios_memory memory;

    smbios_memory_read(&memory, structure);
    output_print("%-10s %s", "memory", memory.place);
    text_show(" ", memory.bank);
    if (!memory.is_size_known)
        output_print(": of unknown size");
    else if (memory.bytes == 0)
        output_print(": empty");
    else
        output_print(": %lu MiB", memory.bytes / BYTES_PER_MIB);
    if (memory.bytes > 0) {
        output_print(" %s", smbios_memory_name(memory.type));
        if (memory.configured_speed > 0)
            output_print(" at %u MT/s", memory.configured_speed);
        if (memory.speed > 0)
            output_print(" of at most %u", memory.speed);
        if (memory.data_width > 0 && memory.width > memory.data_width)
            output_print(", ECC");
        text_show(", ", memory.maker);
        text_show(" ", memory.part);
    }
    output_print("\n");
}

int command_smbios(unsigned count, const char *const words[])
{
    const struct smbios_entry *entry;
    const void *table = machine_smbios(&entry);
    struct smbios_structure structure = { 0 };
    unsigned structures = 0;
    int result;

    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    if (table == NULL) {
        output_complain("smbios: this machine has none");
        return SHELL_FAILED;
    }
    while ((result = smbios_next(&structure, table, entry->table_size)) == 0) {
        structures++;
        if (structure.type == SMBIOS_BIOS)
            maker_show("BIOS", &structure);
        else if (structure.type == SMBIOS_SYSTEM)
            maker_show("system", &structure);
        else if (structure.type == SMBIOS_BOARD)
            maker_show("board", &structure);
        else if (structure.type == SMBIOS_CHASSIS)
            maker_show("chassis", &structure);
        else if (structure.type == SMBIOS_PROCESSOR)
            processor_show(&structure);
        else if (structure.type == SMBIOS_MEMORY)
            memory_show(&structure);
    }
    output_print("SMBIOS %u.%u, %u structures%s\n", entry->major, entry->minor, structures,
                 result == -E_NOENT ? "" : ", broken behind the last");
    return SHELL_WELL;
}
