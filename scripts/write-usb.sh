#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# write-usb.sh — writes a stick, and boots it in QEMU if asked to.
#
# Writing and all that keeps another disk from being written is the work of tools/writeusb. The
# stick itself is what is rehearsed, on both kinds of firmware; what the machines write goes to
# temporary files of QEMU's, and afterwards the stick is compared with the image once more.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# What a person would type at the prompt. Media that were made to run tests show none.
readonly TYPED='diag all; poweroff'

usage() {
    cat <<'END'
usage: scripts/write-usb.sh --dev=DEVICE [option...]
  --dev=DEVICE   the whole stick, such as /dev/sdb
  --image=FILE   the USB image or the ISO (default BUILD/noos-usb.img)
  --build=DIR    where the image and the tools were built (default build)
  --yes          do not ask
  --force        also a disk that is neither removable nor on USB
  --rehearse     then boot the stick in QEMU on BIOS and UEFI, without a byte written to it
Exits 0 when the stick is written, verified and, if asked, boots; 1 when it does not hold what was
written or does not boot, 2 when it is refused, 4 when interrupted, 74 when the device fails.
END
}

fail() {
    printf 'write-usb.sh: %s\n' "$1" >&2
    exit 2
}

dev='' image='' build=build rehearse=no
tool_flags=()

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --dev=*) dev=${flag#*=} ;;
            --image=*) image=${flag#*=} ;;
            --build=*) build=${flag#*=} ;;
            --yes | --force) tool_flags+=("$flag") ;;
            --rehearse) rehearse=yes ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    image=${image:-$build/noos-usb.img}
    [[ -n $dev ]] || fail "which stick? DEV=/dev/sdX; lsblk -o NAME,SIZE,MODEL,TRAN lists the disks"
    [[ -f $image ]] || fail "there is no image '$image': make images builds the media"
    [[ -x $build/tools/writeusb ]] || fail "$build/tools/writeusb is missing: make tools builds it"
}

# stick_boot FIRMWARE: good when the machine started from the stick and all its tests passed.
stick_boot() {
    local out=$build/rehearsal/stick-$1 status=0 seconds reason

    printf 'booting %s in QEMU on %s\n' "$dev" "$1"
    "$here/cell.sh" --machine="$here/../config/machines/$1.conf" --medium=usb-xhci \
        --image="$dev" --out="$out" --tools="$build/tools" --type="$TYPED" || status=$?
    seconds=$(sed -n 's/^seconds=//p' "$out/verdict.txt" 2>/dev/null || true)
    reason=$(sed -n 's/^reason=//p' "$out/verdict.txt" 2>/dev/null | head -n 1 || true)
    if ((status == 0)); then
        printf '%s boots on %s: pass after %s s\n' "$dev" "$1" "$seconds"
    else
        printf 'write-usb.sh: %s on %s: %s (%s has the serial log)\n' "$dev" "$1" \
            "${reason:-it was not booted}" "$out" >&2
    fi
    return "$status"
}

stick_rehearse() {
    local firmware status=0

    for firmware in bios uefi; do
        stick_boot "$firmware" || status=1
    done
    cmp -n "$(stat -L -c %s "$image")" "$image" "$dev" >&2 || {
        printf 'write-usb.sh: %s is no longer what was written: was it mounted meanwhile?\n' "$dev" >&2
        status=1
    }
    return "$status"
}

main() {
    parse_flags "$@"
    # The answer comes from the terminal; Ctrl-C is the tool's to answer, and its status is told.
    trap : INT
    "$build/tools/writeusb" "${tool_flags[@]}" --image="$image" "$dev" || exit
    trap - INT
    [[ $rehearse == yes ]] || exit 0
    stick_rehearse || exit 1
}

main "$@"
