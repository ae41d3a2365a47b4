/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_xhci_device.c — what the controller is told of devices, in contexts of both sizes, and
 * that no page of theirs is lost, or given back while the controller may write to it. QEMU has contexts of
 * 32 bytes only, and no hub of high speed.
 */
#include "xhci_memory.h"

#include "dev/xhci_device.c"
#include "dev/xhci_ring.c"

static struct xhci xhci;
static uint32_t doorbells[XHCI_SLOTS_MAX + 1];
static struct xhci_trb asked; /* the last command but Disable Slot */
static int answer;            /* to that */
static int disable_answer;
static unsigned disabled, slot_given;

void log_write(enum log_level level, const char *format, ...)
{
    (void)level;
    (void)format;
}

const struct xhci_protocol *xhci_port_protocol(const struct xhci *controller, unsigned port)
{
    static const struct xhci_protocol protocol = { .slot_type = 5 };

    assert_ptr_equal(controller, &xhci);
    return port == 9 ? &protocol : NULL;
}

static const uint32_t *input(unsigned context)
{
    return (const uint32_t *)((const uint8_t *)fake_direct_map(asked.parameter, 0) +
                              context * xhci.context_bytes);
}

static const uint32_t *told(unsigned context)
{
    return input(context + 1);
}

/* The controller keeps what it was told of the slot, and has a state and an address of its own. */
int xhci_command(struct xhci *controller, struct xhci_trb trb)
{
    const unsigned type = FIELD_GET(XHCI_TRB_TYPE, trb.control);

    if (type == XHCI_TRB_DISABLE_SLOT) {
        disabled = FIELD_GET(XHCI_TRB_SLOT, trb.control);
        return disable_answer;
    }
    asked = trb;
    if (type == XHCI_TRB_ENABLE_SLOT) {
        controller->command_control = FIELD_SET(XHCI_TRB_SLOT, 0u, slot_given);
        return 0;
    }
    if (type == XHCI_TRB_ADDRESS_DEVICE && answer == 0) {
        uint32_t *output = fake_direct_map(controller->contexts[slot_given], 0);

        memcpy(output, told(0), xhci.context_bytes);
        output[3] = 0x10000007;
    }
    return answer;
}

static int fresh(void **state)
{
    (void)state;
    free(xhci.contexts);
    xhci = (struct xhci){ .context_bytes = 32, .slots = 8, .version = 0x100 };
    xhci.contexts = calloc(XHCI_SLOTS_MAX + 1, sizeof(*xhci.contexts));
    xhci.doorbells = (volatile uint8_t *)doorbells;
    slot_given = 3;
    answer = disable_answer = 0;
    disabled = 0;
    return 0;
}

static int nothing_is_left(void **state)
{
    (void)state;
    assert_int_equal(pages_taken, 0);
    assert_int_equal(objects_taken, 0);
    return 0;
}

static const struct xhci_place behind_hubs = {
    .root_port = 9,
    .speed_number = 2,
    .speed = USB_SPEED_LOW,
    .route = 0x43,
    .translator_slot = 6,
    .translator_port = 4,
};

static void addressed(unsigned context_bytes)
{
    struct xhci_device *device;
    int result;

    xhci.context_bytes = context_bytes;
    device = xhci_device_new(&xhci, &behind_hubs, &result);
    assert_non_null(device);
    assert_int_equal(FIELD_GET(XHCI_TRB_TYPE, asked.control), XHCI_TRB_ADDRESS_DEVICE);
    assert_int_equal(FIELD_GET(XHCI_TRB_SLOT, asked.control), 3);
    assert_int_equal(input(0)[0], 0);
    assert_int_equal(input(0)[1], 3);
    assert_int_equal(told(0)[0], 0x43 | 2 << 20 | 1 << 27);
    assert_int_equal(told(0)[1], 9 << 16);
    assert_int_equal(told(0)[2], 6 | 4 << 8);
    assert_int_equal(told(1)[1], 3 << 1 | 4 << 3 | 8 << 16);
    assert_true((told(1)[2] | (uint64_t)told(1)[3] << 32) == (device->control.ring.address | 1));
    assert_int_equal(told(1)[4], 8);
    assert_true(xhci.contexts[3] == xhci_page_address(device->output));
    xhci_device_drop(device);
    assert_int_equal(disabled, 3);
    assert_true(xhci.contexts[3] == 0 && xhci.devices[3] == NULL);
}

static void contexts_of_both_sizes(void **state)
{
    (void)state;
    addressed(32);
    addressed(64);
}

static void slots_have_the_ports_type(void **state)
{
    int result;

    (void)state;
    slot_given = 0;
    assert_null(xhci_device_new(&xhci, &behind_hubs, &result));
    assert_int_equal(result, -E_RANGE);
    assert_int_equal(FIELD_GET(XHCI_TRB_SLOT_TYPE, asked.control), 5);
    slot_given = 9; /* more than there are */
    assert_null(xhci_device_new(&xhci, &behind_hubs, &result));
    assert_int_equal(result, -E_RANGE);
}

static void packets_are_corrected(void **state)
{
    const struct xhci_place full = { .root_port = 1, .speed_number = 1, .speed = USB_SPEED_FULL };
    struct xhci_device *device;
    int result;

    (void)state;
    device = xhci_device_new(&xhci, &full, &result);
    assert_int_equal(xhci_device_set_packet(device, 8), 0);
    assert_int_equal(FIELD_GET(XHCI_TRB_TYPE, asked.control), XHCI_TRB_ADDRESS_DEVICE);
    assert_int_equal(xhci_device_set_packet(device, 64), 0);
    assert_int_equal(FIELD_GET(XHCI_TRB_TYPE, asked.control), XHCI_TRB_EVALUATE);
    assert_int_equal(input(0)[1], 2);
    assert_int_equal(told(1)[1] >> 16, 64);
    xhci_device_drop(device);
}

static void hubs_and_endpoints_are_told(void **state)
{
    const struct xhci_place high = { .root_port = 1, .speed_number = 3, .speed = USB_SPEED_HIGH };
    const struct usb_hub hub = { .ports = 7, .think_time = 2 };
    struct xhci_endpoint endpoint = { .number = 3, .packet_bytes = 1 };
    struct xhci_device *device;
    int result;

    (void)state;
    xhci.context_bytes = 64;
    device = xhci_device_new(&xhci, &high, &result);
    assert_int_equal(xhci_ring_make(&xhci, &endpoint.ring, true), 0);
    assert_int_equal(xhci_device_add(device, &endpoint, 8), 0);
    assert_int_equal(FIELD_GET(XHCI_TRB_TYPE, asked.control), XHCI_TRB_CONFIGURE);
    assert_int_equal(input(0)[1], 1 | 1 << 3);
    assert_int_equal(told(0)[0], 3 << 20 | 3u << 27);
    assert_int_equal(told(0)[3], 0); /* the address is the controller's */
    assert_int_equal(told(3)[0], 8 << 16);
    assert_int_equal(told(3)[1], 3 << 1 | 7 << 3 | 1 << 16);
    assert_int_equal(told(3)[4], 1 | 1 << 16);
    assert_int_equal(xhci_device_is_hub(device, &hub), 0);
    assert_int_equal(input(0)[1], 1);
    assert_int_equal(told(0)[0], 3 << 20 | 1 << 26 | 1 << 27);
    assert_int_equal(told(0)[1], 1 << 16 | 7 << 24);
    assert_int_equal(told(0)[2], 2 << 16);
    xhci.version = 0x95;
    assert_int_equal(xhci_device_is_hub(device, &hub), 0);
    assert_int_equal(FIELD_GET(XHCI_TRB_TYPE, asked.control), XHCI_TRB_EVALUATE);
    xhci_page_give(endpoint.ring.trbs, 0);
    xhci_device_drop(device);
}

static void who_takes_no_address_is_forgotten(void **state)
{
    int result;

    (void)state;
    answer = -E_IO;
    assert_null(xhci_device_new(&xhci, &behind_hubs, &result));
    assert_int_equal(result, -E_IO);
    assert_int_equal(disabled, 3);
}

/* A slot that is not given back may still be written to. */
static void pages_are_kept_from_harm(void **state)
{
    struct xhci_device *device;
    int result;

    (void)state;
    device = xhci_device_new(&xhci, &behind_hubs, &result);
    disable_answer = -E_TIMEOUT;
    xhci_device_drop(device);
    assert_int_equal(pages_taken, 4);
    assert_null(xhci.devices[3]);
    device->slot = 0;
    xhci_device_drop(device);
}

/* Three rounds: each block is handed over with the cycle of its round, the link too. */
static void rings_go_round(void **state)
{
    struct xhci_ring ring;

    (void)state;
    assert_int_equal(xhci_ring_make(&xhci, &ring, true), 0);
    for (unsigned round = 0; round < 3; round++)
        for (unsigned i = 0; i < RING_TRBS - 1; i++) {
            const uint32_t cycle = round % 2 == 0;

            assert_int_equal(ring.trbs[i].control & 1, !cycle);
            assert_int_equal(xhci_ring_put(&ring, (struct xhci_trb){ 1, 2, 0x400 }), i);
            assert_int_equal(ring.trbs[i].control, 0x400 | cycle);
            assert_int_equal(ring.trbs[RING_TRBS - 1].control & 1,
                             i == RING_TRBS - 2 ? cycle : !cycle);
        }
    assert_int_equal(xhci_ring_find(&ring, ring.address + 32), 2);
    assert_int_equal(xhci_ring_find(&ring, ring.address + 33), -1);
    assert_int_equal(xhci_ring_find(&ring, ring.address - 16), -1);
    assert_int_equal(xhci_ring_find(&ring, ring.address + FRAME_BYTES), -1);
    xhci_page_give(ring.trbs, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(contexts_of_both_sizes, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(slots_have_the_ports_type, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(packets_are_corrected, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(hubs_and_endpoints_are_told, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(who_takes_no_address_is_forgotten, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(pages_are_kept_from_harm, fresh, nothing_is_left),
        cmocka_unit_test_setup_teardown(rings_go_round, fresh, nothing_is_left),
    };
    const int result = cmocka_run_group_tests(tests, NULL, NULL);

    free(xhci.contexts);
    return result;
}
