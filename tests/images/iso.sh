#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What is inside the ISO: four ways to start it (CD or stick, BIOS or UEFI) have each a record of
# their own, and firmware in an emulator takes another way where one is broken. So each record is
# looked at, and that all lead to the same loaders.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The ISO may have this many bytes more than kernel and modules.
OVERHEAD_MAX=3600000
ESP_GUID=28732ac11ff8d211ba4b00a0c93ec93b

# report PATTERN: the line of xorriso's reports that begins with it, blanks squeezed.
report() {
    tr -s ' ' <"$WORK/report" | grep -- "^$1" || { printf 'no line "%s"\n' "$1" && return 1; }
}

el_torito_bios() {
    local line

    line=$(report 'El Torito boot img : 1 ') || { printf '%s\n' "$line" && return 1; }
    [[ $line == *' 1 BIOS y none 0x0000 0x00 4 '* ]] || { printf '%s\n' "$line" && return 1; }
    line=$(report 'El Torito img opts : 1 ') || { printf '%s\n' "$line" && return 1; }
    same 'patched in' "${line##*: 1 }" 'boot-info-table grub2-boot-info'
}

el_torito_uefi() {
    local line sectors

    sectors=$(($(stat -c %s "$build/loaders/own/esp.img") / 512))
    line=$(report 'El Torito boot img : 2 ') || { printf '%s\n' "$line" && return 1; }
    [[ $line == *" 2 UEFI y none 0x0000 0x00 $sectors "* ]] || { printf '%s\n' "$line" && return 1; }
    same 'bytes behind it' \
        "$(part "$image" $((${line##* } * 2048)) $((sectors * 512)) | cksum)" \
        "$(cksum <"$build/loaders/own/esp.img")"
}

# mbr_good: 0xEE over the whole disk, never active; then an active one of type 0, for BIOSes that
# want one.
mbr_good() {
    same 'type 1' "$(bytes "$image" 450 1)" ee &&
        same 'status 1' "$(bytes "$image" 446 1)" 00 &&
        same 'start 1' "$(number "$image" 454 4)" 1 &&
        same 'sectors 1' "$(number "$image" 458 4)" $(($(stat -c %s "$image") / 512 - 1)) &&
        same 'status, type and place 2' \
            "$(bytes "$image" 462 1)$(bytes "$image" 466 1)$(bytes "$image" 470 8)" \
            80000000000001000000 &&
        zeros "$image" 478 32 && same 'signature' "$(bytes "$image" 510 2)" 55aa
}

boot_code_good() {
    local line

    cmp -n 432 "$image" "$build/loaders/isohybrid.img" || return 1
    line=$(report 'El Torito boot img : 1 ') || { printf '%s\n' "$line" && return 1; }
    same 'sector the core is loaded from' "$(number "$image" 0x1b0 8)" $((${line##* } * 4 + 4))
}

gpt_good() {
    local line

    line=$(parted -s -m "$image" unit s print 2>&1 </dev/null) || line+=' Error'
    [[ $line == *:gpt:* && $line != *Warning* && $line != *Error* ]] ||
        { printf '%s\n' "$line" && return 1; }
    line=$(report 'GPT type GUID : 2 ') || { printf '%s\n' "$line" && return 1; }
    same 'type of the partition' "${line##* }" "$ESP_GUID" || return 1
    line=$(report 'GPT start and size : 2 ') || { printf '%s\n' "$line" && return 1; }
    # shellcheck disable=SC2086  # words of the line
    set -- ${line##* : 2 }
    same 'bytes of the partition' \
        "$(part "$image" $(($1 * 512)) $(($2 * 512)) | cksum)" \
        "$(cksum <"$build/loaders/own/esp.img")"
}

# esp_good: FAT12 that a floppy could hold, nothing like a partition table in its first sector, and
# the loaders.
esp_good() {
    local esp=$build/loaders/own/esp.img said

    (($(stat -c %s "$esp") <= 2880 * 1024)) || { printf 'too large\n' && return 1; }
    said=$(fsck.fat -vn "$esp" 2>&1) || { printf '%s\n' "$said" && return 1; }
    [[ $said == *' 2 FATs, 12 bit entries'* ]] || { printf '%s\n' "$said" && return 1; }
    zeros "$esp" 446 64 || return 1
    mcopy -n -i "$esp" ::/EFI/BOOT/BOOTX64.EFI "$WORK/x64" &&
        mcopy -n -i "$esp" ::/EFI/BOOT/BOOTIA32.EFI "$WORK/ia32" &&
        cmp "$WORK/x64" "$build/loaders/own/bootx64.efi" &&
        cmp "$WORK/ia32" "$build/loaders/own/bootia32.efi"
}

# files_there FOLDER: read by Rock Ridge or by Joliet; with catalogue and BIOS loader.
files_there() {
    diff <(files_wanted EFI/BOOT/BOOTIA32.EFI EFI/BOOT/BOOTX64.EFI boot/boot.cat \
        boot/grub/eltorito.img) <(files_below "$1")
}

files_same() {
    cmp "$WORK/files/boot/noos.elf" "$kernel" &&
        cmp "$WORK/files/EFI/BOOT/BOOTX64.EFI" "$build/loaders/own/bootx64.efi" &&
        cmp "$WORK/files/EFI/BOOT/BOOTIA32.EFI" "$build/loaders/own/bootia32.efi"
}

# bios_loader_same: all but the two tables that xorriso puts in (bytes 8 to 63, and 2548 to 2555).
bios_loader_same() {
    same_but "$WORK/files/boot/grub/eltorito.img" "$build/loaders/eltorito.img" 8 63 2548 2555
}

# grub_same: the BIOS loader of a CD is made by putting GRUB's start for CDs before the core, as
# grub-mkimage does it.
grub_same() {
    local grub=/usr/lib/grub/i386-pc

    grub-mkimage -O i386-pc -o "$WORK/core" -p /boot/grub biosdisk iso9660 &&
        grub-mkimage -O i386-pc-eltorito -o "$WORK/cd" -p /boot/grub biosdisk iso9660 &&
        cat "$grub/cdboot.img" "$WORK/core" | cmp - "$WORK/cd" &&
        cat "$grub/cdboot.img" "$build/loaders/core.img" | cmp - "$build/loaders/eltorito.img"
}

size_good() {
    local bytes file

    bytes=$(($(stat -c %s "$image") - $(stat -c %s "$kernel")))
    for file in "$WORK"/files/boot/modules/*; do
        [[ ! -f $file ]] || bytes=$((bytes - $(stat -c %s "$file")))
    done
    ((bytes <= OVERHEAD_MAX)) ||
        { printf '%d bytes beside kernel and modules\n' "$bytes" && return 1; }
}

main() {
    flags_read "$@"
    : "${image:=$build/noos.iso}"
    tap_begin 15
    xorriso -no_rc -indev "$image" -report_el_torito plain -report_system_area plain \
        >"$WORK/report" 2>"$WORK/xorriso" || true
    xorriso -no_rc -osirrox on -indev "$image" -extract / "$WORK/files" 2>"$WORK/xorriso" || true
    xorriso -no_rc -osirrox on -read_fs norock -indev "$image" -extract / "$WORK/joliet" \
        2>"$WORK/xorriso" || true
    chmod -R u+w "$WORK"
    check 'El Torito for BIOS' el_torito_bios
    check 'El Torito for UEFI: the EFI system partition' el_torito_uefi
    check 'exactly one entry is active' one_active "$image"
    check '0xEE inactive, and an active entry of type 0' mbr_good
    check 'the boot code leads to the BIOS loader' boot_code_good
    check 'a GPT with the EFI system partition' gpt_good
    check 'the EFI system partition' esp_good
    check 'the files that belong there, and no others' files_there "$WORK/files"
    check 'the same names for a system that reads Joliet' files_there "$WORK/joliet"
    check 'the same bytes for both' diff -r "$WORK/files" "$WORK/joliet"
    check 'kernel and loaders are those of the build' files_same
    check 'the BIOS loader is that of the build' bios_loader_same
    check 'it is the one that GRUB would make' grub_same
    check 'the menu' grub_cfg_good "$WORK/files/boot/grub/grub.cfg" iso
    check 'it is small' size_good
    tap_end
}

main "$@"
