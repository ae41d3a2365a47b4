#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# assemble.sh — runs NASM so that its debug information does not tell where the sources lie.
#
# NASM writes down the folder of the source as an absolute path, and the versions that Debian has
# know no way to map it. So it works in a copy whose path always has the same length, and the path is
# written over in the finished object; file names and lines stay as they are.
set -euo pipefail
export LC_ALL=C

# Of the same length as what mktemp makes below.
readonly SHOWN=/usr/src/noos

usage() {
    cat <<'END'
usage: scripts/assemble.sh --out=FILE SOURCE NASM [FLAG]...
  --out=FILE   the object
  SOURCE       below the current folder; it may include boot/*.inc
  NASM FLAG... the assembler and its flags
END
}

fail() {
    printf 'assemble.sh: %s\n' "$1" >&2
    exit 2
}

place=''

main() {
    local out='' source

    case ${1-} in
        --help) usage && exit 0 ;;
        --out=?*) out=$(readlink -m "${1#*=}") ;;
        *) usage >&2 && fail "--out=FILE is missing" ;;
    esac
    (($# >= 3)) || fail "no source, or no assembler"
    source=$2
    shift 2
    [[ $source != /* && -f $source ]] || fail "there is no source '$source' below $PWD"
    trap 'rm -rf "$place"' EXIT
    trap 'exit 143' INT TERM HUP
    place=$(mktemp -d /tmp/XXXXXXXX) || fail "cannot write in /tmp: make room there"
    ((${#place} == ${#SHOWN})) || fail "mktemp made $place, which has another length than $SHOWN"
    cp --parents -- "$source" boot/*.inc "$place/"
    (cd "$place" && "$@" -o "$out" "$source")
    sed -i "s|$place/|$SHOWN/|g" "$out"
}

main "$@"
