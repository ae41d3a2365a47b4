/* SPDX-License-Identifier: MIT */
/*
 * tftp.c — a word of two bytes, and behind it numbers or strings that each end in a zero byte.
 */
#include "benchwatch/tftp.h"

#include "common/number.h"

#include <string.h>
#include <strings.h>

#define NUMBER_TEXT_MAX 24
#define STRINGS_MAX     32

/* The string at *at, which moves behind it; false when it has no end. */
static bool string_take(const struct datagram *from, size_t *at, char *to, size_t room)
{
    const uint8_t *begin = from->data + *at;
    const uint8_t *end = memchr(begin, '\0', from->size - *at);
    size_t length;

    if (end == NULL)
        return false;
    length = (size_t)(end - begin);
    *at += length + 1;
    if (length >= room)
        length = room - 1;
    for (size_t i = 0; i < length; i++)
        to[i] = begin[i] >= 0x20 && begin[i] < 0x7f ? (char)begin[i] : '?';
    to[length] = '\0';
    return true;
}

static void options_take(struct tftp *tftp, const struct datagram *from, size_t at)
{
    char name[NUMBER_TEXT_MAX];
    char text[NUMBER_TEXT_MAX];
    uint64_t value;

    for (int i = 0; i < STRINGS_MAX; i++) {
        if (!string_take(from, &at, name, sizeof(name)) ||
            !string_take(from, &at, text, sizeof(text)))
            return;
        if (!number_parse(text, UINT32_MAX, &value))
            continue;
        if (strcasecmp(name, "tsize") == 0)
            tftp->size = value;
        else if (strcasecmp(name, "blksize") == 0)
            tftp->block_bytes = value;
    }
}

static bool request_take(struct tftp *tftp, const struct datagram *from)
{
    char mode[NUMBER_TEXT_MAX];
    size_t at = 2;

    if (!string_take(from, &at, tftp->text, sizeof(tftp->text)) ||
        !string_take(from, &at, mode, sizeof(mode)))
        return false;
    options_take(tftp, from, at);
    return true;
}

bool tftp_read(struct tftp *tftp, const struct datagram *datagram)
{
    size_t at = 4;

    if (datagram->size < 4)
        return false;
    memset(tftp, 0, sizeof(*tftp));
    tftp->kind = frame_u16(datagram->data);
    switch (tftp->kind) {
    case TFTP_READ:
    case TFTP_WRITE:
        return request_take(tftp, datagram);
    case TFTP_DATA:
        tftp->block = frame_u16(datagram->data + 2);
        tftp->data_bytes = datagram->length - 4;
        return true;
    case TFTP_ACK:
        tftp->block = frame_u16(datagram->data + 2);
        return true;
    case TFTP_ERROR:
        tftp->error = frame_u16(datagram->data + 2);
        string_take(datagram, &at, tftp->text, sizeof(tftp->text));
        return true;
    case TFTP_OPTIONS:
        options_take(tftp, datagram, 2);
        return true;
    }
    return false;
}
