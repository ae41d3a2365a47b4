#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What is inside the USB image: sector 0 and its one partition as picky firmware wants them, GRUB in
# the gap, FAT32 of the real kind, and the files that were built. No emulator minds most of this, so
# the bytes are looked at.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

LBA=2048

# entry_good: the first entry is ours, the other three are empty.
entry_good() {
    local type

    same 'first LBA' "$(number "$image" 454 4)" "$LBA" || return 1
    same 'end of the file' "$(stat -c %s "$image")" $(((LBA + $(number "$image" 458 4)) * 512)) ||
        return 1
    type=$(bytes "$image" 450 1)
    [[ $type == 0c || $type == ef ]] || { printf 'type %s\n' "$type" && return 1; }
    zeros "$image" 462 48
}

# chs_good OFFSET LBA: cylinder, head and sector of 255 heads and 63 sectors.
chs_good() {
    local head sector cylinder

    head=$(number "$image" "$1" 1)
    sector=$(($(number "$image" $(($1 + 1)) 1) & 63))
    cylinder=$(($(number "$image" $(($1 + 2)) 1) | ($(number "$image" $(($1 + 1)) 1) & 192) << 2))
    if (($2 >= 1024 * 255 * 63)); then
        same 'CHS' "$cylinder/$head/$sector" 1023/254/63
    else
        same "LBA of CHS $cylinder/$head/$sector" $(((cylinder * 255 + head) * 63 + sector - 1)) "$2"
    fi
}

chs_both_good() {
    chs_good 447 "$LBA" && chs_good 451 $((LBA + $(number "$image" 458 4) - 1))
}

no_gpt() {
    local last=$(($(stat -c %s "$image") - 512)) place

    for place in 512 1024 4096 "$last"; do
        [[ $(bytes "$image" "$place" 8) != 4546492050415254 ]] ||
            { printf '"EFI PART" stands at %d\n' "$place" && return 1; }
    done
}

boot_code_good() {
    cmp -n 440 "$image" "$build/loaders/mbr.img" || return 1
    same 'sector the core is loaded from' "$(number "$image" 0x5c 8)" 1 || return 1
    same 'drive' "$(bytes "$image" 0x64 1)" ff || return 1
    same 'instructions for a wrong drive number' "$(bytes "$image" 0x66 2)" 9090 || return 1
    same 'signature of the sector' "$(bytes "$image" 510 2)" 55aa
}

gap_good() {
    local core=$build/loaders/core.img size

    size=$(stat -c %s "$core")
    cmp -i 512:0 -n "$size" "$image" "$core" || return 1
    zeros "$image" $((512 + size)) $((LBA * 512 - 512 - size)) || return 1
    same 'start of the block list' "$(number "$image" $((512 + 0x1f4)) 8)" 2 || return 1
    same 'sectors of the block list' "$(number "$image" $((512 + 0x1fc)) 2)" $(((size - 1) / 512))
}

signature_good() {
    [[ $(bytes "$image" 440 4) != 00000000 ]] || { printf 'no disk signature\n' && return 1; }
    same 'the two bytes behind it' "$(bytes "$image" 444 2)" 0000
}

fat_good() {
    local said clusters

    said=$(fsck.fat -vn "$WORK/fat" 2>&1) || { printf '%s\n' "$said" && return 1; }
    [[ $said == *' 2 FATs, 32 bit entries'* ]] || { printf '%s\n' "$said" && return 1; }
    clusters=$(sed -n 's/^ *\([0-9]*\) data clusters.*/\1/p' <<<"$said")
    ((clusters >= 65525)) || { printf 'only %s clusters\n' "$clusters" && return 1; }
    grep -qx ' *63 sectors/track, 255 heads' <<<"$said" || { printf '%s\n' "$said" && return 1; }
    grep -qx " *$LBA hidden sectors" <<<"$said" || { printf '%s\n' "$said" && return 1; }
}

files_there() {
    diff <(files_wanted EFI/BOOT/BOOTIA32.EFI EFI/BOOT/BOOTX64.EFI) <(files_below "$WORK/files")
}

files_same() {
    cmp "$WORK/files/boot/noos.elf" "$kernel" &&
        cmp "$WORK/files/EFI/BOOT/BOOTX64.EFI" "$build/loaders/bootx64.efi" &&
        cmp "$WORK/files/EFI/BOOT/BOOTIA32.EFI" "$build/loaders/bootia32.efi"
}

main() {
    flags_read "$@"
    : "${image:=$build/noos-usb.img}"
    tap_begin 12
    part "$image" $((LBA * 512)) "$(stat -c %s "$image")" >"$WORK/fat"
    mkdir "$WORK/files"
    mcopy -s -n -Q -i "$WORK/fat" ::/ "$WORK/files" 2>"$WORK/mcopy" || true
    check 'exactly one entry is active' one_active "$image"
    check 'one partition at LBA 2048 that ends with the file' entry_good
    check 'cylinders, heads and sectors agree with the LBA' chs_both_good
    check 'no GPT' no_gpt
    check 'nothing like a floppy disk in sector 0' zeros "$image" 3 $((0x5a - 3))
    check 'the boot code is that of the build, for hard disks' boot_code_good
    check 'the gap holds the core, and nothing else' gap_good
    check 'a disk signature' signature_good
    check 'FAT32 without a fault, with enough clusters' fat_good
    check 'the files that belong there, and no others' files_there
    check 'kernel and loaders are those of the build' files_same
    check 'the menu' grub_cfg_good "$WORK/files/boot/grub/grub.cfg" usb
    tap_end
}

main "$@"
