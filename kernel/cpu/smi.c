/* SPDX-License-Identifier: MIT */
/* cpu/smi.c — the register is tried once, since no feature bit tells of it. */
#include "cpu/smi.h"

#include "cpu/features.h"
#include "cpu/probe.h"
#include "cpu/registers.h"
#include "lib/mem.h"

#define MSR_SMI_COUNT 0x34 /* [R ] low half; Nehalem and later */
#define FAMILY_P6     6

static bool is_counted;

void smi_init(void)
{
    const struct cpu_features *cpu = cpu_features();

    is_counted = memcmp(cpu->vendor, "GenuineIntel", 12) == 0 && cpu->family == FAMILY_P6 &&
                 !probe(PROBE_MSR, MSR_SMI_COUNT).has_faulted;
}

bool smi_is_counted(void)
{
    return is_counted;
}

uint32_t smi_count(void)
{
    return is_counted ? (uint32_t)msr_read(MSR_SMI_COUNT) : 0;
}
