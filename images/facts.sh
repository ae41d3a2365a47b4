#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# facts.sh — reads a finished medium, ours or anybody's, and says in JSON what is on it: its size and
# checksum, boot code and other fixed regions, partition tables, files, menu. The manifest is made of
# these facts, and a medium is verified by reading them again. Invariant: everything comes from the
# medium's own bytes, and the same bytes give the same facts, wherever they lie.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=images/lib.sh
source "$here/lib.sh"
# shellcheck source=images/facts-read.sh
source "$here/facts-read.sh"
# shellcheck source=images/facts-sign.sh
source "$here/facts-sign.sh"

# The languages of file names are many; mtools needs to be told.
export LC_ALL=C.UTF-8

image='' out='' keys='' kind='' bytes='' fat_at='' behind=0 lines=no

usage() {
    cat <<'END'
usage: images/facts.sh --image=PATH [--out=FILE] [--kind=WORD] [--bytes=N] [--keys=DIR]
  --image=PATH  an image, a disk, or the folder of a netboot tree
  --out=FILE    where to (standard output)
  --kind=WORD   iso, disk or netboot, where the medium is too damaged to tell
  --bytes=N     a disk is larger than the image on it: only so many bytes count
  --keys=DIR    of a signed medium every signature is checked with boot.gpg and db.crt there
  --lines       not JSON, but the lines that images/facts.jq makes it of
Exits 0, 2 on bad input, 74 when the medium cannot be read.
END
}

flags_read() {
    local flag

    for flag in "$@"; do
        case $flag in
            --help) usage && exit 0 ;;
            --image=*) image=${flag#*=} ;;
            --out=*) out=${flag#*=} ;;
            --kind=iso | --kind=disk | --kind=netboot) kind=${flag#*=} ;;
            --keys=*) keys=${flag#*=} ;;
            --lines) lines=yes ;;
            --bytes=*) bytes=${flag#*=} ;;
            *) fail "unknown flag '$flag' (--help lists them)" ;;
        esac
    done
    [[ -n $image ]] || fail "which medium? --image=PATH is missing"
    [[ -z $bytes || $bytes =~ ^[0-9]{1,15}$ ]] || fail "--bytes=$bytes is no number of bytes"
    [[ -e $image ]] || fail "there is no '$image'"
    [[ -r $image ]] || fail "$image cannot be read: are you allowed to? (a disk takes root)"
}

# size_read: sets size, what counts of the medium, and behind, what does not.
size_read() {
    if [[ -b $image ]]; then
        size=$(blockdev --getsize64 "$image") || io_fail
    elif [[ -f $image ]]; then
        size=$(stat -L -c %s -- "$image")
    else
        fail "$image is neither a file, a disk nor a folder"
    fi
    behind=0
    if ((${bytes:-$size} < size)); then
        behind=$((size - bytes))
        size=$bytes
    fi
}

kind_find() {
    if [[ -d $image ]]; then
        kind=netboot
    elif [[ $kind == netboot ]]; then
        fail "$image is no folder, and a netboot tree is one"
    elif [[ -z $kind && $(piece 32769 5) == CD001 ]]; then
        kind=iso
    elif [[ -z $kind ]]; then
        kind=disk
    fi
}

# The facts of a medium as lines: a word for what it is, and tab-separated fields.
lines_make() {
    case $kind in
        netboot) tree_facts ;;
        iso) iso_facts && whole_facts ;;
        disk) disk_facts && whole_facts ;;
    esac
}

main() {
    local size=0

    flags_read "$@"
    tools_need jq:jq file:file sfdisk:fdisk xorriso:xorriso mdir:mtools mtype:mtools
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    work=$(mktemp -d "${TMPDIR:-/tmp}/noos-facts.XXXXXX") ||
        fail "cannot write in ${TMPDIR:-/tmp}: choose another place with TMPDIR="
    [[ -d $image ]] || size_read
    kind_find
    lines_make >"$work/lines" || exit
    { kernel_facts; signature_facts; fact kind "$kind"; } >>"$work/lines"
    if [[ $lines == yes ]]; then
        mv "$work/lines" "$work/facts"
    else
        jq -R -s -S -L "$here" 'include "facts"; facts' "$work/lines" >"$work/facts" ||
            fail "the facts of $image cannot be put together"
    fi
    if [[ -n $out ]]; then
        mv -f -- "$work/facts" "$out" 2>/dev/null || fail "cannot write $out"
    else
        cat "$work/facts"
    fi
}

main "$@"
