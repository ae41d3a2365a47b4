/* SPDX-License-Identifier: MIT */
/* fmt/xhci_protocol.c — four words, and a list of speeds that is mostly left out. */
#include "fmt/xhci_protocol.h"

#include "lib/error.h"
#include "lib/field.h"

/* xHCI 1.2 7.2.1 to 7.2.5. */
#define WORDS       4
#define NAME_USB    0x20425355u /* "USB " */
#define MINOR       0x00ff0000u /* word 0 */
#define MAJOR       0xff000000u
#define FIRST_PORT  0x000000ffu /* word 2 */
#define PORT_COUNT  0x0000ff00u
#define SPEED_COUNT 0xf0000000u
#define SLOT_TYPE   0x0000001fu /* word 3 */

#define SPEED_NUMBER   0x0000000fu
#define SPEED_EXPONENT 0x00000030u /* times 1000 to this power, in bits per second */
#define SPEED_MANTISSA 0xffff0000u

#define KBIT_LOW   1500u
#define KBIT_FULL  12000u
#define KBIT_HIGH  480000u
#define KBIT_SUPER 5000000u

int xhci_protocol_parse(struct xhci_protocol *protocol, const uint32_t *words, unsigned count,
                        unsigned ports)
{
    *protocol = (struct xhci_protocol){ 0 };
    if (count < WORDS || words[1] != NAME_USB)
        return -E_INVAL;
    protocol->major = (uint8_t)FIELD_GET(MAJOR, words[0]);
    protocol->minor = (uint8_t)FIELD_GET(MINOR, words[0]);
    protocol->first_port = (uint8_t)FIELD_GET(FIRST_PORT, words[2]);
    protocol->port_count = (uint8_t)FIELD_GET(PORT_COUNT, words[2]);
    protocol->slot_type = (uint8_t)FIELD_GET(SLOT_TYPE, words[3]);
    protocol->speed_count = (uint8_t)FIELD_GET(SPEED_COUNT, words[2]);
    if (protocol->first_port == 0 || protocol->port_count == 0 ||
        protocol->first_port + protocol->port_count - 1u > ports ||
        protocol->speed_count > count - WORDS)
        return -E_INVAL;
    for (unsigned i = 0; i < protocol->speed_count; i++)
        protocol->speeds[i] = words[WORDS + i];
    return 0;
}

static enum usb_speed speed_of_rate(uint64_t kbit)
{
    if (kbit == KBIT_LOW)
        return USB_SPEED_LOW;
    if (kbit == KBIT_FULL)
        return USB_SPEED_FULL;
    if (kbit == KBIT_HIGH)
        return USB_SPEED_HIGH;
    return kbit >= KBIT_SUPER ? USB_SPEED_SUPER : USB_SPEED_NONE;
}

enum usb_speed xhci_speed_of(const struct xhci_protocol *protocol, unsigned number)
{
    static const uint32_t kbit_of[] = { 0, 1, 1000,
                                        1000000 }; /* of a mantissa of 1, less than 1: 0 */

    for (unsigned i = 0; protocol != NULL && i < protocol->speed_count; i++) {
        const uint32_t word = protocol->speeds[i];
        enum usb_speed speed;

        if (FIELD_GET(SPEED_NUMBER, word) != number)
            continue;
        speed = speed_of_rate((uint64_t)FIELD_GET(SPEED_MANTISSA, word) *
                              kbit_of[FIELD_GET(SPEED_EXPONENT, word)]);
        if (speed != USB_SPEED_NONE)
            return speed;
    }
    return number < USB_SPEED_SUPER ? (enum usb_speed)number : USB_SPEED_SUPER;
}

const char *usb_speed_name(enum usb_speed speed)
{
    static const char *const names[] = { "no speed", "full speed", "low speed", "high speed",
                                         "SuperSpeed" };

    return (unsigned)speed < ARRAY_SIZE(names) ? names[speed] : "unknown speed";
}
