#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The tests of the media can fail: each fault that is put into a copy of a medium is seen by the
# check that is there for it, by its name.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PARTITION=$((2048 * 512))

# poke FILE OFFSET BYTES: BYTES as printf knows them.
poke() {
    # shellcheck disable=SC2059  # the bytes are the format
    printf "$3" | dd of="$1" bs=1 seek=$(($2)) conv=notrunc status=none
}

# fails SCRIPT IMAGE NAME: the script calls the check with this name, and by itself no success.
fails() {
    local said status=0

    said=$("$here/$1" --build="$build" --image="$2" 2>&1) || status=$?
    if ((status != 1)) || ! grep -q "^not ok [0-9]* - $3" <<<"$said"; then
        printf 'status %d, no "not ok - %s" in:\n%s\n' "$status" "$3" "$(grep -v '^ok' <<<"$said")"
        return 1
    fi
}

# usb NAME OFFSET BYTES: the USB image with these bytes fails the check NAME.
usb() {
    cp --sparse=always "$build/noos-usb.img" "$WORK/usb"
    poke "$WORK/usb" "$2" "$3"
    check "USB image, bytes at $(($2)): $1" fails usb.sh "$WORK/usb" "$1"
}

# usb_files NAME COMMAND...: the same for a change of its files; % stands for its file system.
usb_files() {
    local name=$1
    shift

    cp --sparse=always "$build/noos-usb.img" "$WORK/usb"
    MTOOLS_SKIP_CHECK=1 "${@//%/$WORK/usb@@$PARTITION}" >/dev/null
    check "USB image, $1: $name" fails usb.sh "$WORK/usb" "$name"
}

iso() {
    cp "$build/noos.iso" "$WORK/iso"
    poke "$WORK/iso" "$2" "$3"
    check "ISO, bytes at $(($2)): $1" fails iso.sh "$WORK/iso" "$1"
}

usb_all() {
    usb 'exactly one entry is active' 446 '\0'
    usb 'exactly one entry is active' 462 '\200'
    usb 'exactly one entry is active' 478 '\177'
    usb 'one partition at LBA 2048' 450 '\203'
    usb 'one partition at LBA 2048' 454 '\77'
    usb 'one partition at LBA 2048' 466 '\14'
    usb 'cylinders, heads and sectors' 447 '\1'
    usb 'cylinders, heads and sectors' 451 '\1'
    usb 'no GPT' 512 'EFI PART'
    usb 'nothing like a floppy disk' 21 '\360'
    usb 'the boot code is that of the build' 0x66 '\353\5'
    usb 'the boot code is that of the build' 0x5c '\2'
    usb 'the boot code is that of the build' 510 '\0'
    usb 'the gap holds the core' 700 'x'
    usb 'the gap holds the core' $((2047 * 512)) 'x'
    usb 'a disk signature' 440 '\0\0\0\0'
    usb 'FAT32 without a fault' $((PARTITION + 29)) '\0'
    usb 'FAT32 without a fault' $((PARTITION + 24)) '\40'
    usb 'FAT32 without a fault' $((PARTITION + 32 * 512 + 12)) '\0\0\0\0'
    printf 'x' >"$WORK/extra"
    printf 'menuentry x {\n' >"$WORK/menu"
    usb_files 'the files that belong there' mdel -i % ::/EFI/BOOT/BOOTIA32.EFI
    usb_files 'the files that belong there' mcopy -i % "$WORK/extra" ::/boot/extra
    usb_files 'kernel and loaders are those' mcopy -o -i % "$WORK/extra" ::/boot/noos.elf
    usb_files 'kernel and loaders are those' mcopy -o -i % "$WORK/extra" ::/EFI/BOOT/BOOTX64.EFI
    usb_files 'the menu' mcopy -o -i % "$WORK/menu" ::/boot/grub/grub.cfg
    usb_files 'the menu' mcopy -o -i % "$WORK/extra" "::/boot/noos-$version"
}

# The El Torito catalogue and the EFI system partition lie where the volume says.
iso_all() {
    local catalog esp

    catalog=$(($(number "$build/noos.iso" $((17 * 2048 + 71)) 4) * 2048))
    esp=$(($(number "$build/noos.iso" $((catalog + 104)) 4) * 2048))
    iso 'El Torito for BIOS' $((17 * 2048 + 7)) 'X'
    iso 'El Torito for BIOS' $((catalog + 38)) '\1'
    iso 'El Torito for UEFI' $((catalog + 102)) '\1\0'
    iso 'El Torito for UEFI' $((catalog + 104)) '\1'
    iso 'exactly one entry is active' 446 '\200'
    iso 'exactly one entry is active' 462 '\0'
    iso '0xEE inactive' 450 '\14'
    iso '0xEE inactive' 466 '\14'
    iso 'the boot code leads to the BIOS loader' 0x1b0 '\1'
    iso 'the boot code leads to the BIOS loader' 3 '\1'
    iso 'a GPT with the EFI system partition' 520 '\377'
    iso 'a GPT with the EFI system partition' $((1024 + 128)) '\0'
    iso 'a GPT with the EFI system partition' $((esp + 3)) 'X'
    iso 'kernel and loaders are those' "$(place_of 'boot/noos.elf')" 'x'
    iso 'the BIOS loader is that of the build' $(($(place_of boot/grub/eltorito.img) + 3000)) 'xx'
    iso 'the menu' "$(place_of boot/grub/grub.cfg)" '}}}'
    iso 'the menu' "$(place_of "boot/noos-$version")" 'x'
}

# place_of PATH: where the file begins in the ISO.
place_of() {
    local line

    line=$(xorriso -no_rc -indev "$build/noos.iso" -find "/$1" -exec report_lba -- 2>/dev/null |
        grep '^File data lba')
    printf '%d' $(($(cut -d, -f2 <<<"$line") * 2048))
}

tree_all() {
    cp -r "$build/netboot" "$WORK/tree"
    chmod 600 "$WORK/tree/noos-x64.efi"
    check 'tree, a private file' fails tree.sh "$WORK/tree" 'everybody may read everything'
    chmod 644 "$WORK/tree/noos-x64.efi"
    mv "$WORK/tree/noos-ia32.efi" "$WORK/tree/BOOTIA32.EFI"
    check 'tree, another name' fails tree.sh "$WORK/tree" 'three loaders'
    mv "$WORK/tree/BOOTIA32.EFI" "$WORK/tree/noos-ia32.efi"
    truncate -s 500000 "$WORK/tree/noos-bios.0"
    check 'tree, too large for a BIOS' fails tree.sh "$WORK/tree" 'the BIOS loader fits'
    cp "$build/netboot/noos-x64.efi" "$WORK/tree/noos-ia32.efi"
    poke "$WORK/tree/noos-x64.efi" $(($(grep -abo boot/noos.elf "$WORK/tree/noos-x64.efi" | tail -n 1 |
        cut -d: -f1) + 1000)) 'xxxxxxxx'
    check 'tree, another kernel inside' fails tree.sh "$WORK/tree" 'the x64 loader carries everything'
}

main() {
    flags_read "$@"
    tap_begin 46
    usb_all
    iso_all
    tree_all
    tap_end
}

main "$@"
