#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A rehearsal that is broken off ends soon and leaves nothing: no QEMU, no dnsmasq, no folder.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
BUILD=build
readonly START_SECONDS=30 END_SECONDS=15

# A UEFI machine takes seconds to start, so that it is there to be interrupted.
readonly CELL=uefi-pxe

# The private folder of the cell, which every process of it has in its command line.
cell_folder() {
    grep -o '/tmp/noos-cell\.[A-Za-z0-9]*' "$WORK/out/$CELL/command.txt" | head -n 1
}

# started: the machine runs.
started() {
    local deadline=$((SECONDS + START_SECONDS))

    until folder=$(cell_folder 2>/dev/null) && [[ -n $folder ]] &&
        pgrep -f "qemu-system-x86_64 .*$folder" >/dev/null; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
    sleep 1
}

# broken_off SIGNAL STATUS: starts a rehearsal, sends it the signal, and looks around.
broken_off() {
    local signal=$1 wanted=$2 pid status=0 deadline folder=''

    rm -rf "$WORK/out"
    # Job control gives the background a process group and SIGINT of its own, as a terminal does.
    set -m
    "$HERE/../../scripts/rehearse.sh" --build="$BUILD" --jobs=1 --only="^$CELL\$" \
        --out="$WORK/out" >"$WORK/said" 2>&1 </dev/null &
    pid=$!
    set +m
    started || { cat "$WORK/said" && kill -- "-$pid" && return 1; }
    kill -"$signal" -- "$3$pid"
    deadline=$((SECONDS + END_SECONDS))
    while kill -0 "$pid" 2>/dev/null; do
        ((SECONDS < deadline)) || { kill -KILL -- "-$pid" && printf 'it does not end\n' && return 1; }
        sleep 0.1
    done
    wait "$pid" || status=$?
    [[ $status == "$wanted" ]] || { printf 'status %s\n' "$status" && return 1; }
    left_nothing "$folder" "$pid"
}

# left_nothing FOLDER PROCESS-GROUP
left_nothing() {
    local left

    left=$(pgrep -r D,R,S -a -f "$1" || true)
    left+=$(pgrep -r D,R,S -a -g "$2" || true)
    left+=$(find "$1" "$WORK"/out/.copies.* 2>/dev/null || true)
    [[ -z $left ]] || { printf 'left: %s\n' "$left" && return 1; }
}

main() {
    local flag

    for flag; do
        case $flag in
            --build=*) BUILD=${flag#*=} ;;
            --jobs=*) ;;
            *) printf 'interrupt.sh: unknown flag %s\n' "$flag" >&2 && exit 2 ;;
        esac
    done
    tap_begin 3
    check 'Ctrl-C, which reaches the whole group' broken_off INT 130 -
    check 'a SIGTERM to the script alone' broken_off TERM 143 ''
    check 'a SIGHUP, as of a closed terminal' broken_off HUP 143 -
    tap_end
}

main "$@"
