#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The doctor on media that other tools made: grub-mkrescue's, grub-mknetdir's, memtest86+ as Debian
# ships it; on what is no medium at all; and what make does with what it says.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=lib-doctor.sh
source "$here/lib-doctor.sh"

rescue_make() {
    mkdir -p "$WORK/rescue/boot/grub"
    printf 'set timeout=0\n' >"$WORK/rescue/boot/grub/grub.cfg"
    grub-mkrescue -o "$WORK/rescue.iso" "$WORK/rescue" >/dev/null 2>&1
}

# What depends on GRUB's version: a partition entry in the UEFI image, loaders in the ISO's own tree
# (from 2.12).
rescue_all() {
    local found

    rescue_make
    found=$(ids "$WORK/rescue.iso")
    check 'grub-mkrescue: no entry is active' grep -qx mbr-no-active <<<"$found"
    check 'grub-mkrescue: nothing unexpected' ids_are \
        "$(grep -vx -e fat-bogus-partition -e iso-tree-loader <<<"$found")" \
        fat-12-on-iso gpt-csm mbr-no-active pe-nx-compat pe-unsigned
    check_status 1 'grub-mkrescue: the finding says where it is from' 'chimera-live#21' \
        "$build/tools/doctor" "$WORK/rescue.iso"
    poke "$WORK/rescue.iso" 462 '\200\0\1\0\0\0\1\0\0\0\0\0\1\0\0\0'
    check_status 0 'grub-mkrescue with an active entry has no errors' ' 0 errors' \
        "$build/tools/doctor" "$WORK/rescue.iso"
}

netdir_all() {
    grub-mknetdir --net-directory="$WORK/net" --subdir=boot/grub >/dev/null 2>&1
    check 'grub-mknetdir: the menu is missing' ids_are "$(ids "$WORK/net")" \
        grub-config net-proxy-dhcp pe-nx-compat pe-unsigned
    printf 'set timeout=0\n' >"$WORK/net/boot/grub/grub.cfg"
    check 'grub-mknetdir with a menu' ids_are "$(ids "$WORK/net")" \
        net-proxy-dhcp pe-nx-compat pe-unsigned
}

# memtest_find: sets memtest to the folder of Debian's package: installed, or fetched once into the
# build. To install it would change the boot menu of this computer.
memtest_find() {
    memtest=/
    [[ ! -f /usr/lib/memtest86+/memtest86+x64.iso ]] || return 0
    memtest=$build/memtest86+
    [[ ! -f $memtest/usr/lib/memtest86+/memtest86+x64.iso ]] || return 0
    mkdir "$WORK/package"
    (cd "$WORK/package" && apt-get download memtest86+ >/dev/null 2>&1) || return 1
    dpkg-deb -x "$WORK"/package/*.deb "$WORK/memtest" && mv "$WORK/memtest" "$memtest"
}

# memtest_ids IMAGE: without what depends on the version: 7.20 can write to its code, 6.10 cannot.
memtest_ids() {
    ids "$1" | grep -vx -e pe-nx-compat -e pe-write-execute
}

memtest_all() {
    local memtest folder

    if ! memtest_find; then
        skip 3 'memtest86+ is neither installed nor can be fetched (apt-get download memtest86+)' \
            'memtest86+ of Debian'
        return
    fi
    folder=$memtest/usr/lib/memtest86+
    check 'memtest86+ x64 ISO: no 32-bit UEFI' ids_are "$(memtest_ids "$folder/memtest86+x64.iso")" \
        fat-12-on-iso fat-hidden mbr-chs-geometry pe-unsigned uefi-ia32
    check 'memtest86+ ia32 ISO: no 64-bit UEFI' ids_are \
        "$(memtest_ids "$folder/memtest86+ia32.iso")" fat-12-on-iso fat-hidden iso-tree-loader \
        mbr-chs-geometry pe-unsigned uefi-x64
    check_status 0 'memtest86+ as a UEFI program' 'UEFI program, 0 errors' \
        "$build/tools/doctor" "$memtest/boot/memtest86+x64.efi"
}

# refused NAME PATTERN IMAGE: exit 2, and one line on stderr alone.
refused() {
    local out status=0

    out=$("$build/tools/doctor" "$3" 2>&1 >"$WORK/out") || status=$?
    same 'status' "$status" 2 && same 'bytes on stdout' "$(stat -c %s "$WORK/out")" 0 || return 1
    [[ $out == "doctor: "* && $out != *$'\n'* && $out =~ $2 ]] || { printf '%s\n' "$out" && return 1; }
}

refusals_all() {
    : >"$WORK/empty"
    mkfifo "$WORK/pipe"
    mkdir "$WORK/folder"
    check 'a text is no medium' refused text 'is no boot medium: name an ISO' "$top/README.md"
    check 'an empty file is none' refused empty 'is no boot medium' "$WORK/empty"
    check 'nothing there' refused none 'No such file' "$WORK/none"
    check 'a pipe' refused pipe 'is no file, block device or folder' "$WORK/pipe"
    check 'an empty folder' refused folder 'is no netboot tree' "$WORK/folder"
    truncate -s 1M "$WORK/zeros"
    check 'zeros' refused zeros 'is no boot medium' "$WORK/zeros"
    gzip -1c "$build/noos.elf" >"$WORK/packed"
    check 'a packed image' refused packed 'is in gzip format: unpack it first' "$WORK/packed"
    check_status 2 'no IMAGE' 'one IMAGE is needed' "$build/tools/doctor"
    check_status 2 'two' 'one IMAGE is needed' "$build/tools/doctor" a b
    check_status 2 'an unknown level' 'levels are note' "$build/tools/doctor" --level=bad a
    # shellcheck disable=SC2016  # the other shell's
    check_status 74 'a full disk' 'cannot write to standard output' \
        sh -c '"$1" "$2" >/dev/full' sh "$build/tools/doctor" "$build/noos.iso"
}

# device_all: a loop device is a block device like a stick; nothing may be written to it.
device_all() {
    local device before

    device=$(losetup -f --show -r "$build/noos.iso" 2>/dev/null) || device=''
    if [[ -z $device ]]; then
        skip 1 'no loop device can be made here (not root, or a container)' 'a block device'
        return
    fi
    before=$(ids "$build/noos.iso")
    check 'a block device' same 'findings' "$(ids "$device")" "$before"
    losetup -d "$device"
}

json_good() {
    local text

    text=$("$build/tools/doctor" --json "$WORK/rescue.iso") || true
    perl -MJSON::PP -e 1 2>/dev/null || { printf 'no perl with JSON::PP\n' && return 1; }
    perl -MJSON::PP -e '
        my $o = decode_json(join("", <STDIN>));
        die "kind\n" unless $o->{kind} eq "ISO";
        die "count\n" unless @{$o->{findings}} == $o->{errors} + $o->{warnings} + $o->{notes};
        for (@{$o->{findings}}) {
            die "member\n" unless $_->{id} && $_->{what} && $_->{why} && $_->{mend} && @{$_->{from}};
        }' <<<"$text"
}

# make_refuses TARGET LEFT: what the doctor finds broken does not stay.
make_refuses() {
    local status=0 said

    rm -rf "$WORK/build"
    cp -a "$build" "$WORK/build"
    printf '#!/bin/sh\necho "error: planted"\nexit 1\n' >"$WORK/build/tools/doctor"
    touch -d '2099-01-01' "$WORK/build/tools/doctor"
    rm "$WORK/build/$1"
    said=$(make -C "$top" BUILD="$WORK/build" "$WORK/build/$1" 2>&1) || status=$?
    same 'status' "$status" 2 || return 1
    [[ $said == *'error: planted'* ]] || { printf '%s\n' "$said" && return 1; }
    [[ ! -e $WORK/build/$1 && ! -e $WORK/build/$2 ]] || { printf '%s stays\n' "$2" && return 1; }
}

main() {
    flags_read "$@"
    tap_begin 25
    rescue_all
    netdir_all
    memtest_all
    refusals_all
    device_all
    check 'JSON' json_good
    check 'make takes a broken ISO away' make_refuses noos.iso noos.iso
    check 'make takes a broken USB image away' make_refuses noos-usb.img noos-usb.img
    check 'make takes a broken tree away' make_refuses netboot.stamp netboot
    tap_end
}

main "$@"
