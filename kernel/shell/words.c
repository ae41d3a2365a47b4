/* SPDX-License-Identifier: MIT */
/* shell/words.c — words to text, words to numbers. */
#include "shell/words.h"

#include "lib/error.h"
#include "lib/str.h"
#include "shell/output.h"

void words_join(char *to, size_t size, unsigned count, const char *const words[])
{
    size_t at = 0;

    to[0] = '\0';
    for (unsigned i = 0; i < count; i++) {
        if (i > 0 && str_copy(to + at, size - at, " ") == 0)
            at++;
        str_copy(to + at, size - at, words[i]);
        at += str_length(to + at);
    }
}

int words_number(const char *command, const char *word, uint64_t *value)
{
    const int result = str_to_u64(word, NULL, value);

    if (result == -E_RANGE)
        output_complain("%s: %s is too large", command, word);
    else if (result != 0)
        output_complain("%s: %s is no number; hexadecimal ones begin with 0x", command, word);
    return result;
}
