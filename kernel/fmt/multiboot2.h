/* SPDX-License-Identifier: MIT */
/*
 * fmt/multiboot2.h — what the boot loader says about the machine (Multiboot2 Specification 2.0,
 * section 3.6 "Boot information format").
 *
 * Everything the kernel will ever want from the boot information is copied into struct boot_info,
 * because the loader puts the original anywhere, also into memory that the map calls free. Every
 * size in it is doubted; what does not fit the tables here is counted, not silently lost.
 */
#pragma once

#include "lib/types.h"

#define MULTIBOOT2_LOADER_MAGIC 0x36d76289u /* in EAX at entry */
#define MULTIBOOT2_INFO_MAX     (1u << 20)  /* a larger total_size is refused */

#define BOOT_MODULES_MAX 64
#define BOOT_MEMORY_MAX  512
#define BOOT_TEXT_MAX    4096
#define BOOT_NAME_MAX    256

struct boot_module {
    paddr_t start;
    paddr_t end;              /* exclusive; equal to start for an empty module */
    char text[BOOT_NAME_MAX]; /* the loader's string: name and arguments */
};

struct boot_memory {
    uint64_t base;
    uint64_t length;
    uint32_t type; /* 1 available, 3 ACPI reclaimable, 4 ACPI NVS, 5 bad, others reserved */
};

enum boot_framebuffer_type {
    BOOT_FB_NONE = -1,
    BOOT_FB_INDEXED = 0,
    BOOT_FB_RGB = 1,
    BOOT_FB_EGA_TEXT = 2
};

struct boot_framebuffer {
    int type; /* enum boot_framebuffer_type, or what else the loader wrote */
    paddr_t address;
    uint32_t pitch;         /* bytes from one line to the next */
    uint32_t width, height; /* in pixels, or characters for text */
    uint8_t bpp;
    uint8_t red_position, red_size, green_position, green_size, blue_position, blue_size;
};

struct boot_info {
    char loader[64];
    char cmdline[BOOT_TEXT_MAX];
    bool cmdline_cut;
    paddr_t info_start, info_end; /* where the original lies, to be reserved */
    struct boot_module modules[BOOT_MODULES_MAX];
    unsigned module_count, modules_dropped;
    struct boot_memory memory[BOOT_MEMORY_MAX];
    unsigned memory_count;
    unsigned memory_dropped;             /* if one must be lost, an entry of available memory is */
    unsigned tags_broken;                /* too short for their type, skipped */
    struct boot_framebuffer framebuffer; /* type BOOT_FB_NONE when there is no tag */
    uint8_t rsdp[36];                    /* the newest RSDP copy among tags 14 and 15 */
    unsigned rsdp_size;                  /* 0, 20 or 36 */
    uint64_t efi_system_table;           /* physical; 0 when not started by UEFI */
    unsigned efi_bits;                   /* 0, 32 or 64 */
    bool has_network;                    /* tag 16: loaded over the network by UEFI */
    uint8_t network_mac[6];
};

/*
 * Fills info from the size bytes at mbi, which lie at physical address mbi_address; size is the
 * most that may be read. Returns 0; -E_INVAL when it is no boot information at all (total_size
 * below 16, above MULTIBOOT2_INFO_MAX or above size); -E_RANGE when something in it was broken, and
 * what was understood is kept and usable: a tag too short for its type is skipped, one whose size
 * cannot be ends the reading, and so does a missing end tag.
 */
int multiboot2_parse(struct boot_info *info, const void *mbi, size_t size, paddr_t mbi_address);

/*
 * Is this a framebuffer one may draw into? 0 when it is RGB of 24 or 32 bits, at a non-zero
 * address, ending within 52 bits of address, at most 8192 x 8192, with a pitch that holds a line
 * and is at most 65536 bytes, and colours that lie beside each other in a pixel; -E_NODEV for none,
 * EGA text, indexed colours or address 0; -E_INVAL for what is described wrongly.
 */
int boot_framebuffer_check(const struct boot_framebuffer *framebuffer);
