/* SPDX-License-Identifier: MIT */
/*
 * test_bench_lines.c — what the servers' logs and a serial line add to the time line, and the folders
 * that change places.
 */
#include "wire_fixture.h"

#include "benchwatch/lines.h"
#include "benchwatch/once.h"

#include <sys/stat.h>
#include <unistd.h>

static int begin(void **state)
{
    (void)state;
    story_begin();
    return 0;
}

static int end(void **state)
{
    (void)state;
    story_end();
    return 0;
}

static void log_line(const char *line)
{
    bench_log_line(&story.bench, line, story.now_ms);
}

static void test_what_dnsmasq_says_of_packets_is_not_repeated(void **state)
{
    static const char *const lines[] = {
        "dnsmasq: started, version 2.90 DNS disabled",
        "dnsmasq: compile time options: IPv6 GNU-getopt",
        "dnsmasq-dhcp: DHCP, IP range 10.77.0.128 -- 10.77.0.227, lease time 10m",
        "dnsmasq-dhcp: DHCP, sockets bound exclusively to interface br0",
        "dnsmasq-dhcp: 1417115414 DHCPDISCOVER(br0) 52:54:00:28:78:86",
        "dnsmasq-dhcp: RTR-ADVERT(br0) fd4e:6f4f:5300::",
        "dnsmasq-tftp: TFTP root is /tmp/tree",
        "dnsmasq-tftp: sent /tmp/tree/noos-bios.0 to 10.77.0.176",
        "dnsmasq-tftp: file /tmp/tree/x not found for 10.77.0.176",
        "Nov 25 12:00:00 dnsmasq-tftp[12]: error 8 User aborted received from 10.77.0.176",
        "2026-11-25 16:00:00: (server.c.1909) server started (lighttpd/1.4.69)",
        "",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        log_line(lines[i]);
    fflush(story.voice.to);
    assert_string_equal(story.said, "");
}

static void test_complaints_are_passed_on(void **state)
{
    (void)state;
    log_line("dnsmasq-dhcp: no address range available for DHCP request via br0");
    log_line("dnsmasq-tftp: cannot access /tmp/tree/a: Permission denied");
    log_line("2026-11-25 16:00:00: (network.c.540) bind() 10.77.0.1:80: Address already in use");
    assert_says("dnsmasq says: no address range available for DHCP request via br0\n");
    assert_says("dnsmasq says: cannot access /tmp/tree/a: Permission denied\n");
    assert_says("a server says: 2026-11-25 16:00:00: (network.c.540) bind()");
}

static void test_http(void **state)
{
    (void)state;
    story.bench.http = true;
    story_discover(16, "HTTPClient");
    story_dhcp(5, CLIENT_IP, OUR_IP, -1, "HTTPClient", "http://10.77.0.1/noos-x64.efi");
    log_line("http 10.77.0.176 200 0 90 HEAD /noos-x64.efi");
    assert_says("has asked for the size of /noos-x64.efi\n");
    log_line("http 10.77.0.176 200 802816 250000 GET /noos-x64.efi");
    assert_says("has fetched /noos-x64.efi, 802816 bytes in 0.2 s, 0 retries\n");
    log_line("http 10.77.0.176 404 345 250 GET /none.efi");
    assert_says("asked for /none.efi, answered with 404\n");
    story_wait(6000);
    assert_says("reached the loader in");
}

static void test_http_lines_that_are_none(void **state)
{
    (void)state;
    story_lease(16, "x");
    log_line("http");
    log_line("http 10.77.0.176");
    log_line("http 10.77.0.176 200 1 x GET /a");
    log_line("http 10.77.0.999 200 1 1 GET /a");
    log_line("http 10.77.0.200 200 1 1 GET /a");
    log_line("http 10.77.0.176 200 - 1 GET ");
    assert_false(story_says("has fetched /a"));
}

static void serial(const char *line)
{
    bench_serial_line(&story.bench, line, story.now_ms);
}

static void test_the_serial_line_raises_the_stage(void **state)
{
    (void)state;
    story.bench.serial = true;
    serial("[    0.000000] nobody is there yet");
    story_lease(0, "noos-bios.0");
    story_fetch(2000, "noos-bios.0");
    serial("GNU GRUB  version 2.06");
    assert_says("serial: GRUB runs\n");
    serial("[    0.000000] boot: NoOS entered");
    serial("[    0.000100] more");
    assert_says("serial: the kernel runs\n");
    serial("# end verdict=pass passed=3 failed=0");
    assert_says("serial: end verdict=pass passed=3 failed=0\n");
    story_wait(6000);
    assert_says("reached the kernel in");
}

static void test_a_serial_line_without_a_kernel(void **state)
{
    (void)state;
    story.bench.serial = true;
    story_lease(0, "noos-bios.0");
    story_fetch(2000, "noos-bios.0");
    story_wait(91000);
    assert_says("STOPPED: fetched all it needs and the serial line shows no kernel: ");
}

static void test_a_serial_line_of_one_machine(void **state)
{
    (void)state;
    story.bench.serial = story.bench.serial_of_one = true;
    story.bench.serial_mac[0] = 1;
    story_lease(0, "noos-bios.0");
    serial("KTAP version 1");
    assert_false(story_says("kernel runs"));
    memcpy(story.bench.serial_mac, wire_client, 6);
    serial("KTAP version 1");
    assert_says("kernel runs");
    serial("# end verdict=panic");
    assert_says("STOPPED: the kernel panicked or refused the machine");
}

static char joined[256];

static void join(void *context, const char *text)
{
    (void)context;
    strcat(strcat(joined, text), "|");
}

static void test_lines_are_cut_where_they_end(void **state)
{
    struct lines lines = { .length = 0 };

    (void)state;
    lines_add(&lines, (const uint8_t *)"a\r\nb\033[1mc", 9, join, NULL);
    assert_string_equal(joined, "a|");
    lines_add(&lines, (const uint8_t *)"d\n", 2, join, NULL);
    assert_string_equal(joined, "a|bcd|");
    for (int i = 0; i < 5000; i++)
        lines_add(&lines, (const uint8_t *)"x", 1, join, NULL);
    assert_int_equal(lines.length, LINES_TEXT_MAX - 1);
}

static void test_folders_change_places_once(void **state)
{
    char folder[] = "/tmp/test-once-XXXXXX";
    char text[256];
    struct onces *onces = calloc(1, sizeof(*onces));

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(mkdir("a", 0700) | mkdir("b", 0700) | mkdir("a/first", 0700), 0);
    snprintf(text, sizeof(text), "52:54:00:00:00:01=%s/a=%s/b", folder, folder);
    assert_true(onces_add(onces, text));
    assert_int_equal(onces_take(onces, wire_server), 0);
    assert_int_equal(onces_take(onces, wire_client), 1);
    assert_int_equal(access("b/first", F_OK), 0);
    assert_int_equal(onces_take(onces, wire_client), 0);
    assert_int_equal(access("b/first", F_OK), 0);
    assert_int_equal(rmdir("b/first") | rmdir("b") | rmdir("a"), 0);
    assert_true(onces_add(onces, text));
    assert_int_equal(onces_take(onces, wire_client), -1);
    assert_int_equal(chdir("/") | rmdir(folder), 0);
    assert_false(onces_add(onces, ""));
    assert_false(onces_add(onces, "52:54:00:00:00:01"));
    assert_false(onces_add(onces, "52:54:00:00:00:01=/a"));
    assert_false(onces_add(onces, "52:54:00:00:00:01==/a"));
    assert_false(onces_add(onces, "52:54:00:00:00:01=/a="));
    assert_false(onces_add(onces, "52:54:00:00:00:0g=/a=/b"));
    free(onces);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_what_dnsmasq_says_of_packets_is_not_repeated),
        TEST(test_complaints_are_passed_on),
        TEST(test_http),
        TEST(test_http_lines_that_are_none),
        TEST(test_the_serial_line_raises_the_stage),
        TEST(test_a_serial_line_without_a_kernel),
        TEST(test_a_serial_line_of_one_machine),
        TEST(test_lines_are_cut_where_they_end),
        TEST(test_folders_change_places_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
