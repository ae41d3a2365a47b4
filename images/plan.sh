#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# plan.sh — resolves what media are to hold, once for all three, and makes none. The Makefile also asks
# it what the media depend on. Invariant: DIR is there whole or not at all.
#
#   facts                       what --facts= said, by which the Makefile tells whether it is still true
#   iso/ usb/ pxe/              for each medium its marker and menu, and
#     content                   all that its maker has to know (plan_save in content.sh)
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}." && pwd)
# shellcheck source=images/lib.sh
source "$here/lib.sh"
# shellcheck source=images/content.sh
source "$here/content.sh"

facts_wanted='' facts='' built=''

usage() {
    cat <<'END'
usage: images/plan.sh --facts --built=FILE [FLAG]...
       images/plan.sh --out=DIR [--facts=STR] [FLAG]...
  --facts                 prints the name of the kernel that was built, or "-" where no entry starts
                          it, and a word that changes when one of the other files does
  --built=FILE            the kernel that was built
  --out=DIR               resolves all, says what is wrong, and writes the plan
  --facts=STR             a line that goes into the plan
END
    content_usage
}

flags_read() {
    local flag

    for flag in "$@"; do
        case $flag in
            --help) usage && exit 0 ;;
            --facts) facts_wanted=yes ;;
            --facts=*) facts=${flag#*=} ;;
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

# plan_make FOLDER: each medium adds to what all have in common. The files will lie in --out=.
plan_make() {
    local folder=$1 medium i home

    [[ $out == /* ]] || out=$PWD/$out
    for medium in "${!MEDIUM_IS[@]}"; do
        home=$folder/$medium
        step "cannot make the folder $medium" mkdir -p "$home"
        (
            content_medium "$medium" "$home"
            for i in "${!content_files[@]}"; do
                content_files[i]=${content_files[i]/#"$folder/"/"$out/"}
            done
            plan_save "$home/content"
        ) || exit
    done
    text_write "$folder/facts" "$facts"
}

main() {
    local said

    flags_read "$@"
    if [[ -n $facts_wanted ]]; then
        said=$( (facts_print) 2>/dev/null) || said='- none'
        printf '%s\n' "$said"
        return
    fi
    version_check
    epoch_check
    out=${out%/}
    work_open "$out" folder
    content_resolve
    plan_make "$work/plan"
    folder_publish "$work/plan" "$out"
}

main "$@"
