/* SPDX-License-Identifier: MIT */
/*
 * ppm.c — a header of three numbers in decimal, with blanks and comments between them, one blank,
 * and the pixels.
 */
#include "screentext/ppm.h"

#include <stdbool.h>
#include <string.h>

#define DEPTH_USUAL 255u

struct reader {
    const char *at, *end;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

static void blanks_skip(struct reader *reader)
{
    bool in_comment = false;

    for (; reader->at < reader->end; reader->at++) {
        if (*reader->at == '#')
            in_comment = true;
        else if (*reader->at == '\n')
            in_comment = false;
        else if (!in_comment && !is_blank(*reader->at))
            return;
    }
}

/* The next number, from 1 to PPM_SIDE_MAX; 0 when there is none. */
static unsigned number_take(struct reader *reader)
{
    unsigned number = 0;

    blanks_skip(reader);
    for (; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; reader->at++) {
        number = number * 10 + (unsigned)(*reader->at - '0');
        if (number > PPM_SIDE_MAX)
            return 0;
    }
    return number;
}

const char *ppm_parse(struct ppm *ppm, const void *bytes, size_t size)
{
    struct reader reader = { bytes, (const char *)bytes + size };
    unsigned depth;

    if (size < 3 || memcmp(bytes, "P6", 2) != 0 || !is_blank(reader.at[2]))
        return "is no binary PPM";
    reader.at += 2;
    ppm->width = number_take(&reader);
    ppm->height = number_take(&reader);
    depth = number_take(&reader);
    if (ppm->width == 0 || ppm->height == 0 || reader.at == reader.end || !is_blank(*reader.at))
        return "has a damaged header, or too many pixels";
    if (depth != DEPTH_USUAL)
        return "does not have 8 bits a colour";
    reader.at++;
    if ((size_t)(reader.end - reader.at) / 3 / ppm->width < ppm->height)
        return "is cut off";
    ppm->pixels = (const uint8_t *)reader.at;
    return NULL;
}

uint32_t ppm_pixel(const struct ppm *ppm, unsigned x, unsigned y)
{
    const uint8_t *pixel = ppm->pixels + ((size_t)y * ppm->width + x) * 3;

    return (uint32_t)pixel[0] << 16 | (uint32_t)pixel[1] << 8 | pixel[2];
}
