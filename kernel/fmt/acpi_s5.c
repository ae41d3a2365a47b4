/* SPDX-License-Identifier: MIT */
/*
 * fmt/acpi_s5.c — the two numbers that switch the machine off, without an AML interpreter.
 *
 * `\_S5` is a package of constants in every known DSDT, so its bytes can be recognised (ACPI 6.5
 * 20.2: NameOp, the name, PackageOp, PkgLength, NumElements, elements). What only looks like it at
 * first is passed over and the search goes on.
 */
#include "fmt/acpi.h"
#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/mem.h"

enum aml_op {
    AML_ZERO = 0x00,
    AML_ONE = 0x01,
    AML_NAME = 0x08,
    AML_BYTE = 0x0a,
    AML_WORD = 0x0b,
    AML_DWORD = 0x0c,
    AML_PACKAGE = 0x12,
    AML_ROOT = '\\',
};

#define SLEEP_TYPE_MAX 7 /* the field has three bits: ACPI 6.5 4.8.3.2.1 */

/* The part of the table not yet read. */
struct aml {
    const uint8_t *at, *end;
};

static size_t aml_left(const struct aml *aml)
{
    return (size_t)(aml->end - aml->at);
}

static bool byte_take(struct aml *aml, uint8_t *byte)
{
    if (aml->at == aml->end)
        return false;
    *byte = *aml->at++;
    return true;
}

static bool byte_expect(struct aml *aml, uint8_t expected)
{
    uint8_t byte;

    return byte_take(aml, &byte) && byte == expected;
}

/* 20.2.4 PkgLength: counts its own bytes. Narrows aml to the package it begins. */
static bool package_enter(struct aml *aml)
{
    const uint8_t *start = aml->at;
    uint8_t lead, next;
    uint32_t length;

    if (!byte_take(aml, &lead))
        return false;
    length = lead >> 6 ? lead & 0x0f : lead & 0x3f;
    for (unsigned i = 0; i < lead >> 6; i++) {
        if (!byte_take(aml, &next))
            return false;
        length |= (uint32_t)next << (4 + 8 * i);
    }
    if (length < (size_t)(aml->at - start) || length > (size_t)(aml->end - start))
        return false;
    aml->end = start + length;
    return true;
}

static bool constant_take(struct aml *aml, uint32_t *value)
{
    uint8_t op;

    if (!byte_take(aml, &op))
        return false;
    if (op == AML_ZERO || op == AML_ONE) {
        *value = op;
    } else if (op == AML_BYTE && aml_left(aml) >= 1) {
        *value = *aml->at++;
    } else if (op == AML_WORD && aml_left(aml) >= 2) {
        *value = bytes_u16(aml->at);
        aml->at += 2;
    } else if (op == AML_DWORD && aml_left(aml) >= 4) {
        *value = bytes_u32(aml->at);
        aml->at += 4;
    } else {
        return false;
    }
    return true;
}

/* aml stands behind a NameOp. A package of one number holds both types in its two low bytes. */
static bool s5_take(struct aml aml, uint8_t *sleep_type_a, uint8_t *sleep_type_b)
{
    uint8_t elements;
    uint32_t a, b;

    if (aml_left(&aml) > 0 && *aml.at == AML_ROOT)
        aml.at++;
    if (aml_left(&aml) < 4 || memcmp(aml.at, "_S5_", 4) != 0)
        return false;
    aml.at += 4;
    if (!byte_expect(&aml, AML_PACKAGE) || !package_enter(&aml) || !byte_take(&aml, &elements))
        return false;
    if (elements == 0 || !constant_take(&aml, &a))
        return false;
    if (elements == 1) {
        b = a >> 8;
        a &= 0xff;
    } else if (!constant_take(&aml, &b)) {
        return false;
    }
    if (a > SLEEP_TYPE_MAX || b > SLEEP_TYPE_MAX)
        return false;
    *sleep_type_a = (uint8_t)a;
    *sleep_type_b = (uint8_t)b;
    return true;
}

int acpi_s5_find(const void *table, size_t size, uint8_t *sleep_type_a, uint8_t *sleep_type_b)
{
    const uint8_t *bytes = table;
    struct aml aml = { .end = bytes + size };

    for (size_t i = ACPI_HEADER_BYTES; i < size; i++) {
        aml.at = bytes + i + 1;
        if (bytes[i] == AML_NAME && s5_take(aml, sleep_type_a, sleep_type_b))
            return 0;
    }
    return -E_NODEV;
}
