/* SPDX-License-Identifier: MIT */
/*
 * benchwatch — tells how each machine on a bench boots, from the packets on the wire, the logs of
 * the servers and a serial line. This file holds the command line only.
 */
#include "benchwatch/recorder.h"
#include "benchwatch/text.h"
#include "common/message.h"
#include "common/options.h"

#include <errno.h>
#include <string.h>
#include <time.h>

static const char USAGE[] =
    "usage: SERVERS 2>&1 | benchwatch --address=IPV4 [option...]\n"
    "       benchwatch --place NEW SERVED WAITING\n"
    "Reads the logs of dnsmasq and lighttpd, and tells how each machine boots, until they end.\n"
    "  --address=IPV4     the address that serves\n"
    "  --iface=NAME       look at the packets of this interface too (root)\n"
    "  --files=WHICH      the loaders that fetch files behind themselves: none (default), bios, all\n"
    "  --proxy            another server hands out the addresses\n"
    "  --http             files are offered over HTTP too\n"
    "  --serial=[MAC,]SOURCE  the serial line of a machine: tty:DEVICE[,BAUD], unix:PATH,\n"
    "                     [tcp:]HOST:PORT, FILE; without MAC, that of the machine seen last\n"
    "  --name=MAC=NAME    what a machine is called; repeatable\n"
    "  --tree=DIR --once=DIR  folders of machines in the tree change places with what waits for them\n"
    "                     in the other folder, WHO/FOLDER, when they have fetched what decides\n"
    "  --signed-menu      of what is fetched, the menu's signature decides too\n"
    "  --json             one JSON object per line\n"
    "  --place            in one step NEW is served, and what was served waits, and no more\n"
    "  --help\n"
    "Exit: 0 when the logs ended or a signal came, 2 wrong usage, 74 input or output failed\n";

static struct recorder recorder;
static bool place_only;

/* A MAC at the beginning of `text` that ends at `end`; returns what stands behind, or NULL. */
static const char *mac_before(const char *text, char end, uint8_t mac[FRAME_MAC_BYTES])
{
    char copy[TEXT_MAC_BYTES] = "";

    if (strlen(text) < TEXT_MAC_BYTES || text[TEXT_MAC_BYTES - 1] != end)
        return NULL;
    memcpy(copy, text, TEXT_MAC_BYTES - 1);
    return text_mac_parse(copy, mac) ? text + TEXT_MAC_BYTES : NULL;
}

static bool name_take(const char *value)
{
    uint8_t mac[FRAME_MAC_BYTES];
    const char *name = mac_before(value, '=', mac);
    struct client *client;

    if (name == NULL || name[0] == '\0' || strlen(name) >= CLIENT_NAME_MAX ||
        recorder.bench.clients.count == CLIENTS_MAX)
        return option_is_wrong("name", value, "not MAC=NAME, or one too many");
    client = clients_get(&recorder.bench.clients, mac, 0);
    memcpy(client->name, name, strlen(name) + 1);
    return true;
}

static bool serial_option(const char *value)
{
    const char *source = mac_before(value, ',', recorder.bench.serial_mac);
    char why[256];

    recorder.bench.serial_of_one = source != NULL;
    recorder.bench.serial = true;
    recorder.serial.wanted = true;
    if (!address_parse(&recorder.serial.address, source == NULL ? value : source, why, sizeof(why)))
        return option_is_wrong("serial", value, why);
    if (recorder.serial.address.kind == ADDRESS_STDIN)
        return option_is_wrong("serial", value, "standard input is for the logs");
    return true;
}

/* Which loaders fetch files behind themselves. */
static bool files_take(const char *value)
{
    bool all = strcmp(value, "all") == 0;
    bool bios = strcmp(value, "bios") == 0;

    recorder.bench.bios_whole = !all && !bios;
    recorder.bench.uefi_whole = !all;
    return all || bios || strcmp(value, "none") == 0 ||
           option_is_wrong("files", value, "none, bios or all");
}

static bool option_take(void *context, int option, const char *value)
{
    (void)context;
    switch (option) {
    case 'a':
        return text_ip_parse(value, &recorder.bench.own) ||
               option_is_wrong("address", value, "no IPv4 address like 10.77.0.1");
    case 'i':
        recorder.iface = value;
        return true;
    case 'f':
        return files_take(value);
    case 'p':
        recorder.bench.proxy = true;
        return true;
    case 'w':
        recorder.bench.http = true;
        return true;
    case 'j':
        recorder.voice.json = true;
        return true;
    case 's':
        return serial_option(value);
    case 'n':
        return name_take(value);
    case 't':
        recorder.onces.tree = value;
        return true;
    case 'o':
        recorder.onces.waiting = value;
        return true;
    case 'g':
        recorder.bench.signed_menu = true;
        return true;
    case 'x':
        place_only = true;
        return true;
    }
    return false;
}

static bool options_parse(int argc, char **argv)
{
    static const struct option known[] = {
        { "address", required_argument, NULL, 'a' }, { "iface", required_argument, NULL, 'i' },
        { "files", required_argument, NULL, 'f' },   { "proxy", no_argument, NULL, 'p' },
        { "http", no_argument, NULL, 'w' },          { "json", no_argument, NULL, 'j' },
        { "serial", required_argument, NULL, 's' },  { "name", required_argument, NULL, 'n' },
        { "tree", required_argument, NULL, 't' },    { "once", required_argument, NULL, 'o' },
        { "signed-menu", no_argument, NULL, 'g' },   { "place", no_argument, NULL, 'x' },
        { "help", no_argument, NULL, 'h' },          { NULL, 0, NULL, 0 },
    };
    const struct options_reader reader = { .usage = USAGE, .known = known, .take = option_take };

    if (!options_read(&reader, argc, argv))
        return false;
    if (place_only && optind + 3 == argc)
        return true;
    if (place_only) {
        message_error("--place takes three folders; --help lists the options");
        return false;
    }
    if (optind != argc || recorder.bench.own == 0) {
        message_error("--address=IPV4 is needed, and nothing but options; --help lists them");
        return false;
    }
    return true;
}

static enum exit_code place(char **folders)
{
    if (once_place(folders[0], folders[1], folders[2]) == 0)
        return EXIT_PASS;
    message_error("%s cannot take the place of %s: %s", folders[0], folders[1], strerror(errno));
    return EXIT_IO;
}

int main(int argc, char **argv)
{
    message_set_name("benchwatch");
    tzset();
    recorder.bench.bios_whole = recorder.bench.uefi_whole = true;
    recorder.voice.to = stdout;
    if (!options_parse(argc, argv))
        return EXIT_USAGE;
    if (place_only)
        return place(argv + optind);
    return recorder_run(&recorder);
}
