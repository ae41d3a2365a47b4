/* SPDX-License-Identifier: MIT */
/* diag/smbios_tests.c — is what the firmware says of the machine's parts whole, and can it be true? */
#include "dev/machine.h"
#include "diag/test.h"
#include "lib/error.h"

#define BYTES_PER_MIB (1u << 20)

static enum test_result structures_are_whole(struct test_run *run)
{
    const struct smbios_entry *entry;
    const void *table = machine_smbios(&entry);
    struct smbios_structure structure = { 0 };
    unsigned count = 0;
    int result;

    if (table == NULL)
        return test_skip(run, "no SMBIOS");
    while ((result = smbios_next(&structure, table, entry->table_size)) == 0)
        count++;
    if (result != -E_NOENT)
        return test_fail(run, "broken behind structure %u of type %u", count, structure.type);
    return test_pass(run, "version=%u.%u structures=%u", entry->major, entry->minor, count);
}

/* What the map calls usable cannot be more than what is plugged in. */
static enum test_result modules_make_up_the_memory(struct test_run *run)
{
    const struct smbios_entry *entry;
    const void *table = machine_smbios(&entry);
    const uint64_t usable = memory_map_usable_bytes(run->subject->memory);
    struct smbios_structure structure = { 0 };
    struct smbios_memory memory;
    unsigned modules = 0, sockets = 0;
    uint64_t bytes = 0;

    while (table != NULL && smbios_next(&structure, table, entry->table_size) == 0) {
        if (structure.type != SMBIOS_MEMORY)
            continue;
        smbios_memory_read(&memory, &structure);
        if (!memory.is_size_known)
            return test_skip(run, "the size of %s is not told", memory.place);
        sockets++;
        modules += memory.bytes > 0;
        bytes += memory.bytes;
    }
    if (modules == 0)
        return test_skip(run, "no memory module is told of");
    if (bytes < usable)
        return test_fail(run, "%u modules of %lu MiB together, but %lu MiB are usable", modules,
                         bytes / BYTES_PER_MIB, usable / BYTES_PER_MIB);
    return test_pass(run, "modules=%u sockets=%u mib=%lu usable_mib=%lu", modules, sockets,
                     bytes / BYTES_PER_MIB, usable / BYTES_PER_MIB);
}

static const struct test tests[] = {
    { "smbios.structures", structures_are_whole },
    { "smbios.memory", modules_make_up_the_memory },
};

const struct test_group smbios_tests = { "smbios", tests, ARRAY_SIZE(tests), false };
