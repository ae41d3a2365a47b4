/* SPDX-License-Identifier: MIT */
/*
 * dhcp.c — the fixed fields (RFC 2131, figure 1), then the options, which may go on in the fields
 * for the file's and the server's name (RFC 2132, 9.3).
 */
#include "benchwatch/dhcp.h"

#include <string.h>

#define AT_HTYPE    1
#define AT_HLEN     2
#define AT_YIADDR   16
#define AT_CHADDR   28
#define AT_SNAME    44
#define SNAME_BYTES 64
#define AT_FILE     108
#define FILE_BYTES  128
#define AT_COOKIE   236
#define AT_OPTIONS  240
#define COOKIE      0x63825363u
#define ETHERNET    1

#define OPTION_PAD      0
#define OPTION_OVERLOAD 52
#define OPTION_TYPE     53
#define OPTION_SERVER   54
#define OPTION_CLASS    60
#define OPTION_FILE     67
#define OPTION_ARCH     93
#define OPTION_END      255

#define OVERLOAD_FILE  1
#define OVERLOAD_SNAME 2

/* Text from outside, cut at its end, each odd character as a question mark. */
static void text_take(char *to, size_t room, const uint8_t *from, size_t size)
{
    size_t length = 0;

    while (length < size && length + 1 < room && from[length] != '\0') {
        to[length] = from[length] >= 0x20 && from[length] < 0x7f ? (char)from[length] : '?';
        length++;
    }
    to[length] = '\0';
}

static bool begins_with(const uint8_t *bytes, size_t size, const char *word)
{
    return size >= strlen(word) && memcmp(bytes, word, strlen(word)) == 0;
}

static void option_take(struct dhcp *dhcp, uint8_t *overload, const uint8_t *option)
{
    const uint8_t *value = option + 2;
    size_t size = option[1];

    if (option[0] == OPTION_OVERLOAD && size == 1)
        *overload = value[0];
    else if (option[0] == OPTION_TYPE && size == 1)
        dhcp->type = value[0];
    else if (option[0] == OPTION_SERVER && size == 4)
        dhcp->server = frame_u32(value);
    else if (option[0] == OPTION_ARCH && size >= 2)
        dhcp->arch = frame_u16(value);
    else if (option[0] == OPTION_FILE)
        text_take(dhcp->file, sizeof(dhcp->file), value, size);
    else if (option[0] == OPTION_CLASS && begins_with(value, size, "PXEClient"))
        dhcp->boot_class = DHCP_CLASS_PXE;
    else if (option[0] == OPTION_CLASS && begins_with(value, size, "HTTPClient"))
        dhcp->boot_class = DHCP_CLASS_HTTP;
}

static void options_take(struct dhcp *dhcp, uint8_t *overload, const uint8_t *bytes, size_t size)
{
    size_t at = 0;

    while (at < size && bytes[at] != OPTION_END) {
        if (bytes[at] == OPTION_PAD) {
            at++;
            continue;
        }
        if (size - at < 2 || size - at - 2 < bytes[at + 1])
            return;
        option_take(dhcp, overload, bytes + at);
        at += 2 + (size_t)bytes[at + 1];
    }
}

bool dhcp_read(struct dhcp *dhcp, const uint8_t *bytes, size_t size)
{
    uint8_t overload = 0;
    uint8_t ignored = 0;

    if (size < AT_OPTIONS || (bytes[0] != 1 && bytes[0] != 2) || bytes[AT_HTYPE] != ETHERNET ||
        bytes[AT_HLEN] != FRAME_MAC_BYTES || frame_u32(bytes + AT_COOKIE) != COOKIE)
        return false;
    memset(dhcp, 0, sizeof(*dhcp));
    dhcp->is_reply = bytes[0] == 2;
    dhcp->arch = DHCP_ARCH_NONE;
    dhcp->address = frame_u32(bytes + AT_YIADDR);
    memcpy(dhcp->mac, bytes + AT_CHADDR, FRAME_MAC_BYTES);
    options_take(dhcp, &overload, bytes + AT_OPTIONS, size - AT_OPTIONS);
    if (overload & OVERLOAD_FILE)
        options_take(dhcp, &ignored, bytes + AT_FILE, FILE_BYTES);
    if (overload & OVERLOAD_SNAME)
        options_take(dhcp, &ignored, bytes + AT_SNAME, SNAME_BYTES);
    if (dhcp->file[0] == '\0' && !(overload & OVERLOAD_FILE))
        text_take(dhcp->file, sizeof(dhcp->file), bytes + AT_FILE, FILE_BYTES);
    return dhcp->type != 0;
}

/* RFC 4578, 2.1, and the registry that continues it; 7 and 9 are swapped in its text. */
const char *dhcp_firmware(uint16_t arch)
{
    switch (arch) {
    case 0:
        return "BIOS";
    case 6:
        return "32-bit UEFI";
    case 7:
    case 8:
    case 9:
        return "64-bit UEFI";
    case 15:
        return "32-bit UEFI over HTTP";
    case 16:
        return "64-bit UEFI over HTTP";
    }
    return NULL;
}
