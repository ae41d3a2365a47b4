/* SPDX-License-Identifier: MIT */
/*
 * dev/console_input.c — the serial lines and the keyboards as one stream of bytes.
 *
 * A keyboard's PageUp and PageDown belong to the screen, so they are picked out here.
 */
#include "dev/console.h"
#include "dev/keyboard.h"
#include "dev/screen.h"
#include "dev/serial_input.h"
#include "dev/usb_keyboard.h"
#include "lib/mem.h"
#include "lib/types.h"

#define SEQUENCE_BYTES 4

static const char page_up[SEQUENCE_BYTES + 1] = "\033[5~";
static const char page_down[SEQUENCE_BYTES + 1] = "\033[6~";

static bool input_is_local;

/* Half a screen, so that the eye keeps its place. */
static void page(int direction)
{
    unsigned rows, columns;

    if (screen_size(&rows, &columns))
        screen_scroll_back(direction * (int)(rows / 2));
}

/* From the PS/2 keyboard or a USB one; what one began to send comes whole before the other's. */
static int any_keyboard_read(void)
{
    static bool is_usb;

    for (unsigned i = 0; i < 2; i++) {
        const int byte = is_usb ? usb_keyboard_read() : keyboard_read();

        if (byte >= 0)
            return byte;
        is_usb = !is_usb;
    }
    return -1;
}

/*
 * A keyboard sends a key's sequence whole, so a sequence is held back only while it may still be
 * one of the two.
 */
static int keyboard_take(void)
{
    static char held[SEQUENCE_BYTES];
    static unsigned count, next;
    int byte;

    if (next < count)
        return (uint8_t)held[next++];
    count = next = 0;
    while ((byte = any_keyboard_read()) >= 0) {
        held[count++] = (char)byte;
        if (memcmp(held, page_up, count) != 0 && memcmp(held, page_down, count) != 0)
            break;
        if (count == SEQUENCE_BYTES) {
            page(held[2] == page_up[2] ? 1 : -1);
            count = 0;
        }
    }
    return next < count ? (uint8_t)held[next++] : -1;
}

int console_read(void)
{
    int byte = serial_input_read();

    if (byte >= 0) {
        input_is_local = false;
        return byte;
    }
    byte = keyboard_take();
    if (byte >= 0)
        input_is_local = true;
    return byte;
}

bool console_input_is_local(void)
{
    return input_is_local;
}
