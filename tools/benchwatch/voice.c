/* SPDX-License-Identifier: MIT */
/*
 * voice.c — the same facts in two forms; nothing that came from outside can end a line or a string.
 */
#include "benchwatch/voice.h"

#include "benchwatch/text.h"
#include "common/json_text.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

static void json_word(FILE *to, const char *key, const char *value)
{
    fprintf(to, ",\"%s\":", key);
    json_text_print(to, value, strlen(value));
}

static void json_begin(FILE *to, const struct client *client, int64_t now_ms, const char *event)
{
    char mac[TEXT_MAC_BYTES];

    fprintf(to, "{\"time\":%lld.%03d", (long long)(now_ms / 1000), (int)(now_ms % 1000));
    json_word(to, "event", event);
    if (client == NULL)
        return;
    json_word(to, "mac", text_mac(mac, client->mac));
    if (client->name[0] != '\0')
        json_word(to, "name", client->name);
}

static void text_begin(FILE *to, const struct client *client, int64_t now_ms)
{
    time_t seconds = (time_t)(now_ms / 1000);
    char mac[TEXT_MAC_BYTES];
    char clock[16] = "";
    struct tm local;

    if (localtime_r(&seconds, &local) != NULL)
        strftime(clock, sizeof(clock), "%H:%M:%S", &local);
    fprintf(to, "%s  ", clock);
    if (client == NULL)
        return;
    fputs(text_mac(mac, client->mac), to);
    if (client->name[0] != '\0')
        fprintf(to, " (%s)", client->name);
    fputc(' ', to);
}

void voice_event(struct voice *voice, const struct client *client, int64_t now_ms,
                 const char *event, const char *format, ...)
{
    char text[VOICE_TEXT_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (voice->json) {
        json_begin(voice->to, client, now_ms, event);
        json_word(voice->to, "text", text);
        fputs("}\n", voice->to);
    } else {
        text_begin(voice->to, client, now_ms);
        fprintf(voice->to, "%s\n", text);
    }
    fflush(voice->to);
}

static double seconds_between(int64_t from_ms, int64_t to_ms)
{
    return (double)(to_ms - from_ms) / 1000;
}

/* What the architecture is called; a number where it has no name. */
static const char *firmware_text(char *to, size_t room, const struct client *client)
{
    const char *name = dhcp_firmware(client->arch);

    if (name != NULL)
        snprintf(to, room, "%s", name);
    else if (client->arch == DHCP_ARCH_NONE)
        snprintf(to, room, "firmware unknown");
    else
        snprintf(to, room, "client architecture %u", client->arch);
    return to;
}

static void client_text(FILE *to, const struct client *client, const char *diagnosis)
{
    int64_t end_ms = client->stage == STAGE_FIRMWARE ? client->last_ms : client->stage_ms;
    char address[TEXT_IP_BYTES];
    char server[TEXT_IP_BYTES];
    char firmware[64];

    fprintf(to, "reached the %s in %.1f s: %s", client_stage_name(client->stage),
            seconds_between(client->begin_ms, end_ms),
            firmware_text(firmware, sizeof(firmware), client));
    for (size_t i = 0; i < client->offers_count; i++) {
        const struct offer *offer = &client->offers[i];

        fprintf(to, "; offered %s%s%s by %s",
                offer->address == 0 ? "" : text_ip(address, offer->address),
                offer->address == 0 || offer->file[0] == '\0' ? "" : " and ", offer->file,
                text_ip(server, offer->server));
    }
    for (size_t i = 0; i < client->fetches_count; i++) {
        const struct fetch *fetch = &client->fetches[i];

        fprintf(to, "; %s %llu bytes%s in %.1f s, %u retries", fetch->file,
                (unsigned long long)fetch->bytes, fetch->done ? "" : " (not all)",
                seconds_between(fetch->begin_ms, fetch->end_ms), fetch->retries);
    }
    if (client->files_lost != 0)
        fprintf(to, "; %u files more", client->files_lost);
    if (diagnosis != NULL)
        fprintf(to, "; stopped: %s", diagnosis);
    fputc('\n', to);
}

static void client_lists_json(FILE *to, const struct client *client)
{
    char text[TEXT_IP_BYTES];

    fputs(",\"offers\":[", to);
    for (size_t i = 0; i < client->offers_count; i++) {
        fprintf(to, "%s{\"server\":\"%s\"", i == 0 ? "" : ",",
                text_ip(text, client->offers[i].server));
        if (client->offers[i].address != 0)
            json_word(to, "address", text_ip(text, client->offers[i].address));
        json_word(to, "file", client->offers[i].file);
        fputc('}', to);
    }
    fputs("],\"files\":[", to);
    for (size_t i = 0; i < client->fetches_count; i++) {
        const struct fetch *fetch = &client->fetches[i];

        fprintf(to, "%s{\"bytes\":%llu,\"retries\":%u,\"seconds\":%.3f,\"whole\":%s",
                i == 0 ? "" : ",", (unsigned long long)fetch->bytes, fetch->retries,
                seconds_between(fetch->begin_ms, fetch->end_ms), fetch->done ? "true" : "false");
        json_word(to, "file", fetch->file);
        json_word(to, "server", text_ip(text, fetch->server));
        fputc('}', to);
    }
    fputc(']', to);
}

static void client_json(FILE *to, const struct client *client, const char *diagnosis)
{
    int64_t end_ms = client->stage == STAGE_FIRMWARE ? client->last_ms : client->stage_ms;
    char firmware[64];

    if (client->arch != DHCP_ARCH_NONE)
        fprintf(to, ",\"arch\":%u", client->arch);
    json_word(to, "firmware", firmware_text(firmware, sizeof(firmware), client));
    json_word(to, "stage", client_stage_name(client->stage));
    fprintf(to, ",\"seconds\":%.3f", seconds_between(client->begin_ms, end_ms));
    client_lists_json(to, client);
    if (diagnosis != NULL)
        json_word(to, "diagnosis", diagnosis);
    fputs("}\n", to);
}

void voice_client(struct voice *voice, const struct client *client, int64_t now_ms,
                  const char *diagnosis)
{
    if (voice->json) {
        json_begin(voice->to, client, now_ms, "client");
        client_json(voice->to, client, diagnosis);
    } else {
        text_begin(voice->to, client, now_ms);
        client_text(voice->to, client, diagnosis);
    }
    fflush(voice->to);
}
