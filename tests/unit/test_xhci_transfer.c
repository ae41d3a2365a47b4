/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_xhci_transfer.c — requests that are answered, cut short, refused or never ended, and an
 * endpoint that sends by itself until it fails. QEMU's devices do not fail.
 */
#include "xhci_memory.h"

#include "dev/xhci_ring.c"
#include "dev/xhci_transfer.c"

#define EVENTS_MAX 8

static struct xhci xhci;
static struct xhci_device device;
static uint32_t doorbells[XHCI_SLOTS_MAX + 1];
static unsigned commands[EVENTS_MAX], command_count;
static unsigned interval, news;
static const char *answer; /* what the device sends */
static unsigned answer_code, answer_size;
static bool is_silent;

static uint8_t reports[64][8];
static size_t report_sizes[64];
static unsigned report_count;

int xhci_command(struct xhci *controller, struct xhci_trb trb)
{
    assert_ptr_equal(controller, &xhci);
    assert_int_equal(FIELD_GET(XHCI_TRB_SLOT, trb.control), 2);
    commands[command_count++ % EVENTS_MAX] = FIELD_GET(XHCI_TRB_TYPE, trb.control);
    return 0;
}

int xhci_device_add(struct xhci_device *which, const struct xhci_endpoint *endpoint, unsigned coded)
{
    assert_ptr_equal(which, &device);
    assert_ptr_equal(endpoint, &device.interrupt);
    interval = coded;
    return 0;
}

static void event(unsigned endpoint, uint64_t block, unsigned code, uint32_t left)
{
    struct xhci_trb trb = { .parameter = block };

    trb.status = FIELD_SET(XHCI_EVENT_CODE, left, (uint32_t)code);
    trb.control = FIELD_SET(XHCI_TRB_ENDPOINT, 0u, endpoint);
    xhci_endpoint_event(&device, &trb);
}

static uint64_t block(const struct xhci_endpoint *endpoint, unsigned number)
{
    return endpoint->ring.address + number * XHCI_TRB_BYTES;
}

/* The device's part of a request: the blocks up to the last are carried out. */
bool xhci_await(struct xhci *controller, const bool *done, unsigned ms)
{
    struct xhci_endpoint *endpoint = &device.control;
    const struct xhci_trb *data = &endpoint->ring.trbs[endpoint->last - 1];
    const uint32_t asked = data->status;

    assert_ptr_equal(controller, &xhci);
    assert_true(ms > 0 && ms <= 5000);
    if (is_silent)
        return false;
    if (answer_code != XHCI_CODE_SUCCESS) {
        event(1, block(endpoint, endpoint->last - 1), answer_code, 0);
    } else {
        memcpy(fake_direct_map(data->parameter, 0), answer,
               answer_size < asked ? answer_size : asked);
        if (answer_size < asked)
            event(1, block(endpoint, endpoint->last - 1), XHCI_CODE_SHORT_PACKET,
                  asked - answer_size);
        assert_false(*done);
        event(1, block(endpoint, endpoint->last), XHCI_CODE_SUCCESS, 0);
    }
    return *done;
}

static void news_came(void)
{
    news++;
}

static void report_came(void *context, const uint8_t *bytes, size_t size)
{
    assert_ptr_equal(context, &news);
    report_sizes[report_count] = size;
    memcpy(reports[report_count++], bytes, size < 8 ? size : 8);
}

static int fresh(void **state)
{
    paddr_t address;

    (void)state;
    pages_forget();
    xhci = (struct xhci){ .has_news = news_came };
    xhci.doorbells = (volatile uint8_t *)doorbells;
    memset(doorbells, 0, sizeof(doorbells));
    device = (struct xhci_device){ .xhci = &xhci, .slot = 2 };
    device.place.speed = USB_SPEED_FULL;
    device.control.number = 1;
    device.buffer = xhci_page_take(&xhci, 0, &address);
    assert_int_equal(xhci_ring_make(&xhci, &device.control.ring, true), 0);
    command_count = news = report_count = 0;
    answer = "12345678";
    answer_size = 8;
    answer_code = XHCI_CODE_SUCCESS;
    is_silent = false;
    return 0;
}

static const struct usb_request ask = { .type = 0x80, .request = 6, .value = 0x100, .length = 8 };

static void requests_are_answered(void **state)
{
    char bytes[9] = "";
    const struct xhci_trb *trbs = device.control.ring.trbs;

    (void)state;
    assert_int_equal(xhci_request(&device, &ask, bytes), 8);
    assert_string_equal(bytes, "12345678");
    assert_int_equal(doorbells[2], 1);
    assert_true(trbs[0].parameter == 0x0008000001000680);
    assert_int_equal(trbs[0].control, 3 << 16 | 2 << 10 | 1 << 6 | 1);
    assert_int_equal(trbs[1].control, 1 << 16 | 3 << 10 | 1 << 2 | 1);
    assert_int_equal(trbs[2].control, 4 << 10 | 1 << 5 | 1); /* the status goes the other way */
    assert_int_equal(command_count, 0);
}

static void short_answers(void **state)
{
    for (answer_size = 0; answer_size < 8; answer_size++) {
        char bytes[9] = "........";

        assert_int_equal(xhci_request(&device, &ask, bytes), answer_size);
        assert_memory_equal(bytes, "12345678", answer_size);
        assert_memory_equal(bytes + answer_size, "........", 8 - answer_size);
    }
    (void)state;
}

/* More than a ring holds, one after another. */
static void many_requests(void **state)
{
    char bytes[8];

    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        assert_int_equal(xhci_request(&device, &ask, bytes), 8);
}

static void refusals(void **state)
{
    static const unsigned codes[] = { XHCI_CODE_STALL, XHCI_CODE_TRANSACTION, XHCI_CODE_BABBLE,
                                      XHCI_CODE_SPLIT };
    char bytes[8];

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(codes); i++) {
        answer_code = codes[i];
        command_count = 0;
        assert_int_equal(xhci_request(&device, &ask, bytes), -E_IO);
        assert_int_equal(xhci.failure, codes[i]);
        assert_int_equal(command_count, 2);
        assert_int_equal(commands[0], XHCI_TRB_RESET_ENDPOINT);
        assert_int_equal(commands[1], XHCI_TRB_SET_DEQUEUE);
        assert_int_equal(device.control.ring.next, 0);
        answer_code = XHCI_CODE_SUCCESS;
        assert_int_equal(xhci_request(&device, &ask, bytes), 8);
    }
}

static void silence(void **state)
{
    char bytes[8];

    (void)state;
    is_silent = true;
    assert_int_equal(xhci_request(&device, &ask, bytes), -E_TIMEOUT);
    assert_int_equal(commands[0], XHCI_TRB_STOP_ENDPOINT);
    assert_int_equal(commands[1], XHCI_TRB_SET_DEQUEUE);
}

static void too_much_is_not_asked(void **state)
{
    const struct usb_request large = { .type = 0x80, .length = XHCI_DATA_MAX + 1 };

    (void)state;
    assert_int_equal(xhci_request(&device, &large, NULL), -E_RANGE);
    xhci.is_dead = true;
    assert_int_equal(xhci_request(&device, &ask, NULL), -E_NODEV);
}

/* ---- an endpoint that sends ------------------------------------------------------------------ */

static void listen(unsigned packet_bytes, unsigned coded)
{
    const struct usb_function function = { .endpoint = 4,
                                           .interval = (uint8_t)coded,
                                           .packet_bytes = (uint16_t)packet_bytes };

    assert_int_equal(xhci_listen(&device, &function, report_came, &news), 0);
    assert_int_equal(device.interrupt.number, 9);
    xhci_listen_begin(&device);
}

/* Round and round the ring, always with as many buffers waiting. */
static void reports_come(void **state)
{
    (void)state;
    listen(8, 10);
    assert_int_equal(doorbells[2], 9);
    for (unsigned i = 0; i < 1000; i++) {
        struct xhci_endpoint *endpoint = &device.interrupt;
        const unsigned number = i % 255;

        report_count = 0;
        memset(fake_direct_map(endpoint->ring.trbs[number].parameter, 0), (int)i, 8);
        event(9, block(endpoint, number), i % 2 ? XHCI_CODE_SUCCESS : XHCI_CODE_SHORT_PACKET,
              i % 2 ? 0 : 3);
        assert_int_equal(report_count, 1);
        assert_int_equal(report_sizes[0], i % 2 ? 8 : 5);
        assert_int_equal(reports[0][4], (uint8_t)i);
        assert_int_equal(endpoint->ring.next, (i + 1 + BUFFERS) % 255);
    }
}

/* Pointers that lead nowhere, more bytes left than were asked for, other endpoints. */
static void events_that_lie(void **state)
{
    const struct xhci_endpoint *endpoint = &device.interrupt;

    (void)state;
    listen(8, 10);
    event(9, 0, XHCI_CODE_SUCCESS, 0);
    event(9, UINT64_MAX, XHCI_CODE_SUCCESS, 0);
    event(9, block(endpoint, 0) + 1, XHCI_CODE_SUCCESS, 0);
    event(9, block(endpoint, 256), XHCI_CODE_SUCCESS, 0);
    event(9, block(endpoint, 100), XHCI_CODE_SUCCESS, 0); /* no buffer is there */
    event(9, block(endpoint, 255), XHCI_CODE_SUCCESS, 0); /* the link */
    event(9, block(endpoint, 0), XHCI_CODE_SUCCESS, 9);
    event(9, block(endpoint, 0), XHCI_CODE_SUCCESS, 0xffffff);
    event(31, block(endpoint, 0), XHCI_CODE_SUCCESS, 0);
    event(0, block(endpoint, 0), XHCI_CODE_SUCCESS, 0);
    event(1, block(endpoint, 0), XHCI_CODE_SUCCESS, 0);
    event(9, block(endpoint, 0), XHCI_CODE_STOPPED, 0);
    assert_int_equal(report_count, 0);
    assert_false(device.control.is_done || endpoint->is_halted);
}

static void a_halt_is_told_and_mended(void **state)
{
    (void)state;
    listen(8, 10);
    event(9, block(&device.interrupt, 0), XHCI_CODE_TRANSACTION, 8);
    assert_true(device.interrupt.is_halted);
    assert_int_equal(device.interrupt.code, XHCI_CODE_TRANSACTION);
    assert_int_equal(news, 1);
    assert_int_equal(report_count, 0);
    answer_size = 0;
    assert_int_equal(xhci_listen_again(&device), 0);
    assert_false(device.interrupt.is_halted);
    assert_int_equal(commands[0], XHCI_TRB_RESET_ENDPOINT);
    assert_int_equal(commands[1], XHCI_TRB_SET_DEQUEUE);
    assert_int_equal(device.interrupt.ring.next, BUFFERS);
    event(9, block(&device.interrupt, 0), XHCI_CODE_SUCCESS, 0);
    assert_int_equal(report_count, 1);
}

static void packets_that_fit_no_buffer(void **state)
{
    static const uint16_t sizes[] = { 0, BUFFER_BYTES + 1, 2047 };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
        const struct usb_function function = { .endpoint = 1, .packet_bytes = sizes[i] };

        assert_int_equal(xhci_listen(&device, &function, report_came, &news), -E_RANGE);
    }
}

/* 10 ms are 8 ms, the next lower power of two; fast devices count in powers already. */
static void intervals(void **state)
{
    (void)state;
    assert_int_equal(interval_of(USB_SPEED_LOW, 10), 6);
    assert_int_equal(interval_of(USB_SPEED_FULL, 1), 3);
    assert_int_equal(interval_of(USB_SPEED_FULL, 0), 3);
    assert_int_equal(interval_of(USB_SPEED_FULL, 255), 10);
    assert_int_equal(interval_of(USB_SPEED_HIGH, 7), 6);
    assert_int_equal(interval_of(USB_SPEED_HIGH, 0), 0);
    assert_int_equal(interval_of(USB_SPEED_HIGH, 255), 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(requests_are_answered, fresh),
        cmocka_unit_test_setup(short_answers, fresh),
        cmocka_unit_test_setup(many_requests, fresh),
        cmocka_unit_test_setup(refusals, fresh),
        cmocka_unit_test_setup(silence, fresh),
        cmocka_unit_test_setup(too_much_is_not_asked, fresh),
        cmocka_unit_test_setup(reports_come, fresh),
        cmocka_unit_test_setup(events_that_lie, fresh),
        cmocka_unit_test_setup(a_halt_is_told_and_mended, fresh),
        cmocka_unit_test_setup(packets_that_fit_no_buffer, fresh),
        cmocka_unit_test_setup(intervals, fresh),
    };
    const int result = cmocka_run_group_tests(tests, NULL, NULL);

    pages_forget();
    return result;
}
