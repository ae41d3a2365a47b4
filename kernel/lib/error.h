/* SPDX-License-Identifier: MIT */
/*
 * lib/error.h — what went wrong, as negative numbers.
 *
 * A function that can fail returns 0 or a positive result when it is well and
 * one of these, negated, when it is not. Hardware that is not there is
 * -E_NODEV and never a reason to panic.
 */
#pragma once

#define E_NODEV   1 /* the device or table is not there */
#define E_INVAL   2 /* the input breaks the format's own rules */
#define E_RANGE   3 /* a number or length is outside what is allowed */
#define E_NOSPACE 4 /* the caller's buffer or table is full */
#define E_TIMEOUT 5 /* a deadline passed */
#define E_CRC     6 /* a checksum does not match */
#define E_NOENT   7 /* nothing of that name */
#define E_IO      8 /* the device answered wrongly */

/* A short lower-case name for a (negative or positive) error number, never NULL. */
const char *error_name(int error);
