/* SPDX-License-Identifier: MIT */
/*
 * dev/usb_keyboard.c — reports become scancodes where they arrive, scancodes become text where they are
 * read.
 *
 * Reports and repeats may come on different cores, so one lock stands before the queues; the reader
 * needs none. Requests to a keyboard, as for its lamps, take time, and are the thread's.
 */
#include "dev/usb_keyboard.h"

#include "dev/clock.h"
#include "dev/keyboard.h"
#include "dev/usb_request.h"
#include "fmt/hid_keyboard.h"
#include "fmt/usb_regs.h"
#include "lib/byte_queue.h"
#include "lib/error.h"
#include "lib/keyboard_decoder.h"
#include "lib/log.h"
#include "mm/heap.h"

#define KEYBOARDS_MAX     8
#define CODES_AT_ONCE_MAX BYTE_QUEUE_ENTRIES
#define FAILURES_MAX      8 /* without a report in between */
#define LAMPS_UNKNOWN     0xff

struct usb_keyboard {
    struct usb_device *device; /* NULL: unplugged */
    unsigned interface;
    struct hid_keyboard hid;
    struct byte_queue codes;
    uint64_t reports;

    struct keyboard_decoder decoder; /* from here on the reader's */
    uint64_t gaps_seen;
    bool is_given_up;
    uint8_t lamps; /* the thread's: as they are lit */
};

static struct spinlock codes_lock = SPINLOCK("USB keyboards");
static struct usb_keyboard *keyboards[KEYBOARDS_MAX];

static char text[KEYBOARD_BYTES_MAX];
static size_t text_size, text_at;

/* With the lock. */
static void codes_put(struct usb_keyboard *keyboard, const uint8_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        byte_queue_put(&keyboard->codes, codes[i]);
}

static void report_came(void *context, const uint8_t *bytes, size_t size)
{
    struct usb_keyboard *keyboard = context;
    const uint64_t flags = spin_lock(&codes_lock);
    uint8_t codes[HID_CODES_MAX];

    if (keyboard->device != NULL) {
        keyboard->reports++;
        keyboard->device->failures = 0;
        codes_put(keyboard, codes,
                  hid_keyboard_report(&keyboard->hid, bytes, size, clock_now_ns(), codes));
    }
    spin_unlock(&codes_lock, flags);
}

void usb_keyboard_beat(void)
{
    const uint64_t now_ns = clock_now_ns(), flags = spin_lock(&codes_lock);
    uint8_t codes[HID_CODES_MAX];

    for (unsigned i = 0; i < KEYBOARDS_MAX && keyboards[i] != NULL; i++)
        codes_put(keyboards[i], codes, hid_keyboard_repeat(&keyboards[i]->hid, now_ns, codes));
    spin_unlock(&codes_lock, flags);
}

static void keys_release(struct usb_keyboard *keyboard)
{
    const uint64_t flags = spin_lock(&codes_lock);
    uint8_t codes[HID_CODES_MAX];

    codes_put(keyboard, codes, hid_keyboard_release(&keyboard->hid, codes));
    spin_unlock(&codes_lock, flags);
}

/* ---- the reader ------------------------------------------------------------------------------ */

static void scancode_decode(struct usb_keyboard *keyboard, uint8_t code)
{
    struct keyboard_decoder *decoder = &keyboard->decoder;
    const uint8_t leds = decoder->leds;

    /* Where codes are missing just before this one, the release of a key may be among them. */
    if (keyboard->codes.dropped != keyboard->gaps_seen)
        keyboard_decoder_release(decoder);
    keyboard->gaps_seen = keyboard->codes.dropped;
    decoder->keymap = keyboard_layout();
    text_size = keyboard_decoder_feed(decoder, code, text);
    text_at = 0;
    if (decoder->leds != leds)
        usb_wake();
}

/* Decodes until a key sends something; false when nothing is left. */
static bool keyboard_read_some(struct usb_keyboard *keyboard)
{
    for (unsigned codes = 0; codes < CODES_AT_ONCE_MAX; codes++) {
        const int code = byte_queue_get(&keyboard->codes);

        if (code < 0)
            return false;
        scancode_decode(keyboard, (uint8_t)code);
        if (text_size > 0)
            return true;
    }
    return false;
}

int usb_keyboard_read(void)
{
    for (unsigned i = 0; text_at == text_size && i < KEYBOARDS_MAX; i++) {
        struct usb_keyboard *keyboard = __atomic_load_n(&keyboards[i], __ATOMIC_ACQUIRE);

        if (keyboard == NULL || keyboard_read_some(keyboard))
            break;
    }
    return text_at < text_size ? (uint8_t)text[text_at++] : -1;
}

unsigned usb_keyboard_count(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < KEYBOARDS_MAX && keyboards[i] != NULL; i++)
        count += keyboards[i]->device != NULL;
    return count;
}

uint64_t usb_keyboard_reports(void)
{
    uint64_t count = 0;

    for (unsigned i = 0; i < KEYBOARDS_MAX && keyboards[i] != NULL; i++)
        count += keyboards[i]->reports;
    return count;
}

uint64_t usb_keyboard_dropped(void)
{
    uint64_t count = 0;

    for (unsigned i = 0; i < KEYBOARDS_MAX && keyboards[i] != NULL; i++)
        count += byte_queue_dropped(&keyboards[i]->codes);
    return count;
}

/* ---- the thread ------------------------------------------------------------------------------ */

/* A place that nobody has, or a new one. */
static struct usb_keyboard *place_take(void)
{
    struct usb_keyboard *keyboard;
    unsigned i = 0;

    while (i < KEYBOARDS_MAX && keyboards[i] != NULL && keyboards[i]->device != NULL)
        i++;
    if (i == KEYBOARDS_MAX)
        return NULL;
    if (keyboards[i] != NULL)
        return keyboards[i];
    keyboard = kzalloc(sizeof(*keyboard));
    if (keyboard == NULL)
        return NULL;
    keyboard_decoder_init(&keyboard->decoder, keyboard_layout());
    __atomic_store_n(&keyboards[i], keyboard, __ATOMIC_RELEASE);
    return keyboard;
}

int usb_keyboard_begin(struct usb_device *device, const struct usb_function *function)
{
    struct usb_keyboard *keyboard = place_take();
    int result;

    if (keyboard == NULL)
        return -E_NOSPACE;
    result = xhci_listen(device->slot, function, report_came, keyboard);
    if (result == 0)
        result = usb_set_configuration(device->slot, function->configuration);
    if (result < 0)
        return result;
    result = hid_set_protocol(device->slot, function->interface, HID_PROTOCOL_BOOT);
    if (result < 0)
        log_debug("usb: %s: is not to be told the boot protocol: %s", device->view.path,
                  error_name(result));
    result = hid_set_idle(device->slot, function->interface);
    if (result < 0)
        log_debug("usb: %s: may repeat its reports: %s", device->view.path, error_name(result));
    keyboard->interface = function->interface;
    keyboard->is_given_up = false;
    keyboard->lamps = LAMPS_UNKNOWN;
    keyboard->hid = (struct hid_keyboard){ 0 };
    keyboard->device = device;
    device->keyboard = keyboard;
    device->failures = 0;
    xhci_listen_begin(device->slot);
    usb_keyboard_look(device);
    return 0;
}

static void mend(struct usb_device *device)
{
    struct usb_keyboard *keyboard = device->keyboard;
    const unsigned code = device->slot->interrupt.code;
    int result;

    keys_release(keyboard);
    if (device->failures++ >= FAILURES_MAX) {
        keyboard->is_given_up = true;
        log_warning("usb: %s: fails again and again (%s); not listened to any more",
                    device->view.path, xhci_code_name(code));
        return;
    }
    result = xhci_listen_again(device->slot);
    if (result < 0)
        device->slot->interrupt.is_halted = true; /* to be tried again */
    log_debug("usb: %s: %s; %s", device->view.path, xhci_code_name(code),
              result < 0 ? error_name(result) : "listened to again");
}

void usb_keyboard_look(struct usb_device *device)
{
    struct usb_keyboard *keyboard = device->keyboard;
    const uint8_t lamps = hid_keyboard_lamps(keyboard->decoder.leds);

    if (keyboard->is_given_up)
        return;
    if (device->slot->interrupt.is_halted)
        mend(device);
    if (keyboard->lamps == lamps)
        return;
    keyboard->lamps = lamps; /* told once: a keyboard may have none */
    if (hid_set_lamps(device->slot, keyboard->interface, lamps) < 0)
        log_debug("usb: %s: does not light its lamps", device->view.path);
}

void usb_keyboard_end(struct usb_device *device)
{
    struct usb_keyboard *keyboard = device->keyboard;
    uint64_t flags;

    if (keyboard == NULL)
        return;
    keys_release(keyboard);
    flags = spin_lock(&codes_lock);
    keyboard->device = NULL;
    spin_unlock(&codes_lock, flags);
    device->keyboard = NULL;
}
