/* SPDX-License-Identifier: MIT */
/* cpu/features.h — what CPUID says (SDM 2A "CPUID", AMD APM 3 appendix E), read once. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct cpu_features {
    char vendor[13];
    char brand[49]; /* without leading spaces; "" when the CPU has none */
    uint32_t max_leaf, max_extended_leaf;
    unsigned family, model, stepping;
    bool has_nx, has_gigabyte_pages, has_mce, has_mca, has_tsc, has_invariant_tsc, has_hypervisor;
    bool has_tsc_deadline;
    unsigned physical_bits; /* of an address; 36 when the CPU does not say */
    uint64_t tsc_hz;        /* from leaf 0x15, or 0x16 for its crystal; 0 when it does not say */
};

/* Reads CPUID. Call once. */
void cpu_features_init(void);
const struct cpu_features *cpu_features(void);
