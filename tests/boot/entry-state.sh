#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The kernel does not depend on the registers that firmware leaves: gdb stops the machine at the
# kernel's first instruction, puts in what some firmware would have left there, and lets it go.
# 5-level paging left on, for one, makes a CPU misread 4-level tables and fault until it resets.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=../scripts/lib.sh
. "$here/../scripts/lib.sh"

# QEMU's numbers of registers in its gdb stub, x86-64, in hexadecimal as gdb's P packet has them.
readonly EFLAGS=11 CR0=1b CR4=1e EFER=20
readonly BOOT_SECONDS=60

build=build qemu_pid=''

usage() {
    printf 'usage: tests/boot/entry-state.sh [--build=DIR] [--jobs=N]\n'
}

# little_endian VALUE: sixteen hexadecimal digits, lowest byte first.
little_endian() {
    local digits bytes='' i

    printf -v digits '%016x' "$1"
    for ((i = 14; i >= 0; i -= 2)); do bytes+=${digits:i:2}; done
    printf '%s' "$bytes"
}

# gdb's own way to write a register refuses CR0 and CR4, whose bits it knows by name.
gdb_script() {
    local entry register

    entry=$(nm "$build/noos.debug.elf" | awk '$3 == "_start" { print $1 }')
    cat <<END
set pagination off
set architecture i386:x86-64
set remotetimeout 30
target remote $WORK/gdb
hbreak *0x$entry
continue
END
    for register; do
        printf 'maint packet P%s=%s\n' "${register%=*}" "$(little_endian "${register#*=}")"
    done
    printf 'delete\ndetach\n'
}

machine_end() {
    [[ -z $qemu_pid ]] || kill "$qemu_pid" 2>/dev/null || true
    [[ -z $qemu_pid ]] || wait "$qemu_pid" 2>/dev/null || true
    qemu_pid=''
}

# boot_with CPU REGISTER=VALUE...: good when a machine whose registers were changed passes all tests.
boot_with() {
    local cpu=$1 deadline=$((SECONDS + BOOT_SECONDS))
    shift

    rm -f "$WORK/gdb" "$WORK/serial.log"
    qemu-system-x86_64 -M q35 -cpu "$cpu" -m 128 -display none -no-reboot -net none \
        -cdrom "$WORK/copy.iso" -serial "file:$WORK/serial.log" \
        -S -gdb "unix:$WORK/gdb,server=on,wait=off" >"$WORK/qemu.log" 2>&1 &
    qemu_pid=$!
    until [[ -S $WORK/gdb ]] || ((SECONDS >= deadline)); do sleep 0.05; done
    gdb_script "$@" >"$WORK/script"
    timeout "$BOOT_SECONDS" gdb -q -nx -batch -x "$WORK/script" >"$WORK/gdb.log" 2>&1 || true
    while kill -0 "$qemu_pid" 2>/dev/null && ((SECONDS < deadline)); do sleep 0.1; done
    machine_end
    # Each register that was to be changed was.
    [[ $(grep -c '^received: "OK"' "$WORK/gdb.log") -eq $# ]] || {
        cat "$WORK/gdb.log"
        return 1
    }
    "$build/tools/bootwatch" --quiet "$WORK/serial.log" || {
        tail -n 20 "$WORK/serial.log"
        return 1
    }
}

main() {
    local flag

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --jobs=*) ;; # one machine at a time
            --help) usage && exit 0 ;;
            *) usage >&2 && exit 2 ;;
        esac
    done
    tap_begin 4
    trap 'machine_end; rm -rf "$WORK"' EXIT
    "$here/../../scripts/copy.sh" --build="$build" --kind=iso --entry=auto --out="$WORK/copy.iso"
    check 'boots as SeaBIOS leaves the registers' boot_with qemu64
    check 'boots with CR0 and CR4 as a UEFI firmware leaves them' \
        boot_with qemu64 $CR0=0x10033 $CR4=0x648
    check 'boots with 5-level paging left on' boot_with max,+la57 $CR4=0x1668
    check 'boots with flags, no-execute and debug extensions left set' \
        boot_with max $EFLAGS=0x00200446 $EFER=0x800 $CR0=0x10033 $CR4=0x6f8
    tap_end
}

main "$@"
