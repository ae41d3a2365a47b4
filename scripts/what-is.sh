#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# what-is.sh — says of a medium that somebody found what it is: who made it, kernel, version, menu,
# and which manifest describes it. Everything is read from its own bytes; a manifest is only held
# against them.
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

top=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

usage() {
    cat <<'END'
usage: scripts/what-is.sh --image=PATH|--dev=DEVICE [--manifest=FILE]... [--build=DIR] [--json]
  --image=PATH      an image of any kind, or the folder of a netboot tree
  --dev=DEVICE      a stick as a whole, such as /dev/sdb
  --manifest=FILE   a manifest that might describe it, repeatable (also looked at: manifest.json
                    beside the image and in DIR)
  --build=DIR       default build
  --json            print the facts as a manifest holds them
Exits 0, 2 on bad input, 74 when the medium cannot be read.
END
}

fail() {
    printf 'what-is.sh: %s\n' "$1" >&2
    exit 2
}

image='' dev='' build=build json=no work=''
manifests=()

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --image=*) image=${flag#*=} ;;
            --dev=*) dev=${flag#*=} ;;
            --manifest=?*) manifests+=("${flag#*=}") ;;
            --build=*) build=${flag#*=} ;;
            --json) json=yes ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ -n $image || -n $dev ]] || fail "which medium? IMAGE=PATH, or DEV=/dev/sdX for a stick"
    [[ -z $image || -z $dev ]] || fail "IMAGE= and DEV= are both given: only one medium at a time"
    [[ -z $dev || -b $dev ]] || fail "$dev is no disk: lsblk -o NAME,SIZE,MODEL,TRAN lists the disks"
    image=${image:-$dev}
}

# manifests_list: those at hand, as lines "path<tab>version<tab>name of the medium" where a medium
# has exactly these bytes, or these files.
manifests_list() {
    local file

    for file in "${manifests[@]}" "$(dirname -- "${image%/}")/manifest.json" "$build/manifest.json"; do
        [[ -f $file ]] || continue
        jq -r --arg file "$file" --slurpfile facts "$work/facts" '
            select(.format? == "noos-manifest-1") | .version as $version | .media[]
            | select(if .sha256 then .sha256 == $facts[0].sha256 else .files == $facts[0].files end)
            | "\($file)\t\($version)\t\(.path)"' "$file" 2>/dev/null || true
    done | sort -u
}

main() {
    local status=0

    parse_flags "$@"
    command -v jq >/dev/null || fail "jq is missing: apt install jq"
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    work=$(mktemp -d "${TMPDIR:-/tmp}/noos-what-is.XXXXXX") ||
        fail "cannot write in ${TMPDIR:-/tmp}: choose another place with TMPDIR="
    "$top/images/facts.sh" --image="$image" --out="$work/facts" || status=$?
    ((status == 0)) || exit "$status"
    if [[ $json == yes ]]; then
        cat "$work/facts"
        return
    fi
    manifests_list >"$work/manifests"
    jq -r --arg image "$image" --rawfile manifests "$work/manifests" -f "$top/scripts/what-is.jq" \
        "$work/facts"
}

main "$@"
