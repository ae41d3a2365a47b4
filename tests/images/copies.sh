#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The rehearsal boots throw-away copies that start another entry than the media that are shipped.
# Here the copies are held against them: every file but the menu has the same bytes, and the menu
# differs in what was asked for only.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

CMDLINE='panic=1 autorun="diag drill.fail; poweroff"'
# What another entry, and another command line, may change in the menu.
ENTRY='set default=' LINE='multiboot2 '

copy() {
    "$top/scripts/copy.sh" --build="$build" "$@"
}

iso_unpack() {
    xorriso -no_rc -osirrox on -indev "$1" -extract / "$2" 2>/dev/null && chmod -R u+w "$2"
}

usb_unpack() {
    part "$1" $((2048 * 512)) "$(stat -c %s "$1")" >"$2.fat"
    mkdir "$2"
    mcopy -s -n -Q -i "$2.fat" ::/ "$2"
}

# only_menu_differs SHIPPED COPY PATTERN: but for lines of the menu that begin so, the two trees are
# the same. A menu that needs a block more moves what lies behind it, and the records of an ISO say
# where.
only_menu_differs() {
    local differing

    if [[ -f $1/boot/boot.cat ]]; then
        same_but "$1/boot/boot.cat" "$2/boot/boot.cat" 40 43 104 107 || return 1
        same_but "$1/boot/grub/eltorito.img" "$2/boot/grub/eltorito.img" 8 63 2548 2555 || return 1
    fi
    differing=$(diff -rq -x boot.cat -x eltorito.img "$1" "$2") || true
    [[ $differing == "Files $1/boot/grub/grub.cfg and "* && $differing != *$'\n'* ]] ||
        { printf '%s\n' "$differing" && return 1; }
    differing=$(diff "$1/boot/grub/grub.cfg" "$2/boot/grub/grub.cfg" | grep '^[<>]') || true
    [[ -n $differing ]] && ! grep -v "^[<>] *$3" <<<"$differing" && menus_as_long "$1" "$2"
}

menus_as_long() {
    same 'lines of the menu' "$(wc -l <"$2/boot/grub/grub.cfg")" \
        "$(wc -l <"$1/boot/grub/grub.cfg")"
}

# The rest of a disk image: sector 0, the gap, and the partition's first sector.
same_outside() {
    cmp -n $((2049 * 512)) "$build/noos-usb.img" "$1"
}

# An ISO that is spoiled on purpose differs from the copy in that one place.
spoiled_good() {
    local differing

    copy --kind=iso-spoiled --entry=auto --out="$WORK/spoiled.iso" || return 1
    differing=$(cmp -l "$WORK/auto.iso" "$WORK/spoiled.iso" | wc -l)
    ((differing >= 1 && differing <= 23)) ||
        { printf '%d bytes differ\n' "$differing" && return 1; }
}

main() {
    flags_read "$@"
    tap_begin 8
    iso_unpack "$build/noos.iso" "$WORK/iso"
    usb_unpack "$build/noos-usb.img" "$WORK/usb"
    copy --kind=iso --entry=auto --out="$WORK/auto.iso"
    copy --kind=iso --cmdline="$CMDLINE" --out="$WORK/cmdline.iso"
    copy --kind=usb --entry=debug --out="$WORK/debug.img"
    copy --kind=usb --cmdline="$CMDLINE" --out="$WORK/cmdline.img"
    iso_unpack "$WORK/auto.iso" "$WORK/iso-auto"
    iso_unpack "$WORK/cmdline.iso" "$WORK/iso-cmdline"
    usb_unpack "$WORK/debug.img" "$WORK/usb-debug"
    usb_unpack "$WORK/cmdline.img" "$WORK/usb-cmdline"
    check 'ISO with another entry' only_menu_differs "$WORK/iso" "$WORK/iso-auto" "$ENTRY"
    check 'ISO with another command line' \
        only_menu_differs "$WORK/iso" "$WORK/iso-cmdline" "$LINE"
    check 'USB image with another entry' only_menu_differs "$WORK/usb" "$WORK/usb-debug" "$ENTRY"
    check 'USB image with another command line' \
        only_menu_differs "$WORK/usb" "$WORK/usb-cmdline" "$LINE"
    check 'the same boot code and gap' same_outside "$WORK/debug.img"
    check 'the same boot code and gap again' same_outside "$WORK/cmdline.img"
    check 'a spoiled ISO is spoiled in one place' spoiled_good
    check 'the same flags give the shipped ISO' shipped_again
    tap_end
}

# Without another entry the copy is the shipped medium.
shipped_again() {
    copy --kind=iso --out="$WORK/again.iso" && cmp "$build/noos.iso" "$WORK/again.iso"
}

main "$@"
