/* SPDX-License-Identifier: MIT */
/* cpu/protection.c — each protection is one bit of CPUID and one of a control register. */
#include "cpu/protection.h"

#include "cpu/features.h"
#include "cpu/registers.h"
#include "cpu/stack_guard.h"
#include "lib/types.h"

#define LEAF_EXTENDED_FEATURES 0x7
#define FEATURES_EBX_SMEP      (1u << 7)
#define FEATURES_EBX_SMAP      (1u << 20)
#define FEATURES_ECX_UMIP      (1u << 2)
#define FEATURES_ECX_CET_SS    (1u << 7)
#define FEATURES_EDX_CET_IBT   (1u << 20)

static struct cpuid_result extended_features(void)
{
    if (cpu_features()->max_leaf < LEAF_EXTENDED_FEATURES)
        return (struct cpuid_result){ 0 };
    return cpuid(LEAF_EXTENDED_FEATURES, 0);
}

void protection_enable(void)
{
    const struct cpuid_result features = extended_features();
    uint64_t cr4 = cr4_read();

    if (features.ebx & FEATURES_EBX_SMEP)
        cr4 |= CR4_SMEP;
    if (features.ebx & FEATURES_EBX_SMAP)
        cr4 |= CR4_SMAP;
    if (features.ecx & FEATURES_ECX_UMIP)
        cr4 |= CR4_UMIP;
    cr4_write(cr4);
    /* CR4.CET is clear already; so is this then, for whoever sets it. */
    if (features.ecx & FEATURES_ECX_CET_SS || features.edx & FEATURES_EDX_CET_IBT)
        msr_write(MSR_S_CET, 0);
}

bool cpu_protection_look(unsigned index, struct cpu_protection *protection)
{
    const struct cpuid_result features = extended_features();
    const bool has_nx = cpu_features()->has_nx;
    const struct cpu_protection all[] = {
        { "WP", "read-only pages also for the kernel", true, cr0_read() & CR0_WP },
        { "NX", "data is not executed", has_nx, has_nx && (msr_read(MSR_EFER) & EFER_NXE) },
        { "SMEP", "the kernel does not execute user pages", features.ebx & FEATURES_EBX_SMEP,
          cr4_read() & CR4_SMEP },
        { "SMAP", "the kernel does not touch user pages unasked", features.ebx & FEATURES_EBX_SMAP,
          cr4_read() & CR4_SMAP },
        { "UMIP", "programs do not see where tables lie", features.ecx & FEATURES_ECX_UMIP,
          cr4_read() & CR4_UMIP },
        { "guard",
          stack_guard_is_random() ? "stack protector, its number random"
                                  : "stack protector, its number from the time alone",
          true, true },
    };

    if (index >= ARRAY_SIZE(all))
        return false;
    *protection = all[index];
    return true;
}
