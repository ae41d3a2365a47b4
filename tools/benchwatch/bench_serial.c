/* SPDX-License-Identifier: MIT */
/*
 * bench_serial.c — what a machine's serial line adds: that GRUB runs, that a kernel runs, and how
 * its tests went.
 */
#include "benchwatch/bench_parts.h"

#include <string.h>

static struct client *speaker(struct bench *bench)
{
    struct client *last = NULL;

    if (bench->serial_of_one)
        return clients_find(&bench->clients, bench->serial_mac);
    for (size_t i = 0; i < bench->clients.count; i++) {
        struct client *client = &bench->clients.list[i];

        if (client_netboots(client) && (last == NULL || client->last_ms > last->last_ms))
            last = client;
    }
    return last;
}

static bool begins_with(const char *line, const char *word)
{
    return strncmp(line, word, strlen(word)) == 0;
}

/* NoOS's log lines begin with a bracket and a time, and so do Linux's. */
static bool is_of_kernel(const char *line)
{
    return begins_with(line, "[ ") || (line[0] == '[' && line[1] >= '0' && line[1] <= '9') ||
           begins_with(line, "KTAP version ") || begins_with(line, "# machine=") ||
           begins_with(line, "# refuse ") || strstr(line, "Linux version ") != NULL;
}

void bench_serial_line(struct bench *bench, const char *line, int64_t now_ms)
{
    struct client *client = speaker(bench);

    if (client == NULL)
        return;
    if (is_of_kernel(line)) {
        if (bench_reach(client, STAGE_KERNEL, now_ms))
            voice_event(bench->voice, client, now_ms, "kernel", "serial: the kernel runs");
    } else if (strstr(line, "GRUB") != NULL) {
        if (bench_reach(client, STAGE_GRUB, now_ms))
            voice_event(bench->voice, client, now_ms, "grub", "serial: GRUB runs");
    }
    if (begins_with(line, "# end verdict="))
        voice_event(bench->voice, client, now_ms, "verdict", "serial: %s", line + 2);
    else if (begins_with(line, "# panic ") || begins_with(line, "# refuse "))
        voice_event(bench->voice, client, now_ms, "serial", "serial: %s", line + 2);
    if (begins_with(line, "# end verdict=panic") || begins_with(line, "# refuse "))
        bench_diagnose(bench, client, DIAGNOSIS_PANIC, now_ms);
    client->last_ms = now_ms;
}
