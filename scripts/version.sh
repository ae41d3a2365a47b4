#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# scripts/version.sh: which build this is, from git where there is a repository, else from config/version alone.
#
#   version.sh           0.1.0+g1a2b3c4, with -dirty when tracked files were changed
#   version.sh --both    the same, a blank and what --epoch prints
#   version.sh --commit  the whole name of the last commit; nothing where there is no repository
#   version.sh --epoch   seconds since 1970 of the last commit: the date that goes into every image
set -euo pipefail

root=${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}..

usage() {
    echo "usage: version.sh [--both | --epoch | --commit]"
}

# A repository owned by somebody else is read all the same: nothing of it is run.
in_git() {
    git -c safe.directory='*' -C "$root" "$@" 2>/dev/null
}

# What git knows in one answer: "0123456 0123456... 1700000000". Nothing, where there is no repository.
last_commit() {
    [ ! -e "$root/.git" ] || in_git log -1 --abbrev=7 --format='%h %H %ct' || true
}

# print_all WORD: the words are told apart by what was asked for.
print_all() {
    local short='' hash='' epoch='' version=''

    read -r version <"$root/config/version"
    read -r short hash epoch < <(last_commit) || true
    version+=${short:++g$short}
    if [ -n "$short" ] && [ "$1" != epoch ] && [ "$1" != commit ] &&
        [ -n "$(in_git status --porcelain --untracked-files=no)" ]; then
        version+=-dirty
    fi
    [ -n "$epoch" ] || epoch=$(stat -c %Y "$root/config/version")
    case $1 in
        version) printf '%s\n' "$version" ;;
        both) printf '%s %s\n' "$version" "$epoch" ;;
        epoch) printf '%s\n' "$epoch" ;;
        commit) [ -z "$hash" ] || printf '%s\n' "$hash" ;;
    esac
}

main() {
    case "${1-}" in
        '') print_all version ;;
        --both | --epoch | --commit) print_all "${1#--}" ;;
        --help) usage ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
}

main "$@"
