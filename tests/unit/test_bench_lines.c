/* SPDX-License-Identifier: MIT */
/*
 * test_bench_lines.c — what the servers' logs and a serial line add to the time line, and the folders
 * that change places.
 */
#include "wire_fixture.h"

#include "benchwatch/lines.h"
#include "benchwatch/once.h"

#include <sys/stat.h>
#include <time.h>
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
    log_line("http 10.77.0.176 200 0 90 1 HEAD /noos-x64.efi");
    assert_says("has asked for the size of /noos-x64.efi\n");
    log_line("http 10.77.0.176 200 802816 250000 1000 GET /noos-x64.efi");
    assert_says("has fetched /noos-x64.efi, 802816 bytes in 0.2 s, 0 retries\n");
    log_line("http 10.77.0.176 404 345 250 1 GET /none.efi");
    assert_says("asked for /none.efi, answered with 404\n");
    story_wait(6000);
    assert_says("reached the loader in");
}

/* An address is handed out again: what comes over HTTP is that of the machine that has it now. */
static void test_http_of_an_address_that_another_one_had(void **state)
{
    struct client *before;

    (void)state;
    story_lease(16, "x");
    before = clients_get(&story.bench.clients, wire_server, 0);
    *before = story.bench.clients.list[0];
    memcpy(before->mac, wire_server, FRAME_MAC_BYTES);
    story.bench.clients.list[0].last_ms -= 1000;
    log_line("http 10.77.0.176 200 802816 250000 1000 GET /noos-x64.efi");
    assert_int_equal(story.bench.clients.list[0].fetches_count, 0);
    assert_int_equal(before->fetches_count, 1);
}

static void test_http_lines_that_are_none(void **state)
{
    (void)state;
    story_lease(16, "x");
    log_line("http");
    log_line("http 10.77.0.176");
    log_line("http 10.77.0.176 200 1 x 1 GET /a");
    log_line("http 10.77.0.176 200 1 1 99999999999999 GET /a");
    log_line("http 10.77.0.999 200 1 1 1 GET /a");
    log_line("http 10.77.0.200 200 1 1 1 GET /a");
    log_line("http 10.77.0.176 200 - 1 1 GET ");
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

/* once/WHO/lab/one waits for tree/lab/one; each is told by the folder in it. */
static void folders_make(const char *who)
{
    char path[64];

    assert_int_equal(mkdir("tree", 0700) | mkdir("tree/lab", 0700) | mkdir("tree/lab/one", 0700),
                     0);
    assert_int_equal(mkdir("tree/lab/one/usual", 0700) | mkdir("new", 0700) |
                         mkdir("new/other", 0700) | mkdir("once", 0700),
                     0);
    snprintf(path, sizeof(path), "once/%s", who);
    assert_int_equal(mkdir(path, 0700), 0);
    strcat(path, "/lab");
    assert_int_equal(mkdir(path, 0700), 0);
    strcat(path, "/one");
    assert_int_equal(once_place("new", "tree/lab/one", path), 0);
    assert_int_equal(access("tree/lab/one/other", F_OK), 0);
    strcat(path, "/usual");
    assert_int_equal(access(path, F_OK), 0);
}

static int64_t clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int folder_begin(void **state)
{
    static char folder[] = "/tmp/test-once-XXXXXX";

    strcpy(folder, "/tmp/test-once-XXXXXX");
    *state = folder;
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int folder_end(void **state)
{
    char command[64];

    snprintf(command, sizeof(command), "rm -rf %s", (char *)*state);
    return chdir("/") != 0 || system(command) != 0;
}

static void test_folders_change_places_once(void **state)
{
    const struct onces onces = { .tree = "tree", .waiting = "once" };
    const char *file = "/lab/one/noos-bios.0";
    int64_t before_ms = clock_ms() - 1;

    (void)state;
    folders_make("52-54-00-00-00-01");
    assert_int_equal(onces_take(&onces, wire_server, file, clock_ms() + 1), 0);
    assert_int_equal(onces_take(&onces, wire_client, file, before_ms), 0);
    assert_int_equal(onces_take(&onces, wire_client, "lab/two/noos-bios.0", clock_ms() + 1), 0);
    assert_int_equal(onces_take(&onces, wire_client, "noos-bios.0", clock_ms() + 1), 0);
    assert_int_equal(access("tree/lab/one/other", F_OK), 0);
    assert_int_equal(onces_take(&onces, wire_client, file, clock_ms() + 1), 1);
    assert_int_equal(access("tree/lab/one/usual", F_OK), 0);
    assert_int_equal(onces_take(&onces, wire_client, file, clock_ms() + 1), 0);
    assert_int_equal(access("tree/lab/one/usual", F_OK), 0);
}

static void test_a_machine_without_an_address_that_is_known(void **state)
{
    const struct onces onces = { .tree = "tree", .waiting = "once" };

    (void)state;
    folders_make("any");
    assert_int_equal(onces_take(&onces, wire_server, "lab/one/noos-x64.efi", clock_ms() + 1), 1);
    assert_int_equal(access("tree/lab/one/usual", F_OK), 0);
}

static void test_another_turn_takes_the_place_of_one_that_waits(void **state)
{
    const struct onces onces = { .tree = "tree", .waiting = "once" };
    int64_t begin_ms;

    (void)state;
    folders_make("any");
    begin_ms = clock_ms();
    while (clock_ms() <= begin_ms + 1)
        ;
    assert_int_equal(mkdir("third", 0700) | mkdir("third/third", 0700), 0);
    assert_int_equal(once_place("third", "tree/lab/one", "once/any/lab/one"), 0);
    assert_int_equal(access("tree/lab/one/third", F_OK), 0);
    assert_int_equal(access("once/any/lab/one/usual", F_OK), 0);
    assert_int_equal(onces_take(&onces, wire_client, "lab/one/noos-bios.0", begin_ms), 0);
    assert_int_equal(onces_take(&onces, wire_client, "lab/one/noos-bios.0", clock_ms() + 1), 1);
    assert_int_equal(access("tree/lab/one/usual", F_OK), 0);
}

/* What a client asks for never leads elsewhere. */
static void test_names_that_lead_elsewhere(void **state)
{
    static const char *const files[] = { "lab/../../tree/noos-bios.0",
                                         "lab/./noos-bios.0",
                                         "lab//one/x",
                                         "lab/one",
                                         "spare/",
                                         "lab/On/x",
                                         "",
                                         "/" };
    const struct onces onces = { .tree = "tree", .waiting = "once" };
    const struct onces none = { .tree = NULL };

    (void)state;
    folders_make("any");
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        assert_int_equal(onces_take(&onces, wire_client, files[i], clock_ms() + 1), 0);
    assert_int_equal(onces_take(&none, wire_client, "lab/one/noos-bios.0", clock_ms() + 1), 0);
    assert_int_equal(mkdir("once/any/spare", 0700) | mkdir("once/any/spare/1", 0700), 0);
    assert_int_equal(onces_take(&onces, wire_client, "spare/1/noos-bios.0", clock_ms() + 1), -1);
    assert_int_equal(once_place("none", "tree/lab/one", "once/any/lab/two"), -1);
}

int main(void)
{
#define TEST(name)        cmocka_unit_test_setup_teardown(name, begin, end)
#define FOLDER_TEST(name) cmocka_unit_test_setup_teardown(name, folder_begin, folder_end)
    const struct CMUnitTest tests[] = {
        TEST(test_what_dnsmasq_says_of_packets_is_not_repeated),
        TEST(test_complaints_are_passed_on),
        TEST(test_http),
        TEST(test_http_of_an_address_that_another_one_had),
        TEST(test_http_lines_that_are_none),
        TEST(test_the_serial_line_raises_the_stage),
        TEST(test_a_serial_line_without_a_kernel),
        TEST(test_a_serial_line_of_one_machine),
        TEST(test_lines_are_cut_where_they_end),
        FOLDER_TEST(test_folders_change_places_once),
        FOLDER_TEST(test_a_machine_without_an_address_that_is_known),
        FOLDER_TEST(test_another_turn_takes_the_place_of_one_that_waits),
        FOLDER_TEST(test_names_that_lead_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
