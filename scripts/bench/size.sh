# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # sourced by scripts/bench.sh, whose variables these are
#
# size.sh — what the media weigh: the ISO beside that of grub-mkrescue, and what has a limit.

# The ISO without the kernel and its modules.
ISO_BYTES_MAX=3600000
# grub-mkimage refuses a core for network boot that is larger.
PXE_BYTES_MAX=491520
# The gap between sector 0 and the partition of the USB image.
CORE_BYTES_MAX=$((2047 * 512))

size_check() {
    tools_need xorriso:xorriso
    files_need images noos.elf noos.iso noos-usb.img netboot/noos-bios.0 loaders/version
    rescue_check
}

# file_bytes VARIABLE FILE
file_bytes() {
    printf -v "$1" '%d' "$(stat -L -c %s -- "$2")"
}

# Bytes of the kernel and the modules that are in the ISO, by the ISO's own directory.
payload_bytes() {
    xorriso -abort_on FAILURE -report_about WARNING -indev "$build/noos.iso" \
        -find /boot -type f -exec lsdl -- 2>"$work/said" |
        awk '$NF ~ /^.\/boot\/(noos\.elf|modules\/.*).$/ { sum += $5; found = 1 }
            END { if (!found) exit 1; print sum }'
}

size_measure() {
    local file bytes payload rescue iso

    rescue_prepare "$build/noos.elf"
    timed rescue rescue_make
    file_bytes rescue "$work/rescue.iso"
    file_bytes iso "$build/noos.iso"
    payload=$(payload_bytes) || give_up "there is no kernel in $build/noos.iso"
    table_begin 'size: bytes' 'peer or limit'
    table_row 'ISO without kernel and modules' bytes $((iso - payload)) '' "$ISO_BYTES_MAX" 100
    table_row "ISO, beside grub-mkrescue's" bytes "$iso" '' "$rescue" ''
    file_bytes bytes "$build/noos-usb.img"
    table_row 'USB image' bytes "$bytes" '' '' ''
    file_bytes bytes "$build/netboot/noos-bios.0"
    table_row 'netboot/noos-bios.0' bytes "$bytes" '' "$PXE_BYTES_MAX" 100
    for file in netboot/noos-x64.efi netboot/noos-ia32.efi; do
        file_bytes bytes "$build/$file"
        table_row "$file" bytes "$bytes" '' '' ''
    done
    file_bytes bytes "$build/loaders/core.img"
    table_row 'loaders/core.img' bytes "$bytes" '' "$CORE_BYTES_MAX" 100
    for file in loaders/eltorito.img loaders/bootx64.efi loaders/bootia32.efi \
        loaders/own/bootx64.efi loaders/own/bootia32.efi loaders/own/esp.img; do
        file_bytes bytes "$build/$file"
        table_row "$file" bytes "$bytes" '' '' ''
    done
}
