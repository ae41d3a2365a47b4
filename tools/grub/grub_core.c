/* SPDX-License-Identifier: MIT */
/*
 * grub_core.c — behind the first sector stands lzma_decompress.img, which begins with a far jump and
 * holds two sizes; the stream has no header, so its properties are those that grub-mkimage uses.
 */
#include "grub/grub_core.h"

#include "lib/bytes.h"

#include <lzma.h>
#include <stdlib.h>
#include <string.h>

#define FAR_JUMP      0xeau
#define UNPACKED_MAX  (64u << 20)
#define DICTIONARY    (8u << 20)
#define MODULES_MAGIC 0x676d696du /* "mimg" */

static bool bytes_have(const uint8_t *bytes, size_t size, const char *text)
{
    return memmem(bytes, size, text, strlen(text)) != NULL;
}

bool grub_core_is_start(const uint8_t *sector)
{
    return bytes_have(sector, GRUB_CORE_SECTOR, "loading") &&
           bytes_have(sector, GRUB_CORE_SECTOR, "Geom") && bytes_u16(sector + 2) == 0x1bbe;
}

/* True when all of `to` could be filled. */
static bool stream_decode(const uint8_t *from, size_t size, uint8_t *to, size_t to_size)
{
    lzma_options_lzma options = {
        .dict_size = DICTIONARY, .lc = GRUB_CORE_LC, .lp = GRUB_CORE_LP, .pb = GRUB_CORE_PB
    };
    lzma_filter filters[] = { { .id = LZMA_FILTER_LZMA1, .options = &options },
                              { .id = LZMA_VLI_UNKNOWN, .options = NULL } };
    lzma_stream stream = LZMA_STREAM_INIT;
    lzma_ret status = lzma_raw_decoder(&stream, filters);

    stream.next_in = from;
    stream.avail_in = size;
    stream.next_out = to;
    stream.avail_out = to_size;
    while (status == LZMA_OK && stream.avail_out > 0)
        status = lzma_code(&stream, LZMA_RUN);
    lzma_end(&stream);
    return stream.avail_out == 0;
}

uint8_t *grub_core_unpack(const uint8_t *core, size_t size, size_t *unpacked)
{
    const size_t stream_at = GRUB_CORE_STREAM;
    uint32_t packed_size;
    uint8_t *bytes;

    if (size <= stream_at || !grub_core_is_start(core) || core[GRUB_CORE_SECTOR] != FAR_JUMP)
        return NULL;
    packed_size = bytes_u32(core + GRUB_CORE_SIZES);
    *unpacked = bytes_u32(core + GRUB_CORE_SIZES + 4);
    if (packed_size > size - stream_at || *unpacked == 0 || *unpacked > UNPACKED_MAX)
        return NULL;
    bytes = malloc(*unpacked);
    if (bytes != NULL && !stream_decode(core + stream_at, packed_size, bytes, *unpacked)) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

struct grub_part grub_core_mods(const uint8_t *unpacked, size_t size)
{
    for (size_t at = 0; at + 24 <= size; at += 4) {
        struct grub grub;

        if (bytes_u32(unpacked + at) == MODULES_MAGIC &&
            grub_parse(&grub, unpacked + at, size - at))
            return (struct grub_part){ unpacked + at, size - at };
    }
    return (struct grub_part){ NULL, 0 };
}
