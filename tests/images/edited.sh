#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A USB image that is changed where it lies, as README.md tells: another kernel is copied to it, the
# entry that README.md shows is put into its menu, and machines start that.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=lib-foreign.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib-foreign.sh"

LINES_SAID=('^foreign: linux: BOOT_IMAGE=/boot/vmlinuz console=ttyS0,115200$'
    '^foreign: module <> bytes=00000009 first=61206d6f$')

# The entry as it stands in README.md.
entry_shown() {
    sed -n "/^    menuentry 'My kernel'/,/^    }\$/s/^    //p" "$top/README.md"
}

fat() {
    printf '%s@@1M' "$WORK/usb"
}

# edit SED-SCRIPT [FILE]: the menu goes out, is changed, gets what FILE holds at its end, and goes back.
edit() {
    mcopy -n -o -i "$(fat)" ::/boot/grub/grub.cfg "$WORK/grub.cfg"
    sed -i "$1" "$WORK/grub.cfg"
    [[ -z ${2-} ]] || cat "$2" >>"$WORK/grub.cfg"
    mcopy -o -i "$(fat)" "$WORK/grub.cfg" ::/boot/grub/grub.cfg
    grub-script-check "$WORK/grub.cfg"
}

fat_good() {
    part "$WORK/usb" $((2048 * 512)) "$(stat -c %s "$WORK/usb")" >"$WORK/fat"
    fsck.fat -n "$WORK/fat"
}

own_changed() {
    edit "/ --id 'release' {\$/,/^}/s/'mode=release'/'autorun=diag cpu; poweroff' 'edited=yes'/"
}

# With another default, shown for a second; the menu goes on working where it has a serial line.
kernel_added() {
    foreign_make "$WORK" && printf 'a module\n' >"$WORK/module" || return 1
    gzip -n <"$WORK/linux" >"$WORK/packed"
    mcopy -i "$(fat)" "$WORK/packed" ::/boot/vmlinuz && mcopy -i "$(fat)" "$WORK/module" ::/boot/initrd.img &&
        entry_shown >"$WORK/entry" && grep -q '^}$' "$WORK/entry" &&
        edit "s/^set default=.*/set default='mine'/; s/^set menu_hidden=.*/set menu_hidden=no/
            s/^set menu_timeout=.*/set menu_timeout=1/" "$WORK/entry"
}

starts() {
    machine_says "$1" usb-xhci "$WORK/usb" "${@:2}"
}

main() {
    flags_read "$@"
    tap_begin 7
    cp --sparse=always "$build/noos-usb.img" "$WORK/usb"
    check 'another command line' own_changed
    check 'BIOS starts with it' starts bios 'command line: "autorun=diag cpu; poweroff" edited=yes medium=usb$'
    check 'UEFI starts with it' starts uefi 'command line: "autorun=diag cpu; poweroff" edited=yes medium=usb$'
    check 'another kernel with an initrd, as README.md tells' kernel_added
    check 'the file system is whole' fat_good
    check 'BIOS starts that kernel with its initrd' starts bios "${LINES_SAID[@]}"
    check 'UEFI starts that kernel with its initrd' starts uefi "${LINES_SAID[@]}"
    tap_end
}

main "$@"
