#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The same input gives the same bytes: everything is made twice, under another mask, time zone,
# language, home, folder, path and clock, from copies with other dates and names, and compared.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=lib-foreign.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib-foreign.sh"

# bundle_make FOLDER: a bundle with a kernel of each kind, one of them packed.
bundle_make() {
    local kind

    foreign_make "$1" || return 1
    env -u GZIP gzip -n <"$1/multiboot2" >"$1/packed.gz"
    for kind in linux packed.gz multiboot multiboot2; do
        printf '[%s]\nkernel = %s\nmodule = packed.gz\n' "$kind" "$kind"
    done >"$1/bundle"
}

# all_make FOLDER KERNEL MODULE: loaders and media, below FOLDER.
all_make() {
    local flags=(--version="$version" --epoch="$EPOCH")
    local media=("${flags[@]}" --kernel="$2" --loaders="$1/loaders" --cmdline='a="b c"'
        --module="$3 with words" --module="$3")

    bundle_make "$1" || return 1
    "$top/images/loaders.sh" "${flags[@]}" --out="$1/loaders" &&
        "$top/images/iso.sh" "${media[@]}" --out="$1/noos.iso" &&
        "$top/images/usb.sh" "${media[@]}" --out="$1/noos-usb.img" &&
        "$top/netboot/tree.sh" "${media[@]}" --out="$1/netboot" &&
        "$top/netboot/tree.sh" "${media[@]}" --out="$1/tree" --force-tree &&
        "$top/images/iso.sh" "${flags[@]}" --loaders="$1/loaders" --bundle="$1/bundle" \
            --out="$1/bundle.iso" &&
        "$top/netboot/tree.sh" "${flags[@]}" --loaders="$1/loaders" --bundle="$1/bundle" \
            --out="$1/bundle-tree"
}

# The first time plainly; the second time with everything different that should not matter.
first_make() {
    mkdir -p "$WORK/first"
    cp "$kernel" "$WORK/first.elf"
    cp "$build/loaders/mbr.img" "$WORK/first/Module"
    cd "$WORK" && all_make "$WORK/first" "$WORK/first.elf" "$WORK/first/Module"
}

second_make() (
    mkdir -p "$WORK/another place/home" "$WORK/another place/second"
    cd "$WORK/another place"
    cp "$kernel" 'another name.elf'
    cp "$build/loaders/mbr.img" Module
    touch -d '2001-02-03 04:05:06' Module 'another name.elf'
    chmod 600 Module 'another name.elf'
    printf 'drive x: file="/nowhere"\nmtools_lower_case=1\n' >home/.mtoolsrc
    printf -- '-volid OTHER\n' >home/.xorrisorc
    umask 077
    export TZ=Asia/Tokyo LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8
    export HOME=$PWD/home MTOOLSRC=$PWD/home/.mtoolsrc
    export TAR_OPTIONS=--format=pax GZIP=-9 SOURCE_DATE_EPOCH=1 POSIXLY_CORRECT=1 CDPATH=/
    # The clock has to show another second, on FAT another pair of seconds.
    sleep 2
    all_make second 'another name.elf' Module
)

# What may follow a date or a folder: the files, and the modes a server sees.
tree_same() {
    diff -r "$WORK/first/$1" "$WORK/another place/second/$1" &&
        diff <(cd "$WORK/first/$1" && find . -printf '%P %m\n' | sort) \
            <(cd "$WORK/another place/second/$1" && find . -printf '%P %m\n' | sort)
}

# A build of another second is another build: the dates do go in.
epoch_matters() {
    medium images/iso.sh "$WORK/later.iso" --epoch=$((EPOCH + 2)) &&
        medium images/iso.sh "$WORK/now.iso" && ! cmp -s "$WORK/later.iso" "$WORK/now.iso"
}

# No date on a medium is that of the run.
dates_good() {
    local image=$WORK/first/noos-usb.img odd

    odd=$(mdir -/ -i "$image@@1048576" ::/ | awk '/[0-9]{4}-[0-9]{2}-[0-9]{2}/ && !/2023-11-14/')
    [[ -z $odd ]] || { printf '%s\n' "$odd" && return 1; }
    mdir -/ -i "$image@@1048576" ::/ | grep -c '2023-11-14  22:13' >"$WORK/count"
    (($(<"$WORK/count") >= 9)) || { printf 'only %s dates\n' "$(<"$WORK/count")" && return 1; }
}

main() {
    flags_read "$@"
    tap_begin 11
    check 'everything is made' first_make
    check 'and once more, elsewhere and otherwise' second_make
    check 'the loaders' tree_same loaders
    check 'the ISO' cmp "$WORK/first/noos.iso" "$WORK/another place/second/noos.iso"
    check 'the USB image' cmp "$WORK/first/noos-usb.img" "$WORK/another place/second/noos-usb.img"
    check 'the netboot tree' tree_same netboot
    check 'the netboot tree of files' tree_same tree
    check 'the ISO of a bundle' cmp "$WORK/first/bundle.iso" "$WORK/another place/second/bundle.iso"
    check 'the netboot tree of a bundle' tree_same bundle-tree
    check 'the date that is given goes in' epoch_matters
    check 'and no other' dates_good
    tap_end
}

main "$@"
