/* SPDX-License-Identifier: MIT */
/*
 * bench.c — shares out what was seen, tells a boot when it is over, and notices silence.
 */
#include "benchwatch/bench.h"

#include "benchwatch/bench_parts.h"

#include <string.h>

#define PORT_DHCP_SERVER 67
#define PORT_DHCP_CLIENT 68
#define PORT_PXE         4011

/* A loader that holds everything makes no more sound on the wire. */
#define SETTLED_MS 5000

bool bench_is_whole(const struct bench *bench, const struct client *client)
{
    bool bios = client->arch == 0 || dhcp_firmware(client->arch) == NULL;

    return bios ? bench->bios_whole : bench->uefi_whole;
}

void bench_tell(struct bench *bench, struct client *client, int64_t now_ms)
{
    char text[VOICE_TEXT_MAX];

    if (client->told || !client_netboots(client))
        return;
    client->told = true;
    voice_client(bench->voice, client, now_ms,
                 client->diagnosis == DIAGNOSIS_NONE
                     ? NULL
                     : diagnosis_text(text, sizeof(text), client->diagnosis, bench, client));
}

void bench_diagnose(struct bench *bench, struct client *client, enum diagnosis diagnosis,
                    int64_t now_ms)
{
    char text[VOICE_TEXT_MAX];

    if (client->diagnosis == diagnosis)
        return;
    client->diagnosis = diagnosis;
    voice_event(bench->voice, client, now_ms, diagnosis_name(diagnosis), "STOPPED: %s",
                diagnosis_text(text, sizeof(text), diagnosis, bench, client));
}

bool bench_reach(struct client *client, enum client_stage stage, int64_t now_ms)
{
    if (!client_reaches(client, stage, now_ms))
        return false;
    client->diagnosis = DIAGNOSIS_NONE;
    client->told = false;
    return true;
}

static bool is_dhcp_port(uint16_t port)
{
    return port == PORT_DHCP_SERVER || port == PORT_DHCP_CLIENT || port == PORT_PXE;
}

void bench_frame(struct bench *bench, const uint8_t *bytes, size_t size, int64_t now_ms)
{
    struct datagram datagram;

    if (!frame_read(&datagram, bytes, size))
        return;
    if (is_dhcp_port(datagram.to_port))
        bench_dhcp(bench, &datagram, now_ms);
    else
        bench_tftp(bench, &datagram, now_ms);
}

/* A boot is over where nothing more can be seen of it. */
static bool is_settled(const struct bench *bench, const struct client *client, int64_t now_ms)
{
    enum client_stage last = STAGE_KERNEL;

    if (client->diagnosis != DIAGNOSIS_NONE)
        return true;
    if (bench_is_whole(bench, client) && !bench->serial)
        last = STAGE_LOADER;
    return client->stage >= last && now_ms - client->last_ms > SETTLED_MS;
}

/* The last acknowledgement may have been lost on its way: nobody repeats it for the server. */
static void unacknowledged_take(struct bench *bench, struct client *client, int64_t now_ms)
{
    if (now_ms - client->last_ms <= SETTLED_MS)
        return;
    for (size_t i = 0; i < client->fetches_count; i++)
        if (client->fetches[i].active && client->fetches[i].last_sent)
            bench_fetched(bench, client, &client->fetches[i], now_ms);
}

void bench_tick(struct bench *bench, int64_t now_ms)
{
    for (size_t i = 0; i < bench->clients.count; i++) {
        struct client *client = &bench->clients.list[i];
        enum diagnosis diagnosis;

        unacknowledged_take(bench, client, now_ms);
        if (client->told)
            continue;
        diagnosis = diagnosis_of_silence(bench, client, now_ms);
        if (diagnosis != DIAGNOSIS_NONE)
            bench_diagnose(bench, client, diagnosis, now_ms);
        if (is_settled(bench, client, now_ms))
            bench_tell(bench, client, now_ms);
    }
}

void bench_finish(struct bench *bench, int64_t now_ms)
{
    for (size_t i = 0; i < bench->clients.count; i++)
        bench_tell(bench, &bench->clients.list[i], now_ms);
}
