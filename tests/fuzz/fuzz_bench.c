/* SPDX-License-Identifier: MIT */
/*
 * fuzz_bench.c — the flight recorder fed with anything: each record of the input is a kind, a length
 * and bytes that stand for a frame, a line of a log, a line of a serial port, or time that goes by.
 *
 * Whatever comes, its table stays within its bounds, and every boot can be told at the end.
 */
#include "benchwatch/bench.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct bench bench;
static struct voice voice;

static void line_play(void (*play)(struct bench *, const char *, int64_t), const uint8_t *bytes,
                      size_t size, int64_t now_ms)
{
    char *line = malloc(size + 1);

    CHECK(line != NULL);
    memcpy(line, bytes, size);
    line[size] = '\0';
    play(&bench, line, now_ms);
    free(line);
}

static void record_play(uint8_t kind, const uint8_t *bytes, size_t size, int64_t *now_ms)
{
    uint8_t *copy;

    switch (kind & 3) {
    case 0:
        copy = malloc(size);
        CHECK(copy != NULL || size == 0);
        memcpy(copy, bytes, size);
        bench_frame(&bench, copy, size, *now_ms);
        free(copy);
        break;
    case 1:
        line_play(bench_log_line, bytes, size, *now_ms);
        break;
    case 2:
        line_play(bench_serial_line, bytes, size, *now_ms);
        break;
    case 3:
        *now_ms += (int64_t)size * 200;
        bench_tick(&bench, *now_ms);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int64_t now_ms = 1000000;
    size_t at = 1;

    if (size == 0)
        return 0;
    if (voice.to == NULL)
        voice.to = fopen("/dev/null", "w");
    CHECK(voice.to != NULL);
    memset(&bench, 0, sizeof(bench));
    voice.json = data[0] & 1;
    bench.own = 0x0a4d0001;
    bench.bios_whole = data[0] & 2;
    bench.uefi_whole = data[0] & 32;
    bench.proxy = data[0] & 4;
    bench.http = data[0] & 8;
    bench.serial = data[0] & 16;
    bench.voice = &voice;
    while (size - at >= 3) {
        size_t length = (size_t)data[at + 1] << 8 | data[at + 2];
        uint8_t kind = data[at];

        at += 3;
        if (length > size - at)
            length = size - at;
        record_play(kind, data + at, length, &now_ms);
        at += length;
    }
    bench_finish(&bench, now_ms);
    CHECK(bench.clients.count <= CLIENTS_MAX);
    for (size_t i = 0; i < bench.clients.count; i++)
        CHECK(bench.clients.list[i].fetches_count <= CLIENT_FETCHES_MAX &&
              bench.clients.list[i].offers_count <= CLIENT_OFFERS_MAX);
    return 0;
}
