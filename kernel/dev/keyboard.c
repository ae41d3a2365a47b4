/* SPDX-License-Identifier: MIT */
/*
 * dev/keyboard.c — scancodes from the interrupt to the reader, and commands to the keyboard.
 *
 * The handler only moves bytes: answers to commands into `answer`, all others into the queue. No
 * key known here has a scancode that looks like an answer. Whoever finds nothing calls the same
 * handler with interrupts off, which makes up for an interrupt that was lost or never comes. IRQ 1
 * is delivered to the CPU that reads, so that the handler never runs twice at once.
 */
#include "dev/keyboard.h"

#include "cpu/registers.h"
#include "dev/clock.h"
#include "dev/i8042.h"
#include "dev/irq.h"
#include "dev/keyboard_regs.h"
#include "lib/error.h"
#include "lib/keyboard_decoder.h"
#include "lib/keymap.h"
#include "lib/log.h"
#include "lib/byte_queue.h"

#include <stdbool.h>
#include <stddef.h>

#define NS_PER_MS         1000000ull
#define ANSWER_MS         200
#define ANSWER_POLLS      2000000 /* should the clock stand still */
#define SEND_TRIES        3
#define LED_FAILURES_MAX  3
#define CODES_AT_ONCE_MAX BYTE_QUEUE_ENTRIES

static struct byte_queue queue;
static struct keyboard_decoder decoder;
static char text[KEYBOARD_BYTES_MAX]; /* what the last key sent */
static size_t text_size, text_at;
static uint64_t gaps_seen; /* codes the reader knows to be missing */

static uint8_t answer; /* KEYBOARD_ACK, KEYBOARD_RESEND, or 0: none yet */

static bool is_listening;
static unsigned leds_shown, led_failures;

static void interrupt_handle(void *context)
{
    const int byte = i8042_read();

    (void)context;
    if (byte < 0)
        return;
    if (byte == KEYBOARD_ACK || byte == KEYBOARD_RESEND)
        __atomic_store_n(&answer, (uint8_t)byte, __ATOMIC_RELEASE);
    else
        byte_queue_put(&queue, (uint8_t)byte);
}

static void controller_poll(void)
{
    const uint64_t flags = interrupts_save();

    interrupt_handle(NULL);
    interrupts_restore(flags);
}

/* The next scancode, or -1. */
static int scancode_take(void)
{
    const int code = byte_queue_get(&queue);

    if (code >= 0)
        return code;
    controller_poll();
    return byte_queue_get(&queue);
}

static int answer_wait(void)
{
    const uint64_t end = clock_now_ns() + ANSWER_MS * NS_PER_MS;

    for (unsigned polls = 0; polls < ANSWER_POLLS; polls++) {
        const uint8_t byte = __atomic_load_n(&answer, __ATOMIC_ACQUIRE);

        if (byte != 0)
            return byte;
        if (clock_now_ns() >= end)
            break;
        controller_poll();
        cpu_relax();
    }
    return -E_TIMEOUT;
}

/*
 * Sends a byte until it is acknowledged. Returns 0, -E_TIMEOUT without an answer, -E_IO if refused.
 */
static int byte_send(uint8_t byte)
{
    for (unsigned i = 0; i < SEND_TRIES; i++) {
        int result;

        __atomic_store_n(&answer, 0, __ATOMIC_RELAXED);
        result = i8042_write(byte);
        if (result == 0)
            result = answer_wait();
        if (result == KEYBOARD_ACK)
            return 0;
        if (result < 0)
            return result;
    }
    return -E_IO;
}

static int command_send(uint8_t command, uint8_t value)
{
    const int result = byte_send(command);

    return result != 0 ? result : byte_send(value);
}

/* Asks the keyboard for its scancode set; what comes is as the controller passes it on. */
static int set_ask(void)
{
    const int result = command_send(KEYBOARD_SET_CHOOSE, 0);
    const uint64_t end = clock_now_ns() + ANSWER_MS * NS_PER_MS;

    if (result != 0)
        return result;
    while (byte_queue_get(&queue) >= 0)
        ; /* keys pressed before */
    for (unsigned polls = 0; polls < ANSWER_POLLS && clock_now_ns() < end; polls++) {
        const int code = scancode_take();

        if (code >= 0)
            return code;
        cpu_relax();
    }
    return -E_TIMEOUT;
}

/*
 * Sees to it that set 1 arrives here, whether the controller translates or not: some do not,
 * whatever their configuration says. A keyboard that does not tell its set is taken to be right.
 */
static void set_choose(void)
{
    const int set = set_ask();
    int result = 0;

    switch (set) {
    case KEYBOARD_SET_2:
    case KEYBOARD_SET_3:
        log_info("keyboard: the controller does not translate; the keyboard is asked for set 1");
        result = command_send(KEYBOARD_SET_CHOOSE, 1);
        break;
    case KEYBOARD_SET_1_TRANSLATED:
    case KEYBOARD_SET_3_TRANSLATED:
        result = command_send(KEYBOARD_SET_CHOOSE, 2);
        break;
    case KEYBOARD_SET_1:
    case KEYBOARD_SET_2_TRANSLATED:
        break;
    default:
        log_debug("keyboard: does not tell its scancode set (%d)", set);
    }
    if (result != 0)
        log_warning("keyboard: does not change its scancode set: %s", error_name(result));
}

/* A keyboard that refuses is soon left alone: each try makes whoever types wait. */
static void leds_show(void)
{
    if (led_failures >= LED_FAILURES_MAX)
        return;
    leds_shown = decoder.leds;
    if (command_send(KEYBOARD_LEDS_SET, decoder.leds) == 0) {
        led_failures = 0;
        return;
    }
    led_failures++;
    byte_send(KEYBOARD_SCAN); /* should it wait for the second byte, it sends no keys */
}

static bool keyboard_set_up(void)
{
    /* Scanning on first: a keyboard that answers nothing else shall at least send. */
    const int result = byte_send(KEYBOARD_SCAN);

    if (result != 0) {
        led_failures = LED_FAILURES_MAX - 1; /* for one that is plugged in later */
        log_info("keyboard: none answers (%s); listening all the same", error_name(result));
        return false;
    }
    set_choose();
    command_send(KEYBOARD_REPEAT_SET, KEYBOARD_REPEAT_500_MS_30_HZ);
    leds_show();
    return true;
}

int keyboard_init(const char *keymap)
{
    int result;
    bool answers;

    keyboard_decoder_init(&decoder, &keymaps[0]);
    if (keymap != NULL && keyboard_set_keymap(keymap) != 0)
        log_warning("keyboard: keymap=%s is not known; using %s", keymap, keyboard_keymap());
    result = i8042_init();
    if (result != 0) {
        log_info("keyboard: no PS/2 controller (%s)", error_name(result));
        return -E_NODEV;
    }
    answers = keyboard_set_up();
    is_listening = true;
    result = irq_connect(IRQ_KEYBOARD, interrupt_handle, NULL, "keyboard");
    if (result != 0)
        log_warning("keyboard: no interrupt (%s); looked at when read", error_name(result));
    if (answers)
        log_info("keyboard: PS/2, layout %s", keyboard_keymap());
    return answers ? 0 : -E_NODEV;
}

static void scancode_decode(uint8_t code)
{
    /* Where codes are missing just before this one, the release of a key may be among them. */
    if (queue.dropped != gaps_seen)
        keyboard_decoder_release(&decoder);
    gaps_seen = queue.dropped;
    text_size = keyboard_decoder_feed(&decoder, code, text);
    text_at = 0;
    if (decoder.leds != leds_shown)
        leds_show();
}

int keyboard_read(void)
{
    for (unsigned codes = 0; text_at == text_size; codes++) {
        int code;

        if (!is_listening || codes == CODES_AT_ONCE_MAX)
            return -1;
        code = scancode_take();
        if (code < 0)
            return -1;
        scancode_decode((uint8_t)code);
    }
    return (uint8_t)text[text_at++];
}

int keyboard_inject(uint8_t scancode)
{
    return is_listening ? i8042_inject(scancode) : -E_NODEV;
}

int keyboard_set_keymap(const char *name)
{
    const struct keymap *found = keymap_find(name);

    if (found == NULL)
        return -E_NOENT;
    decoder.keymap = found;
    return 0;
}

const struct keymap *keyboard_layout(void)
{
    return decoder.keymap != NULL ? decoder.keymap : &keymaps[0];
}

const char *keyboard_keymap(void)
{
    return keyboard_layout()->name;
}

const char *keyboard_keymap_name(unsigned index)
{
    return index < keymap_count ? keymaps[index].name : NULL;
}

uint64_t keyboard_dropped(void)
{
    return byte_queue_dropped(&queue);
}
