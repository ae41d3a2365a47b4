#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# scripts/version.sh: which build this is, from git where there is a repository, else from config/version alone.
#
#   version.sh           0.1.0+g1a2b3c4, with -dirty when tracked files were changed
#   version.sh --commit  the whole name of the last commit; nothing where there is no repository
#   version.sh --epoch   seconds since 1970 of the last commit: the date that goes into every image
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
    echo "usage: version.sh [--epoch | --commit]"
}

# A repository owned by somebody else is read all the same: nothing of it is run.
in_git() {
    git -c safe.directory='*' -C "$root" "$@" 2>/dev/null
}

is_repository() {
    [ -e "$root/.git" ] && in_git rev-parse --verify HEAD >/dev/null
}

print_version() {
    local suffix=''
    if is_repository; then
        suffix="+g$(in_git rev-parse --short=7 HEAD)"
        if [ -n "$(in_git status --porcelain --untracked-files=no)" ]; then
            suffix="$suffix-dirty"
        fi
    fi
    printf '%s%s\n' "$(cat "$root/config/version")" "$suffix"
}

print_epoch() {
    if is_repository; then
        in_git log -1 --format=%ct
    else
        stat -c %Y "$root/config/version"
    fi
}

main() {
    case "${1-}" in
        '') print_version ;;
        --epoch) print_epoch ;;
        --commit) ! is_repository || in_git rev-parse HEAD ;;
        --help) usage ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
}

main "$@"
