#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# record-tables.sh — the ACPI tables of rehearsed machines, as fixtures for tests: boots each machine with
# `acpi -x` and takes the tables off its serial line. What real machines have said is recorded in the
# same form: acpixtract reads a saved log of theirs.
#
# A table that a machine before it has too, byte for byte, is left out.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=machine-file.sh
. "$here/machine-file.sh"

build=build out=$here/../tests/recorded work=''
machines=()
# Chipsets, firmware and tables of every kind that there are here.
readonly ALL=(bios pci-bridges uefi acpi-by-firmware microvm memory-64g-numa memory-dimm iommu-intel-uefi
    iommu-amd)

usage() {
    cat <<'END'
usage: scripts/record-tables.sh [option...] [MACHINE...]
  --build=DIR    where `make images tools` built (default build)
  --out=DIR      where a folder for each machine goes (default tests/recorded)
  MACHINE        a name out of config/machines (default: one of each kind)
A folder that is there already is made anew. Exits 0, 1 when a machine said no tables, 2 on bad input.
END
}

fail() {
    printf 'record-tables: %s\n' "$2" >&2
    exit "$1"
}

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --out=*) out=${flag#*=} ;;
            --help) usage && exit 0 ;;
            -*) usage >&2 && fail 2 "unknown flag '$flag'" ;;
            *) machines+=("$flag") ;;
        esac
    done
    ((${#machines[@]} > 0)) || machines=("${ALL[@]}")
    [[ -f $build/noos.iso ]] || fail 2 "there is no $build/noos.iso: make images builds it"
    command -v acpixtract >/dev/null ||
        fail 2 'acpixtract is missing: apt install acpica-tools (or: make setup)'
    mkdir -p "$out" || fail 2 "cannot make the folder $out"
}

# variant NAME: that machine, which says its tables and leaves.
variant() {
    local file=$here/../config/machines/$1.conf medium=iso

    [[ -f $file ]] || fail 2 "there is no machine '$1' in config/machines"
    machine_read "$file"
    grep -vE '^(cmdline|entry|says|expect|leave|medium)=' "$file" >"$work/$1.conf"
    [[ ${machine[medium]} != virtio-disk ]] || medium=virtio-disk
    printf 'medium=%s\n' "$medium" >>"$work/$1.conf"
}

# record NAME: its tables into $work/NAME.tables.
record() {
    local folder=$work/$1.tables file

    variant "$1"
    "$here/cell.sh" --machine="$work/$1.conf" --image="$work/copy.iso" --out="$work/$1" \
        --tools="$build/tools" >"$work/$1.said" 2>&1 ||
        fail 1 "$1 did not do as it was told: $(grep -a '^reason=' "$work/$1/verdict.txt" | head -n 1)"
    mkdir "$folder"
    tr -cd '\n\t -~' <"$work/$1/serial.log" >"$folder/text"
    (cd "$folder" && acpixtract -a text >log 2>&1) ||
        fail 1 "acpixtract finds no tables in what $1 said: $(tail -n 1 "$folder/log")"
    rm "$folder/text" "$folder/log"
    # Some versions number also what there is only one of.
    for file in "$folder"/*1.dat; do
        [[ ! -f $file || -f ${file%1.dat}2.dat ]] || mv "$file" "${file%1.dat}.dat"
    done
}

# keep NAME: what is new of it. A file's sum marks it as known.
keep() {
    local file sum

    rm -rf "${out:?}/$1"
    mkdir "$out/$1"
    for file in "$work/$1.tables"/*.dat; do
        sum=$(sha256sum <"$file" | tr -dc '0-9a-f')
        [[ ! -e $work/known/$sum ]] || continue
        : >"$work/known/$sum"
        cp "$file" "$out/$1/"
    done
    printf '%s: %s\n' "$1" "$(cd "$out/$1" && printf '%s ' *)"
}

main() {
    local name

    parse_flags "$@"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/known"
    "$here/copy.sh" --build="$build" --kind=iso --out="$work/copy.iso" \
        --cmdline='autorun="diag acpi; acpi -x; poweroff"'
    for name in "${machines[@]}"; do record "$name"; done
    for name in "${machines[@]}"; do keep "$name"; done
}

main "$@"
