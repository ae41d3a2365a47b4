#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# manifest.sh — writes down what was built: one manifest of all media, made of the facts that
# images/facts.sh read from their finished bytes, and of the tools that made them; the list of parts
# with their licences; and the checksums, in coreutils' format. Invariant: no path, date, name or
# number of the machine it runs on goes in, so that the same build is described alike everywhere.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=images/lib.sh
source "$here/lib.sh"

facts='' out='' version='' epoch='' commit=''
tools=()

# The packages whose bytes are in the media, and those that only help to make them.
PACKAGES='grub-common grub-pc-bin grub-efi-amd64-bin grub-efi-ia32-bin console-setup-linux
    console-setup xkb-data pci.ids binutils gcc clang nasm xorriso mtools dosfstools parted tar gzip'

usage() {
    cat <<'END'
usage: images/manifest.sh --facts=DIR --out=DIR --version=STR --epoch=SECONDS [FLAG]...
  --facts=DIR        where iso, usb and netboot lie, as images/facts.sh --lines wrote them
  --out=DIR          gets manifest.json, noos.spdx.json and SHA256SUMS, which comes last
  --commit=HASH      the whole name of the commit that was built
  --tool=NAME=PATH   a program that took part, asked for its version, repeatable
END
}

flags_read() {
    local flag

    for flag in "$@"; do
        case $flag in
            --help) usage && exit 0 ;;
            --facts=*) facts=${flag#*=} ;;
            --out=*) out=${flag#*=} ;;
            --version=*) version=${flag#*=} ;;
            --epoch=*) epoch=${flag#*=} ;;
            --commit=*) commit=${flag#*=} ;;
            --tool=?*=?*) tools+=("${flag#*=}") ;;
            *) fail "unknown flag '$flag' (--help lists them)" ;;
        esac
    done
    [[ -d $facts ]] || fail "there is no folder of facts '$facts': make images makes it"
    [[ $epoch =~ ^[0-9]+$ ]] || fail "--epoch=$epoch is no time in seconds since 1970"
    [[ -n $version ]] || fail "which version? --version=... is missing"
}

# tool_version NAME COMMAND: the first line in which it names a number.
tool_version() {
    local line flag=--version

    [[ $1 != mkfs.fat ]] || flag=--help
    line=$("$2" "$flag" 2>&1 </dev/null | grep -m 1 '[0-9]\.[0-9]') || line='unknown'
    printf '%s\t%s\n' "$1" "$line"
}

# All at the same time: each waits for little but its own start.
tools_list() {
    local pair pids=() pid

    mkdir "$work/tools"
    for pair in "${tools[@]}"; do
        tool_version "${pair%%=*}" "${pair#*=}" >"$work/tools/${pair%%=*}" &
        pids+=($!)
    done
    # shellcheck disable=SC2086  # a list of names
    dpkg-query -W -f '${db:Status-Abbrev}\t${Package}\t${Version}\t${Architecture}\n' $PACKAGES \
        2>/dev/null | sed -n 's/^ii[^\t]*\t//p' >"$work/packages" || true
    for pid in "${pids[@]}"; do wait "$pid"; done
    cat "$work"/tools/* >"$work/tools.list"
}

# Three documents, of which the first two end with a brace that stands alone.
documents_make() {
    local sum

    sum=$(cat "$facts"/{iso,usb,netboot} "$work/tools.list" "$work/packages" | sha256sum)
    jq -n -r -S -L "$here" --arg version "$version" --arg epoch "$epoch" --arg commit "$commit" \
        --arg sum "$sum" --rawfile tools "$work/tools.list" --rawfile packages "$work/packages" \
        --rawfile iso "$facts/iso" --rawfile usb "$facts/usb" --rawfile netboot "$facts/netboot" \
        -f "$here/manifest.jq" >"$work/all"
    awk -v folder="$work" 'BEGIN { split("manifest.json noos.spdx.json SHA256SUMS", name); at = 1 }
        { print >(folder "/" name[at]) }
        $0 == "}" { at++ }' "$work/all"
    (cd "$work" && sha256sum manifest.json noos.spdx.json >>SHA256SUMS)
}

main() {
    local file

    flags_read "$@"
    tools_need jq:jq
    for file in iso usb netboot; do
        [[ -s $facts/$file ]] || fail "there is no $facts/$file: make images makes it"
    done
    [[ -n $out ]] || fail "where to? --out=... is missing"
    work_open "$out/manifest.json" file
    tools_list
    step "cannot describe the media" documents_make
    for file in manifest.json noos.spdx.json SHA256SUMS; do
        file_publish "$work/$file" "$out/$file"
    done
}

main "$@"
