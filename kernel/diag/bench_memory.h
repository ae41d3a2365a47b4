/* SPDX-License-Identifier: MIT */
/* diag/bench_memory.h — benches of the group "bench" that take no device: memory, faults, start-up. */
#pragma once

#include "diag/test.h"

enum test_result bench_frame(struct test_run *run);
enum test_result bench_kmalloc(struct test_run *run);
enum test_result bench_page_fault(struct test_run *run);
enum test_result bench_map(struct test_run *run);
enum test_result bench_start(struct test_run *run);
