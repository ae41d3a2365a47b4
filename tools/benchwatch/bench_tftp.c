/* SPDX-License-Identifier: MIT */
/*
 * bench_tftp.c — files on their way: from the question for one to the acknowledgement of its last
 * block. The two ends of a transfer are told apart by the client's hardware address and port.
 */
#include "benchwatch/bench_parts.h"

#include "benchwatch/tftp.h"

#include <stdio.h>
#include <string.h>

#define PORT_TFTP   69
#define BLOCK_BYTES 512 /* where no other size was agreed upon */

#define MENU           "boot/grub/grub.cfg"
#define MENU_SIGNATURE MENU ".sig"

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static bool is_loader(const char *file)
{
    const char *name = base_name(file);

    return strcmp(name, "noos-bios.0") == 0 || strcmp(name, "noos-x64.efi") == 0 ||
           strcmp(name, "noos-ia32.efi") == 0;
}

/* UEFI started with a BIOS loader, or the other way round. */
static bool suits(const struct client *client, const char *file)
{
    const char *name = base_name(file);

    switch (client->arch) {
    case 0:
        return strcmp(name, "noos-bios.0") == 0;
    case 6:
    case 15:
        return strcmp(name, "noos-ia32.efi") == 0;
    case 7:
    case 8:
    case 9:
    case 16:
        return strcmp(name, "noos-x64.efi") == 0;
    }
    return true;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);

    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* The same file with its signature, or the signature's file; NULL when it was not fetched. */
static const struct fetch *counterpart(const struct client *client, const char *file)
{
    char wanted[CLIENT_FILE_MAX + sizeof(MENU_SIGNATURE)];

    if (ends_with(file, MENU_SIGNATURE))
        snprintf(wanted, sizeof(wanted), "%.*s", (int)(strlen(file) - strlen(".sig")), file);
    else
        snprintf(wanted, sizeof(wanted), "%s.sig", file);
    for (size_t i = client->fetches_count; i-- > 0;)
        if (client->fetches[i].done && strcmp(client->fetches[i].file, wanted) == 0)
            return &client->fetches[i];
    return NULL;
}

/* Tells who waits for it when this file was the last that decides which entry is started. */
static void decide(const struct bench *bench, const struct client *client,
                   const struct fetch *fetch)
{
    int64_t begin_ms = fetch->begin_ms;

    if (bench->decided == NULL)
        return;
    if (bench_is_whole(bench, client)) {
        if (!fetch->is_loader)
            return;
    } else if (bench->signed_menu) {
        const struct fetch *other;

        if (!ends_with(fetch->file, MENU) && !ends_with(fetch->file, MENU_SIGNATURE))
            return;
        other = counterpart(client, fetch->file);
        if (other == NULL)
            return;
        begin_ms = other->begin_ms < begin_ms ? other->begin_ms : begin_ms;
    } else if (!ends_with(fetch->file, MENU)) {
        return;
    }
    bench->decided(bench->context, client, fetch->file, begin_ms);
}

void bench_fetched(struct bench *bench, struct client *client, struct fetch *fetch, int64_t now_ms)
{
    bool menu = ends_with(fetch->file, MENU);
    const char *plural = fetch->retries == 1 ? "retry" : "retries";

    fetch->done = true;
    fetch->active = false;
    fetch->end_ms = now_ms;
    voice_event(bench->voice, client, now_ms, "file", "has fetched %s, %llu bytes in %.1f s, %u %s",
                fetch->file, (unsigned long long)fetch->bytes,
                (double)(now_ms - fetch->begin_ms) / 1000, fetch->retries, plural);
    if (fetch->is_loader)
        bench_reach(client, STAGE_LOADER, now_ms);
    else if (menu)
        bench_reach(client, STAGE_GRUB, now_ms);
    else if (ends_with(fetch->file, "boot/noos.elf") || strstr(fetch->file, "boot/kernels/"))
        bench_reach(client, STAGE_KERNEL, now_ms);
    decide(bench, client, fetch);
}

static void read_take(struct bench *bench, struct client *client, const struct tftp *tftp,
                      const struct datagram *datagram, int64_t now_ms)
{
    struct fetch *fetch = client_fetch(client, datagram->from_port);
    uint32_t retries = 0;

    if (fetch != NULL && strncmp(fetch->file, tftp->text, CLIENT_FILE_MAX - 1) == 0) {
        fetch->retries++;
        return;
    }
    /* The same question from another port: the client has given the first one up. */
    for (size_t i = 0; i < client->fetches_count; i++) {
        struct fetch *old = &client->fetches[i];

        if (!old->active || strncmp(old->file, tftp->text, CLIENT_FILE_MAX - 1) != 0)
            continue;
        old->active = false;
        retries += old->retries + 1;
    }
    fetch = client_fetch_add(client, tftp->text, now_ms);
    if (fetch == NULL)
        return;
    fetch->active = true;
    fetch->port = datagram->from_port;
    fetch->server = datagram->to_ip;
    fetch->retries = retries;
    fetch->block_bytes = BLOCK_BYTES;
    fetch->is_loader = is_loader(tftp->text);
    client->ip = datagram->from_ip;
    if (datagram->to_ip != bench->own)
        bench_diagnose(bench, client, DIAGNOSIS_WRONG_SERVER, now_ms);
    else if (fetch->is_loader && !suits(client, tftp->text))
        bench_diagnose(bench, client, DIAGNOSIS_WRONG_LOADER, now_ms);
}

static void data_take(struct fetch *fetch, const struct tftp *tftp)
{
    uint16_t ahead = (uint16_t)(tftp->block - fetch->block);

    if (!fetch->data_seen)
        ahead = 1;
    if (ahead == 0 || ahead > UINT16_MAX / 2) {
        fetch->retries++;
        return;
    }
    /* Blocks that were missed here have arrived there, or this one would not have been sent. */
    fetch->bytes += (uint64_t)(ahead - 1) * fetch->block_bytes + tftp->data_bytes;
    fetch->block = tftp->block;
    fetch->data_seen = true;
    fetch->last_sent = tftp->data_bytes < fetch->block_bytes;
}

static void server_take(struct bench *bench, struct client *client, struct fetch *fetch,
                        const struct tftp *tftp, int64_t now_ms)
{
    if (tftp->kind == TFTP_OPTIONS) {
        fetch->size = tftp->size;
        if (tftp->block_bytes != 0)
            fetch->block_bytes = tftp->block_bytes;
    } else if (tftp->kind == TFTP_DATA) {
        data_take(fetch, tftp);
    } else if (tftp->kind == TFTP_ERROR) {
        bool no_file = tftp->error == TFTP_ERROR_NO_FILE;

        fetch->active = false;
        voice_event(bench->voice, client, now_ms, no_file ? "no-file" : "refused",
                    no_file ? "asked for %s, which is not there" : "may not have %s", fetch->file);
        /* GRUB asks for many a file that need not be there; a loader has to be. */
        if (client->stage == STAGE_FIRMWARE)
            bench_diagnose(bench, client, no_file ? DIAGNOSIS_NO_FILE : DIAGNOSIS_NO_ACCESS,
                           now_ms);
    }
    fetch->end_ms = now_ms;
}

static void client_take(struct bench *bench, struct client *client, struct fetch *fetch,
                        const struct tftp *tftp, int64_t now_ms)
{
    if (tftp->kind == TFTP_ACK) {
        if (fetch->last_sent && tftp->block == fetch->block)
            bench_fetched(bench, client, fetch, now_ms);
    } else if (tftp->kind == TFTP_ERROR) {
        fetch->active = false;
        if (fetch->bytes <= fetch->block_bytes &&
            (tftp->error == TFTP_ERROR_OTHER || tftp->error == TFTP_ERROR_OPTIONS)) {
            /* UEFI asks for the size first, breaks off, and then fetches. */
            voice_event(bench->voice, client, now_ms, "size", "has asked for the size of %s",
                        fetch->file);
            if (fetch == client_last_fetch(client))
                client->fetches_count--;
        } else {
            bench_diagnose(bench, client, DIAGNOSIS_BROKEN_OFF, now_ms);
        }
    }
}

void bench_tftp(struct bench *bench, const struct datagram *datagram, int64_t now_ms)
{
    struct client *client;
    struct fetch *fetch;
    struct tftp tftp;

    if (!tftp_read(&tftp, datagram))
        return;
    if (datagram->to_port == PORT_TFTP) {
        if (tftp.kind != TFTP_READ)
            return;
        client = clients_get(&bench->clients, datagram->from_mac, now_ms);
        client->last_ms = now_ms;
        read_take(bench, client, &tftp, datagram, now_ms);
        return;
    }
    client = clients_find(&bench->clients, datagram->from_mac);
    fetch = client == NULL ? NULL : client_fetch(client, datagram->from_port);
    if (fetch != NULL) {
        client->last_ms = now_ms;
        client_take(bench, client, fetch, &tftp, now_ms);
        return;
    }
    client = clients_find(&bench->clients, datagram->to_mac);
    fetch = client == NULL ? NULL : client_fetch(client, datagram->to_port);
    if (fetch != NULL)
        server_take(bench, client, fetch, &tftp, now_ms);
}
