/* SPDX-License-Identifier: MIT */
/*
 * diag/test.h — what a test is.
 *
 * A test judges the machine, never itself: TEST_FAIL means that the hardware (or firmware, or
 * loader) is wrong, TEST_ERROR that the test could not be carried out, TEST_SKIP that it does not
 * apply here. It ends with one of the functions below, e.g. `return test_fail(run, "CR4 is 0x%lx",
 * cr4);`.
 */
#pragma once

#include "diag/ktap.h"
#include "fmt/multiboot2.h"
#include "mm/memory_map.h"

/* What there is to be judged. */
struct test_subject {
    const struct boot_info *boot;
    const struct memory_map *memory;
};

struct test_run {
    const struct test_subject *subject;
    char detail[256];
};

struct test {
    const char *name; /* group.what, lower case */
    enum test_result (*run)(struct test_run *run);
};

/* A group's tests, in the order they run. */
struct test_group {
    const char *name;
    const struct test *tests;
    unsigned count;
    bool on_request; /* not part of `diag all` */
};

extern const struct test_group cpu_tests, memory_tests, boot_tests, uart_tests, clock_tests,
    irq_tests, core_tests, task_tests, torture_tests, acpi_tests, smbios_tests, pci_tests,
    usb_tests, power_tests, bench_tests, drill_tests;

enum test_result test_pass(struct test_run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum test_result test_fail(struct test_run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum test_result test_skip(struct test_run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum test_result test_error(struct test_run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
