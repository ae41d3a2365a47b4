#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# rehearsal-net.sh — runs a command beside a network of its own, with dnsmasq serving a tree.
#
# The network lives in a namespace: a bridge, the tap device tap0 for one QEMU, and the real dnsmasq
# with the configuration that is shipped. The host's own network is never touched, nothing of it is
# reachable, and all of it is gone when the command ends. Several may run at once.
set -euo pipefail
export LC_ALL=C

self=$(readlink -f "${BASH_SOURCE[0]}")
here=$(dirname "$self")

readonly IFACE=br0 ADDRESS=10.77.0.1/24 PREFIX=fd4e:6f4f:5300::
readonly READY_SECONDS=10

usage() {
    cat <<'END'
usage: netboot/rehearsal-net.sh --tree=DIR --log=FILE [option...] -- COMMAND [ARGUMENT...]
       netboot/rehearsal-net.sh --check
  --tree=DIR   the TFTP root
  --log=FILE   where dnsmasq's log goes
  --taps=N     so many tap devices, tap0 and on (default 1)
  --template=FILE  another configuration of dnsmasq than the one that is shipped
  --check      only say whether such a network can be made here: exit 0, or 1 and the reason
Exits as COMMAND does.
END
}

fail() {
    printf 'rehearsal-net.sh: %s\n' "$1" >&2
    exit 2
}

# Which unshare words give us a network here: root needs no user namespace, and in a chroot could
# not have one. Prints them, or the reason why there are none, and returns 1.
namespace_words() {
    local words reason

    if ((EUID == 0)); then words=-n; else words=-Urn; fi
    if reason=$(unshare "$words" "$self" --inside-check 2>&1); then
        printf '%s\n' "$words"
    else
        printf '%s\n' "${reason##*$'\n'}"
        return 1
    fi
}

# The bridge has its address before anything else is up, without the second that IPv6 otherwise
# spends on asking whether somebody else has it.
network_make() {
    local tap

    ip link set lo up
    ip link add "$IFACE" type bridge stp_state 0 mcast_snooping 0
    for ((tap = 0; tap < taps; tap++)); do
        ip tuntap add dev "tap$tap" mode tap
        ip link set "tap$tap" master "$IFACE" up
    done
    ip addr add "$ADDRESS" dev "$IFACE"
    ip addr add "${PREFIX}1/64" dev "$IFACE" nodad
    ip link set "$IFACE" up
}

# In a user namespace dnsmasq may not change its groups, which only its debug mode leaves out. It is
# ready when it says so in its log.
dnsmasq_start() {
    local mode=-k deadline=$((SECONDS + READY_SECONDS))

    [[ $(</proc/self/setgroups) == allow ]] || mode=-d
    "$here/dnsmasq-conf.sh" --iface="$IFACE" --address="$ADDRESS" --prefix="$PREFIX" \
        --tree="$tree" --state="$state" ${template:+"--template=$template"} >"$state/dnsmasq.conf"
    dnsmasq "$mode" -C "$state/dnsmasq.conf" >"$log" 2>&1 &
    dnsmasq_pid=$!
    until grep -q 'TFTP root is' "$log"; do
        kill -0 "$dnsmasq_pid" 2>/dev/null || fail "dnsmasq does not start: $(tail -n 1 "$log")"
        ((SECONDS < deadline)) || fail "dnsmasq says nothing within $READY_SECONDS s: see $log"
        sleep 0.02
    done
}

# What runs inside ends with us, whatever ends us.
inside_end() {
    trap - EXIT
    trap '' INT TERM HUP
    [[ -z $command_pid ]] || kill "$command_pid" 2>/dev/null || true
    [[ -z $dnsmasq_pid ]] || kill "$dnsmasq_pid" 2>/dev/null || true
    wait
    rm -rf "$state"
}

inside_run() {
    local status=0

    state=$(mktemp -d "${TMPDIR:-/tmp}/noos-net.XXXXXX")
    chmod 755 "$state"
    trap inside_end EXIT
    trap 'exit 143' INT TERM HUP
    network_make
    dnsmasq_start
    "$@" &
    command_pid=$!
    wait "$command_pid" || status=$?
    command_pid=''
    exit "$status"
}

tree='' log='' check=no taps=1 template='' state='' command_pid='' dnsmasq_pid=''

parse_flags() {
    while (($# > 0)); do
        case $1 in
            --tree=*) tree=${1#*=} ;;
            --log=*) log=${1#*=} ;;
            --taps=*) taps=${1#*=} ;;
            --template=*) template=${1#*=} ;;
            --check) check=yes ;;
            --help) usage && exit 0 ;;
            --) shift && break ;;
            *) usage >&2 && fail "unknown flag '$1'" ;;
        esac
        shift
    done
    command_words=("$@")
}

main() {
    local words

    # The two words this script says to itself inside the namespace it made.
    case ${1-} in
        --inside-check)
            network_make
            exit 0 ;;
        --inside)
            tree=$2 log=$3 taps=$4 template=$5
            shift 5
            inside_run "$@" ;;
    esac
    parse_flags "$@"
    command -v ip >/dev/null || fail "ip is missing: apt install iproute2"
    command -v dnsmasq >/dev/null || fail "dnsmasq is missing: apt install dnsmasq-base"
    words=$(namespace_words) || {
        printf 'no network namespace of our own here: %s\n' "$words" >&2
        exit 1
    }
    [[ $check == no ]] || exit 0
    [[ -d $tree ]] || fail "there is no folder '$tree' to serve"
    { : >"$log"; } 2>/dev/null || fail "cannot write --log='$log'"
    [[ $taps =~ ^[1-9][0-9]?$ ]] || fail "--taps=$taps is no number from 1 to 99"
    [[ -z $template || -r $template ]] || fail "there is no file '$template'"
    ((${#command_words[@]} > 0)) || fail "no command to run"
    exec unshare "$words" "$self" --inside "$(readlink -f "$tree")" "$log" "$taps" "$template" \
        "${command_words[@]}"
}

main "$@"
