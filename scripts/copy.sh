#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# copy.sh — makes a throw-away copy of a shipped medium that starts another entry by itself.
#
# The scripts that made the medium make the copy, with the flags that `make images` gave them
# (BUILD/media-flags): kernel, modules, loaders, version and date are those of the medium that is
# shipped. Only the entry that starts, or its command line, is another one, or the address of the
# server that a netboot tree asks.
set -euo pipefail
export LC_ALL=C

top=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

usage() {
    cat <<'END'
usage: scripts/copy.sh --build=DIR --kind=WORD --out=PATH [--entry=ID|--cmdline=TEXT]
  --build=DIR     where `make images` built
  --kind=WORD     iso, iso-spoiled (without the mark by which UEFI takes a stick for a CD), usb,
                  tree, or tree-of-files (as for a kernel that fits into no loader)
  --out=PATH      the copy: a file, or a folder for the trees
  --entry=ID      the menu entry that starts: release, debug or auto
  --cmdline=TEXT  or the default entry with this command line
  --server=IPV4   tree, tree-of-files: where what fits into no loader is fetched from
  --pass=FLAG     tree, tree-of-files: one more flag for netboot/tree.sh, repeatable
END
}

fail() {
    printf 'copy.sh: %s\n' "$1" >&2
    exit 2
}

build='' kind='' out='' entry='' cmdline='' has_cmdline=no server=''
flags=()

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --kind=*) kind=${flag#*=} ;;
            --out=*) out=${flag#*=} ;;
            --entry=*) entry=${flag#*=} ;;
            --cmdline=*) cmdline=${flag#*=} has_cmdline=yes ;;
            --server=*) server=${flag#*=} ;;
            --pass=*) flags+=("${flag#*=}") ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ -n $out ]] || fail "--out=PATH is missing"
    [[ -f $build/media-flags ]] || fail "'$build' holds no media: make images builds them"
    build=$(readlink -f "$build")
    out=$(readlink -m "$out")
}

# The flags of the shipped media, but for the entry.
flags_read() {
    local flag shipped

    mapfile -t shipped <"$build/media-flags"
    for flag in "${shipped[@]}"; do
        case $flag in
            --type=*) [[ $kind != usb ]] || flags+=("$flag") ;;
            --default=*) ;;
            --cmdline=*) [[ $has_cmdline == yes ]] || flags+=("$flag") ;;
            *) flags+=("$flag") ;;
        esac
    done
    if [[ $has_cmdline == yes ]]; then
        flags+=(--cmdline="$cmdline" --default=release)
    elif [[ -n $entry ]]; then
        flags+=(--default="$entry")
    fi
    [[ -z $server ]] || flags+=(--server="$server")
    flags+=(--loaders="$build/loaders" --out="$out")
}

# UEFI firmware that finds El Torito on a stick mounts it as a CD, and would start a stick whose
# partition tables are wrong. The mark stands in sector 17 of the volume.
mark_spoil() {
    local offset=$((17 * 2048 + 7)) mark='EL TORITO SPECIFICATION'

    [[ $(dd if="$out" bs=1 skip="$offset" count="${#mark}" status=none) == "$mark" ]] ||
        fail "$out has no El Torito mark in sector 17"
    printf 'X' | dd of="$out" bs=1 seek="$offset" conv=notrunc status=none
}

# tree_copy FLAG...: as the Makefile makes it.
tree_copy() {
    netboot/tree.sh "$@" --grubcore="$build/tools/grubcore" \
        --small-kernel="$build/noos.elf=$build/noos-few-names.elf"
}

main() {
    parse_flags "$@"
    flags_read
    # Paths in media-flags are relative to the top, where make ran.
    cd "$top"
    case $kind in
        iso) images/iso.sh "${flags[@]}" ;;
        iso-spoiled) images/iso.sh "${flags[@]}" && mark_spoil ;;
        usb) images/usb.sh "${flags[@]}" ;;
        tree) tree_copy "${flags[@]}" ;;
        tree-of-files) netboot/tree.sh "${flags[@]}" --force-tree ;;
        *) fail "'$kind' is no kind of medium" ;;
    esac
}

main "$@"
