/* SPDX-License-Identifier: MIT */
/* tests/unit/test_xhci_protocol.c — which ports are USB 2, which USB 3, and how fast a number is. */
#include "exact.h"

#include "fmt/xhci_protocol.h"
#include "lib/error.h"
#include "lib/types.h"

/* As Intel's controllers have it: USB 2, ports 1 to 9, three speeds in an order of their own. */
static const uint32_t usb2[] = { 0x02000802, 0x20425355, 0x30180901, 0x00000000,
                                 0x000c0021, 0x05dc0012, 0x01e00023 };
static const uint32_t usb3[] = { 0x03000802, 0x20425355, 0x0000040a, 0x00000003 };

static int parse(struct xhci_protocol *protocol, const uint32_t *words, unsigned count)
{
    uint32_t *exact = (uint32_t *)exact_copy(words, count * sizeof(*words));
    const int result = xhci_protocol_parse(protocol, exact, count, 15);

    free(exact);
    return result;
}

static void both_kinds(void **state)
{
    struct xhci_protocol protocol;

    (void)state;
    assert_int_equal(parse(&protocol, usb2, ARRAY_SIZE(usb2)), 0);
    assert_int_equal(protocol.major, 2);
    assert_int_equal(protocol.first_port, 1);
    assert_int_equal(protocol.port_count, 9);
    assert_int_equal(protocol.speed_count, 3);
    assert_int_equal(xhci_speed_of(&protocol, 1), USB_SPEED_FULL);
    assert_int_equal(xhci_speed_of(&protocol, 2), USB_SPEED_LOW);
    assert_int_equal(xhci_speed_of(&protocol, 3), USB_SPEED_HIGH);
    assert_int_equal(parse(&protocol, usb3, ARRAY_SIZE(usb3)), 0);
    assert_int_equal(protocol.major, 3);
    assert_int_equal(protocol.first_port, 10);
    assert_int_equal(protocol.slot_type, 3);
    assert_int_equal(xhci_speed_of(&protocol, 4), USB_SPEED_SUPER);
    assert_int_equal(xhci_speed_of(&protocol, 6), USB_SPEED_SUPER);
}

static void numbers_of_their_own(void **state)
{
    uint32_t words[ARRAY_SIZE(usb2)];
    struct xhci_protocol protocol;

    (void)state;
    memcpy(words, usb2, sizeof(words));
    words[4] = 0x01e00021; /* number 1: 480 Mb/s */
    words[5] = 0x00050035; /* number 5: 5 Gb/s */
    words[6] = 0x00070027; /* number 7: 7 Mb/s, which is no speed */
    assert_int_equal(parse(&protocol, words, ARRAY_SIZE(words)), 0);
    assert_int_equal(xhci_speed_of(&protocol, 1), USB_SPEED_HIGH);
    assert_int_equal(xhci_speed_of(&protocol, 5), USB_SPEED_SUPER);
    assert_int_equal(xhci_speed_of(&protocol, 7), USB_SPEED_SUPER);
    assert_int_equal(xhci_speed_of(NULL, 1), USB_SPEED_FULL);
    assert_int_equal(xhci_speed_of(NULL, 0), USB_SPEED_NONE);
}

static void nonsense(void **state)
{
    static const uint32_t ports[] = { 0, 0x0100, 0x0001, 0x0901 + 0x0f00, 0x0f02, 0xffff };
    uint32_t words[4];
    struct xhci_protocol protocol;

    (void)state;
    for (unsigned count = 0; count < ARRAY_SIZE(usb2); count++)
        assert_int_equal(parse(&protocol, usb2, count), -E_INVAL);
    for (unsigned i = 0; i < ARRAY_SIZE(ports); i++) {
        memcpy(words, usb3, sizeof(words));
        words[2] = ports[i];
        assert_int_equal(parse(&protocol, words, ARRAY_SIZE(words)), -E_INVAL);
    }
    memcpy(words, usb3, sizeof(words));
    words[1] = 0x20425356;
    assert_int_equal(parse(&protocol, words, ARRAY_SIZE(words)), -E_INVAL);
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(usb_speed_name(USB_SPEED_LOW), "low speed");
    assert_string_equal(usb_speed_name(USB_SPEED_SUPER), "SuperSpeed");
    assert_non_null(usb_speed_name((enum usb_speed)77));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_kinds),
        cmocka_unit_test(numbers_of_their_own),
        cmocka_unit_test(nonsense),
        cmocka_unit_test(names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
