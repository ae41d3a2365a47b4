/* SPDX-License-Identifier: MIT */
/*
 * bench_dhcp.c — who was offered what by whom, and whose offer was taken.
 */
#include "benchwatch/bench_parts.h"

#include "benchwatch/text.h"

#include <string.h>

#define PORT_PXE 4011

/* Back so soon, a machine has not run what it fetched. */
#define RETURN_MS 15000

static void firmware_say(struct bench *bench, const struct client *client, int64_t now_ms)
{
    const char *firmware = dhcp_firmware(client->arch);

    if (!client_netboots(client))
        voice_event(bench->voice, client, now_ms, "discover",
                    "asks for an address (no network boot)");
    else if (firmware != NULL)
        voice_event(bench->voice, client, now_ms, "discover", "asks for an address (%s)", firmware);
    else if (client->arch == DHCP_ARCH_NONE)
        voice_event(bench->voice, client, now_ms, "discover",
                    "asks for an address (does not say which firmware it is; taken for BIOS)");
    else
        voice_event(bench->voice, client, now_ms, "discover",
                    "asks for an address (client architecture %u)", client->arch);
}

/* The first question of a boot, of another way to boot, or of an operating system. */
static void discover_take(struct bench *bench, struct client *client, const struct dhcp *dhcp,
                          int64_t now_ms)
{
    bool is_new = client->discovers == 0 && !client_netboots(client) && client->offers_count == 0;
    bool boots = dhcp->boot_class != DHCP_CLASS_NONE;

    if (boots && client_netboots(client) &&
        (client->stage > STAGE_FIRMWARE || client->told || client->arch != dhcp->arch)) {
        if (client->stage == STAGE_LOADER && now_ms - client->stage_ms < RETURN_MS)
            bench_diagnose(bench, client, DIAGNOSIS_CAME_BACK, now_ms);
        bench_tell(bench, client, now_ms);
        client_restart(client, now_ms);
        is_new = true;
    }
    client->discovers++;
    if (boots || !client_netboots(client)) {
        is_new = is_new || client->boot_class != dhcp->boot_class;
        client->arch = dhcp->arch;
        client->boot_class = dhcp->boot_class;
    }
    if (is_new) {
        client->begin_ms = now_ms;
        firmware_say(bench, client, now_ms);
    }
    if (dhcp->boot_class == DHCP_CLASS_HTTP && !bench->http)
        bench_diagnose(bench, client, DIAGNOSIS_HTTP_OFF, now_ms);
}

static void request_take(struct bench *bench, struct client *client, const struct dhcp *dhcp,
                         int64_t now_ms)
{
    bool ours = false;

    /* A lease that is kept names no server. */
    if (dhcp->server == 0 || dhcp->server == client->chosen)
        return;
    client->chosen = dhcp->server;
    for (size_t i = 0; i < client->offers_count; i++)
        ours = ours || client->offers[i].server == bench->own;
    if (dhcp->server != bench->own && !bench->proxy && ours && client_netboots(client))
        bench_diagnose(bench, client, DIAGNOSIS_OTHER_SERVER, now_ms);
}

static void offer_take(struct bench *bench, struct client *client, const struct dhcp *dhcp,
                       uint32_t server, int64_t now_ms)
{
    size_t before = client->offers_count;
    struct offer *offer = client_offer(client, server);
    char address[TEXT_IP_BYTES];
    char from[TEXT_IP_BYTES];

    if (offer == NULL)
        return;
    if (dhcp->address != 0)
        offer->address = dhcp->address;
    if (dhcp->file[0] != '\0')
        snprintf(offer->file, sizeof(offer->file), "%.*s", CLIENT_FILE_MAX - 1, dhcp->file);
    if (client->offers_count > before && server != bench->own)
        voice_event(bench->voice, client, now_ms, "other-offer",
                    "is offered %s by another server, %s", text_ip(address, offer->address),
                    text_ip(from, server));
}

static void ack_take(struct bench *bench, struct client *client, const struct dhcp *dhcp,
                     uint32_t server, int64_t now_ms)
{
    const struct offer *offer;
    char address[TEXT_IP_BYTES];
    char from[TEXT_IP_BYTES];
    bool repeated = client->acknowledged && server == bench->own && !bench->proxy;

    offer_take(bench, client, dhcp, server, now_ms);
    offer = client_offer(client, server);
    client->acknowledged = true;
    client->answered = client->answered || server == bench->own;
    client->discovers = 0;
    if (dhcp->address != 0)
        client->ip = dhcp->address;
    if (repeated)
        return;
    if (server != bench->own)
        voice_event(bench->voice, client, now_ms, "address", "gets %s from %s",
                    text_ip(address, dhcp->address), text_ip(from, server));
    else if (dhcp->address == 0)
        voice_event(bench->voice, client, now_ms, "loader", "is told the name of its loader, %s",
                    offer == NULL ? "" : offer->file);
    else if (client_netboots(client) && offer != NULL && offer->file[0] != '\0')
        voice_event(bench->voice, client, now_ms, "address",
                    "gets %s and the name of its loader, %s", text_ip(address, dhcp->address),
                    offer->file);
    else
        voice_event(bench->voice, client, now_ms, "address", "gets %s",
                    text_ip(address, dhcp->address));
}

static void reply_take(struct bench *bench, struct client *client, const struct dhcp *dhcp,
                       const struct datagram *datagram, int64_t now_ms)
{
    uint32_t server = dhcp->server != 0 ? dhcp->server : datagram->from_ip;
    char from[TEXT_IP_BYTES];

    if (dhcp->type == DHCP_OFFER)
        offer_take(bench, client, dhcp, server, now_ms);
    else if (dhcp->type == DHCP_ACK)
        ack_take(bench, client, dhcp, server, now_ms);
    else if (dhcp->type == DHCP_NAK)
        voice_event(bench->voice, client, now_ms, "nak",
                    "is refused the address it asked for by %s", text_ip(from, server));
}

void bench_dhcp(struct bench *bench, const struct datagram *datagram, int64_t now_ms)
{
    struct client *client;
    struct dhcp dhcp;

    if (!dhcp_read(&dhcp, datagram->data, datagram->size))
        return;
    if (dhcp.is_reply) {
        client = clients_find(&bench->clients, dhcp.mac);
        if (client != NULL)
            reply_take(bench, client, &dhcp, datagram, now_ms);
        return;
    }
    client = clients_get(&bench->clients, dhcp.mac, now_ms);
    if (dhcp.type == DHCP_DISCOVER)
        discover_take(bench, client, &dhcp, now_ms);
    else if (dhcp.type == DHCP_REQUEST && datagram->to_port != PORT_PXE)
        request_take(bench, client, &dhcp, now_ms);
    client->last_ms = now_ms;
}
