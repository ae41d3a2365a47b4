#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# serve-once.sh — tells a running netboot/serve.sh that a machine starts another entry one time.
#
# It does the work itself, in the folder of that run, which belongs to who started the server: nobody
# listens anywhere, so that neither another user of this machine nor the network can steer it.
set -euo pipefail
export LC_ALL=C
umask 022

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
    cat <<'END_USAGE'
usage: netboot/serve-once.sh --iface=NAME --once=WHO=ENTRY...
  --iface=NAME       the interface that is served by netboot/serve.sh at this moment
  --once=WHO=ENTRY   the machine with this address, or this name in the list of machines, starts this
                     entry at its next boot, then its default again; repeatable
  --run=DIR          the folder of that run, where it could note it nowhere
Exits 0 when the next boot is prepared, 2 when it cannot be, with nothing changed for that machine.
END_USAGE
}

fail() {
    printf 'serve-once.sh: %s\n' "$1" >&2
    exit 2
}

# shellcheck source=lab.sh
. "$here/lab.sh"
# shellcheck source=serve-tree.sh
. "$here/serve-tree.sh"
# shellcheck source=serve-run.sh
. "$here/serve-run.sh"
# shellcheck source=once.sh
. "$here/once.sh"

iface='' state='' onces=() build='' tree='' tools='' dnsmasq='' server='' server_flag=()

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --iface=*) iface=${flag#*=} ;;
            --run=*) state=${flag#*=} ;;
            --once=*) once_add "${flag#*=}" ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ $iface =~ ^[A-Za-z0-9_.-]{1,15}$ ]] || fail "which interface is served? IFACE=NAME"
    ((${#onces[@]} > 0)) || fail "which machine, and what does it start? ONCE=52:54:00:12:34:56=auto"
}

say() {
    printf '%s\n' "$1"
}

main() {
    local once lock

    parse_flags "$@"
    run_find
    exec {lock}>>"$state/control/lock"
    flock -w 120 "$lock" || fail "another serve-once.sh does not end: try again"
    run_read
    [[ ! -f $state/control/lab.conf ]] || lab_read "$state/control/lab.conf"
    trap 'rm -rf "$state/control/new"' EXIT
    trap 'exit 130' INT TERM HUP
    for once in "${onces[@]}"; do once_place "${once%%=*}" "${once#*=}"; done
    run_hosts_again
}

main "$@"
