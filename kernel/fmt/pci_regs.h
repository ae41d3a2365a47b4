/* SPDX-License-Identifier: MIT */
/*
 * fmt/pci_regs.h — PCI Local Bus Specification 3.0, chapter 6 and appendix H; PCI-to-PCI Bridge
 * Architecture Specification 1.2, chapter 3; PCI Express Base Specification 4.0, chapter 7. Offsets in
 * bytes.
 */
#pragma once

#define PCI_VENDOR                  0x00 /* [R ] 16 bits */
#define   PCI_VENDOR_NONE           0xffffu
#define   PCI_VENDOR_INTEL          0x8086u
#define PCI_DEVICE                  0x02
#define PCI_COMMAND                 0x04 /* [RW] 16 bits */
#define   PCI_COMMAND_IO            (1u << 0)
#define   PCI_COMMAND_MEMORY        (1u << 1)
#define   PCI_COMMAND_MASTER        (1u << 2)
#define   PCI_COMMAND_VGA_SNOOP     (1u << 5)
#define   PCI_COMMAND_STEPPING      (1u << 7)
#define   PCI_COMMAND_FAST_BACK     (1u << 9)
#define   PCI_COMMAND_INTX_OFF      (1u << 10) /* it does not pull its interrupt line */
#define PCI_STATUS                  0x06 /* [RW] 16 bits, written ones clear */
#define   PCI_STATUS_CAPABILITIES   (1u << 4)
#define   PCI_STATUS_66MHZ          (1u << 5)
#define   PCI_STATUS_UDF            (1u << 6)
#define   PCI_STATUS_DEVSEL         (3u << 9)
#define PCI_REVISION                0x08
#define PCI_PROG_IF                 0x09
#define PCI_SUBCLASS                0x0a
#define PCI_CLASS                   0x0b
#define PCI_LATENCY                 0x0d
#define PCI_HEADER_TYPE             0x0e
#define   PCI_HEADER_TYPE_MULTI     (1u << 7)
#define   PCI_HEADER_TYPE_LAYOUT    0x7fu
#define PCI_BARS                    0x10 /* [RW] 32 bits each: six, a bridge has two */
#define   PCI_BAR_IS_IO             (1u << 0)
#define   PCI_BAR_IO_FLAGS          3u
#define   PCI_BAR_TYPE              (3u << 1)
#define   PCI_BAR_TYPE_32           0u
#define   PCI_BAR_TYPE_LOW_1M       1u
#define   PCI_BAR_TYPE_64           2u
#define   PCI_BAR_PREFETCHABLE      (1u << 3)
#define   PCI_BAR_MEMORY_FLAGS      15u
#define PCI_SUBSYSTEM_VENDOR        0x2c
#define PCI_SUBSYSTEM_DEVICE        0x2e
#define PCI_ROM                     0x30 /* [RW] 32 bits */
#define   PCI_ROM_ENABLE            (1u << 0)
#define   PCI_ROM_ADDRESS           0xfffff800u
#define PCI_CAPABILITIES            0x34
#define PCI_CAPABILITIES_CARDBUS    0x14
#define PCI_INTERRUPT_LINE          0x3c
#define PCI_INTERRUPT_PIN           0x3d

/* Bridges. */
#define PCI_BRIDGE_PRIMARY          0x18
#define PCI_BRIDGE_SECONDARY        0x19
#define PCI_BRIDGE_SUBORDINATE      0x1a
#define PCI_BRIDGE_LATENCY          0x1b
#define PCI_BRIDGE_IO_BASE          0x1c /* 8 bits: address bits 15 to 12, and how wide */
#define PCI_BRIDGE_IO_LIMIT         0x1d
#define   PCI_BRIDGE_WIDTH          0x0fu
#define   PCI_BRIDGE_IO_ADDRESS     0xf0u
#define PCI_BRIDGE_MEMORY_BASE      0x20 /* 16 bits: address bits 31 to 20 */
#define PCI_BRIDGE_MEMORY_LIMIT     0x22
#define   PCI_BRIDGE_MEMORY_ADDRESS 0xfff0u
#define PCI_BRIDGE_PREFETCH_BASE    0x24
#define PCI_BRIDGE_PREFETCH_LIMIT   0x26
#define PCI_BRIDGE_PREFETCH_BASE_HIGH  0x28
#define PCI_BRIDGE_PREFETCH_LIMIT_HIGH 0x2c
#define PCI_BRIDGE_IO_BASE_HIGH     0x30
#define PCI_BRIDGE_IO_LIMIT_HIGH    0x32
#define PCI_BRIDGE_ROM              0x38

/* Classes that rules speak of. */
#define PCI_CLASS_STORAGE           0x01
#define PCI_CLASS_DISPLAY           0x03
#define PCI_CLASS_BRIDGE            0x06
#define PCI_CLASS_SYSTEM            0x08
#define PCI_CLASS_SERIAL_BUS        0x0c
#define   PCI_SUBCLASS_USB          0x03
#define     PCI_USB_EHCI            0x20 /* programming interfaces */
#define     PCI_USB_XHCI            0x30
#define   PCI_SUBCLASS_SMBUS        0x05
#define   PCI_SUBCLASS_HOST         0x00 /* of bridges */

/* Capabilities: what their first byte is. */
#define PCI_CAP_POWER               0x01
#define PCI_CAP_SLOT                0x04
#define PCI_CAP_MSI                 0x05
#define PCI_CAP_VENDOR              0x09
#define PCI_CAP_SUBSYSTEM           0x0d
#define PCI_CAP_EXPRESS             0x10
#define PCI_CAP_MSIX                0x11
#define PCI_CAP_SATA                0x12

#define PCI_POWER_CAPABILITIES      2
#define   PCI_POWER_VERSION         7u
#define PCI_MSI_CONTROL             2
#define   PCI_MSI_ENABLE            (1u << 0)
#define   PCI_MSI_CAPABLE           (7u << 1) /* as a power of two */
#define   PCI_MSI_ENABLED           (7u << 4)
#define   PCI_MSI_64BIT             (1u << 7)
#define   PCI_MSI_MASKABLE          (1u << 8)
#define PCI_MSI_ADDRESS             4 /* 32 bits */
#define PCI_MSI_ADDRESS_HIGH        8 /* where there are 64 bits; the rest is 4 further then */
#define PCI_MSI_DATA                8 /* 16 bits */
#define PCI_MSI_MASK                12 /* 32 bits, where it is maskable */
#define PCI_MSI_64BIT_BYTES         4
#define PCI_MSIX_CONTROL            2
#define   PCI_MSIX_COUNT            0x7ffu    /* less one */
#define   PCI_MSIX_MASKED           (1u << 14)
#define   PCI_MSIX_ENABLE           (1u << 15)
#define PCI_MSIX_TABLE              4         /* 32 bits: where the table is */
#define   PCI_MSIX_TABLE_BAR        7u
#define PCI_MSIX_ENTRY_BYTES        16 /* in the table, 32 bits each: */
#define PCI_MSIX_ENTRY_ADDRESS      0
#define PCI_MSIX_ENTRY_HIGH         4
#define PCI_MSIX_ENTRY_DATA         8
#define PCI_MSIX_ENTRY_CONTROL      12
#define   PCI_MSIX_ENTRY_MASKED     (1u << 0)
#define PCI_SLOT_SLOTS              2
#define   PCI_SLOT_COUNT            0x1fu
#define   PCI_SLOT_FIRST            (1u << 5)
#define PCI_SLOT_CHASSIS            3
#define PCI_VENDOR_LENGTH           2
#define PCI_SUBSYSTEM_IDS           4
#define PCI_SATA_REVISION           2
#define   PCI_SATA_MINOR            0x0fu
#define   PCI_SATA_MAJOR            0xf0u
#define PCI_CAP_EXT_SERIAL          0x03      /* extended */
#define PCI_EXT_SERIAL_AT           4
#define PCI_EXT_SERIAL_BYTES        12        /* with what comes before it */
#define PCI_EXPRESS_FLAGS           2
#define   PCI_EXPRESS_VERSION       0x0fu
#define   PCI_EXPRESS_TYPE          0xf0u
#define   PCI_EXPRESS_SLOT          (1u << 8)
#define   PCI_EXPRESS_MESSAGE       (0x1fu << 9)
#define PCI_EXPRESS_LINK_CAP        0x0c      /* 32 bits */
#define   PCI_LINK_SPEED            0x0fu
#define   PCI_LINK_WIDTH            0x3f0u
#define PCI_EXPRESS_LINK_STATUS     0x12      /* 16 bits, the same two fields */
