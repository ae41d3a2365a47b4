/* SPDX-License-Identifier: MIT */
/* tests/unit/test_usb.c — descriptors as devices send them, cut short, and of any bytes. */
#include "exact.h"

#include "fmt/usb.h"
#include "fmt/usb_regs.h"
#include "lib/error.h"
#include "lib/types.h"
#include "recorded_usb.h"

static const struct usb_wanted keyboard = { USB_CLASS_HID, USB_SUBCLASS_BOOT,
                                            USB_PROTOCOL_KEYBOARD };
static const struct usb_wanted hub = { USB_CLASS_HUB, -1, -1 };

static void test_identity(void **state)
{
    struct usb_identity identity;

    (void)state;
    assert_int_equal(
        usb_identity_parse(&identity, recorded_usb_device, sizeof(recorded_usb_device)), 0);
    assert_int_equal(identity.version, 0x0200);
    assert_int_equal(identity.vendor, 0x0627);
    assert_int_equal(identity.product, 0x0001);
    assert_int_equal(identity.maker_string, 1);
    assert_int_equal(identity.name_string, 4);
    assert_int_equal(usb_first_packet(recorded_usb_device, 8), 64);
}

static void test_keyboard(void **state)
{
    struct usb_function function;

    (void)state;
    assert_int_equal(usb_function_find(&function, &keyboard, recorded_usb_keyboard,
                                       sizeof(recorded_usb_keyboard)),
                     0);
    assert_int_equal(function.configuration, 1);
    assert_int_equal(function.interface, 0);
    assert_int_equal(function.endpoint, 1);
    assert_int_equal(function.interval, 7);
    assert_int_equal(function.packet_bytes, 8);
    assert_int_equal(usb_first_class(recorded_usb_keyboard, sizeof(recorded_usb_keyboard)),
                     USB_CLASS_HID);
    assert_int_equal(
        usb_function_find(&function, &hub, recorded_usb_keyboard, sizeof(recorded_usb_keyboard)),
        -E_NOENT);
}

/* Neither the mouse, nor what only looks like a keyboard, nor another setting, nor the way out. */
static void test_one_of_many(void **state)
{
    struct usb_function function;

    (void)state;
    assert_int_equal(
        usb_function_find(&function, &keyboard, recorded_usb_many, sizeof(recorded_usb_many)), 0);
    assert_int_equal(function.configuration, 2);
    assert_int_equal(function.interface, 2);
    assert_int_equal(function.endpoint, 4);
    assert_int_equal(function.packet_bytes, 8);
}

/* Each length that is too short, in a block without slack behind it. */
static void test_cut_short(void **state)
{
    struct usb_identity identity;
    struct usb_function function;
    struct usb_hub found;

    (void)state;
    for (size_t size = 0; size < sizeof(recorded_usb_device); size++) {
        uint8_t *bytes = exact_copy(recorded_usb_device, size);

        assert_int_equal(usb_identity_parse(&identity, bytes, size), -E_INVAL);
        assert_true((usb_first_packet(bytes, size) == 64) == (size >= 8));
        free(bytes);
    }
    for (size_t size = 0; size < sizeof(recorded_usb_keyboard); size++) {
        uint8_t *bytes = exact_copy(recorded_usb_keyboard, size);

        assert_true(usb_function_find(&function, &keyboard, bytes, size) < 0);
        usb_first_class(bytes, size);
        free(bytes);
    }
    for (size_t size = 0; size < 7; size++) {
        uint8_t *bytes = exact_copy(recorded_usb_hub, size);

        assert_int_equal(usb_hub_parse(&found, bytes, size), -E_INVAL);
        free(bytes);
    }
}

/* A length of 0 or 1 would never end, one too large leads out; both end the walk. */
static void test_broken_lengths(void **state)
{
    static const uint8_t lengths[] = { 0, 1, 0x1b, 0xff };
    struct usb_function function;

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(lengths); i++) {
        uint8_t *bytes = exact_copy(recorded_usb_keyboard, sizeof(recorded_usb_keyboard));

        bytes[18] = lengths[i];
        assert_int_equal(
            usb_function_find(&function, &keyboard, bytes, sizeof(recorded_usb_keyboard)),
            -E_NOENT);
        free(bytes);
    }
}

/* What the configuration says is all of it is all, also when more came. */
static void test_total_bounds(void **state)
{
    uint8_t *bytes = exact_copy(recorded_usb_keyboard, sizeof(recorded_usb_keyboard));
    struct usb_function function;

    (void)state;
    bytes[2] = 0x1b;
    assert_int_equal(usb_function_find(&function, &keyboard, bytes, sizeof(recorded_usb_keyboard)),
                     -E_NOENT);
    bytes[2] = 8;
    assert_int_equal(usb_configuration_length(bytes, 9), -E_INVAL);
    assert_int_equal(usb_function_find(&function, &keyboard, bytes, sizeof(recorded_usb_keyboard)),
                     -E_INVAL);
    bytes[2] = 0xff;
    bytes[3] = 0xff;
    assert_int_equal(usb_configuration_length(bytes, 9), 0xffff);
    assert_int_equal(usb_function_find(&function, &keyboard, bytes, sizeof(recorded_usb_keyboard)),
                     0);
    free(bytes);
}

static void test_hub(void **state)
{
    uint8_t bytes[sizeof(recorded_usb_hub)];
    struct usb_hub found;

    (void)state;
    memcpy(bytes, recorded_usb_hub, sizeof(bytes));
    assert_int_equal(usb_hub_parse(&found, bytes, sizeof(bytes)), 0);
    assert_int_equal(found.ports, 8);
    assert_int_equal(found.think_time, 3);
    assert_int_equal(found.power_good_ms, 100);
    bytes[2] = 200;
    assert_int_equal(usb_hub_parse(&found, bytes, sizeof(bytes)), 0);
    assert_int_equal(found.ports, USB_PORTS_MAX);
    bytes[2] = 0;
    assert_int_equal(usb_hub_parse(&found, bytes, sizeof(bytes)), -E_INVAL);
}

static void test_text(void **state)
{
    static const uint8_t string[] = { 14, 3, 'A', 0, 0xe4, 0, 'b', 0x20, 'c', 0, ' ', 0, ' ', 0 };
    char text[8];

    (void)state;
    assert_int_equal(usb_text_parse(text, sizeof(text), string, sizeof(string)), 4);
    assert_string_equal(text, "A??c");
    assert_int_equal(usb_text_parse(text, 3, string, sizeof(string)), 2);
    assert_string_equal(text, "A?");
    for (size_t size = 0; size < sizeof(string); size++) {
        uint8_t *bytes = exact_copy(string, size);

        usb_text_parse(text, sizeof(text), bytes, size);
        free(bytes);
    }
    assert_int_equal(usb_text_parse(text, sizeof(text), recorded_usb_hub, 9), -E_INVAL);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_keyboard),
        cmocka_unit_test(test_one_of_many),
        cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_broken_lengths),
        cmocka_unit_test(test_total_bounds),
        cmocka_unit_test(test_hub),
        cmocka_unit_test(test_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
