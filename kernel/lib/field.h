/* SPDX-License-Identifier: MIT */
/*
 * lib/field.h — a register field is one mask; these move values in and out.
 *
 * The mask must be a non-zero run of ones, e.g. 0x0ff0; the lowest set bit of
 * the mask is where the field begins.
 */
#pragma once

#define FIELD_LOW(mask)         ((mask) & (~(mask) + 1))
#define FIELD_GET(mask, reg)    (((reg) & (mask)) / FIELD_LOW(mask))
#define FIELD_SET(mask, reg, v) (((reg) & ~(mask)) | ((FIELD_LOW(mask) * (v)) & (mask)))
