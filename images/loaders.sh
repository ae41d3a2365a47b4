#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# loaders.sh — builds the GRUB loaders of the disk media, once per version; they hold no kernel and
# no menu, so that a new kernel needs no new loaders. Invariant: DIR/version is written last, so
# that a folder with it is whole.
#
#   mbr.img        boot code of the USB image's sector 0 (440 bytes)
#   core.img       what it loads from the gap behind it
#   eltorito.img   the BIOS loader of the ISO
#   isohybrid.img  boot code of the ISO's sector 0
#   bootx64.efi bootia32.efi, and esp.img: a FAT file system that holds both
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=images/lib.sh
source "$here/lib.sh"
# shellcheck source=images/content.sh
source "$here/content.sh"
# shellcheck source=images/grub.sh
source "$here/grub.sh"

FILES='mbr.img core.img eltorito.img isohybrid.img bootx64.efi bootia32.efi esp.img
    own/bootx64.efi own/bootia32.efi own/esp.img'

# The gap between sector 0 and the partition at LBA 2048.
CORE_BYTES_MAX=$((2047 * 512))

usage() {
    cat <<'END'
usage: images/loaders.sh --out=DIR --version=STR --epoch=SECONDS
  --out=DIR        the folder for the loaders
  --version=STR    names the build; the loaders look for the file /boot/noos-STR
  --epoch=SECONDS  the time that stands in every date
END
}

flags_read() {
    local flag

    for flag in "$@"; do
        case $flag in
            --help) usage && exit 0 ;;
            --out=* | --version=* | --epoch=*) content_flag "$flag" ;;
            *) fail "unknown flag '$flag' (--help lists them)" ;;
        esac
    done
    version_check
    epoch_check
}

memdisk_make() {
    local folder=$work/memdisk/boot/grub

    step "cannot make the memory disk" mkdir -p "$folder"
    step "cannot make early.cfg" grub_early_put "$work/early.cfg" early.cfg
    step "cannot make the memory disk" loader_config_put "$folder/grub.cfg"
    step "cannot make the memory disk" \
        cp "$here/../config/grub/terminal.cfg" "$grub_font" "$folder/"
    step "the loader's configuration is no valid GRUB script" grub-script-check "$folder/grub.cfg"
    grub_memdisk "$work/memdisk.tar" "$work/memdisk"
}

loader_config_put() {
    local text

    text=$(<"$here/../config/grub/loader.cfg.in")
    printf '%s\n' "${text//@VERSION@/"$version"}" >"$1"
}

# All at the same time: the one for BIOS compresses, which takes longest.
images_build() {
    local pair kind pids=() status=0

    mkdir "$work/own"
    for pair in i386-pc:core.img x86_64-efi:bootx64.efi i386-efi:bootia32.efi \
        x86_64-efi:own/bootx64.efi i386-efi:own/bootia32.efi; do
        kind=disk
        [[ $pair != *:own/* ]] || kind=own
        grub_image "${pair%:*}" "$kind" "$work/memdisk.tar" "$work/${pair#*:}" "$work/early.cfg" &
        pids+=($!)
    done
    for pair in "${pids[@]}"; do wait "$pair" || status=1; done
    return "$status"
}

# What grub-bios-setup would do. Sector 0 loads the core's first sector from LBA 1 of the drive the
# BIOS names, or of the first hard disk where it names none (the two bytes at 0x66 jump over that
# cure until they are replaced); the core's first sector loads the rest from LBA 2.
mbr_make() {
    local source=$grub_files/i386-pc/boot.img core=$work/core.img bytes sectors

    bytes=$(stat -c %s "$core")
    ((bytes > 512 && bytes <= CORE_BYTES_MAX)) ||
        fail "GRUB's core has $bytes bytes and does not fit between sector 0 and the partition"
    [[ $(bytes_hex "$source" 0x66 2) == eb05 && $(bytes_hex "$source" 0x64 1) == ff ]] ||
        fail "$source is laid out in another way than this script knows: it needs GRUB 2.06 or 2.12"
    step "cannot make mbr.img" mbr_put "$source" "$work/mbr.img"
    sectors=$(((bytes - 1) / 512))
    step "cannot finish core.img" core_patch "$core" "$sectors"
}

mbr_put() {
    head -c 440 "$1" >"$2"
    bytes_patch "$2" 0x5c '\1\0\0\0\0\0\0\0\377'
    bytes_patch "$2" 0x66 '\220\220'
}

# The block list grows down from the end of the sector: start (8 bytes), sectors (2), segment (2).
core_patch() {
    local low high

    printf -v low '\\%o' $(($2 & 255))
    printf -v high '\\%o' $(($2 >> 8))
    bytes_patch "$1" 0x1f4 "\\2\\0\\0\\0\\0\\0\\0\\0$low$high"
}

# The loader for El Torito is the same core behind a start of its own.
eltorito_put() {
    cat "$grub_files/i386-pc/cdboot.img" "$work/core.img" >"$work/eltorito.img"
}

# FAT12 of the size of a 1.44 MB floppy disk, or as much more as the loaders need: an ISO holds all of
# it, its catalogue counts the sectors in 16 bits, and 2.88 MB are the most that is known to start
# everywhere.
esp_make() {
    local folder=$1 bytes kilobytes=1440

    bytes=$(($(stat -c %s "$folder/bootx64.efi") + $(stat -c %s "$folder/bootia32.efi")))
    # Beside the files there are tables, folders, and the rest of each file's last cluster.
    if ((bytes > 1440 * 1000)); then kilobytes=$(((bytes / 1024 / 64 + 2) * 64)); fi
    ((kilobytes <= 2880)) || fail "the UEFI loaders have $bytes bytes and do not fit into 2.88 MB"
    step "cannot make the EFI system partition" esp_put "$folder" "$kilobytes"
}

esp_put() {
    mkfs.fat --invariant -C -F 12 -i 4e6f4f53 -n NOOS_ESP "$1/esp.img" "$2"
    mmd -i "$1/esp.img" ::/EFI ::/EFI/BOOT
    mcopy -i "$1/esp.img" "$1/bootx64.efi" ::/EFI/BOOT/BOOTX64.EFI
    mcopy -i "$1/esp.img" "$1/bootia32.efi" ::/EFI/BOOT/BOOTIA32.EFI
}

# Every file is moved into place whole, and the version behind them all.
loaders_publish() {
    local file

    step "cannot make the folder $out" mkdir -p "$out/own"
    step "cannot renew $out" rm -f "$out/version"
    for file in $FILES; do file_publish "$work/$file" "$out/$file"; done
    text_write "$work/version" "$version"
    file_publish "$work/version" "$out/version"
}

main() {
    flags_read "$@"
    grub_tools_need
    tools_need mkfs.fat:dosfstools mcopy:mtools
    work_open "${out%/}" folder
    memdisk_make
    step "grub-mkimage failed" images_build
    step "cannot make eltorito.img" eltorito_put
    mbr_make
    step "cannot make isohybrid.img" cp "$grub_files/i386-pc/boot_hybrid.img" "$work/isohybrid.img"
    esp_make "$work"
    esp_make "$work/own"
    loaders_publish
}

main "$@"
