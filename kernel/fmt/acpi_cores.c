/* SPDX-License-Identifier: MIT */
/* fmt/acpi_cores.c — three walks over one table. */
#include "fmt/acpi_cores.h"

#include "lib/error.h"
#include "lib/field.h"
#include "lib/mem.h"

#define APIC_ID_NONE   0xffu
#define X2APIC_ID_NONE 0xffffffffu

/* Flags of interrupt sources, table 5.26; 0 means as the bus has it, and ISA has high and edge. */
#define INPUT_POLARITY      0x3u
#define INPUT_POLARITY_LOW  0x3u
#define INPUT_TRIGGER       0xcu
#define INPUT_TRIGGER_LEVEL 0x3u

#define LOCAL_INPUTS 2

static bool is_listed(const struct acpi_cores *cores, uint32_t apic_id)
{
    for (unsigned i = 0; i < cores->count; i++)
        if (cores->list[i].apic_id == apic_id)
            return true;
    return false;
}

static void core_take(struct acpi_cores *cores, uint32_t own_id,
                      const struct acpi_madt_entry *entry)
{
    if (!(entry->flags & ACPI_CPU_ENABLED)) {
        cores->disabled++;
        return;
    }
    if (entry->id == own_id) {
        cores->own_uid = entry->uid;
        return;
    }
    if (entry->id == (entry->type == ACPI_MADT_LOCAL_APIC ? APIC_ID_NONE : X2APIC_ID_NONE) ||
        is_listed(cores, entry->id))
        cores->doubled++;
    else if (cores->count == ACPI_CORES_MAX)
        cores->dropped++;
    else
        cores->list[cores->count++] = (struct acpi_core){ entry->id, entry->uid };
}

void acpi_cores_read(struct acpi_cores *cores, uint32_t own_id, const void *madt, size_t size)
{
    struct acpi_madt_entry entry = { 0 };
    int result;

    memset(cores, 0, sizeof(*cores));
    cores->own_uid = ACPI_UID_ALL;
    while ((result = acpi_madt_next(&entry, madt, size)) == 0)
        if (entry.type == ACPI_MADT_LOCAL_APIC || entry.type == ACPI_MADT_LOCAL_X2APIC)
            core_take(cores, own_id, &entry);
    cores->breaks_off = result != -E_NOENT;
}

/* A line that nobody moved gives way to one that was moved to its input. */
static void routes_part(struct acpi_route routes[ACPI_LINES], const bool is_moved[ACPI_LINES])
{
    for (unsigned line = 0; line < ACPI_LINES; line++)
        for (unsigned other = 0; other < ACPI_LINES; other++)
            if (other != line && routes[other].gsi == routes[line].gsi && is_moved[other] &&
                (!is_moved[line] || other < line))
                routes[line].is_taken = true;
}

void acpi_routes_read(struct acpi_route routes[ACPI_LINES], const void *madt, size_t size)
{
    struct acpi_madt_entry entry = { 0 };
    bool is_moved[ACPI_LINES] = { false };

    for (unsigned line = 0; line < ACPI_LINES; line++)
        routes[line] = (struct acpi_route){ .gsi = line };
    while (acpi_madt_next(&entry, madt, size) == 0) {
        if (entry.type != ACPI_MADT_OVERRIDE || entry.id >= ACPI_LINES)
            continue;
        is_moved[entry.id] = true;
        routes[entry.id] = (struct acpi_route){
            .gsi = entry.gsi,
            .is_low = FIELD_GET(INPUT_POLARITY, entry.flags) == INPUT_POLARITY_LOW,
            .is_level = FIELD_GET(INPUT_TRIGGER, entry.flags) == INPUT_TRIGGER_LEVEL,
        };
    }
    routes_part(routes, is_moved);
}

int acpi_nmi_input(uint32_t uid, const void *madt, size_t size)
{
    struct acpi_madt_entry entry = { 0 };

    while (acpi_madt_next(&entry, madt, size) == 0) {
        const bool is_short = entry.type == ACPI_MADT_LOCAL_NMI;

        if (!is_short && entry.type != ACPI_MADT_X2APIC_NMI)
            continue;
        if (entry.id < LOCAL_INPUTS &&
            (entry.uid == uid || entry.uid == (is_short ? ACPI_UID_ALL : X2APIC_ID_NONE)))
            return (int)entry.id;
    }
    return -E_NOENT;
}
