/* SPDX-License-Identifier: MIT */
/*
 * client.c — the table of machines, and what is noted of each.
 */
#include "benchwatch/client.h"

#include <stdio.h>
#include <string.h>

struct client *clients_find(struct clients *clients, const uint8_t *mac)
{
    for (size_t i = 0; i < clients->count; i++)
        if (memcmp(clients->list[i].mac, mac, FRAME_MAC_BYTES) == 0)
            return &clients->list[i];
    return NULL;
}

struct client *clients_get(struct clients *clients, const uint8_t *mac, int64_t now_ms)
{
    struct client *client = clients_find(clients, mac);

    if (client != NULL)
        return client;
    client = &clients->list[0];
    if (clients->count < CLIENTS_MAX) {
        client = &clients->list[clients->count++];
    } else {
        for (size_t i = 1; i < clients->count; i++)
            if (clients->list[i].last_ms < client->last_ms)
                client = &clients->list[i];
    }
    memset(client, 0, sizeof(*client));
    memcpy(client->mac, mac, FRAME_MAC_BYTES);
    client_restart(client, now_ms);
    return client;
}

struct client *clients_at(struct clients *clients, uint32_t ip)
{
    struct client *found = NULL;

    for (size_t i = 0; i < clients->count; i++) {
        struct client *client = &clients->list[i];

        if (ip != 0 && client->ip == ip && (found == NULL || client->last_ms > found->last_ms))
            found = client;
    }
    return found;
}

void client_restart(struct client *client, int64_t now_ms)
{
    struct client fresh = { .arch = DHCP_ARCH_NONE, .begin_ms = now_ms, .last_ms = now_ms };

    memcpy(fresh.mac, client->mac, sizeof(fresh.mac));
    memcpy(fresh.name, client->name, sizeof(fresh.name));
    fresh.ip = client->ip;
    *client = fresh;
}

bool client_reaches(struct client *client, enum client_stage stage, int64_t now_ms)
{
    if (client->stage >= stage)
        return false;
    client->stage = stage;
    client->stage_ms = now_ms;
    return true;
}

struct offer *client_offer(struct client *client, uint32_t server)
{
    struct offer *offer;

    for (size_t i = 0; i < client->offers_count; i++)
        if (client->offers[i].server == server)
            return &client->offers[i];
    if (client->offers_count == CLIENT_OFFERS_MAX)
        return NULL;
    offer = &client->offers[client->offers_count++];
    offer->server = server;
    return offer;
}

bool client_netboots(const struct client *client)
{
    return client->boot_class != DHCP_CLASS_NONE;
}

struct fetch *client_fetch(struct client *client, uint16_t port)
{
    for (size_t i = client->fetches_count; i-- > 0;)
        if (client->fetches[i].active && client->fetches[i].port == port)
            return &client->fetches[i];
    return NULL;
}

struct fetch *client_fetch_add(struct client *client, const char *file, int64_t now_ms)
{
    struct fetch *fetch;

    if (client->fetches_count == CLIENT_FETCHES_MAX) {
        client->files_lost++;
        return NULL;
    }
    fetch = &client->fetches[client->fetches_count++];
    memset(fetch, 0, sizeof(*fetch));
    snprintf(fetch->file, sizeof(fetch->file), "%s", file);
    fetch->begin_ms = now_ms;
    fetch->end_ms = now_ms;
    return fetch;
}

const struct fetch *client_last_fetch(const struct client *client)
{
    return client->fetches_count == 0 ? NULL : &client->fetches[client->fetches_count - 1];
}

const char *client_stage_name(enum client_stage stage)
{
    static const char *const names[] = { [STAGE_FIRMWARE] = "firmware",
                                         [STAGE_LOADER] = "loader",
                                         [STAGE_GRUB] = "GRUB",
                                         [STAGE_KERNEL] = "kernel" };

    return names[stage];
}
