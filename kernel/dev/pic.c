/* SPDX-License-Identifier: MIT */
/* dev/pic.c — the 8259 pair. No waits between its registers: every chip since the 386 keeps up. */
#include "dev/pic.h"

#include "cpu/io.h"
#include "dev/pic_regs.h"
#include "lib/error.h"

#define SLAVE_LINE  2
#define MASTER_SIZE 8

static unsigned masked = 0xffff;

static void masks_write(void)
{
    io_write8(PIC_MASTER_DATA, (uint8_t)masked);
    io_write8(PIC_SLAVE_DATA, (uint8_t)(masked >> 8));
}

static bool masks_hold(unsigned value)
{
    masked = value;
    masks_write();
    return io_read8(PIC_MASTER_DATA) == (value & 0xff) && io_read8(PIC_SLAVE_DATA) == value >> 8;
}

int pic_init(void)
{
    io_write8(PIC_MASTER_COMMAND, PIC_ICW1);
    io_write8(PIC_SLAVE_COMMAND, PIC_ICW1);
    io_write8(PIC_MASTER_DATA, PIC_VECTOR_BASE);
    io_write8(PIC_SLAVE_DATA, PIC_VECTOR_BASE + MASTER_SIZE);
    io_write8(PIC_MASTER_DATA, PIC_ICW3_MASTER_SLAVE_ON_2);
    io_write8(PIC_SLAVE_DATA, PIC_ICW3_SLAVE_ID);
    io_write8(PIC_MASTER_DATA, PIC_ICW4_8086);
    io_write8(PIC_SLAVE_DATA, PIC_ICW4_8086);

    /* A missing chip reads as all ones, so a pattern with zeros tells. */
    if (!masks_hold(0xa55a) || !masks_hold(0xffff & ~(1u << SLAVE_LINE)))
        return -E_NODEV;
    return 0;
}

void pic_mask(unsigned line)
{
    masked |= 1u << line;
    masks_write();
}

void pic_mask_all(void)
{
    masked = 0xffff;
    masks_write();
}

void pic_unmask(unsigned line)
{
    masked &= ~(1u << line);
    masks_write();
}

static bool is_in_service(unsigned line)
{
    const uint16_t command = line < MASTER_SIZE ? PIC_MASTER_COMMAND : PIC_SLAVE_COMMAND;

    io_write8(command, PIC_OCW3_READ_ISR);
    return io_read8(command) & 1u << line % MASTER_SIZE;
}

bool pic_is_spurious(unsigned line)
{
    if (line % MASTER_SIZE != MASTER_SIZE - 1 || is_in_service(line))
        return false;
    if (line >= MASTER_SIZE)
        io_write8(PIC_MASTER_COMMAND, PIC_OCW2_EOI); /* the cascade line was real */
    return true;
}

void pic_end_of_interrupt(unsigned line)
{
    if (line >= MASTER_SIZE)
        io_write8(PIC_SLAVE_COMMAND, PIC_OCW2_EOI);
    io_write8(PIC_MASTER_COMMAND, PIC_OCW2_EOI);
}
