/* SPDX-License-Identifier: MIT */
/*
 * bench_log.c — the servers' logs: what went over HTTP, and what a server complains about.
 *
 * The packets say all the rest, so that of dnsmasq only lines are passed on that nothing else tells.
 * A line that is not known to be idle is never hidden.
 */
#include "benchwatch/bench_parts.h"

#include "benchwatch/text.h"
#include "common/number.h"

#include <ctype.h>
#include <string.h>

#define HTTP_PREFIX "http "
#define HTTP_WORDS  6
#define WORD_MAX    64

/* What dnsmasq and lighttpd say without being asked; each is looked for anywhere in a line. */
static const char *const idle[] = { ": started, ",
                                    ": compile time",
                                    ": exiting on",
                                    ": DHCP, ",
                                    ": DHCPv6",
                                    ": IPv6 router adv",
                                    ": router adv",
                                    ": RTR-",
                                    ": read /",
                                    ": TFTP root is",
                                    ": DHCP-proxy",
                                    ") server started",
                                    ") server stopped",
                                    ") graceful shutdown",
                                    ": sockets bound",
                                    "DHCP, sockets bound",
                                    ": warning: no upstream" };
/* Of dnsmasq's TFTP server, what the packets have told. */
static const char *const tftp_told[] = { ": sent ", ": failed sending ", " not found for ",
                                         ": error " };

static bool holds_one(const char *line, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(line, words[i]) != NULL)
            return true;
    return false;
}

/* "dnsmasq-dhcp: 1234567 …" is a line about one packet, with its transaction in front. */
static bool is_of_packet(const char *line)
{
    const char *text = strstr(line, "dnsmasq-dhcp");

    if (text == NULL || (text = strstr(text, ": ")) == NULL)
        return false;
    text += 2;
    if (!isdigit((unsigned char)*text))
        return false;
    while (isdigit((unsigned char)*text))
        text++;
    return *text == ' ';
}

static void http_done(struct bench *bench, struct client *client, const char *path, uint64_t bytes,
                      int64_t begin_ms, int64_t end_ms)
{
    struct fetch *fetch = client_fetch_add(client, path, begin_ms);
    const char *name = strrchr(path, '/');

    if (fetch == NULL)
        return;
    fetch->server = bench->own;
    fetch->bytes = bytes;
    fetch->is_loader = name != NULL && strncmp(name, "/noos-", 6) == 0;
    bench_fetched(bench, client, fetch, end_ms);
}

/*
 * "http ADDRESS STATUS BYTES MICROSECONDS BEGIN METHOD PATH", as our configuration of lighttpd has it,
 * which writes some seconds late; BEGIN is in milliseconds since 1970.
 */
static void http_take(struct bench *bench, const char *line, int64_t now_ms)
{
    char words[HTTP_WORDS][WORD_MAX];
    uint64_t bytes = 0;
    uint64_t microseconds = 0;
    uint64_t begin_ms = 0;
    struct client *client;
    uint32_t ip;
    int at = 0;

    if (sscanf(line, HTTP_PREFIX "%63s %63s %63s %63s %63s %63s %n", words[0], words[1], words[2],
               words[3], words[4], words[5], &at) != HTTP_WORDS ||
        at == 0 || !text_ip_parse(words[0], &ip) ||
        !number_parse(words[3], UINT32_MAX, &microseconds) ||
        !number_parse(words[4], (uint64_t)now_ms, &begin_ms))
        return;
    number_parse(words[2], INT64_MAX, &bytes);
    client = clients_at(&bench->clients, ip);
    if (client == NULL)
        return;
    client->last_ms = now_ms;
    if (strcmp(words[5], "HEAD") == 0)
        voice_event(bench->voice, client, now_ms, "size", "has asked for the size of %s",
                    line + at);
    else if (strcmp(words[1], "200") == 0 || strcmp(words[1], "206") == 0)
        http_done(bench, client, line + at, bytes, (int64_t)begin_ms,
                  (int64_t)(begin_ms + microseconds / 1000));
    else
        voice_event(bench->voice, client, now_ms, "no-file", "asked for %s, answered with %s",
                    line + at, words[1]);
}

void bench_log_line(struct bench *bench, const char *line, int64_t now_ms)
{
    const char *text = strstr(line, "dnsmasq");

    if (strncmp(line, HTTP_PREFIX, strlen(HTTP_PREFIX)) == 0) {
        http_take(bench, line, now_ms);
        return;
    }
    if (line[0] == '\0' || is_of_packet(line) ||
        holds_one(line, idle, sizeof(idle) / sizeof(idle[0])) ||
        (strstr(line, "dnsmasq-tftp") != NULL &&
         holds_one(line, tftp_told, sizeof(tftp_told) / sizeof(tftp_told[0]))))
        return;
    if (text != NULL && strstr(text, ": ") != NULL)
        voice_event(bench->voice, NULL, now_ms, "server", "dnsmasq says: %s",
                    strstr(text, ": ") + 2);
    else
        voice_event(bench->voice, NULL, now_ms, "server", "a server says: %s", line);
}
