/* SPDX-License-Identifier: MIT */
/*
 * tests/fuzz/fuzz_multiboot2.c — any bytes as boot information, as far as the memory map.
 *
 * A second run has the total size set to the input's, so that a mutation which spoils those four
 * bytes, as most would, still reaches the tags.
 */
#include "fmt/multiboot2.h"
#include "lib/error.h"
#include "mm/memory_map.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

#define ADDRESS 0x5000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void info_check(const struct boot_info *info, size_t size)
{
    CHECK(info->info_start == ADDRESS && info->info_end <= ADDRESS + size);
    CHECK(memchr(info->cmdline, 0, sizeof(info->cmdline)));
    CHECK(memchr(info->loader, 0, sizeof(info->loader)));
    CHECK(info->module_count <= BOOT_MODULES_MAX);
    for (unsigned i = 0; i < info->module_count; i++) {
        CHECK(info->modules[i].start <= info->modules[i].end);
        CHECK(memchr(info->modules[i].text, 0, sizeof(info->modules[i].text)));
    }
    CHECK(info->memory_count <= BOOT_MEMORY_MAX);
    CHECK(info->rsdp_size == 0 || info->rsdp_size == 20 || info->rsdp_size == 36);
    CHECK(info->efi_bits == 0 || info->efi_bits == 32 || info->efi_bits == 64);
}

static void framebuffer_check(const struct boot_framebuffer *fb)
{
    if (boot_framebuffer_check(fb) != 0)
        return;
    CHECK(fb->address != 0 && fb->width <= 8192 && fb->height <= 8192);
    CHECK(fb->pitch >= (uint64_t)fb->width * fb->bpp / 8);
    CHECK(fb->address + (uint64_t)fb->pitch * fb->height > fb->address);
}

/* No usable byte may come from anything but an available entry that no other entry spoils. */
static void map_check(const struct boot_info *info)
{
    static struct memory_map map;
    int result = memory_map_build(&map, info->memory, info->memory_count);

    CHECK(memory_map_is_sane(&map));
    CHECK(result == (memory_map_usable_bytes(&map) ? 0 : -E_NODEV));
    for (unsigned i = 0; i < info->memory_count; i++) {
        const struct boot_memory *raw = &info->memory[i];
        uint64_t end = raw->base + raw->length;

        if (raw->type != 1 && end > raw->base)
            CHECK(memory_map_worst(&map, raw->base, end) != MEMORY_USABLE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct boot_info info;
    uint32_t total = (uint32_t)size;
    uint8_t *copy = malloc(size);

    if (multiboot2_parse(&info, data, size, ADDRESS) != -E_INVAL)
        info_check(&info, size);
    if (size >= sizeof(total) && copy) {
        memcpy(copy, data, size);
        memcpy(copy, &total, sizeof(total));
        if (multiboot2_parse(&info, copy, size, ADDRESS) != -E_INVAL) {
            info_check(&info, size);
            framebuffer_check(&info.framebuffer);
            map_check(&info);
        }
    }
    free(copy);
    return 0;
}
