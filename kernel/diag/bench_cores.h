/* SPDX-License-Identifier: MIT */
/* diag/bench_cores.h — what interrupts, other cores and threads cost. */
#pragma once

#include "diag/test.h"

enum test_result bench_interrupt(struct test_run *run);
enum test_result bench_ipi(struct test_run *run);
enum test_result bench_flush(struct test_run *run);
enum test_result bench_switch(struct test_run *run);
enum test_result bench_mutex(struct test_run *run);
enum test_result bench_sleep(struct test_run *run);
