/* SPDX-License-Identifier: MIT */
/* tests/unit/test_acpi_cores.c — cores that may be started, and where interrupt lines lead. */
#include "exact.h"

#include "fmt/acpi_cores.h"
#include "lib/error.h"
#include "recorded_acpi.h"

#define HEAD 44

static uint8_t table[8192];
static size_t size;
static struct acpi_cores cores;
static struct acpi_route routes[ACPI_LINES];

static int fresh(void **state)
{
    (void)state;
    memset(table, 0, sizeof(table));
    memcpy(table, "APIC", 4);
    size = HEAD;
    return 0;
}

static void record_add(const uint8_t *bytes)
{
    memcpy(table + size, bytes, bytes[1]);
    size += bytes[1];
    table[4] = (uint8_t)size;
    table[5] = (uint8_t)(size >> 8);
}

static void core_record(uint8_t uid, uint8_t id, uint8_t flags)
{
    record_add((const uint8_t[]){ 0, 8, uid, id, flags, 0, 0, 0 });
}

static void x2_record(uint32_t id, uint8_t uid)
{
    record_add((const uint8_t[]){ 9, 16, 0, 0, (uint8_t)id, (uint8_t)(id >> 8), (uint8_t)(id >> 16),
                                  (uint8_t)(id >> 24), 1, 0, 0, 0, uid, 0, 0, 0 });
}

static void override(uint8_t line, uint8_t gsi, uint8_t flags)
{
    record_add((const uint8_t[]){ 2, 10, 0, line, gsi, 0, 0, 0, flags, 0 });
}

static void recorded_machine(void **state)
{
    uint8_t *exact = exact_copy(recorded_madt, sizeof(recorded_madt));

    (void)state;
    acpi_cores_read(&cores, 0, exact, sizeof(recorded_madt));
    assert_int_equal(cores.count, 2);
    assert_int_equal(cores.list[0].apic_id, 1);
    assert_int_equal(cores.list[1].apic_id, 2);
    assert_int_equal(cores.disabled, 1);
    assert_int_equal(cores.own_uid, 0);
    assert_false(cores.breaks_off);
    acpi_routes_read(routes, exact, sizeof(recorded_madt));
    assert_int_equal(routes[0].gsi, 2);
    assert_false(routes[0].is_low || routes[0].is_level);
    assert_int_equal(routes[1].gsi, 1);
    assert_true(routes[9].is_level && !routes[9].is_low);
    assert_true(routes[2].is_taken); /* its input is the timer's */
    assert_int_equal(acpi_nmi_input(7, exact, sizeof(recorded_madt)), 1);
    free(exact);
}

static void running_core_need_not_be_first(void **state)
{
    (void)state;
    core_record(0, 4, 1);
    core_record(1, 6, 1);
    core_record(2, 2, 1);
    acpi_cores_read(&cores, 6, table, size);
    assert_int_equal(cores.count, 2);
    assert_int_equal(cores.list[0].apic_id, 4);
    assert_int_equal(cores.list[1].apic_id, 2);
    assert_int_equal(cores.own_uid, 1);
}

static void strange_entries_are_left_out(void **state)
{
    (void)state;
    core_record(0, 0, 1);
    core_record(1, 1, 0);    /* disabled */
    core_record(2, 2, 2);    /* may be added while it runs, but is not there */
    core_record(3, 0xff, 1); /* nobody's */
    core_record(4, 4, 1);
    core_record(5, 4, 1); /* twice */
    x2_record(4, 6);      /* and once more, in the long form */
    x2_record(0xffffffff, 7);
    x2_record(300, 8);
    acpi_cores_read(&cores, 0, table, size);
    assert_int_equal(cores.count, 2);
    assert_int_equal(cores.list[0].apic_id, 4);
    assert_int_equal(cores.list[1].apic_id, 300);
    assert_int_equal(cores.disabled, 2);
    assert_int_equal(cores.doubled, 4);
}

static void table_without_end(void **state)
{
    (void)state;
    core_record(0, 1, 1);
    record_add((const uint8_t[]){ 0, 8, 1, 2, 1, 0, 0, 0 });
    table[size - 8 + 1] = 0; /* length 0 would go on for ever */
    acpi_cores_read(&cores, 0, table, size);
    assert_int_equal(cores.count, 1);
    assert_true(cores.breaks_off);
}

static void more_than_fit(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ACPI_CORES_MAX + 20; i++)
        x2_record(1000 + i, 0);
    acpi_cores_read(&cores, 0, table, size);
    assert_int_equal(cores.count, ACPI_CORES_MAX);
    assert_int_equal(cores.dropped, 20);
    assert_int_equal(cores.list[ACPI_CORES_MAX - 1].apic_id, 1000 + ACPI_CORES_MAX - 1);
}

static void polarity_and_trigger(void **state)
{
    (void)state;
    override(5, 20, 0xf);  /* low, level */
    override(6, 21, 0x3);  /* low, as the bus has it */
    override(7, 22, 0x5);  /* high, edge */
    override(16, 23, 0xf); /* no such line */
    acpi_routes_read(routes, table, size);
    assert_true(routes[5].gsi == 20 && routes[5].is_low && routes[5].is_level);
    assert_true(routes[6].gsi == 21 && routes[6].is_low && !routes[6].is_level);
    assert_true(routes[7].gsi == 22 && !routes[7].is_low && !routes[7].is_level);
    assert_int_equal(routes[15].gsi, 15);
    for (unsigned i = 0; i < ACPI_LINES; i++)
        assert_false(routes[i].is_taken);
}

static void two_lines_on_one_input(void **state)
{
    (void)state;
    override(3, 9, 0);
    override(4, 9, 0);
    acpi_routes_read(routes, table, size);
    assert_false(routes[3].is_taken);
    assert_true(routes[4].is_taken); /* both were moved there: the lower one has it */
    assert_true(routes[9].is_taken); /* nobody moved it */
}

static void nmi_inputs(void **state)
{
    (void)state;
    assert_int_equal(acpi_nmi_input(0, table, size), -E_NOENT);
    record_add((const uint8_t[]){ 4, 6, 3, 0, 0, 0 }); /* of core 3, input 0 */
    record_add((const uint8_t[]){ 4, 6, 4, 0, 0, 7 }); /* no such input */
    record_add((const uint8_t[]){ 10, 12, 0, 0, 5, 0, 0, 0, 1, 0, 0, 0 });
    assert_int_equal(acpi_nmi_input(3, table, size), 0);
    assert_int_equal(acpi_nmi_input(4, table, size), -E_NOENT);
    assert_int_equal(acpi_nmi_input(5, table, size), 1);
    record_add((const uint8_t[]){ 4, 6, 0xff, 0, 0, 1 });
    assert_int_equal(acpi_nmi_input(4, table, size), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(recorded_machine, fresh),
        cmocka_unit_test_setup(running_core_need_not_be_first, fresh),
        cmocka_unit_test_setup(strange_entries_are_left_out, fresh),
        cmocka_unit_test_setup(table_without_end, fresh),
        cmocka_unit_test_setup(more_than_fit, fresh),
        cmocka_unit_test_setup(polarity_and_trigger, fresh),
        cmocka_unit_test_setup(two_lines_on_one_input, fresh),
        cmocka_unit_test_setup(nmi_inputs, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
