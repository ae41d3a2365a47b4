#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# typist.sh — stands between a machine's serial line and its watcher, and types one line at the
# first prompt. What the machine says is passed on. A machine that shows no prompt is left alone.
set -euo pipefail
export LC_ALL=C

readonly PROMPT='noos> '

usage() {
    cat <<'END'
usage: scripts/typist.sh --socket=PATH --line=TEXT --seconds=N
  --socket=PATH  the Unix socket on which QEMU offers the serial line
  --line=TEXT    what is typed, and Return after it
  --seconds=N    end after so long, whatever comes
END
}

fail() {
    printf 'typist.sh: %s\n' "$1" >&2
    exit 2
}

# Waits for the prompt as long as the line is there, then types into descriptor 3.
line_type() {
    local deadline=$((SECONDS + $2))

    until grep -aqF -- "$PROMPT" "$run/seen"; do
        ((SECONDS < deadline)) && kill -0 "$line_pid" 2>/dev/null || return 0
        sleep 0.1
    done
    printf '%s\r' "$1" >&3
}

# shellcheck disable=SC2317  # called by the trap
typist_end() {
    trap - EXIT
    trap '' INT TERM HUP
    [[ -z $line_pid ]] || kill "$line_pid" 2>/dev/null || true
    rm -rf "$run"
}

run='' line_pid=''

main() {
    local flag socket='' line='' seconds=''

    for flag; do
        case $flag in
            --socket=*) socket=${flag#*=} ;;
            --line=*) line=${flag#*=} ;;
            --seconds=*) seconds=${flag#*=} ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ -n $socket ]] || fail "--socket=PATH is missing"
    [[ -n $line ]] || fail "--line=TEXT is missing"
    [[ $seconds =~ ^[1-9][0-9]{0,4}$ ]] || fail "--seconds=$seconds is no number of seconds"
    command -v socat >/dev/null || fail "socat is missing: apt install socat"

    run=$(mktemp -d "${TMPDIR:-/tmp}/noos-typist.XXXXXX")
    trap typist_end EXIT
    trap 'exit 143' INT TERM HUP
    : >"$run/seen"
    mkfifo "$run/typed"
    exec 3<>"$run/typed"
    timeout "$seconds" socat -t 0 - "UNIX-CONNECT:$socket,retry=$((seconds * 10)),interval=0.1" \
        <"$run/typed" 3>&- > >(exec tee "$run/seen" 3>&-) &
    line_pid=$!
    line_type "$line" "$seconds"
    wait "$line_pid" || true
    line_pid=''
}

main "$@"
