#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Debian's memtest86+ and Linux with a small initrd, from one bundle beside NoOS: started from every
# medium on BIOS and UEFI, far enough to say what only they say. Several machines run at a time.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../images/lib.sh
source "$HERE/../images/lib.sh"
# shellcheck source=../images/lib-foreign.sh
source "$HERE/../images/lib-foreign.sh"

MEDIA='iso usb-xhci pxe' FIRMWARE='bios uefi'
# shellcheck disable=SC2016  # signs that are to come through
LINE='console=ttyS0,115200 quiet $root {;} `x` é=ü'
# shellcheck disable=SC2016
declare -A SAYS=(
    [memtest]='Memtest86\+ v'
    [debian]='^initrd: hello, the line is <BOOT_IMAGE=/boot/kernels/2-vmlinuz[a-z0-9._-]* console=ttyS0,115200 quiet \$root \{;\} `x` é=ü>$'
)

bundle_put() {
    printf '%s\n' 'timeout = 1' '[memtest]' "kernel = $1" 'cmdline = console=ttyS0,115200 nosmp' \
        '[debian]' "kernel = $2" "cmdline = $LINE" 'module = init rd' '[noos]' 'cmdline = mode=release'
}

media_make() {
    local -A scripts=([iso]=images/iso.sh [usb-xhci]=images/usb.sh [pxe]=netboot/tree.sh)
    local kind entry

    for kind in $MEDIA; do
        for entry in memtest debian; do
            medium "${scripts[$kind]}" "$WORK/$kind-$entry" --bundle="$WORK/bundle" --default="$entry" ||
                return 1
        done
    done
}

# cell_run FIRMWARE MEDIUM ENTRY: leaves what it said, and its status behind that.
cell_run() {
    local status=0

    machine_says "$1" "$2" "$WORK/$2-$3" "${SAYS[$3]}" >"$WORK/$1-$2-$3.said" 2>&1 || status=1
    printf '%d\n' "$status" >"$WORK/$1-$2-$3.status"
}

cells_run() {
    local firmware kind entry running=0

    for firmware in $FIRMWARE; do
        for kind in $MEDIA; do
            for entry in memtest debian; do
                ((running < jobs)) || { wait -n && running=$((running - 1)); }
                cell_run "$firmware" "$kind" "$entry" &
                running=$((running + 1))
            done
        done
    done
    wait
}

cell_good() {
    cat "$WORK/$1.said"
    [[ $(<"$WORK/$1.status") == 0 ]]
}

main() {
    local memtest linux firmware kind entry

    flags_read "$@"
    tap_begin 13
    if ! memtest=$(memtest_find) || ! linux=$(linux_find); then
        skip 13 'memtest86+ or Linux is not installed, and no mirror of Debian can be reached' 'foreign kernels'
        tap_end
    fi
    initrd_make "$WORK/init rd"
    bundle_put "$memtest" "$linux" >"$WORK/bundle"
    check 'the media are made' media_make
    cells_run
    for firmware in $FIRMWARE; do
        for kind in $MEDIA; do
            for entry in memtest debian; do
                check "$firmware, $kind: $entry" cell_good "$firmware-$kind-$entry"
            done
        done
    done
    tap_end
}

main "$@"
