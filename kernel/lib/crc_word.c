/* SPDX-License-Identifier: MIT */
/* lib/crc_word.c — the first such word counts. */
#include "lib/crc_word.h"

#include "lib/str.h"
#include "lib/types.h"

#define CRC_WORD  "crc32="
#define TEXT_MAX  256
#define WORDS_MAX 16

bool crc_word_find(const char *text, uint32_t *crc)
{
    char copy[TEXT_MAX];
    char hex[16] = "0x";
    char *words[WORDS_MAX];
    uint64_t value;
    int count;

    str_copy(copy, sizeof(copy), text);
    count = str_split_words(copy, words, WORDS_MAX);
    for (int i = 0; i < count; i++) {
        if (!str_starts_with(words[i], CRC_WORD))
            continue;
        if (str_copy(hex + 2, sizeof(hex) - 2, words[i] + str_length(CRC_WORD)) != 0 ||
            str_to_u64(hex, NULL, &value) != 0 || value > UINT32_MAX)
            return false;
        *crc = (uint32_t)value;
        return true;
    }
    return false;
}
