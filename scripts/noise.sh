#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# noise.sh — stands between a machine's serial line and its watcher, and types rubbish.
#
# A receive line that nobody drives picks up bytes, and a boot menu takes bytes for key presses. So
# the menu's time is filled with bytes, one in ten of them the Escape that opens a menu: always the
# same ones, in bounded number, up to the kernel's first line. What the machine says is passed on.
set -euo pipefail
export LC_ALL=C

readonly BYTES_MAX=16384 BYTES_AT_ONCE=64
readonly ENTERED='boot: NoOS entered'

usage() {
    cat <<'END'
usage: scripts/noise.sh --socket=PATH --firmware=bios|uefi|uefi32 --seconds=N [--count=FILE]
  --socket=PATH    the Unix socket on which QEMU offers the serial line
  --firmware=WORD  on UEFI the noise begins when the firmware starts the loader, since it reads
                   the line itself before that; on BIOS it begins at once
  --seconds=N      end after so long, whatever comes
  --count=FILE     where the number of bytes typed is written at the end
END
}

fail() {
    printf 'noise.sh: %s\n' "$1" >&2
    exit 2
}

# BYTES_MAX bytes from a fixed seed. Of the control characters only Escape is among them, since a
# Return would start what the menu offers; and no "[" or "O", with which Escape is an arrow key.
noise_make() {
    awk -v count="$BYTES_MAX" 'BEGIN {
        srand(20)
        for (i = 0; i < count; i++) {
            do byte = 32 + int(rand() * 224); while (byte == 79 || byte == 91 || byte == 127)
            printf "\\%04o", rand() < 0.1 ? 27 : byte
        }
    }' | { printf '%b' "$(cat)"; }
}

# has TEXT: whether the machine has said it.
has() {
    grep -aqF -- "$1" "$run/seen"
}

# Types into descriptor 3 as long as it is the time for it and the line is there; counts in `sent`.
noise_type() {
    local banner=$1 deadline=$2 line_pid=$3

    until has "$banner"; do
        ((SECONDS < deadline)) && kill -0 "$line_pid" 2>/dev/null || return 0
        sleep 0.05
    done
    until has "$ENTERED" || ((sent >= BYTES_MAX)); do
        ((SECONDS < deadline)) && kill -0 "$line_pid" 2>/dev/null || return 0
        tail -c +$((sent + 1)) "$run/noise" | head -c "$BYTES_AT_ONCE" >&3 || true
        sent=$((sent + BYTES_AT_ONCE))
        sleep 0.05
    done
}

# shellcheck disable=SC2317  # called by the trap
noise_end() {
    trap - EXIT
    trap '' INT TERM HUP
    [[ -z $line_pid ]] || kill "$line_pid" 2>/dev/null || true
    rm -rf "$run"
}

run='' line_pid='' sent=0

main() {
    local flag socket='' firmware='' seconds='' count=/dev/null banner=''

    for flag; do
        case $flag in
            --socket=*) socket=${flag#*=} ;;
            --firmware=*) firmware=${flag#*=} ;;
            --seconds=*) seconds=${flag#*=} ;;
            --count=*) count=${flag#*=} ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ -n $socket ]] || fail "--socket=PATH is missing"
    [[ $firmware =~ ^(bios|uefi|uefi32)$ ]] || fail "--firmware=$firmware is none of the three"
    [[ $seconds =~ ^[1-9][0-9]{0,4}$ ]] || fail "--seconds=$seconds is no number of seconds"
    command -v socat >/dev/null || fail "socat is missing: apt install socat"
    [[ $firmware == bios ]] || banner='BdsDxe: starting'

    run=$(mktemp -d "${TMPDIR:-/tmp}/noos-noise.XXXXXX")
    trap noise_end EXIT
    trap 'exit 143' INT TERM HUP
    noise_make >"$run/noise"
    : >"$run/seen"
    mkfifo "$run/typed"
    exec 3<>"$run/typed"
    timeout "$seconds" socat -t 0 - "UNIX-CONNECT:$socket,retry=$((seconds * 10)),interval=0.1" \
        <"$run/typed" 3>&- > >(exec tee "$run/seen" 3>&-) &
    line_pid=$!
    noise_type "$banner" "$((SECONDS + seconds))" "$line_pid"
    printf '%d\n' "$sent" >"$count"
    wait "$line_pid" || true
    line_pid=''
}

main "$@"
