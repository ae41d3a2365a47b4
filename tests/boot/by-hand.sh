#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tests what a person types: `make run` and `make debug`, by their scripts.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
SCRIPTS=$HERE/../../scripts
BUILD=build
readonly BOOT_SECONDS=90

# run_says PATTERN FLAG...: starts a machine as a person does, and ends it when it has said that.
run_says() {
    local pattern=$1 deadline=$((SECONDS + BOOT_SECONDS)) pid found=1

    shift
    : >"$WORK/said"
    setsid "$SCRIPTS/run.sh" --build="$BUILD" "$@" >"$WORK/said" 2>&1 </dev/null &
    pid=$!
    while kill -0 "$pid" 2>/dev/null && ((SECONDS < deadline)); do
        if grep -aqE -e "$pattern" "$WORK/said"; then
            found=0
            break
        fi
        sleep 0.1
    done
    kill -- "-$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    [[ $found == 0 ]] || cat -v "$WORK/said"
    return "$found"
}

# debug_shows PATTERN COMMAND...: what gdb prints for these commands at kmain.
debug_shows() {
    local pattern=$1 flags=() command

    shift
    for command; do flags+=(--gdb="$command"); done
    timeout "$BOOT_SECONDS" "$SCRIPTS/debug.sh" --build="$BUILD" --batch "${flags[@]}" \
        >"$WORK/said" 2>&1 </dev/null
    grep -qE -e "$pattern" "$WORK/said" || { cat "$WORK/said" && return 1; }
}

# No QEMU of that debug run is left: its gdb socket was in a folder that is gone.
debug_left_nothing() {
    ! pgrep -f 'path=/tmp/noos-debug\.' >/dev/null
}

main() {
    local flag

    for flag; do
        case $flag in
            --build=*) BUILD=${flag#*=} ;;
            --jobs=*) ;;
            *) printf 'by-hand.sh: unknown flag %s\n' "$flag" >&2 && exit 2 ;;
        esac
    done
    tap_begin 11
    check 'run: the ISO under BIOS' run_says 'boot: NoOS entered' --medium=iso --firmware=bios
    check 'run: the USB image under UEFI' run_says 'boot: NoOS entered' --medium=usb --firmware=uefi
    check 'run: the netboot tree under 32-bit UEFI' run_says 'boot: NoOS entered' --medium=pxe \
        --firmware=uefi32
    check_status 2 'run: no such medium' 'MEDIUM=floppy is none of iso, usb and pxe' \
        "$SCRIPTS/run.sh" --build="$BUILD" --medium=floppy
    check_status 2 'run: no such firmware' 'FIRMWARE=coreboot is none of bios, uefi and uefi32' \
        "$SCRIPTS/run.sh" --build="$BUILD" --firmware=coreboot
    check_status 2 'run: nothing built' 'make images builds it' \
        "$SCRIPTS/run.sh" --build="$WORK/none"
    check 'debug: stops in the kernel with its symbols' \
        debug_shows '^#0 +kmain \(.*\) at kernel/main\.c:[0-9]+$' continue 'bt 1'
    check 'debug: the kernel is where it was linked' debug_shows '^rip +0xffffffff80' continue \
        'info registers rip'
    check 'debug: the serial line is in its file' grep -aq 'boot: NoOS entered' \
        "$BUILD/debug/serial.log"
    check 'debug: leaves nothing behind' debug_left_nothing
    check_status 2 'debug: nothing built' 'make kernel builds it' \
        "$SCRIPTS/debug.sh" --build="$WORK/none"
    tap_end
}

main "$@"
