#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# verify.sh — reads a medium again and compares it with its manifest, file by file.
#
# The facts are read anew by the same program that read them for the manifest, and then only
# compared. Invariant: a medium is only read. What an operating system changes on a stick by merely
# mounting it (times, marks of its own in the file system) is no difference; every byte of a file, of
# the boot code and of the partition table is.
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

top=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

usage() {
    cat <<'END'
usage: scripts/verify.sh --image=PATH|--dev=DEVICE [--manifest=FILE] [--build=DIR] [--keys=DIR]
  --image=PATH      an image, or the folder of a netboot tree
  --dev=DEVICE      a stick as a whole, such as /dev/sdb
  --manifest=FILE   default: manifest.json beside the image, else in DIR
  --build=DIR       default build
  --keys=DIR        where boot.gpg and db.crt are, by which the signatures of a signed medium are
                    checked (default: those of the loaders in the build, if they are signed)
Exits 0 when nothing differs, 1 when something does, 2 on bad input, 74 when the medium cannot be
read.
END
}

fail() {
    printf 'verify.sh: %s\n' "$1" >&2
    exit 2
}

image='' dev='' manifest='' build=build keys='' work=''

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --image=*) image=${flag#*=} ;;
            --dev=*) dev=${flag#*=} ;;
            --manifest=*) manifest=${flag#*=} ;;
            --build=*) build=${flag#*=} ;;
            --keys=*) keys=${flag#*=} ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ -n $image || -n $dev ]] || fail "which medium? IMAGE=PATH, or DEV=/dev/sdX for a stick"
    [[ -z $image || -z $dev ]] || fail "IMAGE= and DEV= are both given: only one medium at a time"
    [[ -z $dev || -b $dev ]] || fail "$dev is no disk: lsblk -o NAME,SIZE,MODEL,TRAN lists the disks"
    image=${image:-$dev}
    [[ -e $image ]] || fail "there is no '$image'"
    [[ -n $keys || ! -f $build/loaders/boot.gpg ]] || keys=$build/loaders
    [[ -z $keys || -r $keys/boot.gpg && -r $keys/db.crt ]] ||
        fail "$keys holds no public keys (boot.gpg and db.crt) to check signatures with"
    command -v jq >/dev/null || fail "jq is missing: apt install jq"
}

manifest_find() {
    local beside

    beside=$(dirname -- "${image%/}")/manifest.json
    [[ -n $manifest ]] || { [[ -f $beside && -z $dev ]] && manifest=$beside; } ||
        manifest=$build/manifest.json
    [[ -f $manifest ]] || fail "there is no manifest '$manifest': make images writes it, or name one with MANIFEST="
    [[ $(jq -r '.format?' "$manifest" 2>/dev/null) == noos-manifest-1 ]] ||
        fail "$manifest is no manifest of NoOS media"
}

# facts_read FLAG...: false when the medium is not of this kind; other trouble ends it all.
facts_read() {
    local status=0

    "$top/images/facts.sh" --image="$image" --out="$work/facts" \
        ${keys:+--keys="$keys"} "$@" 2>"$work/said" || status=$?
    ((status != 74)) || { cat "$work/said" >&2 && exit 74; }
    return "$status"
}

# entry_find: the medium of the manifest that this one should be: the one with the same checksum or
# name, or the only one of its kind. Its number goes to `number`, and its facts are read.
entry_find() {
    local kind name bytes

    facts_read || { cat "$work/said" >&2 && exit 2; }
    kind=$(jq -r '.kind' "$work/facts")
    name=$(basename -- "$image")
    number=$(jq -r --arg kind "$kind" --arg name "$name" --slurpfile facts "$work/facts" '
        [.media | to_entries[] | select(.value.path == $name or .value.kind == $kind)]
        | sort_by(.value.path != $name, .value.kind != $kind) | .[0].key // ""' "$manifest")
    [[ -n $dev || $kind != disk ]] || jq -e --arg name "$name" --slurpfile facts "$work/facts" \
        '$facts[0].partition_tables != [] or any(.media[]; .path == $name)' "$manifest" >/dev/null ||
        fail "$image is no medium: neither an ISO nor a disk with partitions"
    [[ -n $number ]] || fail "$manifest lists no medium of this kind ($kind)"
    read -r kind bytes < <(jq -r ".media[$number] | \"\(.kind) \(.size)\"" "$manifest")
    [[ -d $image && $kind != netboot || ! -d $image && $kind == netboot ]] &&
        fail "$image is not what $manifest lists as $name"
    # A disk is larger than the image on it; and an image that is damaged is still of its kind.
    [[ -d $image ]] || facts_read --kind="$kind" --bytes="$bytes" ||
        jq -n --arg kind "$kind" '{kind: $kind, size: 0, files: [], regions: []}' >"$work/facts"
}

main() {
    local number='' status=0

    parse_flags "$@"
    manifest_find
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    work=$(mktemp -d "${TMPDIR:-/tmp}/noos-verify.XXXXXX") ||
        fail "cannot write in ${TMPDIR:-/tmp}: choose another place with TMPDIR="
    entry_find
    jq -r --argjson number "$number" --arg image "$image" --arg manifest "$manifest" \
        --slurpfile facts "$work/facts" -f "$top/scripts/verify.jq" "$manifest" >"$work/report" ||
        fail "$manifest cannot be compared with"
    sed 's/^[!=]//' "$work/report"
    ! grep -q '^!' "$work/report" || status=1
    exit "$status"
}

main "$@"
