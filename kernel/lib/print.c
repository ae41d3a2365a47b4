/* SPDX-License-Identifier: MIT */
/*
 * lib/print.c — formatted text into a buffer.
 *
 * Counts every byte of the whole text but stores only those for which there is room, so neither a
 * long argument nor a huge width can write past the end or take longer than the text it stores.
 */
#include "lib/print.h"

#include "lib/mem.h"
#include "lib/str.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct print_out {
    char *to;
    size_t room;  /* bytes to may take, its NUL not counted */
    size_t total; /* bytes of the whole text so far */
};

struct print_spec {
    bool left, zero, prefix;
    size_t width;
    bool has_precision;
    size_t precision;
    char length; /* 'H' for hh, 'h', 0, 'l' (also for ll and z: all are 64 bits wide) */
};

#define DIGITS_MAX 20 /* of UINT64_MAX in decimal */

static void out_bytes(struct print_out *out, const char *bytes, size_t size)
{
    if (out->total < out->room) {
        size_t room = out->room - out->total;

        memcpy(out->to + out->total, bytes, size < room ? size : room);
    }
    out->total += size;
}

static void out_fill(struct print_out *out, char c, size_t size)
{
    if (out->total < out->room) {
        size_t room = out->room - out->total;

        memset(out->to + out->total, c, size < room ? size : room);
    }
    out->total += size;
}

/* A field: padding on the left, the lead (sign or 0x), zeros, the body, padding on the right. */
static void out_field(struct print_out *out, const struct print_spec *spec, const char *lead,
                      size_t zeros, const char *body, size_t size)
{
    size_t lead_size = str_length(lead);
    size_t used = lead_size + zeros + size;
    size_t pad = spec->width > used ? spec->width - used : 0;

    if (!spec->left && !spec->zero)
        out_fill(out, ' ', pad);
    out_bytes(out, lead, lead_size);
    if (!spec->left && spec->zero)
        out_fill(out, '0', pad);
    out_fill(out, '0', zeros);
    out_bytes(out, body, size);
    if (spec->left)
        out_fill(out, ' ', pad);
}

static void out_number(struct print_out *out, struct print_spec spec, const char *lead,
                       uint64_t value, unsigned base, bool upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[DIGITS_MAX];
    size_t at = sizeof(text);
    size_t size;

    for (uint64_t rest = value; rest != 0; rest /= base)
        text[--at] = digits[rest % base];
    if (value == 0 && !(spec.has_precision && spec.precision == 0))
        text[--at] = '0';
    size = sizeof(text) - at;

    if (spec.has_precision)
        spec.zero = false; /* ISO C 7.21.6.1: a precision makes the 0 flag be ignored */
    out_field(out, &spec, lead, spec.precision > size ? spec.precision - size : 0, text + at, size);
}

static void out_string(struct print_out *out, struct print_spec spec, const char *s)
{
    size_t size;

    if (!s)
        s = "(null)";
    size = spec.has_precision ? str_length_max(s, spec.precision) : str_length(s);
    spec.zero = false;
    out_field(out, &spec, "", 0, s, size);
}

/* A number in the format, or * for one among the arguments; negative only from an argument. */
static int spec_number(const char **format, va_list *args)
{
    int value = 0;

    if (**format == '*') {
        (*format)++;
        return va_arg(*args, int);
    }
    for (; **format >= '0' && **format <= '9'; (*format)++) {
        int digit = **format - '0';

        value = value > (INT_MAX - digit) / 10 ? INT_MAX : value * 10 + digit;
    }
    return value;
}

static void spec_parse(struct print_spec *spec, const char **format, va_list *args)
{
    int number;

    for (;; (*format)++) {
        if (**format == '-')
            spec->left = true;
        else if (**format == '0')
            spec->zero = true;
        else if (**format == '#')
            spec->prefix = true;
        else
            break;
    }

    number = spec_number(format, args);
    if (number < 0)
        spec->left = true;
    spec->width = number < 0 ? (size_t)0 - (size_t)number : (size_t)number;

    if (**format == '.') {
        (*format)++;
        number = spec_number(format, args);
        spec->has_precision = number >= 0;
        spec->precision = number >= 0 ? (size_t)number : 0;
    }

    if (**format == 'h') {
        spec->length = *++*format == 'h' ? 'H' : 'h';
        *format += spec->length == 'H';
    } else if (**format == 'l') {
        spec->length = 'l';
        *format += 1 + ((*format)[1] == 'l');
    } else if (**format == 'z') {
        spec->length = 'l';
        (*format)++;
    }
}

static int64_t arg_signed(const struct print_spec *spec, va_list *args)
{
    if (spec->length == 'l')
        return va_arg(*args, int64_t);
    if (spec->length == 'h')
        return (short)va_arg(*args, int);
    if (spec->length == 'H')
        return (signed char)va_arg(*args, int);
    return va_arg(*args, int);
}

static uint64_t arg_unsigned(const struct print_spec *spec, va_list *args)
{
    if (spec->length == 'l')
        return va_arg(*args, uint64_t);
    if (spec->length == 'h')
        return (unsigned short)va_arg(*args, unsigned);
    if (spec->length == 'H')
        return (unsigned char)va_arg(*args, unsigned);
    return va_arg(*args, unsigned);
}

static void out_signed(struct print_out *out, const struct print_spec *spec, int64_t value)
{
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    out_number(out, *spec, value < 0 ? "-" : "", magnitude, 10, false);
}

static void out_hex(struct print_out *out, const struct print_spec *spec, uint64_t value,
                    bool upper)
{
    const char *lead = upper ? "0X" : "0x";

    out_number(out, *spec, spec->prefix && value != 0 ? lead : "", value, 16, upper);
}

static void out_pointer(struct print_out *out, struct print_spec spec, const void *pointer)
{
    spec.has_precision = true;
    spec.precision = 16;
    out_number(out, spec, "0x", (uintptr_t)pointer, 16, false);
}

static void out_char(struct print_out *out, struct print_spec spec, char c)
{
    spec.zero = false;
    out_field(out, &spec, "", 0, &c, 1);
}

/* One conversion; *format stands behind the '%'. False when there is no such conversion. */
static bool out_conversion(struct print_out *out, const char **format, va_list *args)
{
    struct print_spec spec = { 0 };

    spec_parse(&spec, format, args);
    switch (**format) {
    case 'd':
    case 'i':
        out_signed(out, &spec, arg_signed(&spec, args));
        break;
    case 'u':
        out_number(out, spec, "", arg_unsigned(&spec, args), 10, false);
        break;
    case 'x':
    case 'X':
        out_hex(out, &spec, arg_unsigned(&spec, args), **format == 'X');
        break;
    case 'c':
        out_char(out, spec, (char)va_arg(*args, int));
        break;
    case 's':
        out_string(out, spec, va_arg(*args, const char *));
        break;
    case 'p':
        out_pointer(out, spec, va_arg(*args, const void *));
        break;
    case '%':
        out_bytes(out, "%", 1);
        break;
    default:
        return false;
    }
    (*format)++;
    return true;
}

int print_vformat(char *to, size_t size, const char *format, va_list args)
{
    struct print_out out = { .to = to, .room = size ? size - 1 : 0 };
    va_list rest;

    va_copy(rest, args);
    while (*format) {
        const char *start = format;

        if (*format++ != '%') {
            while (*format && *format != '%')
                format++;
        } else if (out_conversion(&out, &format, &rest)) {
            continue;
        }
        out_bytes(&out, start, (size_t)(format - start));
    }
    va_end(rest);

    if (size)
        to[out.total < out.room ? out.total : out.room] = '\0';
    return out.total > INT_MAX ? INT_MAX : (int)out.total;
}

int print_format(char *to, size_t size, const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = print_vformat(to, size, format, args);
    va_end(args);
    return length;
}
