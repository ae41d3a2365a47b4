/* SPDX-License-Identifier: MIT */
/*
 * dev/iommu.h — whether firmware has left units on that remap what devices write (DMA) and signal
 * (interrupts). Where they are on, devices do not reach the memory and processors they are told to.
 *
 * They are only looked at. What polls is not affected.
 */
#pragma once

#include "lib/types.h"

struct iommu_state {
    unsigned units;  /* the tables name */
    unsigned silent; /* of these do not answer */
    bool translates; /* some unit has DMA remapping on */
    bool remaps;     /* some unit has interrupt remapping on */
};

/* Asks each unit that the ACPI tables name, and logs what is on. Needs acpi_init() and mmio_map(). */
void iommu_look(void);

/* How it was when iommu_look() last asked. */
const struct iommu_state *iommu_state(void);
