/* SPDX-License-Identifier: MIT */
/*
 * once.c — the change is one system call (renameat2(2)), so that no request finds half of it.
 */
#include "benchwatch/once.h"

#include "benchwatch/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

bool onces_add(struct onces *onces, const char *text)
{
    const char *served = strchr(text, '=');
    const char *waiting = served == NULL ? NULL : strchr(served + 1, '=');
    char mac[TEXT_MAC_BYTES];
    struct once *once;

    if (waiting == NULL || onces->count == ONCE_MAX || served - text != TEXT_MAC_BYTES - 1 ||
        waiting - served - 1 <= 0 || waiting - served >= PATH_MAX || waiting[1] == '\0' ||
        strlen(waiting + 1) >= PATH_MAX)
        return false;
    once = &onces->list[onces->count];
    memset(once, 0, sizeof(*once));
    memcpy(mac, text, TEXT_MAC_BYTES - 1);
    mac[TEXT_MAC_BYTES - 1] = '\0';
    if (!text_mac_parse(mac, once->mac))
        return false;
    memcpy(once->served, served + 1, (size_t)(waiting - served - 1));
    memcpy(once->waiting, waiting + 1, strlen(waiting + 1));
    onces->count++;
    return true;
}

int onces_take(struct onces *onces, const uint8_t *mac)
{
    for (size_t i = 0; i < onces->count; i++) {
        struct once *once = &onces->list[i];

        if (once->done || memcmp(once->mac, mac, FRAME_MAC_BYTES) != 0)
            continue;
        once->done = true;
        return renameat2(AT_FDCWD, once->served, AT_FDCWD, once->waiting, RENAME_EXCHANGE) == 0
                   ? 1
                   : -1;
    }
    return 0;
}
