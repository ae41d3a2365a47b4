/* SPDX-License-Identifier: MIT */
/*
 * lib/print.h — formatted text into a buffer.
 *
 * Understands the part of ISO C 7.21.6.1 the kernel needs: flags - 0 and #, width and precision
 * (also *), lengths hh h l ll z, and conversions d i u x X c s p %. An unknown conversion is
 * written out as it stands and takes no argument. %s of NULL prints "(null)"; %p prints 0x and 16
 * digits.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

/*
 * Writes at most size bytes including the NUL (size 0: nothing). Returns the length the whole text
 * would have had, so a result >= size means it was cut.
 */
int print_format(char *to, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int print_vformat(char *to, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));
