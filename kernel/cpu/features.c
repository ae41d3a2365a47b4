/* SPDX-License-Identifier: MIT */
/* cpu/features.c — CPUID decoded. A leaf above the reported maximum is never asked for. */
#include "cpu/features.h"

#include "cpu/registers.h"
#include "lib/field.h"
#include "lib/mem.h"
#include "lib/types.h"

#define LEAF_FEATURES    0x1
#define LEAF_TSC         0x15
#define LEAF_FREQUENCY   0x16
#define LEAF_EXT_MAX     0x80000000u
#define LEAF_EXT_FEATURE 0x80000001u
#define LEAF_EXT_BRAND   0x80000002u
#define LEAF_EXT_POWER   0x80000007u
#define LEAF_EXT_ADDRESS 0x80000008u
#define LEAF_EXT_ENCRYPT 0x8000001fu

#define FEATURES_STEPPING           0x0000000fu /* EAX */
#define FEATURES_MODEL              0x000000f0u
#define FEATURES_FAMILY             0x00000f00u
#define FEATURES_EXT_MODEL          0x000f0000u
#define FEATURES_EXT_FAMILY         0x0ff00000u
#define FEATURES_EDX_TSC            (1u << 4)
#define FEATURES_EDX_MCE            (1u << 7)
#define FEATURES_EDX_MCA            (1u << 14)
#define FEATURES_ECX_TSC_DEADLINE   (1u << 24)
#define FEATURES_ECX_HYPERVISOR     (1u << 31)
#define FREQUENCY_EAX_BASE_MHZ      0xffffu
#define HZ_PER_MHZ                  1000000ull
#define EXT_FEATURE_EDX_NX          (1u << 20)
#define EXT_FEATURE_EDX_PAGE_1G     (1u << 26)
#define EXT_POWER_EDX_INVARIANT_TSC (1u << 8)
#define EXT_ADDRESS_EAX_PHYSICAL    0xffu
#define EXT_ENCRYPT_EAX_SME         (1u << 0)
#define EXT_ENCRYPT_EBX_LOST        0x00000fc0u /* address bits */
#define MAX_LEAF_LIMITED            4           /* firmware's set-up can hide leaves from here on */

static struct cpu_features features;

const struct cpu_features *cpu_features(void)
{
    return &features;
}

static void vendor_read(void)
{
    const struct cpuid_result r = cpuid(0, 0);

    features.max_leaf = r.eax;
    memcpy(features.vendor, &r.ebx, 4);
    memcpy(features.vendor + 4, &r.edx, 4);
    memcpy(features.vendor + 8, &r.ecx, 4);
}

static void brand_read(void)
{
    char raw[49] = { 0 };
    size_t start = 0;

    if (features.max_extended_leaf < LEAF_EXT_BRAND + 2)
        return;
    for (uint32_t i = 0; i < 3; i++) {
        const struct cpuid_result r = cpuid(LEAF_EXT_BRAND + i, 0);

        memcpy(raw + 16 * i, &r, 16);
    }
    while (raw[start] == ' ')
        start++;
    memcpy(features.brand, raw + start, sizeof(raw) - start);
}

/*
 * An option for old operating systems limits CPUID to three leaves on Intel CPUs (SDM 4,
 * IA32_MISC_ENABLE bit 22). Takes it away.
 */
static void limit_lift(void)
{
    if (features.max_leaf >= MAX_LEAF_LIMITED || memcmp(features.vendor, "GenuineIntel", 12) != 0)
        return;
    msr_write(MSR_MISC_ENABLE, msr_read(MSR_MISC_ENABLE) & ~MSR_MISC_ENABLE_LIMIT_CPUID);
    features.max_leaf = cpuid(0, 0).eax;
}

/*
 * How many bits an address in a page-table entry may have: the rest must be zero. A CPU that can encrypt
 * memory uses the uppermost for that when it is told to (AMD APM 2 7.10); they are left alone always.
 */
static unsigned physical_bits_read(void)
{
    unsigned bits = 36, lost = 0;

    if (features.max_extended_leaf >= LEAF_EXT_ADDRESS)
        bits = FIELD_GET(EXT_ADDRESS_EAX_PHYSICAL, cpuid(LEAF_EXT_ADDRESS, 0).eax);
    if (features.max_extended_leaf >= LEAF_EXT_ENCRYPT) {
        const struct cpuid_result r = cpuid(LEAF_EXT_ENCRYPT, 0);

        if (r.eax & EXT_ENCRYPT_EAX_SME)
            lost = FIELD_GET(EXT_ENCRYPT_EBX_LOST, r.ebx);
    }
    bits = bits > lost ? bits - lost : bits;
    return bits < 32 ? 32 : bits > 52 ? 52 : bits;
}

/* Extended family and model count only for the values the manuals name (SDM 2A table 3-8 ff.). */
static void signature_read(uint32_t eax)
{
    features.stepping = FIELD_GET(FEATURES_STEPPING, eax);
    features.model = FIELD_GET(FEATURES_MODEL, eax);
    features.family = FIELD_GET(FEATURES_FAMILY, eax);
    if (features.family == 6 || features.family == 15)
        features.model += FIELD_GET(FEATURES_EXT_MODEL, eax) << 4;
    if (features.family == 15)
        features.family += FIELD_GET(FEATURES_EXT_FAMILY, eax);
}

/*
 * Leaf 0x15: crystal frequency in ECX, TSC / crystal ratio as EBX / EAX; zero means "not told". Where only
 * the crystal is not told, the base frequency of leaf 0x16 is the counter's, to the MHz (SDM 3B 18.7.3).
 */
static uint64_t tsc_hz_read(void)
{
    struct cpuid_result r;

    if (features.max_leaf < LEAF_TSC)
        return 0;
    r = cpuid(LEAF_TSC, 0);
    if (r.eax == 0 || r.ebx == 0)
        return 0;
    if (r.ecx == 0)
        return features.max_leaf < LEAF_FREQUENCY
                   ? 0
                   : FIELD_GET(FREQUENCY_EAX_BASE_MHZ, cpuid(LEAF_FREQUENCY, 0).eax) * HZ_PER_MHZ;
    return (uint64_t)r.ecx * r.ebx / r.eax;
}

void cpu_features_init(void)
{
    struct cpuid_result r;

    vendor_read();
    limit_lift();
    r = cpuid(LEAF_FEATURES, 0);
    signature_read(r.eax);
    features.has_tsc = r.edx & FEATURES_EDX_TSC;
    features.has_mce = r.edx & FEATURES_EDX_MCE;
    features.has_mca = r.edx & FEATURES_EDX_MCA;
    features.has_tsc_deadline = r.ecx & FEATURES_ECX_TSC_DEADLINE;
    features.has_hypervisor = r.ecx & FEATURES_ECX_HYPERVISOR;

    features.max_extended_leaf = cpuid(LEAF_EXT_MAX, 0).eax;
    r = cpuid(LEAF_EXT_FEATURE, 0);
    features.has_nx = r.edx & EXT_FEATURE_EDX_NX;
    features.has_gigabyte_pages = r.edx & EXT_FEATURE_EDX_PAGE_1G;
    if (features.max_extended_leaf >= LEAF_EXT_POWER)
        features.has_invariant_tsc = cpuid(LEAF_EXT_POWER, 0).edx & EXT_POWER_EDX_INVARIANT_TSC;
    features.physical_bits = physical_bits_read();
    features.tsc_hz = tsc_hz_read();
    brand_read();
}
