/* SPDX-License-Identifier: MIT */
/*
 * dev/pci_config_regs.h — PCI Local Bus Specification 3.0, 3.2.2.3.2: configuration mechanism #1;
 * PCI Express Base Specification 4.0, 7.2.2: the same space in memory.
 */
#pragma once

#define CONFIG_ADDRESS              0xcf8         /* [RW] 32 bits only */
#define   CONFIG_ADDRESS_ENABLE     (1u << 31)
#define   CONFIG_ADDRESS_BUS        (0xffu << 16)
#define   CONFIG_ADDRESS_DEVICE     (0x1fu << 11)
#define   CONFIG_ADDRESS_FUNCTION   (7u << 8)
#define   CONFIG_ADDRESS_REGISTER   0xfcu
#define CONFIG_DATA                 0xcfc         /* [RW] */

#define ECAM_BUS_SHIFT              20
#define ECAM_DEVICE_SHIFT           15
#define ECAM_FUNCTION_SHIFT         12
