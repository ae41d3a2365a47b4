/* SPDX-License-Identifier: MIT */
/*
 * dev/pit.c — the stop-watch: gate closed, count loaded, gate opened, wait for OUT2 to rise.
 *
 * OUT2 may read as set for ever (no timer) or as clear for ever (timer without a clock); both are
 * told apart from a count that really ran.
 */
#include "dev/pit.h"

#include "cpu/io.h"
#include "cpu/registers.h"
#include "dev/pit_regs.h"
#include "lib/error.h"

#define PIT_WAIT_READS 1000000 /* port reads take 0.5 us or more: ten times the longest count */

int pit_measure(unsigned ticks, uint64_t *cycles)
{
    const uint8_t port_b = io_read8(PIT_PORT_B);
    const uint8_t closed =
        (uint8_t)(port_b & ~(PIT_PORT_B_STATUS | PIT_PORT_B_GATE2 | PIT_PORT_B_SPEAKER));
    unsigned reads = 0;
    uint64_t start, end;

    if (port_b == PIT_PORT_B_ABSENT)
        return -E_NODEV;
    io_write8(PIT_PORT_B, closed);
    io_write8(PIT_CONTROL, PIT_SELECT_2 | PIT_LOW_HIGH | PIT_MODE_0);
    io_write8(PIT_CHANNEL2, ticks & 0xff);
    io_write8(PIT_CHANNEL2, (uint8_t)(ticks >> 8));
    if (io_read8(PIT_PORT_B) & PIT_PORT_B_OUT2)
        return -E_IO;

    io_write8(PIT_PORT_B, closed | PIT_PORT_B_GATE2);
    start = tsc_read();
    while (!(io_read8(PIT_PORT_B) & PIT_PORT_B_OUT2) && reads < PIT_WAIT_READS)
        reads++;
    end = tsc_read();
    io_write8(PIT_PORT_B, closed);
    if (reads == PIT_WAIT_READS)
        return -E_TIMEOUT;
    *cycles = end - start;
    return 0;
}

void pit_beat(unsigned hz)
{
    const unsigned divisor = (PIT_HZ + hz / 2) / hz;

    io_write8(PIT_CONTROL, PIT_SELECT_0 | PIT_LOW_HIGH | PIT_MODE_2);
    io_write8(PIT_CHANNEL0, divisor & 0xff);
    io_write8(PIT_CHANNEL0, (uint8_t)(divisor >> 8));
}
