#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tests that what was written to a stick starts a machine: the stick is a loop device, the machines
# are those of REHEARSE=1. How it is written is tested in tests/scripts/write-usb.sh.
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
BUILD=build LOOP=''

# The words of the rehearsal, once it is over.
rehearsed() {
    "$HERE/../../scripts/write-usb.sh" --build="$BUILD" --dev="$LOOP" --yes --force --rehearse \
        >"$WORK/said" 2>&1 || { cat "$WORK/said" && return 1; }
}

# The boot sector gives up at once (int 18h), which SeaBIOS answers with a reset.
dead_stick_is_seen() {
    head -c 1M /dev/zero >"$WORK/dead"
    printf '\xcd\x18' | dd of="$WORK/dead" conv=notrunc status=none
    printf '\x55\xaa' | dd of="$WORK/dead" bs=1 seek=510 conv=notrunc status=none
    ! "$HERE/../../scripts/cell.sh" --machine="$HERE/../../config/machines/bios.conf" \
        --medium=usb-xhci --image="$WORK/dead" --out="$WORK/cell" --tools="$BUILD/tools" \
        --type=help || return 1
    grep -q '^result=unexpected' "$WORK/cell/verdict.txt"
}

main() {
    local flag

    for flag; do
        case $flag in
            --build=*) BUILD=$(readlink -m "${flag#*=}") ;;
            --jobs=*) ;;
            *) printf 'write-usb.sh: unknown flag %s\n' "$flag" >&2 && exit 2 ;;
        esac
    done
    tap_begin 5
    trap '[[ -z $LOOP ]] || losetup -d "$LOOP"; rm -rf "$WORK"' EXIT
    check 'a stick that starts nothing is seen' dead_stick_is_seen
    truncate -s 100M "$WORK/stick"
    if ! LOOP=$(losetup -f --show "$WORK/stick" 2>/dev/null); then
        LOOP=''
        skip 4 'no loop device to be had here (root?)' 'a written stick starts a machine'
        tap_end
    fi
    check 'a stick is written and rehearsed' rehearsed
    check 'it boots on BIOS' grep -q " boots on bios: pass" "$WORK/said"
    check 'it boots on UEFI' grep -q " boots on uefi: pass" "$WORK/said"
    check 'the machines have not written to it' cmp -n "$(stat -c %s "$BUILD/noos-usb.img")" \
        "$BUILD/noos-usb.img" "$WORK/stick"
    tap_end
}

main "$@"
