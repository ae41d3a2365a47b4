/* SPDX-License-Identifier: MIT */
/* lib/completion.c — the common beginning shrinks with every candidate. */
#include "lib/completion.h"

#include "lib/mem.h"
#include "lib/str.h"

bool completion_begin(struct completion *completion, const char *word, size_t size)
{
    const struct completion fresh = { .visit = completion->visit, .context = completion->context };

    *completion = fresh;
    if (size >= COMPLETION_BYTES_MAX)
        return false;
    memcpy(completion->word, word, size);
    memcpy(completion->common, word, size);
    return true;
}

void completion_offer(struct completion *completion, const char *candidate)
{
    const size_t length = str_length(candidate);
    size_t same = 0;

    if (length >= COMPLETION_BYTES_MAX || !str_starts_with(candidate, completion->word))
        return;
    if (completion->visit != NULL)
        completion->visit(completion->context, candidate);
    if (length > completion->longest)
        completion->longest = length;
    if (completion->matches++ == 0) {
        str_copy(completion->common, COMPLETION_BYTES_MAX, candidate);
        return;
    }
    while (completion->common[same] != '\0' && completion->common[same] == candidate[same])
        same++;
    completion->common[same] = '\0';
}
