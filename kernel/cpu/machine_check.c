/* SPDX-License-Identifier: MIT */
/* cpu/machine_check.c — banks are read and cleared one after the other, on the core they belong to. */
#include "cpu/machine_check.h"

#include "cpu/core.h"
#include "cpu/exception.h"
#include "cpu/features.h"
#include "cpu/registers.h"
#include "lib/field.h"
#include "lib/log.h"
#include "lib/mem.h"

#define MSR_MCG_CAP     0x179 /* [R ] */
#define MCG_CAP_COUNT   0xffu /* banks */
#define MCG_CAP_CONTROL (1u << 8)
#define MSR_MCG_STATUS  0x17a     /* [RW] */
#define MCG_STATUS_RIPV (1u << 0) /* the core can go on where it was interrupted */
#define MSR_MCG_CONTROL 0x17b     /* [RW] ones: all parts report */
#define MSR_MC0_CONTROL 0x400     /* [RW] bank n is 4n further; ones: all kinds are reported */
#define MSR_MC0_STATUS  0x401     /* [RW] */
#define MSR_MC0_ADDRESS 0x402     /* [R ] */
#define ALL             UINT64_MAX

#define FAMILY_P6           6
#define MODEL_BANK0_IS_OURS 0x1a /* firmware's on those before (SDM 3B 16.3.2.1) */

static bool are_there(void)
{
    return cpu_features()->has_mce && cpu_features()->has_mca;
}

static unsigned bank_count(void)
{
    return FIELD_GET(MCG_CAP_COUNT, (unsigned)msr_read(MSR_MCG_CAP));
}

static bool bank_is_ours(unsigned bank)
{
    const struct cpu_features *cpu = cpu_features();

    return bank > 0 || memcmp(cpu->vendor, "GenuineIntel", 12) != 0 || cpu->family != FAMILY_P6 ||
           cpu->model >= MODEL_BANK0_IS_OURS;
}

void machine_check_init(void)
{
    if (!are_there())
        return;
    if (msr_read(MSR_MCG_CAP) & MCG_CAP_CONTROL)
        msr_write(MSR_MCG_CONTROL, ALL);
    for (unsigned i = 0; i < bank_count(); i++) {
        const uint64_t status = msr_read(MSR_MC0_STATUS + 4 * i);

        if (status & MC_STATUS_VALID)
            log_warning("cpu: machine-check bank %u of core %u held 0x%016lx from before start-up",
                        i, core_here()->number, status);
        if (bank_is_ours(i))
            msr_write(MSR_MC0_CONTROL + 4 * i, ALL);
        msr_write(MSR_MC0_STATUS + 4 * i, 0);
    }
    cr4_write(CR4_PAE | CR4_MCE);
}

void machine_check_take(struct machine_checks *checks)
{
    const unsigned banks = are_there() ? bank_count() : 0;

    checks->count = 0;
    for (unsigned i = 0; i < banks && checks->count < MC_RECORDS_MAX; i++) {
        const uint64_t status = msr_read(MSR_MC0_STATUS + 4 * i);
        struct machine_check *record = &checks->records[checks->count];

        if (!(status & MC_STATUS_VALID))
            continue;
        *record = (struct machine_check){ .bank = i, .status = status };
        if (status & MC_STATUS_HAS_ADDRESS)
            record->address = msr_read(MSR_MC0_ADDRESS + 4 * i);
        msr_write(MSR_MC0_STATUS + 4 * i, 0);
        checks->count++;
        core_here()->checks++;
    }
}

void machine_check_log(const struct machine_checks *checks, unsigned core)
{
    for (unsigned i = 0; i < checks->count; i++) {
        const struct machine_check *record = &checks->records[i];

        log_error("cpu: machine check on core %u, bank %u, %s: %s, 0x%016lx at 0x%lx%s", core,
                  record->bank,
                  machine_check_is_corrected(record->status) ? "corrected" : "NOT CORRECTED",
                  machine_check_name(record->status), record->status, record->address,
                  record->status & MC_STATUS_OVERFLOW ? ", and more" : "");
    }
}

/* Goes on only where every error was corrected, and the core says that it can. */
static bool check_handle(struct exception_frame *frame)
{
    const uint64_t state = msr_read(MSR_MCG_STATUS);
    struct machine_checks checks;
    bool can_go_on = state & MCG_STATUS_RIPV;

    (void)frame;
    machine_check_take(&checks);
    machine_check_log(&checks, core_here()->number);
    for (unsigned i = 0; i < checks.count; i++)
        can_go_on = can_go_on && machine_check_is_corrected(checks.records[i].status);
    if (can_go_on)
        msr_write(MSR_MCG_STATUS, 0); /* a second one meanwhile would have stopped the machine */
    return can_go_on;
}

void machine_check_handle(void)
{
    exception_set_handler(EXCEPTION_MACHINE_CHECK, check_handle);
}
