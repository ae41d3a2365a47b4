#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# serve.sh — offers the netboot tree on one interface, in the foreground, until Ctrl-C.
#
# The wire is meant to be a bench network on which nobody else hands out addresses. Nothing of the
# host's own network is changed: an interface that is not ready is refused with the command that
# would make it so. What every machine asks for and gets is printed as it happens.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
    cat <<'END'
usage: netboot/serve.sh --iface=NAME --tree=DIR [--no-probe] [--force]
  --iface=NAME   the interface to serve: up, with an IPv4 address
  --tree=DIR     the netboot tree, BUILD/netboot; one that fits into no loader is made again, in a
                 folder of this run, for this server's address
  --force        also where this machine's default route goes: a network with others on it
  --no-probe     do not ask first whether another DHCP server is on this wire
END
}

fail() {
    printf 'serve.sh: %s\n' "$1" >&2
    exit 2
}

iface='' tree='' probe=yes force=no address='' prefix='' state='' dnsmasq_pid=''

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --iface=*) iface=${flag#*=} ;;
            --tree=*) tree=${flag#*=} ;;
            --no-probe) probe=no ;;
            --force) force=yes ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ -n $iface ]] || fail "which interface? IFACE=NAME; there are: $(iface_names)"
}

check_tools() {
    local tool

    for tool in ip:iproute2 ss:iproute2 dnsmasq:dnsmasq-base socat:socat; do
        command -v "${tool%:*}" >/dev/null || fail "${tool%:*} is missing: apt install ${tool#*:}"
    done
}

iface_names() {
    ip -o link show | awk -F': ' '{ sub(/@.*/, "", $2); if ($2 != "lo") printf "%s ", $2 }'
}

# The interface as it is: there, up, a broadcast one, with an IPv4 address; notes its addresses.
check_iface() {
    local link flags

    link=$(ip -o link show dev "$iface" 2>/dev/null) ||
        fail "there is no interface '$iface'; there are: $(iface_names)"
    flags=${link#*<} flags=,${flags%%>*},
    [[ $flags != *,LOOPBACK,* ]] || fail "$iface leads nowhere; there are: $(iface_names)"
    [[ $flags == *,UP,* ]] || fail "$iface is down: sudo ip link set $iface up"
    address=$(ip -o -4 addr show dev "$iface" | awk '{ print $4; exit }')
    [[ -n $address ]] || fail "$iface has no IPv4 address: sudo ip addr add 10.77.0.1/24 dev $iface"
    [[ $force == yes || -z $(ip route show default dev "$iface") ]] ||
        fail "$iface is this machine's way to other networks; a bench needs a wire of its own (FORCE=1 serves it all the same)"
    [[ $flags != *,NO-CARRIER,* ]] || say "warning: $iface has no carrier; is the cable in?"
    # Only an address from fc00::/7 is taken: where there is another one, somebody else is router.
    prefix=$(ip -o -6 addr show dev "$iface" | awk '$4 ~ /^f[cd].*\/64$/ { print $4; exit }')
    prefix=$(prefix_of "$prefix")
}

# prefix_of ADDRESS/64: the first four groups with "::" behind; nothing for nothing.
prefix_of() {
    local address=${1%/*} head groups

    [[ -n $address ]] || return 0
    head=${address%%::*}
    IFS=: read -ra groups <<<"$head"
    while ((${#groups[@]} < 4)); do groups+=(0); done
    printf '%s:%s:%s:%s::\n' "${groups[@]:0:4}"
}

check_tree() {
    [[ -f $tree/noos-bios.0 ]] || fail "'$tree' is no netboot tree: make netboot builds it"
    tree=$(readlink -f "$tree")
}

# Binding ports below 1024, raw sockets for advertisements, and the interface's own settings.
check_privilege() {
    local capabilities bit

    capabilities=0x$(awk '/^CapEff:/ { print $2 }' /proc/self/status)
    for bit in 10 12 13; do
        ((capabilities >> bit & 1)) ||
            fail "DHCP and TFTP need root's ports: sudo netboot/serve.sh --iface=$iface --tree=$tree"
    done
}

# A socket of somebody else on our port, unless it is bound to another interface.
check_ports() {
    local port line holder

    for port in 67 69; do
        while read -r _ _ _ line holder; do
            [[ $line == *%* && $line != *"%$iface:"* ]] && continue
            holder=$(sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 (pid \2)/p' <<<"$holder")
            fail "UDP port $port is taken${holder:+ by $holder}: end that first"
        done < <(ss -Hlunp "sport = :$port")
    done
}

warn_of_others() {
    local others

    [[ $probe == yes ]] || return 0
    others=$("$here/dhcp-probe.sh" --iface="$iface") || {
        say "warning: could not find out whether another DHCP server is on this wire"
        return 0
    }
    [[ -n $others ]] || return 0
    say "WARNING: another DHCP server answers on $iface: ${others//$'\n'/ }"
    say "WARNING: machines may take its answer and then find no loader; use a wire of its own"
}

# The loaders of a tree of files ask a server for them: its address is baked in, so that no other
# DHCP server can send them elsewhere.
tree_for_us() {
    local build

    [[ -d $tree/boot ]] || return 0
    build=$(dirname "$tree")
    if [[ ! -f $build/media-flags ]]; then
        say "note: $build is not where this tree was built, so it cannot be made for our address"
        return 0
    fi
    say "the tree fits into no loader: making it again for ${address%/*}"
    "$here/../scripts/copy.sh" --build="$build" --kind=tree --server="${address%/*}" \
        --out="$state/tree"
    tree=$state/tree
}

say() {
    printf '%(%H:%M:%S)T  %s\n' -1 "$1"
}

# shellcheck disable=SC2317  # called by the trap
serve_end() {
    trap - EXIT
    trap '' INT TERM HUP
    [[ -z $dnsmasq_pid ]] || kill "$dnsmasq_pid" 2>/dev/null || true
    wait
    [[ -z $state ]] || rm -rf "$state"
}

# In a user namespace dnsmasq may not change its groups, which only its debug mode leaves out.
serve() {
    local mode=-k status=0

    [[ $(</proc/self/setgroups) == allow ]] || mode=-d
    "$here/dnsmasq-conf.sh" --iface="$iface" --address="$address" --tree="$tree" \
        --state="$state" ${prefix:+"--prefix=$prefix"} >"$state/dnsmasq.conf"
    mkfifo "$state/log"
    dnsmasq "$mode" -C "$state/dnsmasq.conf" >"$state/log" 2>&1 &
    dnsmasq_pid=$!
    say "serving $tree on $iface, ${address%/*}; Ctrl-C ends it"
    [[ -n $prefix ]] ||
        say "note: $iface has no private IPv6 address, so boot ROMs built from iPXE wait 13 s longer"
    "$here/events.sh" <"$state/log" &
    wait "$dnsmasq_pid" || status=$?
    dnsmasq_pid=''
    printf 'serve.sh: dnsmasq ended by itself (status %s); what it said stands above\n' "$status" >&2
    exit 74
}

main() {
    parse_flags "$@"
    check_tools
    check_iface
    check_tree
    check_privilege
    check_ports
    trap serve_end EXIT
    trap 'exit 0' INT TERM HUP
    state=$(mktemp -d "${TMPDIR:-/tmp}/noos-serve.XXXXXX")
    chmod 755 "$state"
    warn_of_others
    tree_for_us
    serve
}

main "$@"
