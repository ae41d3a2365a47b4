#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Signed media on machines that know the key: UEFI with Secure Boot, its keys enrolled by the stick that
# make keys has made, and a BIOS, where GRUB alone refuses. As they were made they boot; with one
# byte changed, whether in kernel, module, menu or loader, from a stick or by the server of a
# network, they say why not, and no kernel runs.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../images/lib.sh
source "$HERE/../images/lib.sh"
# shellcheck source=lib-signed.sh
source "$HERE/lib-signed.sh"

network=yes
STRICT=/usr/share/OVMF/OVMF_CODE_4M.secboot.strictnx.fd
DENIED='BdsDxe: failed to (load|start) .*: (Access Denied|Security Violation)'

# The names of the files of which a byte is changed, and where they lie.
declare -A CHANGED=([kernel]=boot/noos.elf [module]=boot/modules/1-module [menu]=boot/grub/grub.cfg)

media_make() {
    local flags=(--cmdline='autorun="diag boot; poweroff"' --module="$WORK/module text") what

    printf 'A module.\n' >"$WORK/module"
    signed_loaders_make || return 1
    signed_medium images/iso.sh "$WORK/iso" "${flags[@]}" &
    signed_medium images/usb.sh "$WORK/usb" "${flags[@]}" &
    wait -n && wait -n || return 1
    signed_medium netboot/tree.sh "$WORK/tree" "${flags[@]}" &
    signed_medium netboot/tree.sh "$WORK/files" --force-tree "${flags[@]}" &
    wait -n && wait -n || return 1
    medium images/usb.sh "$WORK/unsigned" "${flags[@]}" || return 1
    medium netboot/tree.sh "$WORK/tree-unsigned" "${flags[@]}" || return 1
    for what in kernel module menu; do
        usb_changed "$WORK/usb" "${CHANGED[$what]}" "$WORK/usb-$what" || return 1
        tree_changed "$WORK/files" "${CHANGED[$what]}" "$WORK/files-$what" || return 1
    done
    whole_change
}

# The loader that carries all, with a byte changed in the kernel inside it.
whole_change() {
    local at

    at=$(LC_ALL=C grep -abo 'NoOS log ring 1' "$WORK/tree/noos-x64.efi" | head -n 1)
    [[ -n $at ]] && tree_changed "$WORK/tree" noos-x64.efi "$WORK/tree-whole" "${at%%:*}"
}

# refused NAME FIRMWARE MEDIUM IMAGE WHAT: by GRUB, which names the file.
refused() {
    local reasons=('error: bad signature' 'this file was not loaded:' "^/${CHANGED[$5]}")

    case $3:$5 in
        pxe*:menu) reasons=('cannot start: the TFTP server' 'Or the file is not as it was signed') ;;
        *:menu) reasons=('missing, or not as it was signed: /boot/grub/grub.cfg$' '^on the disk') ;;
    esac
    cell_start "$1" "$2" "$3" "$4" "${reasons[@]}"
}

cells_start() {
    local firmware what

    # What takes longest goes first.
    cell_start secure-pxe uefi-secure pxe "$WORK/tree" runs
    cell_start secure-pxe-files uefi-secure pxe-tree "$WORK/files" runs
    cell_start secure-pxe-loader uefi-secure pxe "$WORK/tree-whole" "$DENIED"
    cell_start secure-pxe-unsigned uefi-secure pxe "$WORK/tree-unsigned" "$DENIED"
    for what in kernel module menu; do
        refused "secure-pxe-$what" uefi-secure pxe-tree "$WORK/files-$what" "$what"
        refused "bios-pxe-$what" bios pxe-tree "$WORK/files-$what" "$what"
        refused "secure-usb-$what" uefi-secure usb-xhci "$WORK/usb-$what" "$what"
        refused "bios-usb-$what" bios usb-xhci "$WORK/usb-$what" "$what"
    done
    for firmware in uefi-secure bios; do
        cell_start "${firmware#uefi-}-iso" "$firmware" iso "$WORK/iso" runs
        cell_start "${firmware#uefi-}-usb" "$firmware" usb-xhci "$WORK/usb" runs
    done
    cell_start bios-pxe bios pxe "$WORK/tree" runs
    cell_start secure32-usb uefi32 usb-xhci "$WORK/usb" runs
    cell_start secure32-unsigned uefi32 usb-xhci "$WORK/unsigned" "$DENIED"
    cell_start secure-unsigned uefi-secure usb-xhci "$WORK/unsigned" "$DENIED"
    [[ ! -f $STRICT ]] || cell_start strict-usb uefi-secure-nx usb-xhci "$WORK/usb" runs
    wait
}

cells_check() {
    local what place

    for place in iso usb pxe; do
        check "Secure Boot starts the signed $place" cell_good "secure-$place"
        check "a BIOS starts the signed $place" cell_good "bios-$place"
    done
    check 'Secure Boot starts signed files over the network' cell_good secure-pxe-files
    check '32-bit Secure Boot starts the signed stick' cell_good secure32-usb
    for what in kernel module menu; do
        check "Secure Boot, stick: a changed $what is refused" cell_good "secure-usb-$what"
        check "BIOS, stick: a changed $what is refused" cell_good "bios-usb-$what"
        check "Secure Boot, network: a changed $what is refused" cell_good "secure-pxe-$what"
        check "BIOS, network: a changed $what is refused" cell_good "bios-pxe-$what"
    done
    check 'Secure Boot, network: a kernel changed inside the loader is refused' \
        cell_good secure-pxe-loader
    check 'Secure Boot, network: an unsigned loader is refused' cell_good secure-pxe-unsigned
    check 'Secure Boot, stick: an unsigned loader is refused' cell_good secure-unsigned
    check '32-bit Secure Boot, stick: an unsigned loader is refused' cell_good secure32-unsigned
    if [[ -f $STRICT ]]; then
        check 'firmware that minds writable code starts the signed stick' cell_good strict-usb
    else
        skip 1 "there is no $STRICT here" 'firmware that minds writable code starts the signed stick'
    fi
}

main() {
    flags_read "$@"
    tap_begin 27
    "$top/netboot/rehearsal-net.sh" --check >/dev/null 2>&1 || network=no
    check 'keys and media are made' media_make
    check 'the stick enrols the keys' keys_enrol
    cells_start
    cells_check
    tap_end
}

main "$@"
