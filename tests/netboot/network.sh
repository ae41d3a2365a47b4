#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tests netboot/serve.sh and the built tree on a wire of its own: two network namespaces, ours with
# the interface v0 that is served, and a client's with the other end of the wire.
set -euo pipefail

SELF=$(readlink -f "${BASH_SOURCE[0]}")
HERE=$(dirname "$SELF")
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-wire.sh
source "$HERE/lib-wire.sh"
PROBE=$HERE/../../netboot/dhcp-probe.sh
CHECKS=40

# A DHCP server at the other end.
other_server() {
    local mode=-k

    [[ $(</proc/self/setgroups) == allow ]] || mode=-d
    nsenter -t "$CLIENT" -n dnsmasq "$mode" --port=0 --interface=v1 --dhcp-range=10.1.0.100,10.1.0.110 \
        --dhcp-leasefile="$WORK/leases" --pid-file= --user=root --conf-file=/dev/null \
        --log-facility=- >"$WORK/other.log" 2>&1 &
    OTHER=$!
    PIDS+=("$OTHER")
    wait_until grep -q 'DHCP, IP range' "$WORK/other.log"
}

# fetched FILE: from the client, and the same bytes came. tftp says "Error" and exits 0.
fetched() {
    rm -f "$WORK/got"
    client tftp 10.1.0.1 -m binary -c get "$1" "$WORK/got" && cmp "$WORK/got" "$TREE/$1"
}

all_fetched() {
    local file

    find "$TREE" -type f -printf '%P\n' | sort >"$WORK/files"
    [[ -s $WORK/files ]]
    while read -r file; do
        fetched "$file" </dev/null || return 1
    done <"$WORK/files"
}

# held PORT [OPTION]: runs the rest while a socket is bound there.
held() {
    local holder status=0

    socat -u "UDP4-RECV:$1${2:+,$2}" /dev/null &
    holder=$!
    wait_until bash -c "ss -Hlun 'sport = :$1' | grep -q ." || return 1
    "${@:3}" || status=$?
    kill "$holder"
    wait "$holder" 2>/dev/null || true
    return "$status"
}

# held_tcp COMMAND...: the same for TCP port 80.
held_tcp() {
    local holder status=0

    socat -u TCP4-LISTEN:80,fork /dev/null &
    holder=$!
    wait_until bash -c "ss -Hltn 'sport = :80' | grep -q ." || return 1
    "$@" || status=$?
    kill "$holder"
    wait "$holder" 2>/dev/null || true
    return "$status"
}

refusals() {
    local up=("$SERVE" --iface=v0 --no-probe "--tools=$TOOLS" "--tree=$TREE")

    check_status 2 'no interface named' 'which interface\? IFACE=NAME; there are: .*v0' "$SERVE"
    check_status 2 'an interface that is not there' "there is no interface 'v9'; there are: " \
        "$SERVE" --iface=v9 --tools="$TOOLS"
    check_status 2 'the loopback' 'lo leads nowhere' "$SERVE" --iface=lo --tools="$TOOLS"
    check_status 2 'one that is down' 'v0 is down: sudo ip link set v0 up' "${up[@]}"
    ip link set v0 up
    check_status 2 'one without an address' \
        'v0 has no IPv4 address: sudo ip addr add [0-9./]+ dev v0' "${up[@]}"
    ip addr add 10.1.0.1/24 dev v0
    check_status 2 'a folder that is no tree' 'is no netboot tree: make netboot' \
        "$SERVE" --iface=v0 --tools="$TOOLS" --tree="$WORK"
    check_status 2 'no rights' "need root's ports: sudo netboot/serve.sh --iface=v0" \
        setpriv --bounding-set=-net_admin --inh-caps=-net_admin "${up[@]}"
    check_status 2 'DHCP port taken' 'port 67 is taken by socat \(pid [0-9]+\)' held 67 '' "${up[@]}"
    check_status 2 'TFTP port taken' 'port 69 is taken by socat \(pid [0-9]+\)' held 69 '' "${up[@]}"
    check_status 2 'taken on this interface' 'port 67 is taken' \
        held 67 so-bindtodevice=v0 "${up[@]}"
    check_status 124 'taken on another interface is not taken' 'serving ' \
        held 67 so-bindtodevice=lo,reuseaddr timeout 2 "${up[@]}"
    check_status 2 'port 80 taken' 'TCP port 80 is taken by socat' held_tcp "${up[@]}" --http
    check_status 2 'HTTP beside another server' 'HTTP=1 works only without PROXY=1' \
        "${up[@]}" --http --proxy
    check_status 2 'an unknown flag' "unknown flag '--proxies'" "$SERVE" --proxies
}

others() {
    judge 'nobody answers the probe' probe_is ''
    check_status 1 'a probe that cannot ask says so' 'cannot ask on v9' "$PROBE" --iface=v9
    judge 'another server is started' other_server
    judge 'it answers the probe' probe_is 10.1.0.9
    check_status 2 'serving is refused beside it, with the way out' \
        'another DHCP server answers on v0: 10\.1\.0\.9; serve beside it with PROXY=1' \
        "$SERVE" --iface=v0 --tools="$TOOLS" --tree="$TREE"
    judge 'serving beside it starts' serve --proxy --tree="$TREE"
    judge 'and says beside whom' said 'beside the DHCP server 10\.1\.0\.9'
    judge 'serving ends when told to' serve_end
    kill "$OTHER"
    wait "$OTHER" || true
}

# probe_is ANSWER: what the probe finds on our side of the wire.
probe_is() {
    local found

    found=$("$PROBE" --iface=v0)
    printf 'found: %s\n' "$found"
    [[ $found == "$1" ]]
}

# A tree that nobody but its owner may read; the servers read a copy.
tree_own() {
    cp -r "$TREE" "$WORK/tree"
    TREE=$WORK/tree
    chmod -R go= "$TREE"
    user_wanted
}

# runs_as PROGRAM: as the user without rights, and without any capability.
runs_as() {
    local pid

    pid=$(pgrep -P "$SERVER" -x "$1")
    ps -o user=,cmd= -p "$pid"
    [[ $(ps -o user= -p "$pid") == "$USER_WANTED" ]]
}

configured() {
    grep -q "$1" "$WORK"/tmp/*/dnsmasq.conf
}

answered() {
    local found

    found=$(client "$PROBE" --iface=v1)
    printf 'found: %s\n' "$found"
    [[ $found == 10.1.0.1 ]]
}

serving() {
    tree_own
    ip addr add fd00:1:2:3::1/64 dev v0 nodad
    judge 'serving starts' serve --tree="$TREE" --no-probe --http
    judge "dnsmasq runs as $USER_WANTED" runs_as dnsmasq
    judge "lighttpd runs as $USER_WANTED" runs_as lighttpd
    judge 'HTTP shows no folder and no way out' http_closed
    judge 'the prefix of the interface is advertised' configured '^dhcp-range=fd00:1:2:3::,ra-only$'
    judge 'every file of the tree comes as it is' all_fetched
    judge 'and over HTTP too' all_over_http
    judge 'and is told' said ' has fetched noos-bios\.0, [0-9]+ bytes in '
    judge 'a file that is not there is not given' refuses fetched none.efi
    judge 'and is told' said 'asked for none\.efi, which is not there'
    judge 'a way out of the tree leads nowhere' refuses fetched ../said
    judge 'a client that asks is answered' answered
    judge 'and is told' said 'asks for an address \(no network boot\)'
    judge 'Ctrl-C ends it' serve_end INT
    judge 'and leaves nothing behind' nothing_left
}

all_over_http() {
    local file

    while read -r file; do
        client curl -sf -o "$WORK/got" "http://10.1.0.1/$file" && cmp "$WORK/got" "$TREE/$file" ||
            return 1
    done <"$WORK/files"
}

# http_closed: curl leaves the path as it is.
http_closed() {
    local path

    for path in / /lab/ /../said /%2e%2e/said /../../etc/passwd /.; do
        [[ $(client curl -s --path-as-is -o "$WORK/got" -w '%{http_code}' "http://10.1.0.1$path") == 4* ]] ||
            { printf 'answered: %s\n' "$path" && return 1; }
    done
}

# No file, no process, no address more than before.
nothing_left() {
    ! test -e "$WORK"/tmp/* && ! pgrep -s "$SERVER" &&
        ! test -e "/run/noos-serve/$(readlink /proc/self/ns/net | tr -dc 0-9)-v0" &&
        [[ $(ip -o -4 addr show dev v0 | wc -l) == 1 ]]
}

has_address() {
    grep -aq 'set server=10\.1\.0\.1' "$WORK"/tmp/*/tree/noos-x64.efi
}

# A tree as for a kernel that fits into no loader, in a build folder of its own.
tree_of_files() {
    local build

    build=$(dirname "$BUILT")
    mkdir "$WORK/big"
    ln -s "$build/loaders" "$build/media-flags" "$WORK/big/"
    printf '%s\n' '--force-tree' | cat "$build/media-flags" - >"$WORK/flags"
    rm "$WORK/big/media-flags"
    mv "$WORK/flags" "$WORK/big/media-flags"
    "$HERE/../../scripts/copy.sh" --build="$WORK/big" --kind=tree --out="$WORK/big/netboot"
    TREE=$WORK/big/netboot
    judge 'a tree of files is made again for our address' serve --tree="$TREE" --no-probe
    judge 'which is in its loader' has_address
    judge 'serving ends when told to' serve_end
}

inside() {
    TREE=$BUILT
    refusals
    others
    serving
    tree_of_files
}

wire_main no 'serving a wire of its own' "$@"
