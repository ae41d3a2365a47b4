/* SPDX-License-Identifier: MIT */
/*
 * wire.c — a packet socket with a filter, so that only UDP over IPv4 is copied.
 */
#include "benchwatch/wire.h"

#include <errno.h>
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#define RECEIVE_BYTES (8 << 20)
#define AT_ETHERTYPE  12
#define AT_PROTOCOL   23
#define PROTOCOL_UDP  17

static int filter_set(int fd)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, AT_ETHERTYPE),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 3),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, AT_PROTOCOL),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PROTOCOL_UDP, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, WIRE_FRAME_MAX),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    struct sock_fprog program = { .len = sizeof(code) / sizeof(code[0]), .filter = code };

    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

int wire_open(const char *iface)
{
    struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
    struct packet_mreq everything = { .mr_type = PACKET_MR_PROMISC };
    int bytes = RECEIVE_BYTES;
    int saved_errno;
    /* Without a protocol nothing comes before the filter is in place. */
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    address.sll_ifindex = (int)if_nametoindex(iface);
    everything.mr_ifindex = address.sll_ifindex;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes));
    if (address.sll_ifindex != 0 && filter_set(fd) == 0 &&
        setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &everything, sizeof(everything)) == 0 &&
        bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    saved_errno = errno;
    close(fd);
    errno = saved_errno;
    return -1;
}

ssize_t wire_read(int fd, uint8_t frame[WIRE_FRAME_MAX])
{
    return recv(fd, frame, WIRE_FRAME_MAX, 0);
}

unsigned wire_lost(int fd)
{
    struct tpacket_stats stats = { 0 };
    socklen_t size = sizeof(stats);

    if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size) != 0)
        return 0;
    return stats.tp_drops;
}
