#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# serve.sh — offers the netboot tree on one interface, in the foreground, until Ctrl-C, and tells how
# each machine boots.
#
# The wire is a bench network on which nobody else hands out addresses, or one with a DHCP server that
# this one stands beside (--proxy). Nothing of the host's own network is changed. The servers run
# as a user who may do nothing else; what they serve is a copy in a folder of this run.
set -euo pipefail
export LC_ALL=C
umask 022

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
    cat <<'END'
usage: netboot/serve.sh --iface=NAME --tree=DIR [option...]
  --iface=NAME       the interface to serve: up, with an IPv4 address
  --tree=DIR         the netboot tree, BUILD/netboot; one that fits into no loader is made again
                     for this server's address
  --proxy            beside a DHCP server that knows nothing of booting
  --http             UEFI HTTP Boot too
  --lab=FILE         machines with names, entries and words of their own (config/lab.conf)
  --once=WHO=ENTRY   the machine with this address, or this name in the list of machines, starts this
                     entry one time, then its default again; repeatable. netboot/serve-once.sh does
                     the same while this runs
  --serial=[MAC,]SRC a machine's serial line joins the time line: tty:DEVICE[,BAUD], unix:PATH,
                     HOST:PORT
  --json             the time line as one JSON object per line, for tools
  --force            also where this machine's default route goes: a network with others on it
  --no-probe         do not ask first whether another DHCP server is on this wire
  --tools=DIR        where benchwatch is (default: tools beside the tree)
docs/serve.md tells more. Exits 0 when it was told to end, 2 when it cannot serve, 74 when a server
ended by itself.
END
}

fail() {
    printf 'serve.sh: %s\n' "$1" >&2
    exit 2
}

# shellcheck source=lab.sh
. "$here/lab.sh"
# shellcheck source=serve-iface.sh
. "$here/serve-iface.sh"
# shellcheck source=serve-tree.sh
. "$here/serve-tree.sh"
# shellcheck source=serve-run.sh
. "$here/serve-run.sh"
# shellcheck source=once.sh
. "$here/once.sh"

iface='' tree='' build='' tools='' lab='' serial='' probe=yes force=no proxy=no http=no json=no
address='' prefix='' state='' run_noted='' watch_pid='' server_pids=() onces=() server_flag=()

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --iface=*) iface=${flag#*=} ;;
            --tree=*) tree=${flag#*=} ;;
            --tools=*) tools=${flag#*=} ;;
            --proxy) proxy=yes ;;
            --http) http=yes ;;
            --lab=*) lab=${flag#*=} ;;
            --once=*) once_add "${flag#*=}" ;;
            --serial=*) serial=${flag#*=} ;;
            --json) json=yes ;;
            --no-probe) probe=no ;;
            --force) force=yes ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ -n $iface ]] || fail "which interface? IFACE=NAME; there are: $(iface_names)"
    [[ $proxy == no || $http == no ]] || fail "HTTP Boot takes its address and its file from one \
answer, so that HTTP=1 works only without PROXY=1"
    [[ -z $lab ]] || lab_read "$lab"
}

check_tools() {
    local tool wanted=(ip:iproute2 ss:iproute2 dnsmasq:dnsmasq-base socat:socat)

    [[ $http == no ]] || wanted+=(lighttpd:lighttpd)
    for tool in "${wanted[@]}"; do
        command -v "${tool%:*}" >/dev/null || fail "${tool%:*} is missing: apt install ${tool#*:}"
    done
    [[ -x $tools/benchwatch ]] || fail "$tools/benchwatch is missing: make tools builds it"
}

# In full mode a second server on the wire is a race that each machine decides for itself.
check_others() {
    local others

    [[ $probe == yes ]] || return 0
    others=$("$here/dhcp-probe.sh" --iface="$iface") || {
        say "warning: could not find out whether another DHCP server is on this wire"
        return 0
    }
    others=${others//$'\n'/ }
    if [[ $proxy == yes ]]; then
        if [[ -n $others ]]; then
            say "beside the DHCP server $others"
        else
            say "WARNING: no DHCP server answers on $iface, and we hand out no addresses: leave PROXY=1 away"
        fi
    elif [[ -n $others ]]; then
        fail "another DHCP server answers on $iface: $others; serve beside it with PROXY=1, or use a \
wire of its own"
    fi
}

# For a person, or beside what tools read.
say() {
    if [[ $json == yes ]]; then
        printf '%(%H:%M:%S)T  %s\n' -1 "$1" >&2
    else
        printf '%(%H:%M:%S)T  %s\n' -1 "$1"
    fi
}

# shellcheck disable=SC2317  # called by the trap
serve_end() {
    local pid

    trap - EXIT
    trap '' INT TERM HUP
    for pid in "${server_pids[@]}"; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    [[ -z $watch_pid ]] || kill "$watch_pid" 2>/dev/null || true
    wait
    [[ -z $state ]] || run_forget
    [[ -z $state ]] || rm -rf "$state"
}

# Who reads the files: somebody without rights, where we may become somebody else.
user_choose() {
    if [[ $(</proc/self/setgroups) == allow && $EUID == 0 ]]; then
        user=nobody group=nogroup
    else
        user=$(id -un) group=$(id -gn)
    fi
}

# In a user namespace dnsmasq may not change its groups, which only its debug mode leaves out.
dnsmasq_start() {
    local mode=-k flags=()

    [[ $(</proc/self/setgroups) == allow ]] || mode=-d
    [[ $proxy == no ]] || flags+=(--proxy)
    [[ $http == no ]] || flags+=(--http)
    [[ -z $prefix ]] || flags+=("--prefix=$prefix")
    ! tree_is_remade || flags+=("--spares=$ONCE_SPARES")
    "$here/dnsmasq-conf.sh" --iface="$iface" --address="$address" --tree="$state/tree" \
        --state="$state" --user="$user:$group" "${flags[@]}" "${tree_machines[@]}" \
        >"$state/dnsmasq.conf"
    dnsmasq "$mode" -C "$state/dnsmasq.conf" >"$state/log" 2>&1 {log_fd}>&- &
    server_pids+=($!)
}

lighttpd_start() {
    local line

    while IFS= read -r line; do
        line=${line//@TREE@/"$state/tree"} line=${line//@ADDRESS@/"${address%/*}"}
        line=${line//@USER@/"$user"} line=${line//@GROUP@/"$group"}
        printf '%s\n' "${line//@STATE@/"$state"}"
    done <"$here/lighttpd.conf.in" >"$state/lighttpd.conf"
    # Who is not root cannot become anybody.
    [[ $user == nobody ]] || sed -i '/^server\.\(user\|group\)name/d' "$state/lighttpd.conf"
    lighttpd -D -f "$state/lighttpd.conf" >"$state/log" 2>&1 {log_fd}>&- &
    server_pids+=($!)
}

watch_start() {
    local flags=(--address="${address%/*}" --iface="$iface" --tree="$state/tree"
        --once="$state/control/once" "${watch_flags[@]}")

    [[ $proxy == no ]] || flags+=(--proxy)
    [[ $http == no ]] || flags+=(--http)
    [[ $json == no ]] || flags+=(--json)
    [[ -z $serial ]] || flags+=(--serial="$serial")
    "$tools/benchwatch" "${flags[@]}" <"$state/log" {log_fd}>&- &
    watch_pid=$!
}

serve() {
    local status=0 ended=''

    mkfifo -m 600 "$state/log"
    [[ $user != nobody ]] || chown nobody "$state/log"
    # Held open here, so that neither side waits for the other.
    exec {log_fd}<>"$state/log"
    watch_start
    dnsmasq_start
    [[ $http == no ]] || lighttpd_start
    run_note
    say "serving $tree on $iface, ${address%/*}$([[ $proxy == no ]] || echo ', beside another server')\
$([[ $http == no ]] || echo ', over HTTP too'); Ctrl-C ends it"
    [[ -n $prefix || $proxy == yes ]] ||
        say "note: $iface has no private IPv6 address, so boot ROMs built from iPXE wait 13 s longer"
    wait -n -p ended "${server_pids[@]}" "$watch_pid" || status=$?
    case $ended in
        "$watch_pid") watch_pid='' && fail_late "benchwatch" "$status" ;;
        "${server_pids[0]}") fail_late dnsmasq "$status" ;;
        *) fail_late lighttpd "$status" ;;
    esac
}

fail_late() {
    sleep 0.3
    printf 'serve.sh: %s ended by itself (status %s); what it said stands above\n' "$1" "$2" >&2
    exit 74
}

main() {
    parse_flags "$@"
    tools=${tools:-$(dirname "$(readlink -f "${tree:-.}")")/tools}
    check_tools
    check_iface
    tree_check
    check_privilege
    check_ports
    user_choose
    trap serve_end EXIT
    trap 'exit 0' INT TERM HUP
    state=$(mktemp -d "${TMPDIR:-/tmp}/noos-serve.XXXXXX")
    chmod 755 "$state"
    mkdir -m 700 "$state/control"
    check_others
    tree_stage
    serve
}

main "$@"
