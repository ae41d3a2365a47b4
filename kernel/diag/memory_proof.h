/* SPDX-License-Identifier: MIT */
/* diag/memory_proof.h — tests of the group "memory" that look at page tables and frames. */
#pragma once

#include "diag/test.h"

enum test_result memory_page_audit(struct test_run *run);
enum test_result memory_write_text(struct test_run *run);
enum test_result memory_execute_data(struct test_run *run);
enum test_result memory_page_zero(struct test_run *run);
enum test_result memory_guard_pages(struct test_run *run);
enum test_result memory_mapping(struct test_run *run);
enum test_result memory_frames(struct test_run *run);
enum test_result memory_heap(struct test_run *run);
