#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Holds the prose to the tree: what README.md and docs/ name has to exist, be it the target of a
# link, a heading in another page, a file, a symbol, a function or a target of the Makefile. Says
# so in TAP, one result per kind, every finding below it as "# file:line: what".
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=style/rules.sh
source "$HERE/style/rules.sh"

RULES=(
    'links lead somewhere'
    'named files exist'
    'named symbols are where they are said to be'
    'named functions exist'
    'named make targets exist'
    'pages that sources point to exist'
)

usage()
{
    cat <<'END'
usage: scripts/check-docs.sh [--root=DIR]

  --root=DIR  the tree to look at (the one this script is in)
  --help      this text
END
}

die()
{
    printf 'check-docs: %s\n' "$1" >&2
    exit 2
}

# Calls a function with "PLACE WHAT" for every claim of one kind.
claims_each()
{
    local kind place what

    while IFS=$'\t' read -r kind place what; do
        [ "$kind" != "$1" ] || "$2" "$place" "$what"
    done <<<"$CLAIMS"
}

# The anchors of a page, as GitHub makes them out of its headings.
anchors_of()
{
    sed -n -E 's/^#{1,6} +//p' "$1" | tr '[:upper:]' '[:lower:]' |
        sed -E 's/[^a-z0-9 _-]//g; s/ /-/g'
}

link_check()
{
    local place=$1 target=$2 page=${1%%:*} path anchor

    case $target in
    http://* | https://* | mailto:*) return 0 ;;
    esac
    path=${target%%#*}
    anchor=${target#"$path"}
    if [ -z "$path" ]; then
        path=$page
    elif [[ $path == /* ]]; then
        printf '%s: the link %s is not relative\n' "$place" "$target"
        return
    else
        path=$(dirname "$page")/$path
    fi
    if [ ! -e "$path" ]; then
        printf '%s: the link %s leads nowhere\n' "$place" "$target"
    elif [ -n "$anchor" ] && ! anchors_of "$path" | grep -xF -e "${anchor#\#}" >/dev/null; then
        printf '%s: the link %s: there is no such heading\n' "$place" "$target"
    fi
}

# The file or folder of the tree that a name means: from the root, from the kernel's folder, from
# the page's own, or any file of that name; a star stands for anything.
path_find()
{
    local page=$1 name=${2%/} candidate

    for candidate in "$name" "kernel/$name" "$(dirname "$page")/$name"; do
        if [ -e "$candidate" ] || compgen -G "$candidate" >/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    if [[ $name != */* ]]; then
        printf '%s\n' "${TREE[@]}" | grep -m 1 -E "(^|/)${name//./[.]}$" || true
    fi
}

# What is made (build/…), lies on a medium (boot/grub/…) or begins with no folder of ours is not
# a name in the tree.
path_is_ours()
{
    local folder=${1%%/*}

    [[ $1 == */* ]] || return 0
    [[ $1 != boot/grub/* && $1 != boot/noos* && $folder != build ]] || return 1
    [ -d "$folder" ] || [ -d "kernel/$folder" ]
}

path_check()
{
    path_is_ours "$2" || return 0
    [ -n "$(path_find "${1%%:*}" "$2")" ] || printf '%s: there is no %s\n' "$1" "$2"
}

symbol_check()
{
    local path=${2%%:*} symbol=${2#*:} found

    path_is_ours "$path" || return 0
    found=$(path_find "${1%%:*}" "$path")
    if [ -z "$found" ]; then
        printf '%s: there is no %s\n' "$1" "$path"
    elif ! grep -qwF -e "${symbol%()}" "$found"; then
        printf '%s: %s does not mention %s\n' "$1" "$found" "${symbol%()}"
    fi
}

function_check()
{
    local found

    found=$(printf '%s\n' "${TREE[@]}" | grep -E '\.(c|h|asm|inc|sh|awk)$' |
        xargs -r grep -lwF -e "$2" || true)
    [ -n "$found" ] || printf '%s: no source mentions %s()\n' "$1" "$2"
}

target_check()
{
    if [ ! -f Makefile ]; then
        printf '%s: there is no Makefile to make %s\n' "$1" "$2"
    elif ! grep -sqE "^([^#=:]* )?$2( [^=:]*)?:([^=]|$)" Makefile tests/tests.mk; then
        printf '%s: the Makefile has no target %s\n' "$1" "$2"
    fi
}

pages_of_sources_check()
{
    local place page

    printf '%s\n' "${TREE[@]}" | grep -v -E '\.md$|^tests/scripts/' |
        xargs -r grep -noHI -E '\bdocs/[A-Za-z0-9_/-]+\.md\b' |
        while IFS= read -r place; do
            page=${place##*:}
            [ -e "$page" ] || printf '%s: there is no %s\n' "${place%:*}" "$page"
        done || true
}

# The findings of rule number $1.
rule_findings()
{
    case $1 in
    1) claims_each link link_check ;;
    2) claims_each path path_check ;;
    3) claims_each symbol symbol_check ;;
    4) claims_each function function_check ;;
    5) claims_each target target_check ;;
    6) pages_of_sources_check ;;
    esac
}

main()
{
    local argument root=$HERE/.. pages

    for argument in "$@"; do
        case $argument in
        --root=?*) root=${argument#*=} ;;
        --help) usage && exit 0 ;;
        *) usage >&2; die "unknown argument '$argument'" ;;
        esac
    done
    [ -d "$root" ] || die "no such folder: '$root'"
    cd "$root"
    mapfile -t TREE < <(tree_list)
    mapfile -t pages < <(printf '%s\n' "${TREE[@]}" | grep '\.md$' || true)
    CLAIMS=''
    [ ${#pages[@]} -eq 0 ] || CLAIMS=$(awk -f "$HERE/style/claims.awk" "${pages[@]}")
    rules_run "${RULES[@]}"
}

main "$@"
