/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_usb_device.c — where a device is in a tree of hubs, and devices that answer too little,
 * nonsense, or go away. The controller is made up.
 */
#include "xhci_memory.h"

#include "dev/usb_device.c"
#include "recorded_usb.h"

static struct usb_bus bus;
static struct xhci_place places[8]; /* as they were asked for */
static unsigned place_count, slots_used;
static unsigned packet_set;
static const uint8_t *device_bytes, *config_bytes;
static size_t device_size, config_size;
static int keyboard_answer;

struct xhci_device *xhci_device_new(struct xhci *xhci, const struct xhci_place *place, int *result)
{
    struct xhci_device *device = kzalloc(sizeof(*device));

    assert_ptr_equal(xhci, &bus.xhci);
    places[place_count++ % ARRAY_SIZE(places)] = *place;
    device->slot = ++slots_used;
    device->place = *place;
    *result = 0;
    return device;
}

void xhci_device_drop(struct xhci_device *device)
{
    kfree(device);
}

int xhci_device_set_packet(struct xhci_device *device, unsigned bytes)
{
    (void)device;
    packet_set = bytes;
    return 0;
}

int usb_get_descriptor(struct xhci_device *slot, unsigned type, unsigned index, unsigned language,
                       void *to, size_t size)
{
    const uint8_t *bytes = type == USB_TYPE_DEVICE ? device_bytes : config_bytes;
    size_t has = type == USB_TYPE_DEVICE ? device_size : config_size;

    (void)slot;
    (void)index;
    (void)language;
    if (type == USB_TYPE_STRING)
        return -E_IO;
    has = has < size ? has : size;
    memcpy(to, bytes, has);
    return (int)has;
}

void usb_get_text(struct xhci_device *slot, unsigned index, unsigned language, char *to,
                  size_t size)
{
    (void)slot;
    (void)index;
    assert_int_equal(language, LANGUAGE_US);
    print_format(to, size, "text");
}

int usb_hub_begin(struct usb_device *device, const struct usb_function *function)
{
    (void)device;
    (void)function;
    return 0;
}

int usb_keyboard_begin(struct usb_device *device, const struct usb_function *function)
{
    (void)device;
    assert_int_equal(function->endpoint, 1);
    return keyboard_answer;
}

void usb_keyboard_end(struct usb_device *device)
{
    (void)device;
}

int usb_publish(struct usb_device *device)
{
    unsigned i = 0;

    while (bus.devices[i] != NULL)
        i++;
    bus.devices[i] = device;
    return 0;
}

void usb_unpublish(struct usb_device *device)
{
    for (unsigned i = 0; i < ARRAY_SIZE(bus.devices); i++)
        if (bus.devices[i] == device)
            bus.devices[i] = NULL;
}

void thread_sleep_ms(unsigned ms)
{
    (void)ms;
}

void log_write(enum log_level level, const char *format, ...)
{
    (void)level;
    (void)format;
}

static int fresh(void **state)
{
    (void)state;
    bus = (struct usb_bus){ .number = 1 };
    place_count = slots_used = packet_set = 0;
    device_bytes = recorded_usb_device;
    device_size = sizeof(recorded_usb_device);
    config_bytes = recorded_usb_keyboard;
    config_size = sizeof(recorded_usb_keyboard);
    keyboard_answer = 0;
    return 0;
}

static int nothing_is_left(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(bus.devices); i++)
        if (bus.devices[i] != NULL && bus.devices[i]->parent == NULL)
            usb_detach(bus.devices[i]);
    assert_int_equal(objects_taken, 0);
    return 0;
}

static struct usb_device *attach(struct usb_device *parent, unsigned port, enum usb_speed speed)
{
    struct usb_device *found = NULL;

    assert_int_equal(usb_attach(&bus, parent, port, speed, speed), 0);
    for (unsigned i = 0; i < ARRAY_SIZE(bus.devices); i++)
        if (bus.devices[i] != NULL && bus.devices[i]->slot->slot == slots_used)
            found = bus.devices[i];
    assert_non_null(found);
    return found;
}

static void a_keyboard_is_known(void **state)
{
    const struct usb_device *device;

    (void)state;
    device = attach(NULL, 3, USB_SPEED_FULL);
    assert_string_equal(device->view.path, "1-3");
    assert_int_equal(device->view.kind, USB_KEYBOARD);
    assert_int_equal(device->view.class, USB_CLASS_HID);
    assert_string_equal(device->view.name, "text text");
    assert_int_equal(packet_set, 64);
    assert_int_equal(places[0].root_port, 3);
    assert_int_equal(places[0].route, 0);
    assert_int_equal(places[0].translator_slot, 0);
}

/* Slots count from 1: hub, hub, hub, keyboard. */
static void translators_are_the_last_fast_hubs(void **state)
{
    struct usb_device *outer, *inner, *slow, *keyboard;

    (void)state;
    outer = attach(NULL, 5, USB_SPEED_HIGH);
    inner = attach(outer, 2, USB_SPEED_HIGH);
    slow = attach(inner, 7, USB_SPEED_FULL);
    device_bytes = exact_copy(recorded_usb_device, device_size);
    ((uint8_t *)(uintptr_t)device_bytes)[USB_DEVICE_PACKET] = 8;
    keyboard = attach(slow, 4, USB_SPEED_LOW);
    assert_int_equal(keyboard->depth, 3);
    assert_string_equal(keyboard->view.path, "1-5.2.7.4");
    assert_int_equal(places[1].route, 0x2);
    assert_int_equal(places[1].translator_slot, 0);
    assert_int_equal(places[2].route, 0x72);
    assert_int_equal(places[2].translator_slot, 2);
    assert_int_equal(places[2].translator_port, 7);
    assert_int_equal(places[3].root_port, 5);
    assert_int_equal(places[3].route, 0x472);
    assert_int_equal(places[3].speed_number, 2);
    assert_int_equal(places[3].translator_slot, 2);
    assert_int_equal(places[3].translator_port, 7);
    free((void *)(uintptr_t)device_bytes);
}

static void all_behind_a_hub_goes_with_it(void **state)
{
    struct usb_device *outer, *inner;

    (void)state;
    outer = attach(NULL, 5, USB_SPEED_HIGH);
    attach(NULL, 6, USB_SPEED_HIGH);
    inner = attach(outer, 2, USB_SPEED_HIGH);
    attach(inner, 1, USB_SPEED_HIGH);
    attach(outer, 1, USB_SPEED_HIGH);
    usb_detach(outer);
    assert_int_equal(objects_taken, 2); /* one device is left, and its slot */
}

static void hubs_can_be_too_deep(void **state)
{
    struct usb_device *device = NULL;

    (void)state;
    for (unsigned i = 0; i <= DEPTH_MAX; i++)
        device = attach(device, 1, USB_SPEED_HIGH);
    assert_int_equal(usb_attach(&bus, device, 1, USB_SPEED_HIGH, 3), -E_RANGE);
}

static void too_little_is_refused(void **state)
{
    (void)state;
    for (device_size = 0; device_size < sizeof(recorded_usb_device); device_size++)
        assert_int_equal(usb_attach(&bus, NULL, 1, USB_SPEED_HIGH, 3), -E_INVAL);
    for (config_size = 0; config_size < USB_CONFIGURATION_BYTES; config_size++)
        assert_int_equal(usb_attach(&bus, NULL, 1, USB_SPEED_HIGH, 3), -E_INVAL);
    device_size = sizeof(recorded_usb_device);
    config_size = USB_CONFIGURATION_BYTES; /* a configuration without anything is listed */
    assert_int_equal(attach(NULL, 1, USB_SPEED_HIGH)->view.kind, USB_OTHER);
}

static void packets_must_fit_the_speed(void **state)
{
    static const struct {
        enum usb_speed speed;
        uint8_t coded;
        unsigned bytes; /* 0: refused */
    } cases[] = {
        { USB_SPEED_FULL, 8, 8 },   { USB_SPEED_FULL, 64, 64 }, { USB_SPEED_FULL, 0, 0 },
        { USB_SPEED_FULL, 9, 0 },   { USB_SPEED_LOW, 64, 0 },   { USB_SPEED_LOW, 8, 8 },
        { USB_SPEED_HIGH, 8, 0 },   { USB_SPEED_SUPER, 64, 0 }, { USB_SPEED_SUPER, 9, 512 },
        { USB_SPEED_HIGH, 64, 64 }, { USB_SPEED_FULL, 255, 0 },
    };
    uint8_t bytes[sizeof(recorded_usb_device)];

    (void)state;
    memcpy(bytes, recorded_usb_device, sizeof(bytes));
    device_bytes = bytes;
    for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
        bytes[USB_DEVICE_PACKET] = cases[i].coded;
        packet_set = 0;
        assert_int_equal(usb_attach(&bus, NULL, 1, cases[i].speed, 1),
                         cases[i].bytes == 0 ? -E_INVAL : 0);
        assert_int_equal(packet_set, cases[i].bytes);
    }
}

static void a_keyboard_that_fails_is_not_kept(void **state)
{
    (void)state;
    keyboard_answer = -E_IO;
    assert_int_equal(usb_attach(&bus, NULL, 1, USB_SPEED_HIGH, 3), -E_IO);
    assert_int_equal(objects_taken, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_keyboard_is_known, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(translators_are_the_last_fast_hubs, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(all_behind_a_hub_goes_with_it, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(hubs_can_be_too_deep, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(too_little_is_refused, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(packets_must_fit_the_speed, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(a_keyboard_that_fails_is_not_kept, fresh, nothing_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
