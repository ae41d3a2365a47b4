#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The loaders find their medium: after its files were copied to another kind of disk, and beside
# another medium of the same version; where there is none, they say so and how to mend it.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

SECONDS_MAX=90
OVMF=/usr/share/OVMF
qemu_pid=''

machine_end() {
    [[ -z $qemu_pid ]] || kill "$qemu_pid" 2>/dev/null || true
    [[ -z $qemu_pid ]] || wait "$qemu_pid" 2>/dev/null || true
    qemu_pid=''
}

# says PATTERN QEMU-ARGUMENT...: the machine's serial line has a line like this before its time ends.
says() {
    local pattern=$1 deadline=$((SECONDS + SECONDS_MAX))
    shift

    : >"$WORK/serial"
    qemu-system-x86_64 -accel tcg -display none -nodefaults -m 256 -no-reboot -vga std \
        -serial "file:$WORK/serial" "$@" 2>"$WORK/qemu" &
    qemu_pid=$!
    until tr -d '\r' <"$WORK/serial" | grep -aq "$pattern"; do
        if ((SECONDS > deadline)) || ! kill -0 "$qemu_pid" 2>/dev/null; then
            machine_end
            tr -d '\r' <"$WORK/serial" | grep -aq "$pattern" && return 0
            cat -v "$WORK/qemu" "$WORK/serial"
            return 1
        fi
        sleep 0.1
    done
    machine_end
}

disk() {
    printf 'if=none,id=%s,format=raw,snapshot=on,file=%s' "$1" "$2"
}

# bios PATTERN IMAGE ARGUMENT...
bios() {
    says "$1" -M pc -drive "$(disk first "$2")" -device ide-hd,drive=first,bootindex=0 "${@:3}"
}

# uefi PATTERN IMAGE ARGUMENT...: from a stick, with variables of its own.
uefi() {
    cp "$OVMF/OVMF_VARS_4M.fd" "$WORK/vars"
    says "$1" -M q35 -drive "if=pflash,unit=0,format=raw,readonly=on,file=$OVMF/OVMF_CODE_4M.fd" \
        -drive "if=pflash,unit=1,format=raw,file=$WORK/vars" -device qemu-xhci \
        -drive "$(disk first "$2")" -device usb-storage,drive=first,bootindex=0 "${@:3}"
}

# The files of the ISO on a disk with a GPT, as a person or a program copies them to a stick.
gpt_make() {
    xorriso -no_rc -osirrox on -indev "$build/noos.iso" -extract / "$WORK/files" 2>/dev/null
    chmod -R u+w "$WORK/files"
    truncate -s 48M "$WORK/gpt"
    parted -s "$WORK/gpt" mklabel gpt mkpart esp fat32 1MiB 46MiB set 1 esp on 2>/dev/null
    mkfs.fat -F 32 -s 1 --offset=2048 "$WORK/gpt" $((45 * 1024)) >/dev/null 2>&1
    mcopy -s -i "$WORK/gpt@@1048576" "$WORK/files/EFI" "$WORK/files/boot" ::/
}

# without PATH OUT: the USB image, but for this file.
without() {
    cp --sparse=always "$build/noos-usb.img" "$2"
    mdel -i "$2@@1048576" "::/$1"
}

main() {
    flags_read "$@"
    tap_begin 7
    trap 'machine_end; rm -rf "$WORK"' EXIT
    gpt_make
    without "boot/noos-$version" "$WORK/no-marker"
    without boot/grub/grub.cfg "$WORK/no-menu"
    medium images/usb.sh "$WORK/other" --cmdline='who=other'
    medium images/iso.sh "$WORK/other.iso" --cmdline='who=other'
    check 'UEFI, the files of the ISO copied to a GPT disk' \
        uefi 'command line: .*medium=iso$' "$WORK/gpt"
    # GRUB would look at the hard disk first.
    check 'BIOS, of a CD and a disk the CD it came from' \
        says 'command line: who=other medium=iso$' -M pc -boot d -cdrom "$WORK/other.iso" \
        -drive "$(disk second "$build/noos-usb.img")" -device ide-hd,drive=second
    check 'UEFI, of two media the one it came from' \
        uefi 'command line: who=other medium=usb$' "$WORK/other" \
        -drive "$(disk second "$build/noos-usb.img")" -device ide-hd,drive=second
    check 'BIOS, another disk where its own has no marker' \
        bios 'command line: who=other medium=usb$' "$WORK/no-marker" \
        -drive "$(disk second "$WORK/other")" -device ide-hd,drive=second
    check 'BIOS, no medium' bios 'cannot start: no disk here holds the file$' "$WORK/no-marker"
    check 'UEFI, no medium' uefi 'cannot start: no disk here holds the file$' "$WORK/no-marker"
    check 'BIOS, no menu' bios 'cannot start: /boot/grub/grub.cfg is missing$' "$WORK/no-menu"
    tap_end
}

main "$@"
