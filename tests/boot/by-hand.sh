#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tests what a person types: `make run`, `make debug` and `make write-usb`, by their scripts.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
SCRIPTS=$HERE/../../scripts
BUILD=build LOOP=''
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

usb_checks() {
    local usb=("$SCRIPTS/write-usb.sh" "--image=$BUILD/noos-usb.img") disk

    check_status 2 'write-usb: no device named' 'which stick\? DEV=' "${usb[@]}" --dev=
    check_status 2 'write-usb: a device that is not there' "there is no '/dev/none'" \
        "${usb[@]}" --dev=/dev/none
    check_status 2 'write-usb: no block device' 'is no block device' "${usb[@]}" --dev=/dev/null
    check_status 2 'write-usb: an image that is not there' "there is no image" \
        "$SCRIPTS/write-usb.sh" --dev=/dev/null --image="$WORK/none"
    disk=$(disk_in_use)
    if [[ -z $disk ]]; then
        skip 1 'no mounted disk is visible here' 'write-usb: a disk in use is refused'
    else
        check_status 2 'write-usb: a disk in use is refused' "$disk is mounted" \
            "${usb[@]}" --dev="$disk"
    fi
    truncate -s 100M "$WORK/stick"
    if ! LOOP=$(losetup -f --show "$WORK/stick" 2>/dev/null); then
        LOOP=''
        skip 2 'no loop device to be had here' 'write-usb: the dd line of a disk'
        return
    fi
    check_status 0 'write-usb: the dd line of a disk' \
        "^  sudo dd if=.*noos-usb\.img of=$LOOP bs=4M .*conv=fsync" "${usb[@]}" --dev="$LOOP"
    check_status 0 'write-usb: its dangers' "^DANGER: .*destroys everything on $LOOP" \
        "${usb[@]}" --dev="$LOOP"
}

# A whole disk that is mounted itself or by a partition, only to be named.
disk_in_use() {
    local sys name

    for sys in /sys/block/*; do
        name=${sys##*/}
        [[ -b /dev/$name && $(<"$sys/size") -gt 200000 ]] || continue
        grep -qE "^/dev/$name(p?[0-9]+)? " /proc/mounts || continue
        printf '/dev/%s\n' "$name"
        return
    done
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
    tap_begin 18
    trap '[[ -z $LOOP ]] || losetup -d "$LOOP"; rm -rf "$WORK"' EXIT
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
    usb_checks
    tap_end
}

main "$@"
