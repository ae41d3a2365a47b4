# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the script that reads it shares its variables
#
# serve-iface.sh — whether an interface can be served as it is. Invariant: nothing of the host's network
# is changed; what is not ready is refused with the command that would make it so.
#
# Sourced by netboot/serve.sh.

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

# Binding ports below 1024, raw sockets for advertisements, and the interface's own settings.
check_privilege() {
    local capabilities bit

    capabilities=0x$(awk '/^CapEff:/ { print $2 }' /proc/self/status)
    for bit in 10 12 13; do
        ((capabilities >> bit & 1)) ||
            fail "DHCP and TFTP need root's ports: sudo netboot/serve.sh --iface=$iface --tree=$tree"
    done
}

# A socket of somebody else on our port, unless it is bound to another interface or address.
check_ports() {
    local port ports=(u67 u69) line holder

    [[ $proxy == no ]] || ports+=(u4011)
    [[ $http == no ]] || ports+=(t80)
    for port in "${ports[@]}"; do
        while read -r _ _ _ line holder; do
            [[ $line == *%* && $line != *"%$iface:"* ]] && continue
            [[ $port != t* || $line =~ ^(\*|0\.0\.0\.0|\[::\]|${address%/*}|\[::ffff:.*\]): ]] || continue
            holder=$(sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 (pid \2)/p' <<<"$holder")
            port=${port/u/UDP port } port=${port/t8/TCP port 8}
            fail "$port is taken${holder:+ by $holder}: end that first"
        done < <(ss -Hln"${port:0:1}"p "sport = :${port:1}")
    done
}
