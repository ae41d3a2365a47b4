/* SPDX-License-Identifier: MIT */
/* diag/diag.c — one pass over the table to plan, a second to run. */
#include "diag/diag.h"

#include "cpu/smi.h"
#include "dev/clock.h"
#include "lib/log.h"
#include "lib/str.h"

static const struct test_group *const groups[] = {
    &cpu_tests,   &memory_tests, &boot_tests,    &uart_tests,   &clock_tests, &irq_tests,
    &core_tests,  &task_tests,   &acpi_tests,    &smbios_tests, &pci_tests,   &usb_tests,
    &power_tests, &bench_tests,  &torture_tests, &drill_tests,
};

static const struct test_subject *subject;
static const char *machine_fields;

void diag_init(const struct test_subject *the_subject, const char *fields)
{
    subject = the_subject;
    machine_fields = fields;
}

static bool name_chooses(const char *name, const struct test_group *group, const struct test *test)
{
    if (str_equal(name, "all"))
        return !group->on_request;
    return str_equal(name, group->name) || str_equal(name, test->name);
}

typedef void (*visit_t)(const struct test *test);

/* Visits each test that name chooses; returns how many. */
static unsigned chosen_visit(const char *name, visit_t visit)
{
    unsigned count = 0;

    for (unsigned g = 0; g < ARRAY_SIZE(groups); g++)
        for (unsigned t = 0; t < groups[g]->count; t++) {
            if (!name_chooses(name, groups[g], &groups[g]->tests[t]))
                continue;
            count++;
            if (visit != NULL)
                visit(&groups[g]->tests[t]);
        }
    return count;
}

static void test_run(const struct test *test)
{
    struct test_run run = { .subject = subject };
    const uint32_t smis = smi_count();
    const enum test_result result = test->run(&run);

    if (smi_count() != smis)
        log_notice("diag: firmware took the processor %u times during %s (SMI)", smi_count() - smis,
                   test->name);
    ktap_result(result, test->name, run.detail);
}

bool diag_run(const char *const names[], unsigned count)
{
    const uint64_t start_ns = clock_now_ns();
    unsigned planned = 0;

    for (unsigned i = 0; i < count; i++) {
        const unsigned chosen = chosen_visit(names[i], NULL);

        planned += chosen > 0 ? chosen : 1;
    }
    ktap_begin(machine_fields, planned);
    for (unsigned i = 0; i < count; i++)
        if (chosen_visit(names[i], test_run) == 0)
            ktap_result(TEST_ERROR, names[i], "no test or group of this name");
    return ktap_end((clock_now_ns() - start_ns) / 1000000000);
}

const struct test_group *diag_group(unsigned index)
{
    return index < ARRAY_SIZE(groups) ? groups[index] : NULL;
}
