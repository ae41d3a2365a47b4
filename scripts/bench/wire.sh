#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# wire.sh — runs a command and notes when a machine sent its first DHCP packet over tap0, and when it first
# asked for a file.
#
# It runs inside the network of netboot/rehearsal-net.sh. The command starts only when the wire is
# listened to, so that no packet is missed. socat listens, since tcpdump first lowers its rights,
# which no user namespace allows; the time is taken here, when the packet has come.
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

readonly READY_SECONDS=10

usage() {
    cat <<'END'
usage: scripts/bench/wire.sh --out=FILE -- COMMAND [ARGUMENT...]
  --out=FILE   gets the times of the two packets in microseconds since 1970, a line each, and in a
               third line the packets and bytes that passed tap0 in both directions; what was not
               seen has no line
Exits as COMMAND does.
END
}

fail() {
    printf 'wire.sh: %s\n' "$1" >&2
    exit 2
}

out='' dump='' dump_pid='' note_pid='' command_pid=''

# shellcheck disable=SC2317  # called by the trap
wire_end() {
    local pid

    trap - EXIT
    for pid in $command_pid $note_pid $dump_pid; do kill "$pid" 2>/dev/null || true; done
    wait
}

# Every packet becomes a line of hexadecimal bytes, with a blank before each.
dump_start() {
    local line='' said='' deadline=$((SECONDS + READY_SECONDS))

    exec {dump}< <(exec socat -d -d -u -x INTERFACE:tap0 OPEN:/dev/null 2>&1)
    dump_pid=$!
    until [[ $line == *'starting data transfer'* ]]; do
        ((SECONDS < deadline)) || fail "socat says nothing within $READY_SECONDS s"
        [[ $line != *' E '* ]] || said=$line
        IFS= read -r -t "$READY_SECONDS" -u "$dump" line || fail "socat does not start: $said"
    done
}

# Bytes 12 and 13 say IPv4, 23 says UDP, 34 to 37 are the ports 68 and 67.
is_dhcp_request() {
    [[ ${1:36:6} == ' 08 00' && ${1:69:3} == ' 11' && ${1:102:12} == ' 00 44 00 43' ]]
}

# The same with the port 69.
is_file_request() {
    [[ ${1:36:6} == ' 08 00' && ${1:69:3} == ' 11' && ${1:108:6} == ' 00 45' ]]
}

packets_note() {
    local line wanted=is_dhcp_request

    while IFS= read -r line; do
        if "$wanted" "$line"; then
            printf '%s\n' "${EPOCHREALTIME//[!0-9]/}"
            [[ $wanted == is_dhcp_request ]] || return 0
            wanted=is_file_request
        fi
    done
}

main() {
    local status=0

    case ${1-} in
        --help) usage && exit 0 ;;
        --out=?*) out=${1#*=} ;;
        *) usage >&2 && fail "--out=FILE is missing" ;;
    esac
    [[ ${2-} == -- && $# -gt 2 ]] || fail "no command to run"
    shift 2
    command -v socat >/dev/null || fail "socat is missing: apt install socat"
    trap wire_end EXIT
    trap 'exit 143' INT TERM HUP
    dump_start
    packets_note <&"$dump" >"$out" &
    note_pid=$!
    # The reader alone keeps socat running: with it gone, the next packet ends socat.
    exec {dump}<&-
    "$@" &
    command_pid=$!
    wait "$command_pid" || status=$?
    command_pid=''
    # packets_note has ended with the packets it waited for, or ends now.
    kill "$note_pid" 2>/dev/null || true
    wait "$note_pid" 2>/dev/null || true
    note_pid=''
    awk '$1 == "tap0:" { print $3 + $11, $2 + $10 }' /proc/net/dev >>"$out"
    exit "$status"
}

main "$@"
