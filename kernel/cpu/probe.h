/* SPDX-License-Identifier: MIT */
/*
 * cpu/probe.h — touching an address that may fault, and living on.
 *
 * For tests of the machine's protections, and for what no feature bit tells of: one core at a time,
 * never from an interrupt.
 */
#pragma once

#include "cpu/exception.h"

#include <stdbool.h>

enum probe_access {
    PROBE_READ,    /* one byte */
    PROBE_WRITE,   /* one byte, by the value it has */
    PROBE_EXECUTE, /* a call, of code that must return at once */
    PROBE_MSR      /* a read of the model-specific register of that number */
};

struct probe_result {
    bool has_faulted;
    uint64_t vector, error, address; /* of the fault; address is CR2 */
};

/* Accesses address and tells what came of it. */
struct probe_result probe(enum probe_access access, uint64_t address);

/*
 * Called with every exception: when it is the one of a probe, makes frame go on behind the probe and
 * returns true.
 */
bool probe_catch(struct exception_frame *frame);
