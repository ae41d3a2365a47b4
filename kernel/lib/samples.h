/* SPDX-License-Identifier: MIT */
/* lib/samples.h — what many measurements of one thing say: the least and the middle one. */
#pragma once

#include <stdint.h>

/* Sorts count samples, the smallest first. Takes count * count steps at worst. */
void samples_sort(uint64_t *samples, unsigned count);

/* The middle one of count sorted samples, of an even count the mean of two; 0 of none. */
uint64_t samples_median(const uint64_t *sorted, unsigned count);
