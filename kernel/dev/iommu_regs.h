/* SPDX-License-Identifier: MIT */
/*
 * dev/iommu_regs.h — Intel VT-d 4.1 chapter 11, AMD I/O Virtualization 3.08 section 3.4. Byte offsets; what
 * is read here needs 32 bits.
 */
#pragma once

#define VTD_VERSION           0x00 /* [R ] all ones: nobody is there */
#define VTD_STATUS            0x1c /* [R ] GSTS_REG */
#define VTD_STATUS_TRANSLATES (1u << 31)
#define VTD_STATUS_REMAPS     (1u << 25)
#define VTD_BYTES             0x20

#define AMD_IOMMU_CONTROL    0x18 /* [RW] low half; one bit is for both */
#define AMD_IOMMU_CONTROL_ON (1u << 0)
#define AMD_IOMMU_BYTES      0x20
