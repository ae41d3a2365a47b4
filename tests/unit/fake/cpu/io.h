/* SPDX-License-Identifier: MIT */
/*
 * fake/cpu/io.h — the I/O ports as a test wants them: stands in for kernel/cpu/io.h, so that a
 * driver meets on the host what no emulator shows. The test defines the two functions.
 */
#pragma once

#include <stdint.h>

uint8_t fake_read8(uint16_t port);
void fake_write8(uint16_t port, uint8_t value);

static inline uint8_t io_read8(uint16_t port)
{
    return fake_read8(port);
}

static inline void io_write8(uint16_t port, uint8_t value)
{
    fake_write8(port, value);
}

/* Only a test of a driver that reads 32 bits at once defines it. */
uint32_t fake_read32(uint16_t port);

static inline uint32_t io_read32(uint16_t port)
{
    return fake_read32(port);
}

/* Nor do others define these. */
uint16_t fake_read16(uint16_t port);
void fake_write16(uint16_t port, uint16_t value);
void fake_write32(uint16_t port, uint32_t value);

static inline uint16_t io_read16(uint16_t port)
{
    return fake_read16(port);
}

static inline void io_write16(uint16_t port, uint16_t value)
{
    fake_write16(port, value);
}

static inline void io_write32(uint16_t port, uint32_t value)
{
    fake_write32(port, value);
}
