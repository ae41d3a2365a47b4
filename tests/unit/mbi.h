/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/mbi.h — parses boot information from a block of its own size into one struct, and
 * knows what holds of every result.
 */
#pragma once

#include "fmt/multiboot2.h"

#include "lib/error.h"

#include "exact.h"

static struct boot_info info;

#define MBI_ADDRESS 0x1001d8

static inline int parse(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = exact_copy(bytes, size);
    int result;

    memset(&info, 0xa5, sizeof(info));
    result = multiboot2_parse(&info, copy, size, MBI_ADDRESS);
    free(copy);
    return result;
}

static inline bool is_terminated(const char *text, size_t size)
{
    return memchr(text, '\0', size) != NULL;
}

/* What holds of every result but "no boot information", whatever the input. */
static inline void assert_sane(size_t size)
{
    assert_true(info.info_start == MBI_ADDRESS);
    assert_true(info.info_end > info.info_start && info.info_end <= info.info_start + size);
    assert_true(is_terminated(info.cmdline, sizeof(info.cmdline)));
    assert_true(is_terminated(info.loader, sizeof(info.loader)));
    assert_true(info.module_count <= BOOT_MODULES_MAX);
    for (unsigned i = 0; i < info.module_count; i++) {
        assert_true(info.modules[i].start <= info.modules[i].end);
        assert_true(is_terminated(info.modules[i].text, sizeof(info.modules[i].text)));
    }
    assert_true(info.memory_count <= BOOT_MEMORY_MAX);
    assert_true(info.rsdp_size == 0 || info.rsdp_size == 20 || info.rsdp_size == 36);
    assert_true(info.efi_bits == 0 || info.efi_bits == 32 || info.efi_bits == 64);
    assert_true(info.framebuffer.type >= -1 && info.framebuffer.type <= 255);
}

static inline void assert_memory(unsigned i, uint64_t base, uint64_t length, uint32_t type)
{
    assert_true(i < info.memory_count);
    assert_true(info.memory[i].base == base);
    assert_true(info.memory[i].length == length);
    assert_true(info.memory[i].type == type);
}
