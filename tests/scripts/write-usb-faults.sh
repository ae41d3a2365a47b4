#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests that a stick is written whole, or said to be incomplete and left so that nothing starts from
# it. The sticks misbehave by write-usb-faults.c, by a full file system below them, or because
# somebody changes the file behind them.
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib-write-usb.sh
source "$HERE/lib-write-usb.sh"

fault_checks()
{
    stick_make faulty "$STICK_BYTES"
    check_status 0 'short and interrupted writes and reads' 'written and read back' faulty short
    check 'all of the image is there' holds_image "$WORK/faulty"
    check 'and nothing behind it' rest_is_empty "$WORK/faulty"
    check_status 74 'a write that fails' 'cannot write to .* at byte 8388608: Input/output' \
        faulty write-error=9000000
    check 'leaves no stick that looks bootable' is_not_bootable "$WORK/faulty"
    check_status 74 'no room where there should be' 'cannot write to .* at byte 5000192: No space' \
        faulty full=5000192
    check_status 74 'a read that fails' 'cannot read .* at byte 4194304: Input/output' \
        faulty read-error=5000000
    check_status 74 'a flush that fails' 'could not keep what was written' faulty flush-error=2
    check_status 1 'a device that ends early' 'ends at byte 5000192, before the size' \
        faulty end=5000192
    check_status 1 'one bit that reads wrong' 'the byte at 7000001 is .* \(1 bytes differ' \
        faulty flip=7000001
    check 'leaves no such stick either' is_not_bootable "$WORK/faulty"
    check_status 1 'one in the first sectors' 'the byte at 700 is .* \(1 bytes differ' faulty flip=700
    check 'which are taken back' is_not_bootable "$WORK/faulty"
    check_status 1 'a stick whose addresses wrap' \
        'is smaller than it claims: .* at byte 33554432 lands at its beginning' faulty wrap=33554432
    check_status 1 'one that wraps within the image' 'is smaller than it claims' \
        faulty wrap=4194304
    check_status 1 'a stick that loses what lies behind' \
        'is smaller than it claims: .* at byte 67108864 is lost' faulty lose=50000384
}

# A file system of 6 MiB below a stick of 128: the kernel itself cannot write.
full_file_system()
{
    mkdir "$WORK/tmpfs"
    if ! mount -t tmpfs -o size=6m tmpfs "$WORK/tmpfs" 2>/dev/null; then
        skip 2 'no tmpfs can be mounted here' 'a write that the kernel cannot do'
        return
    fi
    MOUNTS=("$WORK/tmpfs" "${MOUNTS[@]}")
    stick_make tmpfs/stick "$STICK_BYTES"
    check_status 74 'a write that the kernel cannot do' \
        'cannot write to .* at byte [0-9]+: (No space left|Input/output error)' write
    check 'leaves no stick that looks bootable' is_not_bootable "$WORK/tmpfs/stick"
    losetup -d "$LOOP"
}

# paused N COMMAND... : the command runs while the stick stands still at flush N; the status and
# what is said are writeusb's. $WRITER is its process.
paused()
{
    local status=0

    rm -f "$WORK/at" "$WORK/go"
    FAULT=pause=$1 FAULT_AT=$WORK/at FAULT_GO=$WORK/go LD_PRELOAD=$WORK/faults.so \
        "$BUILD/tools/writeusb" --image="$WORK/image" --yes --force "$LOOP" &
    WRITER=$!
    shift
    await_file "$WORK/at" || return 99
    "$@"
    : >"$WORK/go"
    wait "$WRITER" || status=$?
    return "$status"
}

# One byte of the file behind the stick becomes another.
byte_patch()
{
    printf '\x%02x' "$((0x$(tail -c "+$(($1 + 1))" "$WORK/image" | head -c 1 | od -An -tx1 | tr -d ' ') ^ 255))" \
        >"$WORK/byte"
    # shellcheck disable=SC2059  # the format is the byte
    printf "$(cat "$WORK/byte")" | dd of="$WORK/patched" bs=1 seek="$1" conv=notrunc status=none
}

# bytes_patch FILE [TEXT]
bytes_patch()
{
    printf '%s' "${2-changed}" | dd of="$WORK/$1" bs=1 seek=5000000 conv=notrunc status=none
}

both_patch()
{
    bytes_patch image other && bytes_patch patched other
}

# shellcheck disable=SC2317  # called through check
writer_kill()
{
    kill "-$1" "$WRITER"
}

pause_checks()
{
    local sum

    stick_make patched "$STICK_BYTES"
    check_status 1 'a byte that changes on the stick after it was written' \
        'the byte at 6000003 is .* \(1 bytes differ' paused 2 byte_patch 6000003
    check_status 0 'the stick is written all the same when it is good again' 'written and' write
    check 'and then holds the image' holds_image "$WORK/patched"
    check_status 4 'interrupted' 'is incomplete: it does not boot' paused 1 writer_kill INT
    check 'leaves no stick that looks bootable' is_not_bootable "$WORK/patched"
    check_status 4 'interrupted when the body is written' 'is incomplete' \
        paused 2 writer_kill TERM
    check 'leaves none either' is_not_bootable "$WORK/patched"
    check_status 137 'killed while the body is written' 'serial number' paused 2 writer_kill KILL
    check 'leaves none either' is_not_bootable "$WORK/patched"
    sum=$(sha256sum <"$WORK/image")
    check_status 0 'an image that changes meanwhile: the stick holds the old' "SHA-256 ${sum%% *}" \
        paused 2 bytes_patch image
    check_status 1 'and one that changes with the stick' 'the image was changed while' \
        paused 2 both_patch
}

main()
{
    sticks_begin 29 "$@"
    loops_or_skip 29
    fault_checks
    full_file_system
    pause_checks
    tap_end
}

main "$@"
