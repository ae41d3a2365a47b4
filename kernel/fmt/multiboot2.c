/* SPDX-License-Identifier: MIT */
/*
 * fmt/multiboot2.c — reads the boot information tag by tag (Multiboot2 Specification 2.0, 3.6).
 *
 * A tag is looked at only after its whole size was found to lie within the information, and each
 * reader asks for the bytes it needs. A tag too short for its type is skipped and remembered; one
 * whose size cannot be ends the reading, since nothing tells where the next would begin.
 */
#include "fmt/multiboot2.h"

#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/mem.h"
#include "lib/str.h"

#define INFO_HEADER_BYTES 8 /* total size, reserved */
#define INFO_BYTES_MIN    (INFO_HEADER_BYTES + TAG_HEADER_BYTES)
#define TAG_HEADER_BYTES  8 /* type, size */
#define TAG_ALIGN         8

#define MEMORY_ENTRY_BYTES 24
#define MEMORY_AVAILABLE   1

#define RSDP_BYTES_V1 20
#define RSDP_BYTES_V2 36

/* BOOTP (RFC 951): hardware type, its address length, and the address itself. */
#define BOOTP_HTYPE          1
#define BOOTP_HLEN           2
#define BOOTP_CHADDR         28
#define BOOTP_BYTES_MIN      (BOOTP_CHADDR + 16)
#define BOOTP_HTYPE_ETHERNET 1

enum tag_type {
    TAG_END = 0,
    TAG_CMDLINE = 1,
    TAG_LOADER = 2,
    TAG_MODULE = 3,
    TAG_MEMORY = 6,
    TAG_FRAMEBUFFER = 8,
    TAG_EFI32 = 11,
    TAG_EFI64 = 12,
    TAG_ACPI_OLD = 14,
    TAG_ACPI_NEW = 15,
    TAG_NETWORK = 16,
};

static void cmdline_read(struct boot_info *info, const uint8_t *body, size_t size)
{
    size_t length = str_length_max((const char *)body, size);

    info->cmdline_cut = length >= sizeof(info->cmdline);
    if (info->cmdline_cut)
        length = sizeof(info->cmdline) - 1;
    memcpy(info->cmdline, body, length);
    info->cmdline[length] = '\0';
}

static void loader_read(struct boot_info *info, const uint8_t *body, size_t size)
{
    str_copy_printable(info->loader, sizeof(info->loader), body, size);
}

static void module_read(struct boot_info *info, const uint8_t *body, size_t size)
{
    struct boot_module *module = &info->modules[info->module_count];
    uint32_t start = bytes_u32(body);
    uint32_t end = bytes_u32(body + 4);
    size_t length = str_length_max((const char *)body + 8, size - 8);

    if (end < start || info->module_count == BOOT_MODULES_MAX) {
        info->modules_dropped++;
        return;
    }
    if (length > sizeof(module->text) - 1)
        length = sizeof(module->text) - 1;
    module->start = start;
    module->end = end;
    memcpy(module->text, body + 8, length);
    module->text[length] = '\0';
    info->module_count++;
}

/*
 * Where a full table has room for an entry: nowhere for available memory, in place of available
 * memory for any other kind. So what is lost is memory, never a warning not to use it.
 */
static struct boot_memory *memory_victim(struct boot_info *info, uint32_t type)
{
    if (type == MEMORY_AVAILABLE)
        return NULL;
    for (unsigned i = BOOT_MEMORY_MAX; i > 0; i--)
        if (info->memory[i - 1].type == MEMORY_AVAILABLE)
            return &info->memory[i - 1];
    return NULL;
}

static void memory_add(struct boot_info *info, const struct boot_memory *entry)
{
    struct boot_memory *place;

    if (info->memory_count < BOOT_MEMORY_MAX) {
        info->memory[info->memory_count++] = *entry;
        return;
    }
    info->memory_dropped++;
    place = memory_victim(info, entry->type);
    if (place)
        *place = *entry;
}

static void memory_read(struct boot_info *info, const uint8_t *body, size_t size)
{
    uint32_t entry_bytes = bytes_u32(body);
    const uint8_t *at = body + 8;

    if (entry_bytes < MEMORY_ENTRY_BYTES) {
        info->tags_broken++;
        return;
    }
    for (size -= 8; size >= entry_bytes; size -= entry_bytes, at += entry_bytes) {
        struct boot_memory entry = {
            .base = bytes_u64(at),
            .length = bytes_u64(at + 8),
            .type = bytes_u32(at + 16),
        };

        memory_add(info, &entry);
    }
}

/* The colour fields lie behind two reserved bytes, and only an RGB framebuffer has them. */
static void framebuffer_read(struct boot_info *info, const uint8_t *body, size_t size)
{
    struct boot_framebuffer *fb = &info->framebuffer;

    *fb = (struct boot_framebuffer){
        .address = bytes_u64(body),
        .pitch = bytes_u32(body + 8),
        .width = bytes_u32(body + 12),
        .height = bytes_u32(body + 16),
        .bpp = body[20],
        .type = body[21],
    };
    if (fb->type != BOOT_FB_RGB)
        return;
    if (size < 30) {
        info->tags_broken++;
        fb->type = BOOT_FB_NONE;
        return;
    }
    fb->red_position = body[24];
    fb->red_size = body[25];
    fb->green_position = body[26];
    fb->green_size = body[27];
    fb->blue_position = body[28];
    fb->blue_size = body[29];
}

static void efi32_read(struct boot_info *info, const uint8_t *body, size_t size)
{
    (void)size;
    if (info->efi_bits == 64)
        return;
    info->efi_system_table = bytes_u32(body);
    info->efi_bits = 32;
}

static void efi64_read(struct boot_info *info, const uint8_t *body, size_t size)
{
    (void)size;
    info->efi_system_table = bytes_u64(body);
    info->efi_bits = 64;
}

static void rsdp_read(struct boot_info *info, const uint8_t *body, size_t size)
{
    unsigned held = size >= RSDP_BYTES_V2 ? RSDP_BYTES_V2 : RSDP_BYTES_V1;

    if (held < info->rsdp_size)
        return;
    memcpy(info->rsdp, body, held);
    info->rsdp_size = held;
}

/* The old tag never holds more than the first part, whatever its size. */
static void rsdp_old_read(struct boot_info *info, const uint8_t *body, size_t size)
{
    (void)size;
    rsdp_read(info, body, RSDP_BYTES_V1);
}

static void network_read(struct boot_info *info, const uint8_t *body, size_t size)
{
    (void)size;
    info->has_network = true;
    if (body[BOOTP_HTYPE] == BOOTP_HTYPE_ETHERNET && body[BOOTP_HLEN] == sizeof(info->network_mac))
        memcpy(info->network_mac, body + BOOTP_CHADDR, sizeof(info->network_mac));
}

static const struct tag_reader {
    uint32_t type;
    uint32_t bytes_min; /* of the body; what read may touch unasked */
    void (*read)(struct boot_info *info, const uint8_t *body, size_t size);
} tag_readers[] = {
    { TAG_CMDLINE, 0, cmdline_read },
    { TAG_LOADER, 0, loader_read },
    { TAG_MODULE, 8, module_read },
    { TAG_MEMORY, 8, memory_read },
    { TAG_FRAMEBUFFER, 24, framebuffer_read },
    { TAG_EFI32, 4, efi32_read },
    { TAG_EFI64, 8, efi64_read },
    { TAG_ACPI_OLD, RSDP_BYTES_V1, rsdp_old_read },
    { TAG_ACPI_NEW, RSDP_BYTES_V1, rsdp_read },
    { TAG_NETWORK, BOOTP_BYTES_MIN, network_read },
};

static void tag_read(struct boot_info *info, uint32_t type, const uint8_t *body, size_t size)
{
    for (size_t i = 0; i < ARRAY_SIZE(tag_readers); i++) {
        const struct tag_reader *reader = &tag_readers[i];

        if (reader->type != type)
            continue;
        if (size >= reader->bytes_min)
            reader->read(info, body, size);
        else
            info->tags_broken++;
        return;
    }
}

int multiboot2_parse(struct boot_info *info, const void *mbi, size_t size, paddr_t mbi_address)
{
    const uint8_t *bytes = mbi;
    size_t total, at = INFO_HEADER_BYTES;

    memset(info, 0, sizeof(*info));
    info->framebuffer.type = BOOT_FB_NONE;

    if (size < INFO_BYTES_MIN)
        return -E_INVAL;
    total = bytes_u32(bytes);
    if (total < INFO_BYTES_MIN || total > size || total > MULTIBOOT2_INFO_MAX)
        return -E_INVAL;
    info->info_start = mbi_address;
    info->info_end = mbi_address + total;

    /* Both sides stay below MULTIBOOT2_INFO_MAX: no sum here wraps. */
    while (at + TAG_HEADER_BYTES <= total) {
        uint32_t type = bytes_u32(bytes + at);
        uint32_t tag_bytes = bytes_u32(bytes + at + 4);

        if (tag_bytes < TAG_HEADER_BYTES || tag_bytes > total - at)
            return -E_RANGE;
        if (type == TAG_END)
            return info->tags_broken ? -E_RANGE : 0;
        tag_read(info, type, bytes + at + TAG_HEADER_BYTES, tag_bytes - TAG_HEADER_BYTES);
        at = ALIGN_UP(at + tag_bytes, (size_t)TAG_ALIGN);
    }
    return -E_RANGE; /* no end tag */
}
