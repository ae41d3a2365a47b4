/* SPDX-License-Identifier: MIT */
/*
 * dev/xhci_regs.h — eXtensible Host Controller Interface for Universal Serial Bus, revision 1.2. Offsets in
 * bytes; sections in brackets. Registers of 64 bits are two of 32, the low one first.
 */
#pragma once

/* Capability registers (5.3), from the beginning of the region */
#define XHCI_CAPLENGTH              0x00    /* [R ] low byte: where the operational registers are */
#define   XHCI_CAPLENGTH_BYTES      0x000000ffu
#define   XHCI_VERSION              0xffff0000u /* BCD: 0x0100 */
#define XHCI_HCSPARAMS1             0x04    /* [R ] 5.3.3 */
#define   XHCI_SLOTS                0x000000ffu
#define   XHCI_PORTS                0xff000000u
#define XHCI_HCSPARAMS2             0x08    /* [R ] 5.3.4 */
#define   XHCI_SCRATCHPADS_HIGH     0x03e00000u
#define   XHCI_SCRATCHPADS_LOW      0xf8000000u
#define XHCI_HCCPARAMS1             0x10    /* [R ] 5.3.6 */
#define   XHCI_AC64                 (1u << 0)  /* addresses of 64 bits */
#define   XHCI_CONTEXT_64           (1u << 2)  /* contexts of 64 bytes, not 32 */
#define   XHCI_PORT_POWER_CONTROL   (1u << 3)
#define   XHCI_EXTENDED             0xffff0000u /* in fours, from the beginning of the region */
#define XHCI_DBOFF                  0x14    /* [R ] 5.3.7 */
#define   XHCI_DBOFF_BYTES          0xfffffffcu
#define XHCI_RTSOFF                 0x18    /* [R ] 5.3.8 */
#define   XHCI_RTSOFF_BYTES         0xffffffe0u
#define XHCI_CAPABILITY_BYTES       0x20u
#define XHCI_CAPLENGTH_LEAST        0x20u

/* Operational registers (5.4), from CAPLENGTH on */
#define XHCI_USBCMD                 0x00    /* [RW] 5.4.1 */
#define   XHCI_CMD_RUN              (1u << 0)
#define   XHCI_CMD_RESET            (1u << 1)
#define   XHCI_CMD_INTERRUPTS       (1u << 2)
#define   XHCI_CMD_SYSTEM_ERRORS    (1u << 3)
#define XHCI_USBSTS                 0x04    /* [RW] 5.4.2 */
#define   XHCI_STS_HALTED           (1u << 0)
#define   XHCI_STS_SYSTEM_ERROR     (1u << 2)  /* HSE */
#define   XHCI_STS_INTERRUPT        (1u << 3)  /* cleared by writing 1 */
#define   XHCI_STS_NOT_READY        (1u << 11) /* CNR */
#define   XHCI_STS_ERROR            (1u << 12) /* HCE */
#define XHCI_PAGESIZE               0x08    /* [R ] 5.4.3: bit n means 2^(n + 12) bytes */
#define   XHCI_PAGESIZE_BITS        0x0000ffffu
#define XHCI_CRCR                   0x18    /* [RW] 5.4.5, 64 bits */
#define   XHCI_CRCR_CYCLE           (1u << 0)
#define   XHCI_CRCR_ABORT           (1u << 2)
#define   XHCI_CRCR_RUNNING         (1u << 3)
#define XHCI_DCBAAP                 0x30    /* [RW] 5.4.6, 64 bits */
#define XHCI_CONFIG                 0x38    /* [RW] 5.4.7 */
#define   XHCI_CONFIG_SLOTS         0x000000ffu
#define XHCI_PORTSC                 0x400   /* [RW] 5.4.8, of port 1; the others behind it */
#define XHCI_PORT_STRIDE            0x10
#define   XHCI_PORT_CONNECTED       (1u << 0)
#define   XHCI_PORT_ENABLED         (1u << 1)  /* writing 1 disables the port */
#define   XHCI_PORT_OVER_CURRENT    (1u << 3)
#define   XHCI_PORT_RESET           (1u << 4)
#define   XHCI_PORT_LINK            0x000001e0u
#define   XHCI_LINK_INACTIVE        6u
#define   XHCI_LINK_COMPLIANCE      10u
#define   XHCI_PORT_POWER           (1u << 9)
#define   XHCI_PORT_SPEED           0x00003c00u
#define   XHCI_PORT_CONNECT_CHANGE  (1u << 17)
#define   XHCI_PORT_RESET_CHANGE    (1u << 21)
#define   XHCI_PORT_CHANGES         0x00fe0000u /* cleared by writing 1 */
#define   XHCI_PORT_WARM_RESET      (1u << 31)
#define   XHCI_PORT_KEPT            0x0e00c200u /* what a write leaves alone when it writes what it read: power, lamps, wakes */

/* Runtime registers (5.5), from RTSOFF on: interrupter 0 */
#define XHCI_IMAN                   0x20    /* [RW] 5.5.2.1 */
#define   XHCI_IMAN_PENDING         (1u << 0)  /* cleared by writing 1 */
#define   XHCI_IMAN_ENABLE          (1u << 1)
#define XHCI_ERSTSZ                 0x28    /* [RW] 5.5.2.3.1 */
#define XHCI_ERSTBA                 0x30    /* [RW] 5.5.2.3.2, 64 bits */
#define XHCI_ERDP                   0x38    /* [RW] 5.5.2.3.3, 64 bits */
#define   XHCI_ERDP_BUSY            (1u << 3)  /* cleared by writing 1 */
#define XHCI_RUNTIME_BYTES          0x40u

/* Doorbells (5.6), from DBOFF on: one for each slot, 0 is the commands' */
#define XHCI_DOORBELL_STRIDE        4

/* Extended capabilities (7) */
#define XHCI_CAP_ID                 0x000000ffu
#define XHCI_CAP_NEXT               0x0000ff00u /* in fours, from this one; 0: the last */
#define XHCI_CAP_LEGACY             1u      /* 7.1 */
#define   XHCI_LEGACY_FIRMWARE      (1u << 16)
#define   XHCI_LEGACY_SYSTEM        (1u << 24)
#define XHCI_LEGACY_CONTROL         4       /* [RW] 7.1.2: which events raise an SMI */
#define   XHCI_LEGACY_SMI_ENABLES   0x0000e011u
#define   XHCI_LEGACY_SMI_EVENTS    0xe0000000u /* cleared by writing 1 */
#define XHCI_LEGACY_BYTES           8u
#define XHCI_CAP_PROTOCOL           2u      /* 7.2 */
#define XHCI_PROTOCOL_BYTES         16u     /* without the speeds behind it */
#define XHCI_PROTOCOL_SPEEDS_MAX    15u

/* Transfer request blocks (6.4): 16 bytes */
#define XHCI_TRB_BYTES              16u
#define XHCI_TRB_CYCLE              (1u << 0)
#define XHCI_TRB_TOGGLE             (1u << 1)  /* of a link */
#define XHCI_TRB_SHORT              (1u << 2)  /* an event also for fewer bytes than asked for */
#define XHCI_TRB_EVENT              (1u << 5)  /* an event when it is done */
#define XHCI_TRB_IMMEDIATE          (1u << 6)  /* the data is in the block */
#define XHCI_TRB_BLOCK_ADDRESS      (1u << 9)  /* of Address Device: no request to the device */
#define XHCI_TRB_TYPE               0x0000fc00u
#define   XHCI_TRB_NORMAL           1u
#define   XHCI_TRB_SETUP            2u
#define   XHCI_TRB_DATA             3u
#define   XHCI_TRB_STATUS           4u
#define   XHCI_TRB_LINK             6u
#define   XHCI_TRB_ENABLE_SLOT      9u
#define   XHCI_TRB_DISABLE_SLOT     10u
#define   XHCI_TRB_ADDRESS_DEVICE   11u
#define   XHCI_TRB_CONFIGURE        12u
#define   XHCI_TRB_EVALUATE         13u
#define   XHCI_TRB_RESET_ENDPOINT   14u
#define   XHCI_TRB_STOP_ENDPOINT    15u
#define   XHCI_TRB_SET_DEQUEUE      16u
#define   XHCI_TRB_NO_OPERATION     23u
#define   XHCI_TRB_TRANSFER_EVENT   32u
#define   XHCI_TRB_COMMAND_EVENT    33u
#define   XHCI_TRB_PORT_EVENT       34u
#define   XHCI_TRB_CONTROLLER_EVENT 37u
#define XHCI_TRB_FROM_DEVICE        (1u << 16) /* of data and status stages */
#define XHCI_TRB_SETUP_DATA         0x00030000u /* of a setup stage: what follows */
#define   XHCI_SETUP_NO_DATA        0u
#define   XHCI_SETUP_OUT            2u
#define   XHCI_SETUP_IN             3u
#define XHCI_TRB_SLOT_TYPE          0x001f0000u /* of Enable Slot */
#define XHCI_TRB_ENDPOINT           0x001f0000u /* of events and commands about endpoints */
#define XHCI_TRB_SLOT               0xff000000u
#define XHCI_EVENT_CODE             0xff000000u /* in the status word */
#define XHCI_EVENT_LENGTH           0x00ffffffu
#define XHCI_EVENT_PORT             0xff000000u /* in the parameter's low word */
#define XHCI_SETUP_BYTES            8u

/* Completion codes (6.4.5) */
#define XHCI_CODE_SUCCESS           1u
#define XHCI_CODE_DATA_BUFFER       2u
#define XHCI_CODE_BABBLE            3u
#define XHCI_CODE_TRANSACTION       4u
#define XHCI_CODE_TRB               5u
#define XHCI_CODE_STALL             6u
#define XHCI_CODE_RESOURCE          7u
#define XHCI_CODE_BANDWIDTH         8u
#define XHCI_CODE_NO_SLOTS          9u
#define XHCI_CODE_SHORT_PACKET      13u
#define XHCI_CODE_EVENTS_FULL       21u
#define XHCI_CODE_COMMANDS_STOPPED  24u
#define XHCI_CODE_STOPPED           26u
#define XHCI_CODE_STOPPED_SHORT     28u
#define XHCI_CODE_SPLIT             36u

/* Contexts (6.2), in words of 32 bits; an input context begins with one that says what it brings */
#define XHCI_INPUT_ADD              1       /* 6.2.5.1 */
#define XHCI_CONTEXT_SLOT           0       /* of the device's own */
#define XHCI_ENDPOINT_CONTROL       1u      /* its number there, and at the doorbell */
#define XHCI_CONTEXTS               32u
#define XHCI_SLOT_WORDS             4       /* 6.2.2 */
#define   XHCI_SLOT_ROUTE           0x000fffffu /* word 0 */
#define   XHCI_SLOT_SPEED           0x00f00000u
#define   XHCI_SLOT_IS_HUB          (1u << 26)
#define   XHCI_SLOT_ENTRIES         0xf8000000u
#define   XHCI_SLOT_ROOT_PORT       0x00ff0000u /* word 1 */
#define   XHCI_SLOT_HUB_PORTS       0xff000000u
#define   XHCI_SLOT_TT_HUB          0x000000ffu /* word 2: the translator's slot and port */
#define   XHCI_SLOT_TT_PORT         0x0000ff00u
#define   XHCI_SLOT_THINK_TIME      0x00030000u
#define   XHCI_ENDPOINT_INTERVAL    0x00ff0000u /* 6.2.3, word 0: 2^n times 125 us */
#define   XHCI_ENDPOINT_RETRIES     0x00000006u /* word 1 */
#define   XHCI_ENDPOINT_TYPE        0x00000038u
#define   XHCI_TYPE_CONTROL         4u
#define   XHCI_TYPE_INTERRUPT_IN    7u
#define   XHCI_ENDPOINT_PACKET      0xffff0000u
#define   XHCI_ENDPOINT_DEQUEUE     2           /* words 2 and 3 */
#define   XHCI_DEQUEUE_CYCLE        (1u << 0)
#define   XHCI_ENDPOINT_AVERAGE     0x0000ffffu /* word 4 */
#define   XHCI_ENDPOINT_PAYLOAD     0xffff0000u

/* In configuration space of Intel's chipsets that also have EHCI: Intel 7 Series / C216 Chipset Family
 * PCH Datasheet, "xHCI Controller Registers" */
#define XHCI_INTEL_XUSB2PR          0xd0    /* [RW] USB 2 ports that go to xHCI */
#define XHCI_INTEL_XUSB2PRM         0xd4    /* [R ] those that can */
#define XHCI_INTEL_USB3_PSSEN       0xd8    /* [RW] ports whose SuperSpeed half is on */
#define XHCI_INTEL_USB3PRM          0xdc    /* [R ] those that can */
