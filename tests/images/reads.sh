#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A module may be as large as an initial RAM disk of a distribution: no step reads one more than
# twice, once for its checksum and once to put it where it belongs; and who describes a medium reads
# that no more than twice. strace counts the bytes.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

MODULE_BYTES=$((12 << 20))

# read_of FILE COMMAND...: how many bytes of the file the command and its children read.
read_of() {
    local file=$1
    shift

    strace -f -qq -y -P "$file" -o "$WORK/trace" \
        -e trace=read,pread64,readv,copy_file_range,sendfile,splice "$@" >"$WORK/said" 2>&1 ||
        { cat "$WORK/said" && return 1; }
    # A call that another process interrupts is told in two lines; the second has the result.
    awk '/ = [0-9]+$/ { sum += $NF } END { printf "%d\n", sum }' "$WORK/trace"
}

# twice_at_most BYTES SLACK FILE COMMAND...: the file is read, and no more than twice.
twice_at_most() {
    local bytes=$1 slack=$2 read
    shift 2

    read=$(read_of "$@") || { printf '%s\n' "$read" && return 1; }
    ((read >= bytes && read <= 2 * bytes + slack)) ||
        { printf '%d bytes of %d were read\n' "$read" "$bytes" && return 1; }
}

# step SCRIPT OUT FLAG...: makes a medium with the module.
step() {
    twice_at_most "$MODULE_BYTES" 0 "$WORK/module" "$top/$1" --kernel="$kernel" \
        --loaders="$build/loaders" --version="$version" --epoch="$EPOCH" --out="$2" \
        --modules="$WORK/module" "${@:3}"
}

# described IMAGE: the tables, the menu and the EFI system partition of an ISO come on top.
described() {
    twice_at_most "$(stat -c %s "$1")" $((6 << 20)) "$1" \
        "$top/images/facts.sh" --image="$1" --out="$WORK/facts"
}

thrice_is_seen() {
    # shellcheck disable=SC2016  # the variable belongs to the other shell
    ! twice_at_most "$MODULE_BYTES" 0 "$WORK/module" \
        sh -c 'cat "$1" "$1" "$1" >/dev/null' sh "$WORK/module"
}

main() {
    flags_read "$@"
    if ! strace -o /dev/null true 2>/dev/null; then
        tap_begin 1
        skip 1 'nothing can be traced here' 'how often modules are read'
        tap_end
    fi
    tap_begin 7
    head -c "$MODULE_BYTES" /dev/urandom >"$WORK/module"
    check 'three times are seen' thrice_is_seen
    check 'the ISO' step images/iso.sh "$WORK/noos.iso"
    check 'the USB image' step images/usb.sh "$WORK/noos-usb.img"
    check 'the netboot tree' step netboot/tree.sh "$WORK/netboot"
    check 'the netboot tree of files' step netboot/tree.sh "$WORK/tree" --force-tree
    check 'who describes the ISO' described "$WORK/noos.iso"
    check 'who describes the USB image' described "$WORK/noos-usb.img"
    tap_end
}

main "$@"
