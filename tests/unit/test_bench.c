/* SPDX-License-Identifier: MIT */
/*
 * test_bench.c — whole stories of machines that boot, and of those that do not.
 */
#include "wire_fixture.h"

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

static void test_a_boot_is_one_line(void **state)
{
    (void)state;
    story_lease(0, "noos-bios.0");
    story_fetch(2000, "noos-bios.0");
    assert_says("52:54:00:00:00:01 asks for an address (BIOS)\n");
    assert_says("gets 10.77.0.176 and the name of its loader, noos-bios.0\n");
    assert_says("has fetched noos-bios.0, 3000 bytes in 0.1 s, 0 retries\n");
    assert_false(story_says("reached the"));
    story_wait(6000);
    assert_says(
        "reached the loader in 0.1 s: BIOS; offered 10.77.0.176 and noos-bios.0 by 10.77.0.1; "
        "noos-bios.0 3000 bytes in 0.1 s, 0 retries\n");
    assert_false(story_says("STOPPED"));
}

static void test_a_name_stands_beside_the_address(void **state)
{
    (void)state;
    strcpy(clients_get(&story.bench.clients, wire_client, 0)->name, "bench-3");
    story_lease(7, "noos-x64.efi");
    assert_says("52:54:00:00:00:01 (bench-3) asks for an address (64-bit UEFI)\n");
    bench_finish(&story.bench, story.now_ms);
    assert_says("(bench-3) reached the firmware in 0.0 s: 64-bit UEFI; ");
}

static void test_json_has_the_same(void **state)
{
    (void)state;
    story.voice.json = true;
    story_lease(7, "noos-x64.efi");
    story_fetch(2000, "noos-x64.efi");
    bench_finish(&story.bench, story.now_ms);
    assert_says(
        "\"event\":\"client\",\"mac\":\"52:54:00:00:00:01\",\"arch\":7,\"firmware\":\"64-bit UEFI\","
        "\"stage\":\"loader\"");
    assert_says("\"offers\":[{\"server\":\"10.77.0.1\",\"address\":\"10.77.0.176\","
                "\"file\":\"noos-x64.efi\"}]");
    assert_says("\"files\":[{\"bytes\":3000,\"retries\":0,");
}

static void test_blocks_sent_again_are_retries(void **state)
{
    (void)state;
    story_lease(0, "noos-bios.0");
    story_ask(2000, "noos-bios.0");
    story_ask(2000, "noos-bios.0");
    story_agree(2000);
    story_data(2000, 1, 1468);
    story_data(2000, 1, 1468);
    story_ack(2000, 1);
    story_data(2000, 2, 1);
    story_ack(2000, 2);
    assert_says("has fetched noos-bios.0, 1469 bytes in 0.1 s, 2 retries\n");
}

static void test_the_question_for_the_size_is_no_transfer(void **state)
{
    (void)state;
    story_lease(7, "noos-x64.efi");
    story_ask(2000, "noos-x64.efi");
    story_agree(2000);
    story_error(false, 2000, 8, "User aborted the transfer");
    assert_says("has asked for the size of noos-x64.efi\n");
    story_fetch(2001, "noos-x64.efi");
    story_wait(6000);
    assert_says("noos-x64.efi 3000 bytes in 0.1 s, 0 retries\n");
    assert_false(story_says("STOPPED"));
}

static void test_another_server_wins(void **state)
{
    (void)state;
    story_discover(0, "PXEClient");
    story_dhcp(2, CLIENT_IP, OUR_IP, -1, NULL, "noos-bios.0");
    story_dhcp(2, 0x0a4d0064, OTHER_IP, -1, NULL, NULL);
    assert_says("is offered 10.77.0.100 by another server, 10.77.0.9\n");
    story_dhcp(3, 0, OTHER_IP, 0, "PXEClient", NULL);
    assert_says("STOPPED: our offer is ignored, another server, 10.77.0.9, answered first: ");
    story_wait(1000);
    assert_says("; stopped: our offer is ignored, another server, 10.77.0.9");
}

static void test_beside_another_server_that_is_meant(void **state)
{
    (void)state;
    story.bench.proxy = true;
    story_discover(7, "PXEClient");
    story_dhcp(2, 0x0a4d0064, OTHER_IP, -1, NULL, NULL);
    story_dhcp(2, 0, OUR_IP, -1, "PXEClient", "noos-x64.efi");
    story_dhcp(3, 0, OTHER_IP, 7, "PXEClient", NULL);
    story_dhcp(5, 0x0a4d0064, OTHER_IP, -1, NULL, NULL);
    assert_says("gets 10.77.0.100 from 10.77.0.9\n");
    assert_false(story_says("STOPPED"));
    story_wait(41000);
    assert_says("STOPPED: has its address from 10.77.0.9 and never asked us for its loader: ");
}

static void test_the_wrong_loader(void **state)
{
    (void)state;
    story_lease(7, "noos-x64.efi");
    story_ask(2000, "noos-bios.0");
    assert_says("STOPPED: asks for noos-bios.0, which is not the loader for its firmware: ");
    assert_says("have it ask for noos-x64.efi");
}

static void test_the_wrong_server(void **state)
{
    static const char packet[] = "\0\1/boot/grub/grub.cfg\0octet";

    (void)state;
    story_lease(0, "noos-bios.0");
    story_send(false, CLIENT_IP, OTHER_IP, 2000, 69, packet, sizeof(packet));
    assert_says("STOPPED: asks 10.77.0.9 for its files, which is not this server: ");
}

static void test_an_offer_that_is_not_taken(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        story_discover(0, "PXEClient");
        story_dhcp(2, CLIENT_IP, OUR_IP, -1, NULL, "noos-bios.0");
        story_wait(4000);
    }
    assert_says("STOPPED: was offered its loader and does not take it: ");
}

static void test_no_offer(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++)
        story_discover(0, "PXEClient");
    story_wait(1000);
    assert_says("STOPPED: asks again and again and is offered nothing: ");
}

static void test_no_question_for_a_file(void **state)
{
    (void)state;
    story_lease(0, "noos-bios.0");
    story_wait(38000);
    assert_false(story_says("STOPPED"));
    story_wait(3000);
    assert_says("STOPPED: has its address and never asked for noos-bios.0: ");
}

static void test_silence_in_a_file(void **state)
{
    (void)state;
    story_lease(0, "noos-bios.0");
    story_ask(2000, "noos-bios.0");
    story_agree(2000);
    story_ack(2000, 0);
    story_data(2000, 1, 1468);
    story_wait(11000);
    assert_says("STOPPED: went silent in the middle of noos-bios.0: ");
    assert_says("noos-bios.0 1468 bytes (not all)");
    story_ack(2000, 1);
    story_data(2000, 2, 0);
    story_ack(2000, 2);
    story_wait(6000);
    assert_says("reached the loader in");
}

static void test_the_last_acknowledgement_is_lost(void **state)
{
    (void)state;
    story_lease(0, "noos-bios.0");
    story_ask(2000, "noos-bios.0");
    story_agree(2000);
    story_ack(2000, 0);
    story_data(2000, 1, 100);
    story_wait(3000);
    story_data(2000, 1, 100);
    assert_false(story_says("has fetched"));
    story_wait(4000);
    assert_says("has fetched noos-bios.0, 100 bytes in ");
    story_wait(12000);
    assert_says("reached the loader in");
    assert_false(story_says("STOPPED"));
}

static void test_a_file_that_is_not_there(void **state)
{
    (void)state;
    story_lease(0, "core.0");
    story_ask(2000, "core.0");
    story_error(true, 2000, 1, "file core.0 not found");
    assert_says("asked for core.0, which is not there\n");
    assert_says("STOPPED: asked for core.0, which is not in the tree: ");
}

static void test_a_transfer_broken_off(void **state)
{
    (void)state;
    story_lease(0, "noos-bios.0");
    story_ask(2000, "noos-bios.0");
    story_agree(2000);
    story_error(false, 2000, 3, "Disk full");
    assert_says("STOPPED: broke off the transfer of noos-bios.0: ");
}

static void test_nothing_behind_the_loader(void **state)
{
    (void)state;
    story.bench.bios_whole = story.bench.uefi_whole = false;
    story_lease(7, "noos-x64.efi");
    story_fetch(2000, "noos-x64.efi");
    story_wait(31000);
    assert_says("STOPPED: fetched the loader, noos-x64.efi, and never asked again: ");
}

static void test_files_behind_the_loader(void **state)
{
    (void)state;
    story.bench.bios_whole = story.bench.uefi_whole = false;
    story_lease(7, "noos-x64.efi");
    story_fetch(2000, "noos-x64.efi");
    story_fetch(2001, "/boot/grub/grub.cfg");
    story_ask(2002, "/boot/grub/none.lst");
    story_error(true, 2002, 1, "no");
    assert_false(story_says("STOPPED"));
    story_fetch(2003, "/boot/noos.elf");
    story_wait(6000);
    assert_says("reached the kernel in");
}

static void test_back_too_soon(void **state)
{
    (void)state;
    story_lease(7, "noos-x64.efi");
    story_fetch(2000, "noos-x64.efi");
    story_wait(2000);
    story_discover(7, "PXEClient");
    assert_says("STOPPED: fetched the loader, noos-x64.efi, and is back with its first question: ");
    story_wait(1000);
    assert_int_equal(story.bench.clients.list[0].fetches_count, 0);
}

static void test_http_that_is_not_served(void **state)
{
    (void)state;
    story_discover(16, "HTTPClient");
    assert_says("asks for an address (64-bit UEFI over HTTP)\n");
    assert_says("STOPPED: asks for UEFI HTTP Boot, which is not served: serve with HTTP=1");
}

static void test_what_does_not_netboot_is_left_alone(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        story_discover(-1, NULL);
    story_wait(40000);
    bench_finish(&story.bench, story.now_ms);
    assert_says("asks for an address (no network boot)\n");
    assert_false(story_says("STOPPED"));
    assert_false(story_says("reached"));
}

static unsigned decisions;

static int64_t decided_begin_ms;

static void decided(void *context, const struct client *client, const char *file, int64_t begin_ms)
{
    assert_ptr_equal(context, &decisions);
    assert_memory_equal(client->mac, wire_client, 6);
    assert_non_null(strstr(file, "lab/one/"));
    decided_begin_ms = begin_ms;
    decisions++;
}

static void test_what_decides_is_the_loader_or_the_menu(void **state)
{
    (void)state;
    story.bench.decided = decided;
    story.bench.context = &decisions;
    story_lease(0, "noos-bios.0");
    story_fetch(2000, "lab/one/noos-bios.0");
    assert_int_equal(decisions, 1);
    story.bench.bios_whole = story.bench.uefi_whole = false;
    story_fetch(2001, "lab/one/noos-bios.0");
    assert_int_equal(decisions, 1);
    story_fetch(2002, "/lab/one/boot/grub/grub.cfg");
    assert_int_equal(decisions, 2);
}

/* GRUB may have the menu whole before it asks for the signature, which must be of that menu. */
static void test_a_signed_menu_decides_with_its_signature(void **state)
{
    int64_t begin_ms;

    (void)state;
    decisions = 0;
    story.bench.decided = decided;
    story.bench.context = &decisions;
    story.bench.signed_menu = true;
    story.bench.bios_whole = false;
    story_lease(0, "noos-bios.0");
    story_fetch(2000, "lab/one/noos-bios.0");
    begin_ms = story.now_ms;
    story_fetch(2001, "/lab/one/boot/grub/grub.cfg");
    assert_int_equal(decisions, 0);
    story_fetch(2002, "/lab/one/boot/noos-1.0.sig");
    assert_int_equal(decisions, 0);
    story_fetch(2003, "/lab/one/boot/grub/grub.cfg.sig");
    assert_int_equal(decisions, 1);
    assert_true(decided_begin_ms >= begin_ms && decided_begin_ms < story.now_ms);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_a_boot_is_one_line),
        TEST(test_a_name_stands_beside_the_address),
        TEST(test_json_has_the_same),
        TEST(test_blocks_sent_again_are_retries),
        TEST(test_the_question_for_the_size_is_no_transfer),
        TEST(test_another_server_wins),
        TEST(test_beside_another_server_that_is_meant),
        TEST(test_the_wrong_loader),
        TEST(test_the_wrong_server),
        TEST(test_an_offer_that_is_not_taken),
        TEST(test_no_offer),
        TEST(test_no_question_for_a_file),
        TEST(test_silence_in_a_file),
        TEST(test_the_last_acknowledgement_is_lost),
        TEST(test_a_file_that_is_not_there),
        TEST(test_a_transfer_broken_off),
        TEST(test_nothing_behind_the_loader),
        TEST(test_files_behind_the_loader),
        TEST(test_back_too_soon),
        TEST(test_http_that_is_not_served),
        TEST(test_what_does_not_netboot_is_left_alone),
        TEST(test_what_decides_is_the_loader_or_the_menu),
        TEST(test_a_signed_menu_decides_with_its_signature),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
