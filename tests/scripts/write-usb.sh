#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests that nothing is written but the stick that was meant, and that a person was asked. What goes
# wrong while it is written is tested in write-usb-faults.sh; that a written stick starts a machine,
# in tests/boot/write-usb.sh.
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib-write-usb.sh
source "$HERE/lib-write-usb.sh"

# Without a terminal, whoever runs this.
no_terminal()
{
    setsid -w "$SCRIPT" --build="$BUILD" --image="$WORK/image" --dev="$LOOP" --force
}

# ---- what is refused -----------------------------------------------------------------------------

system_disk()
{
    local source

    source=$(findmnt -n -o SOURCE / 2>/dev/null || true)
    source=${source%%\[*}
    [ -b "$source" ] || return 0
    source=$(lsblk -s -n -o PATH,TYPE -r "$source" 2>/dev/null | awk '$2 == "disk" { print $1 }')
    [ "$(wc -l <<<"$source")" -ne 1 ] || printf '%s' "$source"
}

refusals_without_stick()
{
    local disk

    check_status 2 'no device named' 'which stick\? DEV=' "$SCRIPT" --build="$BUILD" --image="$WORK/image" --dev=
    LOOP=/dev/none
    check_status 2 'a device that is not there' 'cannot look at /dev/none' write
    LOOP=/dev/null
    check_status 2 'no block device' '/dev/null is no block device' write
    check_status 2 'an image that is not there' 'there is no image .*: make images' \
        "$SCRIPT" --build="$BUILD" --dev=/dev/null --image="$WORK/none"
    check_status 2 'an image that is none' 'is no image of a disk' \
        "$SCRIPT" --build="$BUILD" --dev=/dev/null --image="$SCRIPT"
    disk=$(system_disk)
    if [ -b "$disk" ]; then
        LOOP=$disk
        check_status 2 'the disk of the system, by force or not' \
            'is the disk that this system runs from' write
    else
        skip 1 'the disk of the system cannot be told here' 'the disk of the system, by force or not'
    fi
}

refusals_by_kind()
{
    local image=$WORK/image

    stick_make plain "$STICK_BYTES"
    check_status 2 'neither removable nor on USB' 'is neither removable nor on USB' \
        "$SCRIPT" --build="$BUILD" --image="$image" --dev="$LOOP" --yes
    check_status 2 'nobody to ask' 'no terminal to ask on.*YES=1' no_terminal
    check 'and nothing was written' rest_is_empty "$WORK/plain"
    stick_make small "$((8 << 20))"
    check_status 2 'too small for the image' 'is too small: it holds 8388608 bytes' write
    stick_make protected "$STICK_BYTES" -r
    check_status 2 'write-protected' 'is write-protected' write
    if stick_make large "$STICK_BYTES" --sector-size 4096 2>/dev/null; then
        check_status 2 'sectors of 4096 bytes' 'sectors of 4096 bytes' write
    else
        skip 1 'no loop device with such sectors' 'sectors of 4096 bytes'
    fi
}

refusals_in_use()
{
    stick_make used "$STICK_BYTES" -P
    parted -s "$LOOP" mklabel gpt mkpart stick 1MiB 100MiB >/dev/null 2>&1 || true
    if [ -b "${LOOP}p1" ] && mkfs.ext2 -q "${LOOP}p1" && mkdir "$WORK/mnt" &&
        mount "${LOOP}p1" "$WORK/mnt" 2>/dev/null; then
        MOUNTS+=("$WORK/mnt")
        check_status 2 'mounted by a partition' "is mounted at $WORK/mnt" write
        umount "$WORK/mnt"
        check_status 2 'a partition' 'is a partition' "$SCRIPT" --build="$BUILD" \
            --image="$WORK/image" --dev="${LOOP}p1" --yes --force
    else
        skip 2 'no partition of a loop device can be mounted here' 'mounted, or a partition'
    fi
    swap_check
    # Whoever uses it without a mount, swap or holder to show: the kernel knows.
    check_status 2 'held by another program' 'is in use: the kernel says so' held_by_another
    check_status 0 'a backup GPT is removed, and told of' 'removed a backup GPT' write
    check 'and nothing is left of it' rest_has_no_gpt "$WORK/used"
}

swap_check()
{
    local stick=$LOOP

    stick_make swap "$STICK_BYTES"
    if mkswap "$LOOP" >/dev/null 2>&1 && swapon "$LOOP" 2>/dev/null; then
        SWAPS+=("$LOOP")
        check_status 2 'used for swap' "is used for swap: swapoff $LOOP" write
        swapoff "$LOOP"
    else
        skip 1 'no swap on a loop device here' 'used for swap'
    fi
    LOOP=$stick
}

held_by_another()
{
    local holder status=0

    rm -f "$WORK/at"
    FAULT=pause=1 FAULT_AT=$WORK/at FAULT_GO=$WORK/never LD_PRELOAD=$WORK/faults.so \
        "$BUILD/tools/writeusb" --image="$WORK/image" --yes --force "$LOOP" >/dev/null 2>&1 &
    holder=$!
    await_file "$WORK/at" || return 99
    write || status=$?
    kill -KILL "$holder"
    wait "$holder" 2>/dev/null || true
    # The holder has removed the table before its first flush; put it back for the next test.
    parted -s "$LOOP" mklabel gpt >/dev/null 2>&1
    return "$status"
}

# The header is what firmware looks for; the entries before it are nothing without.
rest_has_no_gpt()
{
    holds_image "$1" && ! tail -c 512 "$1" | grep -qa 'EFI PART'
}

# ---- the question --------------------------------------------------------------------------------

# answered ANSWER [COMMAND...] : the script on a terminal of its own; when it asks, the command is
# run and the answer typed.
answered()
{
    local answer=$1 pid status=0

    shift
    rm -f "$WORK/keys" "$WORK/terminal"
    mkfifo "$WORK/keys"
    script -q -e -f -c "'$SCRIPT' --build='$BUILD' --image='$WORK/image' --dev='$LOOP' --force" \
        "$WORK/terminal" <"$WORK/keys" >/dev/null 2>&1 &
    pid=$!
    exec 9>"$WORK/keys"
    await_words 'Type yes' "$WORK/terminal" || return 99
    [ $# -eq 0 ] || "$@"
    printf '%s\n' "$answer" >&9
    wait "$pid" || status=$?
    exec 9>&-
    cat "$WORK/terminal"
    return "$status"
}

stick_exchange()
{
    losetup -d "$LOOP"
    truncate -s "$STICK_BYTES" "$WORK/other"
    losetup "$LOOP" "$WORK/other"
}

question_checks()
{
    command -v script >/dev/null || {
        skip 4 'script(1) is not installed: apt install bsdutils' 'the question'
        return
    }
    stick_make asked "$STICK_BYTES"
    check_status 2 'asked, and not agreed to' 'nothing was written' answered 'y'
    check 'so nothing is' rest_is_empty "$WORK/asked"
    check_status 2 'another stick since the question' 'not the device' answered yes stick_exchange
    check_status 0 'asked, and agreed to' 'written and read back' answered yes
}

main()
{
    sticks_begin 22 "$@"
    refusals_without_stick
    loops_or_skip 16
    refusals_by_kind
    refusals_in_use
    question_checks
    tap_end
}

main "$@"
