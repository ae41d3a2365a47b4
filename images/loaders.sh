#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# loaders.sh — builds the GRUB loaders, once per version; they hold no kernel and no menu, so that a
# new kernel needs no new loaders. Invariant: DIR is there whole, with the file DIR/version, or not.
#
#   mbr.img        boot code of the USB image's sector 0 (440 bytes)
#   core.img       what it loads from the gap behind it
#   eltorito.img   the BIOS loader of the ISO
#   isohybrid.img  boot code of the ISO's sector 0
#   net.0          a loader for network boot on BIOS that waits for its files (tools/grubcore)
#   bootx64.efi bootia32.efi
#   own/           those two without what kernels of other kinds need, and esp.img that holds them
#   boot.gpg db.crt              only of signed ones: the public keys
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}." && pwd)
# shellcheck source=images/lib.sh
source "$here/lib.sh"
# shellcheck source=images/content.sh
source "$here/content.sh"
# shellcheck source=images/grub.sh
source "$here/grub.sh"

# The kernels that net.0 starts.
kernel_protocol[NoOS]=multiboot2 kernel_packed[NoOS]=''

# The gap between sector 0 and the partition at LBA 2048.
CORE_BYTES_MAX=$((2047 * 512))

usage() {
    cat <<'END'
usage: images/loaders.sh --out=DIR --version=STR --epoch=SECONDS
  --out=DIR        the folder for the loaders
  --version=STR    names the build; the loaders look for the file /boot/noos-STR
  --epoch=SECONDS  the time that stands in every date
  --sign=DIR       they are signed with the keys there, and load only what is
END
}

flags_read() {
    local flag

    for flag in "$@"; do
        case $flag in
            --help) usage && exit 0 ;;
            --out=* | --version=* | --epoch=* | --sign=*) content_flag "$flag" ;;
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
    sign_template text
    printf '%s\n' "${text//@VERSION@/"$version"}" >"$1"
}

# All at the same time: those for BIOS are compressed, which takes longest.
images_start() {
    printf '%512s' '' >"$work/none"
    image_start core.img i386-pc disk "$work/memdisk.tar" "$work/early.cfg"
    image_start net.0 i386-pc-pxe net "$work/none"
    image_start own/bootx64.efi x86_64-efi own "$work/memdisk.tar" "$work/early.cfg"
    image_start own/bootia32.efi i386-efi own "$work/memdisk.tar" "$work/early.cfg"
    image_start bootx64.efi x86_64-efi disk "$work/memdisk.tar" "$work/early.cfg"
    image_start bootia32.efi i386-efi disk "$work/memdisk.tar" "$work/early.cfg"
}

# image_start FILE PLATFORM KIND MEMDISK [EARLY-CONFIG]
image_start() {
    grub_image "$2" "$3" "$4" "$made/$1" "${5:-}" 2>"$work/said.${1##*/}" &
    image_pid[$1]=$!
}

# images_wait FILE...
images_wait() {
    local file

    for file in "$@"; do
        wait "${image_pid[$file]}" || step_fail "grub-mkimage failed" "$(<"$work/said.${file##*/}")"
    done
}

# What grub-bios-setup would do. Sector 0 loads the core's first sector from LBA 1 of the drive the
# BIOS names, or of the first hard disk where it names none (the two bytes at 0x66 jump over that
# cure until they are replaced); the core's first sector loads the rest from LBA 2.
mbr_make() {
    local source=$grub_files/i386-pc/boot.img

    [[ $(bytes_hex "$source" 0x64 4) == ff??eb05 ]] ||
        fail "$source is laid out in another way than this script knows: it needs GRUB 2.06 or 2.12"
    step "cannot make mbr.img" mbr_put "$source" "$made/mbr.img"
}

mbr_put() {
    head -c 440 "$1" >"$2"
    bytes_patch "$2" 0x5c '\1\0\0\0\0\0\0\0\377'
    bytes_patch "$2" 0x66 '\220\220'
}

core_make() {
    local bytes

    bytes=$(stat -c %s "$made/core.img")
    ((bytes > 512 && bytes <= CORE_BYTES_MAX)) ||
        fail "GRUB's core has $bytes bytes and does not fit between sector 0 and the partition"
    step "cannot finish core.img" core_patch "$made/core.img" $(((bytes - 1) / 512))
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
    cat "$grub_files/i386-pc/cdboot.img" "$made/core.img" >"$made/eltorito.img"
}

main() {
    local made
    local -A image_pid=()

    flags_read "$@"
    grub_tools_need
    tools_need mkfs.fat:dosfstools mcopy:mtools
    [[ -z $sign ]] || sign_check
    work_open "${out%/}" folder
    sign_prepare
    made=$work/loaders
    step "cannot make the folder own" mkdir -p "$made/own"
    memdisk_make
    images_start
    mbr_make
    step "cannot make isohybrid.img" cp "$grub_files/i386-pc/boot_hybrid.img" "$made/isohybrid.img"
    [[ -z $sign ]] || step "cannot write the public keys" install -m 644 "$sign/boot.gpg" "$sign/db.crt" "$made/"
    text_write "$made/version" "$version"
    images_wait own/bootx64.efi own/bootia32.efi bootx64.efi bootia32.efi
    grub_esp "$made/own" "$made/own/esp.img"
    images_wait core.img
    step "cannot make eltorito.img" eltorito_put
    core_make
    images_wait net.0
    folder_publish "$made" "${out%/}"
}

main "$@"
