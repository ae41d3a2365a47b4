#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# debug.sh — starts a shipped medium in QEMU, stopped, with gdb attached and the kernel's symbols.
#
# gdb has this terminal; the serial line goes to BUILD/debug/serial.log. The machine stops before
# its first instruction, and a breakpoint waits where the kernel's C code begins, so that `continue`
# runs through firmware and boot loader to it. The machine ends with gdb.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
readonly READY_SECONDS=10

usage() {
    cat <<'END'
usage: scripts/debug.sh [option...]
  --build=DIR       where the media were built (default build)
  --medium=WORD     iso (default), usb or pxe
  --firmware=WORD   bios (default), uefi or uefi32
  --accel=tcg|kvm   default tcg
  --gdb=COMMAND     a gdb command to run after attaching; repeatable
  --batch           run those commands and end
END
}

fail() {
    printf 'debug.sh: %s\n' "$1" >&2
    exit 2
}

build=build batch=no state='' machine_pid=''
flags=() commands=()

parse_flags() {
    local flag medium=iso firmware=bios

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --medium=*) medium=${flag#*=} ;;
            --firmware=*) firmware=${flag#*=} ;;
            --accel=*) flags+=("$flag") ;;
            --gdb=*) commands+=("${flag#*=}") ;;
            --batch) batch=yes ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    flags+=(--build="$build" --medium="$medium" --firmware="$firmware")
    command -v gdb >/dev/null || fail "gdb is missing: apt install gdb"
    [[ -f $build/noos.debug.elf ]] || fail "$build/noos.debug.elf is missing: make kernel builds it"
}

# The machine in a process group of its own, so that Ctrl-C at gdb's prompt interrupts the guest
# and does not end QEMU.
machine_start() {
    local deadline=$((SECONDS + READY_SECONDS))

    mkdir -p "$build/debug" 2>/dev/null || fail "cannot make the folder $build/debug"
    setsid "$here/run.sh" "${flags[@]}" --gdb="$state/gdb" \
        --serial="file:$(readlink -f "$build/debug")/serial.log" </dev/null >"$state/said" 2>&1 &
    machine_pid=$!
    until [[ -S $state/gdb ]]; do
        kill -0 "$machine_pid" 2>/dev/null || fail "QEMU does not start: $(tail -n 1 "$state/said")"
        ((SECONDS < deadline)) || fail "QEMU opens no socket for gdb within $READY_SECONDS s"
        sleep 0.05
    done
}

debug_end() {
    trap - EXIT
    trap '' INT TERM HUP
    [[ -z $machine_pid ]] || kill -- "-$machine_pid" 2>/dev/null || true
    wait
    [[ -z $state ]] || rm -rf "$state"
}

main() {
    local gdb=(gdb -nx -q) command

    parse_flags "$@"
    trap debug_end EXIT
    trap 'exit 143' TERM HUP
    trap '' INT
    state=$(mktemp -d /tmp/noos-debug.XXXXXX)
    machine_start
    [[ $batch == no ]] || gdb+=(-batch)
    gdb+=(-ex 'set pagination off' -ex 'set confirm off' -ex 'set architecture i386:x86-64'
        -ex "target remote $state/gdb" -ex 'hbreak kmain')
    for command in "${commands[@]}"; do gdb+=(-ex "$command"); done
    printf 'The serial line goes to %s/debug/serial.log; "continue" leads to kmain.\n' "$build"
    "${gdb[@]}" "$build/noos.debug.elf"
}

main "$@"
