#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# plan.sh — looks at what media would be made from, and makes none. The Makefile asks it what the
# media depend on, and lets it say what is wrong with the input: once, and not for each medium.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=images/lib.sh
source "$here/lib.sh"
# shellcheck source=images/content.sh
source "$here/content.sh"

facts='' built=''

usage() {
    cat <<'END'
usage: images/plan.sh --facts --built=FILE [FLAG]...
       images/plan.sh --out=FILE [FLAG]...
  --facts                 prints the name of the kernel that was built, or "-" where no entry starts
                          it, and a word that changes when one of the other files does
  --built=FILE            the kernel that was built
  --out=FILE              resolves all, says what is wrong, and writes what --facts prints
END
    content_usage
}

flags_read() {
    local flag

    for flag in "$@"; do
        case $flag in
            --help) usage && exit 0 ;;
            --facts) facts=yes ;;
            --built=*) built=${flag#*=} ;;
            *) content_flag "$flag" || fail "unknown flag '$flag' (--help lists them)" ;;
        esac
    done
}

# files_used: every file that the bundle and the flags name, one line each; those that are not there
# as well, since they may come.
files_used() {
    local id module

    printf '%s\n' "$bundle"
    for id in "${entry_ids[@]}"; do
        [[ -z ${entry_kernel[$id]-} ]] || printf '%s\n' "${entry_kernel[$id]}"
        while IFS= read -r module; do
            [[ -z $module ]] || module_file "$module"
        done <<<"${entry_modules[$id]-}"
    done
}

# module_file 'FILE [ARGS]': the file, as entry.sh finds it.
module_file() {
    local name=$1

    until [[ -f $name || $name != *' '* ]]; do name=${name% *}; done
    printf '%s\n' "$name"
}

facts_print() {
    local files used=-

    bundle=${bundle:-$bundle_default_file}
    bundle_read
    bundle_fill
    files=$(files_used | sort -u)
    if [[ -n $built ]] && grep -qxF -- "$built" <<<"$files"; then
        used=$built
        files=$(grep -vxF -- "$built" <<<"$files")
    fi
    printf '%s %s\n' "$used" "$(facts_sum <<<"$files")"
}

facts_sum() {
    { xargs -d '\n' stat -L -c '%n %s %.9Y %i' -- 2>&1 || true; } | cksum | tr ' ' -
}

# A checksum says nothing about what is wrong, and takes its time.
crc32_of() {
    printf 00000000
}

main() {
    local said

    flags_read "$@"
    said=$( (facts_print) 2>/dev/null) || said='- none'
    if [[ -n $facts ]]; then
        printf '%s\n' "$said"
        return
    fi
    version_check
    epoch_check
    tools_need grub-file:grub-common grub-script-check:grub-common gzip:gzip
    work_open "$out" file
    content_make usb "a plan"
    text_write "$work/facts" "$said"
    file_publish "$work/facts" "$out"
}

main "$@"
