/* SPDX-License-Identifier: MIT */
/* shell/command_machine.c — what there is: processor, modules, time. */
#include "cpu/core.h"
#include "cpu/features.h"
#include "cpu/protection.h"
#include "cpu/smi.h"
#include "dev/clock.h"
#include "dev/rtc.h"
#include "lib/crc32.h"
#include "lib/crc_word.h"
#include "lib/error.h"
#include "mm/direct_map.h"
#include "shell/command.h"
#include "shell/output.h"

#define NS_PER_MS    1000000ull
#define MS_PER_S     1000u
#define S_PER_MINUTE 60u
#define S_PER_HOUR   3600u
#define S_PER_DAY    86400u

int command_cpu(unsigned count, const char *const words[])
{
    const struct cpu_features *cpu = cpu_features();
    struct cpu_protection protection;

    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    output_print("%s\n", cpu->brand[0] != '\0' ? cpu->brand : "unnamed");
    output_print("  %s, family %u, model %u, stepping %u\n", cpu->vendor, cpu->family, cpu->model,
                 cpu->stepping);
    output_print("  cores that run: %u\n", core_count());
    output_print("  addresses of %u bits, time-stamp counter at %lu.%03lu MHz by %s\n",
                 cpu->physical_bits, clock_tsc_hz() / 1000000, clock_tsc_hz() / 1000 % 1000,
                 clock_source());
    output_print("  %s, %s, %s\n",
                 cpu->has_invariant_tsc ? "counter does not change its pace"
                                        : "counter may change its pace",
                 cpu->has_mca ? "machine checks" : "no machine checks",
                 cpu->has_hypervisor ? "under a hypervisor" : "no hypervisor seen");
    if (smi_is_counted())
        output_print("  %u interrupts by firmware since it was reset (SMI)\n", smi_count());
    for (unsigned i = 0; cpu_protection_look(i, &protection); i++)
        output_print("  %-5s %-8s %s\n", protection.name,
                     protection.is_on      ? "on"
                     : protection.is_there ? "off"
                                           : "missing",
                     protection.effect);
    return SHELL_WELL;
}

/* Shows one module; false when it is not as its text says. */
static bool module_show(unsigned index, const struct boot_module *module)
{
    const size_t size = module->end - module->start;
    const void *bytes = direct_map(module->start, size);
    uint32_t stated = 0, found = 0;
    const bool is_stated = crc_word_find(module->text, &stated);
    const bool is_reached = bytes != NULL || size == 0;

    if (is_reached)
        found = crc32_update(0, bytes, size);
    output_print("%3u  0x%09lx %10lu bytes  ", index, module->start, size);
    if (!is_reached)
        output_print("out of reach");
    else if (!is_stated)
        output_print("crc32 %08x, not stated", found);
    else if (found == stated)
        output_print("crc32 %08x, good", found);
    else
        output_print("crc32 %08x, WRONG: should be %08x", found, stated);
    output_print("  %s\n", module->text);
    return is_reached && (!is_stated || found == stated);
}

int command_mods(unsigned count, const char *const words[])
{
    const struct boot_info *boot = shell_context()->boot;
    bool is_well = boot->modules_dropped == 0;

    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    for (unsigned i = 0; i < boot->module_count && !output_is_stopped(); i++)
        if (!module_show(i, &boot->modules[i]))
            is_well = false;
    if (boot->module_count == 0)
        output_print("no boot modules\n");
    if (boot->modules_dropped > 0)
        output_print("%u more did not fit into the table\n", boot->modules_dropped);
    return is_well ? SHELL_WELL : SHELL_FAILED;
}

int command_uptime(unsigned count, const char *const words[])
{
    const uint64_t ms = clock_now_ns() / NS_PER_MS;
    const uint64_t s = ms / MS_PER_S;

    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    output_print("up %lu d %02lu:%02lu:%02lu.%03lu\n", s / S_PER_DAY, s % S_PER_DAY / S_PER_HOUR,
                 s % S_PER_HOUR / S_PER_MINUTE, s % S_PER_MINUTE, ms % MS_PER_S);
    return SHELL_WELL;
}

int command_date(unsigned count, const char *const words[])
{
    struct date date;
    int result;

    (void)words;
    if (count > 1)
        return SHELL_USAGE;
    result = rtc_read(&date);
    if (result != 0) {
        output_complain("date: %s", result == -E_NODEV ? "there is no clock"
                                    : result == -E_INVAL
                                        ? "the clock is not set"
                                        : "the clock does not rest long enough to be read");
        return SHELL_FAILED;
    }
    output_print("%04u-%02u-%02uT%02u:%02u:%02u\n", date.year, date.month, date.day, date.hour,
                 date.minute, date.second);
    return SHELL_WELL;
}
