#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# iso.sh — makes the hybrid ISO: a CD for BIOS and UEFI that also starts when it is written to a
# stick.
#
# Which machine finds what: BIOS from CD the El Torito loader; BIOS from a stick the boot code in
# sector 0, which wants an active MBR entry (type 0, since UEFI refuses an active 0xEE); UEFI from
# CD the El Torito EFI image, and from a stick the EFI system partition in the GPT, which are the
# same bytes. The UEFI loaders also lie in the ISO's own tree, so that its files can be copied to a
# FAT stick. Invariant: xorriso writes every byte; changing the file afterwards would break its boot
# records.
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}." && pwd)
# shellcheck source=images/lib.sh
source "$here/lib.sh"
# shellcheck source=images/content.sh
source "$here/content.sh"
# shellcheck source=images/grub.sh
source "$here/grub.sh"

usage() {
    cat <<'END'
usage: images/iso.sh --kernel=FILE --loaders=DIR --out=FILE --version=STR --epoch=SECONDS [FLAG]...
  --out=FILE              the ISO
END
    content_usage
}

flags_read() {
    local flag

    for flag in "$@"; do
        case $flag in
            --help) usage && exit 0 ;;
            *) content_flag "$flag" || fail "unknown flag '$flag' (--help lists them)" ;;
        esac
    done
}

# graft VARIABLE PATH FILE: the argument that puts FILE at PATH.
# shellcheck disable=SC2034  # the variable is the caller's
graft() {
    local -n graft_out=$1
    local file=${3//\\/\\\\}

    graft_out=/${2//=/\\=}=${file//=/\\=}
}

iso_write() {
    local grafts=() argument date i

    for i in "${!content_paths[@]}"; do
        graft argument "${content_paths[i]}" "${content_files[i]}"
        grafts+=("$argument")
    done
    printf -v date '%(%Y%m%d%H%M%S)T00' "$epoch"
    xorriso -no_rc -as mkisofs -quiet --stdio_sync off -o "$1" \
        -V NOOS -publisher NOOS -preparer NOOS -joliet -joliet-long \
        -rock -uid 0 -gid 0 -file-mode 0444 -dir-mode 0555 \
        --modification-date="$date" --set_all_file_dates "=$epoch" \
        --grub2-mbr "$loaders/isohybrid.img" --mbr-force-bootable \
        -c /boot/boot.cat -b /boot/grub/eltorito.img \
        -no-emul-boot -boot-load-size 4 -boot-info-table --grub2-boot-info \
        -eltorito-alt-boot -e --interval:appended_partition_2:all:: -no-emul-boot \
        -append_partition 2 0xef "$esp" -appended_part_as_gpt \
        -graft-points "${grafts[@]}"
}

# efi_choose: this menu cannot be edited, so that UEFI loaders, which are there twice, hold no more
# than it needs.
efi_choose() {
    efi=$loaders/own esp=$loaders/own/esp.img
    [[ $(grub_kernels) != "$GRUB_KERNELS_OWN" ]] || return 0
    efi=$loaders esp=$work/esp.img
    grub_esp "$efi" "$esp"
}

main() {
    local efi esp

    flags_read "$@"
    tools_need xorriso:xorriso mkfs.fat:dosfstools mcopy:mtools
    content_check
    work_open "$out" file
    content_make iso
    efi_choose
    content_add EFI/BOOT/BOOTX64.EFI "$efi/bootx64.efi" loader
    content_add EFI/BOOT/BOOTIA32.EFI "$efi/bootia32.efi" loader
    content_add boot/grub/eltorito.img "$loaders/eltorito.img" loader
    content_done iso
    step "xorriso cannot make the ISO" iso_write "$work/iso"
    file_publish "$work/iso" "$out"
    list_publish
}

main "$@"
