/* SPDX-License-Identifier: MIT */
/*
 * test_bench_packets.c — frames, DHCP and TFTP as the flight recorder reads them, whole, cut anywhere and
 * with each byte changed.
 */
#include "wire_fixture.h"

#include "benchwatch/tftp.h"

static void test_a_frame(void **state)
{
    struct datagram datagram;
    uint8_t frame[256];
    size_t size = frame_build(frame, true, OUR_IP, CLIENT_IP, 67, 68, "hello", 5);

    (void)state;
    assert_true(frame_read(&datagram, frame, size));
    assert_int_equal(datagram.from_ip, OUR_IP);
    assert_int_equal(datagram.to_ip, CLIENT_IP);
    assert_int_equal(datagram.from_port, 67);
    assert_int_equal(datagram.to_port, 68);
    assert_memory_equal(datagram.to_mac, wire_client, 6);
    assert_int_equal(datagram.size, 5);
    /* Padding behind it is not part of it. */
    assert_true(frame_read(&datagram, frame, size + 13));
    assert_int_equal(datagram.size, 5);
    /* Captured in part. */
    assert_true(frame_read(&datagram, frame, size - 2));
    assert_int_equal(datagram.size, 3);
    assert_int_equal(datagram.length, 5);
}

static void test_frames_of_other_kinds(void **state)
{
    static const struct {
        size_t at;
        uint8_t value;
    } changes[] = { { 12, 0x86 }, { 14, 0x65 }, { 14, 0x44 }, { 21, 1 }, { 23, 6 }, { 39, 7 } };
    struct datagram datagram;
    uint8_t frame[256];

    (void)state;
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        size_t size = frame_build(frame, true, OUR_IP, CLIENT_IP, 67, 68, "hello", 5);

        frame[changes[i].at] = changes[i].value;
        assert_false(frame_read(&datagram, frame, size));
    }
}

static void test_dhcp(void **state)
{
    struct dhcp dhcp;
    uint8_t packet[600];
    size_t size = dhcp_build(packet, 2, CLIENT_IP, OUR_IP, 7, "PXEClient:Arch:00007",
                             "a\x01"
                             "b");

    (void)state;
    assert_true(dhcp_read(&dhcp, packet, size));
    assert_true(dhcp.is_reply);
    assert_int_equal(dhcp.type, DHCP_OFFER);
    assert_int_equal(dhcp.address, CLIENT_IP);
    assert_int_equal(dhcp.server, OUR_IP);
    assert_int_equal(dhcp.arch, 7);
    assert_int_equal(dhcp.boot_class, DHCP_CLASS_PXE);
    assert_string_equal(dhcp.file, "a?b");
    assert_memory_equal(dhcp.mac, wire_client, 6);
}

static void test_dhcp_options_in_other_fields(void **state)
{
    static const uint8_t options[] = { 53, 1, 5, 52, 1, 3, 0, 0, 255 };
    struct dhcp dhcp;
    uint8_t packet[600];

    (void)state;
    dhcp_build(packet, 5, 0, 0, -1, NULL, NULL);
    memcpy(packet + 240, options, sizeof(options));
    memcpy(packet + 108,
           "\x43\x06"
           "loader\xff",
           9);
    memcpy(packet + 44, "\x5d\x02\x00\x10\xff", 5);
    assert_true(dhcp_read(&dhcp, packet, 240 + sizeof(options)));
    assert_string_equal(dhcp.file, "loader");
    assert_int_equal(dhcp.arch, 16);
}

static void test_dhcp_cut_and_changed(void **state)
{
    struct dhcp dhcp;
    uint8_t packet[600];
    size_t size = dhcp_build(packet, 1, 0, OUR_IP, 7, "HTTPClient", "file");

    (void)state;
    for (size_t cut = 0; cut < size; cut++) {
        uint8_t *copy = exact_copy(packet, cut);

        if (cut < 243)
            assert_false(dhcp_read(&dhcp, copy, cut));
        else
            dhcp_read(&dhcp, copy, cut);
        free(copy);
    }
    for (size_t at = 0; at < size; at++) {
        uint8_t *copy = exact_copy(packet, size);

        copy[at] ^= 0xff;
        dhcp_read(&dhcp, copy, size);
        free(copy);
    }
}

static bool tftp_of(struct tftp *tftp, const char *bytes, size_t size)
{
    uint8_t *copy = exact_copy(bytes, size);
    struct datagram datagram = { .data = copy, .size = size, .length = size };
    bool read = tftp_read(tftp, &datagram);

    free(copy);
    return read;
}

static void test_tftp(void **state)
{
    static const char request[] = "\0\1a/b\0octet\0TSIZE\0"
                                  "0\0blksize\0"
                                  "1432";
    struct tftp tftp;

    (void)state;
    assert_true(tftp_of(&tftp, request, sizeof(request)));
    assert_int_equal(tftp.kind, TFTP_READ);
    assert_string_equal(tftp.text, "a/b");
    assert_int_equal(tftp.block_bytes, 1432);
    assert_true(tftp_of(&tftp, "\0\3\x12\x34xyz", 7));
    assert_int_equal(tftp.block, 0x1234);
    assert_int_equal(tftp.data_bytes, 3);
    assert_true(tftp_of(&tftp,
                        "\0\6tsize\0"
                        "99999999999\0blksize\0"
                        "-1\0",
                        30));
    assert_int_equal(tftp.size, 0);
    assert_int_equal(tftp.block_bytes, 0);
    assert_true(tftp_of(&tftp, "\0\5\0\1gone", 8));
    assert_int_equal(tftp.error, 1);
    assert_string_equal(tftp.text, "");
    assert_false(tftp_of(&tftp, "\0\7\0\0", 4));
    assert_false(tftp_of(&tftp, "\0\1\0", 3));
    for (size_t cut = 0; cut < sizeof(request); cut++)
        tftp_of(&tftp, request, cut);
}

static void test_a_name_longer_than_any(void **state)
{
    char request[600] = { 0, 1 };
    struct tftp tftp;

    (void)state;
    memset(request + 2, 'n', 500);
    memcpy(request + 502, "\0octet", 7);
    assert_true(tftp_of(&tftp, request, 509));
    assert_int_equal(strlen(tftp.text), TFTP_TEXT_MAX - 1);
}

static void test_the_oldest_client_makes_room(void **state)
{
    static struct clients clients;
    uint8_t mac[6] = { 2 };

    (void)state;
    for (int i = 0; i < CLIENTS_MAX + 10; i++) {
        put16(mac + 4, (unsigned)i);
        clients_get(&clients, mac, i);
    }
    assert_int_equal(clients.count, CLIENTS_MAX);
    assert_non_null(clients_find(&clients, mac));
    put16(mac + 4, 0);
    assert_null(clients_find(&clients, mac));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_frame),
        cmocka_unit_test(test_frames_of_other_kinds),
        cmocka_unit_test(test_dhcp),
        cmocka_unit_test(test_dhcp_options_in_other_fields),
        cmocka_unit_test(test_dhcp_cut_and_changed),
        cmocka_unit_test(test_tftp),
        cmocka_unit_test(test_a_name_longer_than_any),
        cmocka_unit_test(test_the_oldest_client_makes_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
