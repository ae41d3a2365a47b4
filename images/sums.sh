#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# sums.sh — the checksums of a build or of a release in coreutils' format, so that somebody with
# nothing but sha256sum can check what they were given. The media's sums are those of the manifest,
# which were read from the finished bytes; only the files that describe them are read here.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=images/lib.sh
source "$here/lib.sh"

usage() {
    cat <<'END'
usage: images/sums.sh --manifest=FILE --out=FILE [FILE]...
  FILE   described by no manifest, lying beside it
END
}

sums_put() {
    jq -r '.media[] | . as $medium | if .sha256 then "\(.sha256)  \(.path)"
        else .files[] | "\(.sha256)  \($medium.path)/\(.path)" end' "$manifest" >"$1"
    (cd "$(dirname "$manifest")" && sha256sum -- "${files[@]}") >>"$1"
}

main() {
    local flag manifest='' out='' files=()

    for flag in "$@"; do
        case $flag in
            --help) usage && exit 0 ;;
            --manifest=*) manifest=${flag#*=} ;;
            --out=*) out=${flag#*=} ;;
            --*) fail "unknown flag '$flag' (--help lists them)" ;;
            *) files+=("$flag") ;;
        esac
    done
    [[ -f $manifest ]] || fail "there is no manifest '$manifest': make images makes it"
    tools_need jq:jq
    files=("${manifest##*/}" "${files[@]}")
    work_open "$out" file
    step "cannot list the checksums" sums_put "$work/sums"
    file_publish "$work/sums" "$out"
}

main "$@"
