/* SPDX-License-Identifier: MIT */
/*
 * diagnosis.c — the sentences, and how long a silence is one too many.
 */
#include "benchwatch/diagnosis.h"

#include "benchwatch/text.h"

#include <string.h>

/* Boot ROMs wait up to 25 s between their address and their first file. */
#define ASK_MS      40000
#define TRANSFER_MS 10000
#define LOADER_MS   30000
#define SERIAL_MS   90000
/* So many questions, each left unanswered for some seconds. */
#define QUESTIONS 4

static const struct {
    const char *name;
    const char *text;
} table[DIAGNOSIS_COUNT] = {
    [DIAGNOSIS_NONE] = { "none", "" },
    [DIAGNOSIS_OTHER_SERVER] = { "other-server",
                                 "our offer is ignored, another server, %s, answered first: take that server off this wire, "
                                 "or serve beside it with PROXY=1" },
    [DIAGNOSIS_WRONG_LOADER] = { "wrong-loader",
                                 "asks for %s, which is not the loader for its firmware: another DHCP server, or a setting "
                                 "in its firmware, names that file; have it ask for %s, or leave the name to us" },
    [DIAGNOSIS_WRONG_SERVER] = { "wrong-server",
                                 "asks %s for its files, which is not this server: that address comes from another DHCP "
                                 "server (its next-server or option 66); take it out there, or let it name us" },
    [DIAGNOSIS_HTTP_OFF] = { "http-off",
                             "asks for UEFI HTTP Boot, which is not served: serve with HTTP=1, or choose PXE in its "
                             "boot menu" },
    [DIAGNOSIS_NO_OFFER] = { "no-offer",
                             "asks again and again and is offered nothing: what dnsmasq says above is the reason; when "
                             "all addresses are taken, give the interface a larger network" },
    [DIAGNOSIS_OFFER_IGNORED] = { "offer-ignored",
                                  "was offered its loader and does not take it: the offer may not reach it (a switch that "
                                  "waits for spanning tree: use an edge port or an unmanaged switch), or its firmware wants "
                                  "another answer than PXE" },
    [DIAGNOSIS_NEVER_ASKED] = { "never-asked",
                                "has its address and never asked for %s: look for a firewall on this machine (UDP 67, 69, "
                                "50000 to 50255; HTTP: TCP 80) and for network boot being switched off in its set-up" },
    [DIAGNOSIS_PROXY_IGNORED] = { "proxy-ignored",
                                  "has its address from %s and never asked us for its loader: firewalls must let UDP port "
                                  "4011 through; firmware that ignores a second offer needs a wire on which we are the only "
                                  "server (without PROXY=1)" },
    [DIAGNOSIS_NO_FILE] = { "no-file",
                            "asked for %s, which is not in the tree: make netboot again, or correct the name where it "
                            "was told to ask for it" },
    [DIAGNOSIS_NO_ACCESS] = { "no-access",
                              "may not read %s: the file is outside the tree or nobody's to read; serve the tree with "
                              "make serve, which copies it" },
    [DIAGNOSIS_BROKEN_OFF] = { "broken-off",
                               "broke off the transfer of %s: it has no room for the file, or does not like its size; a "
                               "smaller kernel, or fewer modules" },
    [DIAGNOSIS_STALLED] = { "stalled",
                            "went silent in the middle of %s: a cable, a switch, or packets too large for the way; try "
                            "another cable, then MTU 1400 on this interface (ip link set ... mtu 1400)" },
    [DIAGNOSIS_NEVER_AGAIN] = { "never-again",
                                "fetched the loader, %s, and never asked again: Secure Boot may have refused it (switch it "
                                "off, or sign the loader), or GRUB finds no driver for its card (UEFI: enable the network "
                                "stack for good)" },
    [DIAGNOSIS_CAME_BACK] = { "came-back",
                              "fetched the loader, %s, and is back with its first question: unless somebody switched it off "
                              "and on, the loader was refused or crashed; switch Secure Boot off or sign the loader, and "
                              "look at its screen" },
    [DIAGNOSIS_SILENT] = { "silent",
                           "fetched all it needs and the serial line shows no kernel: Secure Boot may have refused the "
                           "loader, or the line is another port or speed than 115200 8N1" },
    [DIAGNOSIS_PANIC] = { "panic",
                          "the kernel panicked or refused the machine: its serial log has the reason" },
};

const char *diagnosis_name(enum diagnosis diagnosis)
{
    return table[diagnosis].name;
}

/* The name of the loader that suits this firmware. */
static const char *loader_of(const struct client *client)
{
    switch (client->arch) {
    case 6:
    case 15:
        return "noos-ia32.efi";
    case 7:
    case 8:
    case 9:
    case 16:
        return "noos-x64.efi";
    }
    return "noos-bios.0";
}

/* The file it asked for last, or the one it was told to ask for. */
static const char *file_of(const struct bench *bench, const struct client *client)
{
    const struct fetch *fetch = client_last_fetch(client);

    if (fetch != NULL)
        return fetch->file;
    for (size_t i = 0; i < client->offers_count; i++)
        if (client->offers[i].server == bench->own && client->offers[i].file[0] != '\0')
            return client->offers[i].file;
    return "its loader";
}

const char *diagnosis_text(char *to, size_t room, enum diagnosis diagnosis,
                           const struct bench *bench, const struct client *client)
{
    const struct fetch *fetch = client_last_fetch(client);
    char ip[TEXT_IP_BYTES];

    switch (diagnosis) {
    case DIAGNOSIS_OTHER_SERVER:
    case DIAGNOSIS_PROXY_IGNORED:
        snprintf(to, room, table[diagnosis].text, text_ip(ip, client->chosen));
        break;
    case DIAGNOSIS_WRONG_SERVER:
        snprintf(to, room, table[diagnosis].text, text_ip(ip, fetch == NULL ? 0 : fetch->server));
        break;
    case DIAGNOSIS_WRONG_LOADER:
        snprintf(to, room, table[diagnosis].text, file_of(bench, client), loader_of(client));
        break;
    case DIAGNOSIS_NEVER_ASKED:
    case DIAGNOSIS_NO_FILE:
    case DIAGNOSIS_NO_ACCESS:
    case DIAGNOSIS_BROKEN_OFF:
    case DIAGNOSIS_STALLED:
    case DIAGNOSIS_NEVER_AGAIN:
    case DIAGNOSIS_CAME_BACK:
        snprintf(to, room, table[diagnosis].text, file_of(bench, client));
        break;
    default:
        snprintf(to, room, "%s", table[diagnosis].text);
    }
    return to;
}

static enum diagnosis before_address(const struct bench *bench, const struct client *client,
                                     int64_t quiet_ms)
{
    bool offered = false;

    for (size_t i = 0; i < client->offers_count; i++)
        offered = offered || client->offers[i].server == bench->own;
    if (client->discovers < QUESTIONS && !(offered && quiet_ms > ASK_MS))
        return DIAGNOSIS_NONE;
    return offered ? DIAGNOSIS_OFFER_IGNORED : DIAGNOSIS_NO_OFFER;
}

static bool transfer_runs(const struct client *client)
{
    for (size_t i = 0; i < client->fetches_count; i++)
        if (client->fetches[i].active)
            return true;
    return false;
}

enum diagnosis diagnosis_of_silence(const struct bench *bench, const struct client *client,
                                    int64_t now_ms)
{
    int64_t quiet_ms = now_ms - client->last_ms;

    if (!client_netboots(client) || client->stage == STAGE_KERNEL)
        return DIAGNOSIS_NONE;
    if (!client->acknowledged && client->fetches_count == 0)
        return before_address(bench, client, quiet_ms);
    if (transfer_runs(client))
        return quiet_ms > TRANSFER_MS ? DIAGNOSIS_STALLED : DIAGNOSIS_NONE;
    if (client->fetches_count == 0) {
        if (quiet_ms <= ASK_MS)
            return DIAGNOSIS_NONE;
        return client->answered ? DIAGNOSIS_NEVER_ASKED : DIAGNOSIS_PROXY_IGNORED;
    }
    if (client->stage == STAGE_LOADER && !bench_is_whole(bench, client) && quiet_ms > LOADER_MS)
        return DIAGNOSIS_NEVER_AGAIN;
    if (client->stage >= STAGE_LOADER && bench->serial && quiet_ms > SERIAL_MS)
        return DIAGNOSIS_SILENT;
    return DIAGNOSIS_NONE;
}
