#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# dhcp-probe.sh — asks on one interface whether a DHCP server is there already.
#
# One DISCOVER from a made-up address goes out as a broadcast; whoever answers it within four seconds
# is printed, one IPv4 address per line. Nobody is asked to keep a lease: no REQUEST follows.
set -euo pipefail
export LC_ALL=C

self=$(readlink -f "${BASH_SOURCE[0]}")
readonly WAIT_SECONDS=4

usage() {
    cat <<'END'
usage: netboot/dhcp-probe.sh --iface=NAME
Prints the address of each DHCP server that answers. Exits 0 when it could ask, 1 when it could not.
END
}

fail() {
    printf 'dhcp-probe.sh: %s\n' "$1" >&2
    exit "$2"
}

# discover XID: the packet of RFC 2131 figure 1, with the broadcast flag and option 53 = DISCOVER,
# padded to the 300 bytes that some servers ask for. XID is 8 hexadecimal digits.
discover() {
    local text

    printf -v text '%s' "01010600$1" 00008000 00000000 00000000 00000000 00000000 02004e6f4f53
    printf -v text '%s%0404d' "$text" 0
    printf -v text '%s%s%0112d' "$text" 63825363350101ff 0
    # shellcheck disable=SC2001  # an & in a replacement means something else in older shells
    printf '%b' "$(sed 's/../\\x&/g' <<<"$text")"
}

# answer_take XID: what socat runs for each packet that comes to port 68, the packet on standard
# input. Answers to other clients are not for us.
answer_take() {
    local head

    head=$(head -c 8 | od -An -v -tx1 | tr -d ' \n')
    [[ $head != "02010600$1" ]] || printf '%s\n' "$SOCAT_PEERADDR"
}

# ask IFACE: the listener is there before the question goes out.
ask() {
    local iface=$1 xid listener status=0

    xid=$(od -An -v -N4 -tx1 /dev/urandom | tr -d ' \n')
    timeout "$WAIT_SECONDS" socat -u \
        "UDP4-RECVFROM:68,so-bindtodevice=$iface,reuseaddr,fork" \
        "SYSTEM:'$self' --answer $xid" 2>/dev/null &
    listener=$!
    sleep 0.2
    discover "$xid" | socat -u - \
        "UDP4-DATAGRAM:255.255.255.255:67,broadcast,so-bindtodevice=$iface" 2>/dev/null || status=1
    wait "$listener" || [[ $? == 124 ]] || status=1
    return "$status"
}

main() {
    local iface=''

    case ${1-} in
        --answer) answer_take "$2" && exit 0 ;;
        --iface=*) iface=${1#*=} ;;
        --help) usage && exit 0 ;;
        *) usage >&2 && exit 2 ;;
    esac
    command -v socat >/dev/null || fail "socat is missing: apt install socat" 2
    ask "$iface" | sort -u || fail "cannot ask on $iface whether a DHCP server is there" 1
}

main "$@"
