/* SPDX-License-Identifier: MIT */
/* dev/pic_regs.h — Intel 8259A Programmable Interrupt Controller, datasheet 231468-003. */
#pragma once

#define PIC_MASTER_COMMAND      0x20
#define PIC_MASTER_DATA         0x21
#define PIC_SLAVE_COMMAND       0xa0
#define PIC_SLAVE_DATA          0xa1

#define PIC_ICW1                0x11    /* [ W] command: initialise, ICW4 follows, cascade, edge */
#define PIC_ICW3_MASTER_SLAVE_ON_2 0x04 /* [ W] data: which line the slave is on, one bit */
#define PIC_ICW3_SLAVE_ID       0x02    /* [ W] data: the same as a number */
#define PIC_ICW4_8086           0x01    /* [ W] data */
#define PIC_OCW2_EOI            0x20    /* [ W] command: non-specific end of interrupt */
#define PIC_OCW3_READ_ISR       0x0b    /* [ W] command: the next read gives the in-service register */
