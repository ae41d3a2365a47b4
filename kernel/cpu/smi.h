/* SPDX-License-Identifier: MIT */
/*
 * cpu/smi.h — how often firmware has taken the processor away by system management interrupts. Each
 * costs up to milliseconds that no code here sees pass (SDM 4 2.1, MSR_SMI_COUNT; Intel's only).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Looks whether this processor counts them; needs cpu_features_init() and exceptions. Call once. */
void smi_init(void);

bool smi_is_counted(void);

/* SMIs since reset on the running core; 0 where they are not counted. */
uint32_t smi_count(void);
