/* SPDX-License-Identifier: MIT */
/*
 * program_fixture.h — a UEFI program made by hand: headers of either kind, one section, and in it
 * what grub-mkimage would put there.
 */
#pragma once

#include "exact.h"

#define PROGRAM_PE       0x40u
#define PROGRAM_OPTIONAL (PROGRAM_PE + 24u)
#define PROGRAM_RAW      0x200u

struct program {
    uint8_t bytes[16384];
    size_t size;
    bool is_64;
    size_t section_at; /* its header */
};

static inline void program_put(struct program *program, size_t at, uint64_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        program->bytes[at + i] = (uint8_t)(number >> 8 * i);
}

/* Headers, and an empty section "mods". */
static inline void program_make(struct program *program, bool is_64)
{
    size_t optional = is_64 ? 240 : 224;

    *program = (struct program){ .size = PROGRAM_RAW, .is_64 = is_64 };
    program->section_at = PROGRAM_OPTIONAL + optional;
    memcpy(program->bytes, "MZ", 2);
    program_put(program, 0x3c, PROGRAM_PE, 4);
    memcpy(program->bytes + PROGRAM_PE, "PE", 2);
    program_put(program, PROGRAM_PE + 4, is_64 ? 0x8664 : 0x014c, 2);
    program_put(program, PROGRAM_PE + 6, 1, 2);
    program_put(program, PROGRAM_PE + 20, optional, 2);
    program_put(program, PROGRAM_OPTIONAL, is_64 ? 0x20b : 0x10b, 2);
    program_put(program, PROGRAM_OPTIONAL + 68, 10, 2);
    program_put(program, PROGRAM_OPTIONAL + (is_64 ? 108 : 92), 16, 4);
    memcpy(program->bytes + program->section_at, "mods", 4);
    program_put(program, program->section_at + 20, PROGRAM_RAW, 4);
    program_put(program, program->section_at + 36, 0xc0000040, 4);
}

/* Adds an object of GRUB's; its size is a multiple of eight. */
static inline void program_object(struct program *program, uint32_t type, const void *bytes,
                                  size_t size)
{
    size_t whole = 8 + (size + 7) / 8 * 8, head = program->is_64 ? 24 : 12;

    if (program->size == PROGRAM_RAW) {
        program_put(program, PROGRAM_RAW, 0x676d696d, 4);
        program_put(program, PROGRAM_RAW + (program->is_64 ? 8 : 4), head, program->is_64 ? 8 : 4);
        program->size += head;
    }
    assert_true(program->size + whole <= sizeof(program->bytes));
    program_put(program, program->size, type, 4);
    program_put(program, program->size + 4, whole, 4);
    memcpy(program->bytes + program->size + 8, bytes, size);
    program->size += whole;
    program_put(program, PROGRAM_RAW + (program->is_64 ? 16 : 8), program->size - PROGRAM_RAW,
                program->is_64 ? 8 : 4);
    program_put(program, program->section_at + 16, program->size - PROGRAM_RAW, 4);
}

static inline void program_prefix(struct program *program, const char *prefix)
{
    program_object(program, 3, prefix, strlen(prefix) + 1);
}

static inline void program_config(struct program *program, const char *config)
{
    program_object(program, 2, config, strlen(config) + 1);
}

/* A memory disk with one file. */
static inline void program_memdisk(struct program *program, const char *path, const char *text)
{
    uint8_t tar[2048] = { 0 };

    memcpy(tar, path, strlen(path));
    for (size_t i = 0; i < 11; i++)
        tar[124 + i] = (uint8_t)('0' + (strlen(text) >> 3 * (10 - i) & 7));
    memcpy(tar + 257, "ustar", 5);
    memcpy(tar + 512, text, strlen(text));
    program_object(program, 1, tar, sizeof(tar));
}
