/* SPDX-License-Identifier: MIT */
/*
 * recorder.c — one poll(2) over everything, twice a second at the least.
 */
#include "benchwatch/recorder.h"

#include "benchwatch/wire.h"
#include "common/message.h"
#include "common/stop.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS    500
#define FRAMES_MAX 256 /* in a row, before the other sources have their turn */

enum { ENTRY_STOP, ENTRY_LOG, ENTRY_WIRE, ENTRY_SERIAL, ENTRY_COUNT };

struct running {
    struct recorder *recorder;
    struct lines log;
    int wire_fd;
    int64_t now_ms;
};

static int64_t clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void log_line(void *context, const char *text)
{
    struct running *running = context;

    bench_log_line(&running->recorder->bench, text, running->now_ms);
}

static void serial_line(void *context, const char *text)
{
    struct running *running = context;

    bench_serial_line(&running->recorder->bench, text, running->now_ms);
}

static void decided(void *context, const struct client *client, const char *file, int64_t begin_ms)
{
    struct running *running = context;
    struct recorder *recorder = running->recorder;
    int result = onces_take(&recorder->onces, client->mac, file, begin_ms);

    if (result > 0)
        voice_event(&recorder->voice, client, running->now_ms, "once",
                    "has what it starts this once; from now on it is served its default again");
    else if (result < 0)
        voice_event(&recorder->voice, client, running->now_ms, "once",
                    "cannot be given its default back: %s; end the server and start it anew",
                    strerror(errno));
}

static void wire_take(struct running *running)
{
    uint8_t frame[WIRE_FRAME_MAX];
    unsigned lost;

    for (int i = 0; i < FRAMES_MAX; i++) {
        ssize_t count = wire_read(running->wire_fd, frame);

        if (count <= 0)
            break;
        bench_frame(&running->recorder->bench, frame, (size_t)count, running->now_ms);
    }
    lost = wire_lost(running->wire_fd);
    if (lost > 0)
        voice_event(&running->recorder->voice, NULL, running->now_ms, "lost",
                    "%u packets came too fast to be looked at; bytes and retries may be too few",
                    lost);
}

/* False when standard input has ended. */
static bool log_take(struct running *running)
{
    uint8_t bytes[4096];
    ssize_t count = read(STDIN_FILENO, bytes, sizeof(bytes));

    if (count < 0)
        return errno == EINTR || errno == EAGAIN;
    lines_add(&running->log, bytes, (size_t)count, log_line, running);
    return count > 0;
}

static void loop(struct running *running, int stop_fd)
{
    struct serial *serial = &running->recorder->serial;
    bool goes_on = true;

    while (goes_on) {
        struct pollfd entries[ENTRY_COUNT] = {
            [ENTRY_STOP] = { .fd = stop_fd, .events = POLLIN },
            [ENTRY_LOG] = { .fd = STDIN_FILENO, .events = POLLIN },
            [ENTRY_WIRE] = { .fd = running->wire_fd, .events = POLLIN },
            [ENTRY_SERIAL] = { .fd = serial->open ? serial->source.fd : -1, .events = POLLIN },
        };
        int wait_ms = serial->open && serial->source.is_file ? TICK_MS / 10 : TICK_MS;

        if (serial->open && serial->source.is_file)
            entries[ENTRY_SERIAL].fd = -1;
        poll(entries, ENTRY_COUNT, wait_ms);
        running->now_ms = clock_ms();
        if (entries[ENTRY_WIRE].revents != 0)
            wire_take(running);
        if (entries[ENTRY_LOG].revents != 0)
            goes_on = log_take(running);
        serial_knock(serial, running->now_ms);
        serial_take(serial, running->now_ms, serial_line, running);
        bench_tick(&running->recorder->bench, running->now_ms);
        if (entries[ENTRY_STOP].revents != 0)
            goes_on = false;
    }
}

enum exit_code recorder_run(struct recorder *recorder)
{
    struct running running = { .recorder = recorder, .wire_fd = -1, .now_ms = clock_ms() };
    int stop_fd = stop_open();

    if (stop_fd < 0) {
        message_error("cannot listen for signals: %s", strerror(errno));
        return EXIT_IO;
    }
    if (recorder->iface != NULL && (running.wire_fd = wire_open(recorder->iface)) < 0) {
        message_error("cannot look at the packets of %s: %s (it takes root's rights)",
                      recorder->iface, strerror(errno));
        return EXIT_IO;
    }
    recorder->serial.stop_fd = stop_fd;
    recorder->bench.voice = &recorder->voice;
    recorder->bench.decided = decided;
    recorder->bench.context = &running;
    loop(&running, stop_fd);
    bench_finish(&recorder->bench, clock_ms());
    serial_close(&recorder->serial);
    return fflush(recorder->voice.to) == 0 && !ferror(recorder->voice.to) ? EXIT_PASS : EXIT_IO;
}
