/* SPDX-License-Identifier: MIT */
/*
 * lossy.c — a wire that loses packets: carries frames between two interfaces (packet(7)) and drops a
 * share of them, the same ones in every run. Runs until it is killed.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static int end_open(const char *iface)
{
    struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
    struct packet_mreq everything = { .mr_type = PACKET_MR_PROMISC };
    int fd = socket(AF_PACKET, SOCK_RAW, 0);

    address.sll_ifindex = everything.mr_ifindex = (int)if_nametoindex(iface);
    if (fd < 0 || address.sll_ifindex == 0 ||
        setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &everything, sizeof(everything)) != 0 ||
        bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
        perror(iface);
        exit(2);
    }
    return fd;
}

/* A kernel that leaves checksums to a card has not written them; zero says that there is none. */
static void checksum_drop(unsigned char *frame, size_t size)
{
    if (size >= 42 && frame[12] == 8 && frame[13] == 0 && frame[14] == 0x45 && frame[23] == 17)
        frame[40] = frame[41] = 0;
}

int main(int argc, char **argv)
{
    struct pollfd ends[2] = { { .events = POLLIN }, { .events = POLLIN } };
    unsigned char frame[2048];
    uint32_t random = 1;
    unsigned percent;

    if (argc != 4)
        return 2;
    percent = (unsigned)atoi(argv[3]);
    ends[0].fd = end_open(argv[1]);
    ends[1].fd = end_open(argv[2]);
    while (poll(ends, 2, -1) > 0) {
        for (int i = 0; i < 2; i++) {
            struct sockaddr_ll from;
            socklen_t size = sizeof(from);
            ssize_t count;

            if (!(ends[i].revents & POLLIN))
                continue;
            count = recvfrom(ends[i].fd, frame, sizeof(frame), 0, (struct sockaddr *)&from, &size);
            random = random * 1664525u + 1013904223u;
            if (count <= 0 || from.sll_pkttype == PACKET_OUTGOING || (random >> 16) % 100 < percent)
                continue;
            checksum_drop(frame, (size_t)count);
            send(ends[!i].fd, frame, (size_t)count, 0);
        }
    }
    return 0;
}
