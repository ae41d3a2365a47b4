/* SPDX-License-Identifier: MIT */
/*
 * dev/hpet.c — counts of the low half are enough: it takes 40 seconds to wrap at 100 MHz, and the upper
 * half of one with 32 bits must not be touched.
 */
#include "dev/hpet.h"

#include "cpu/registers.h"
#include "dev/acpi.h"
#include "dev/hpet_regs.h"
#include "lib/error.h"
#include "mm/mmio.h"

#define FS_PER_NS  1000000u
#define LOOKS_MOST 200000 /* each of a microsecond: a hundred times what is asked for */
#define BACKWARDS  0x80000000u

static volatile uint32_t *registers_find(uint32_t *period_fs)
{
    volatile uint32_t *registers;
    struct acpi_hpet table;
    size_t size = 0;
    const void *bytes = acpi_find("HPET", 0, &size);

    if (bytes == NULL || acpi_hpet_parse(&table, bytes, size) != 0 || table.address.address == 0 ||
        table.address.space != ACPI_SPACE_MEMORY)
        return NULL;
    registers = mmio_map(table.address.address, HPET_BYTES, CACHING_UNCACHED);
    if (registers == NULL)
        return NULL;
    *period_fs = registers[HPET_PERIOD / 4];
    /* An absent device reads as all ones, which is out of range too. */
    if (*period_fs >= HPET_PERIOD_FS_MIN && *period_fs <= HPET_PERIOD_FS_MAX)
        return registers;
    mmio_unmap((void *)(uintptr_t)registers, HPET_BYTES);
    return NULL;
}

static int run(const volatile uint32_t *registers, uint32_t wanted, uint32_t *passed,
               uint64_t *cycles)
{
    const uint32_t first = registers[HPET_COUNTER / 4];
    const uint64_t start = tsc_read();
    uint32_t last = first;

    for (unsigned looks = 0; last - first < wanted && looks < LOOKS_MOST; looks++) {
        const uint32_t now = registers[HPET_COUNTER / 4];

        if (now - last >= BACKWARDS)
            return -E_IO;
        last = now;
    }
    *cycles = tsc_read() - start;
    *passed = last - first;
    return last - first >= wanted ? 0 : -E_TIMEOUT;
}

int hpet_measure(uint64_t ns, uint64_t *passed_ns, uint64_t *cycles)
{
    uint32_t period_fs = 0, passed = 0, configuration;
    volatile uint32_t *registers = registers_find(&period_fs);
    int result;

    if (registers == NULL)
        return -E_NODEV;
    configuration = registers[HPET_CONFIGURATION / 4];
    registers[HPET_CONFIGURATION / 4] = configuration | HPET_ENABLE;
    result = run(registers, (uint32_t)(ns * FS_PER_NS / period_fs), &passed, cycles);
    registers[HPET_CONFIGURATION / 4] = configuration;
    mmio_unmap((void *)(uintptr_t)registers, HPET_BYTES);
    *passed_ns = (uint64_t)passed * period_fs / FS_PER_NS;
    return result;
}
