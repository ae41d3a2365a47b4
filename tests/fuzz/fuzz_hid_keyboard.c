/* SPDX-License-Identifier: MIT */
/*
 * tests/fuzz/fuzz_hid_keyboard.c — any reports, cut anywhere, at any time; at the end every key that was
 * pressed has been let go.
 *
 * Each round takes a byte for the report's length and the time that passes, then the report.
 */
#include "fmt/hid_keyboard.h"

#include "check.h"

#include <string.h>

#define CODES (2 * 0x80)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_down[CODES];

/* Follows the codes: a prefix, then a make or a break. A break is only of what is down. */
static void codes_take(const uint8_t *codes, size_t count)
{
    unsigned prefix = 0;

    CHECK(count <= HID_CODES_MAX);
    for (size_t i = 0; i < count; i++) {
        const unsigned key = (codes[i] & 0x7fu) + prefix;

        if (codes[i] == 0xe0) {
            CHECK(prefix == 0);
            prefix = 0x80;
            continue;
        }
        CHECK(codes[i] != 0 && codes[i] != 0xe1 && codes[i] != 0xff);
        CHECK(!(codes[i] & 0x80) || is_down[key] || key == 0x2b);
        is_down[key] = !(codes[i] & 0x80);
        prefix = 0;
    }
    CHECK(prefix == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hid_keyboard keyboard = { 0 };
    uint8_t codes[HID_CODES_MAX];
    uint64_t now_ns = 0;

    memset(is_down, 0, sizeof(is_down));
    while (size > 1) {
        size_t length = data[0] & 15;

        now_ns += (uint64_t)(data[0] >> 4) * 50000000u;
        data++, size--;
        length = length < size ? length : size;
        codes_take(codes, hid_keyboard_report(&keyboard, data, length, now_ns, codes));
        codes_take(codes, hid_keyboard_repeat(&keyboard, now_ns, codes));
        data += length, size -= length;
    }
    codes_take(codes, hid_keyboard_release(&keyboard, codes));
    for (unsigned i = 0; i < CODES; i++)
        CHECK(!is_down[i]);
    CHECK(hid_keyboard_repeat(&keyboard, UINT64_MAX, codes) == 0);
    return 0;
}
