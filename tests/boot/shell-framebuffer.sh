#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A person at a PC whose screen is a framebuffer: what is on it is found by the font the kernel was
# built with, in pictures taken of it. Every cell has to be one of the font's characters.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

SCREEN_READER=scaled_text
scale=1

scaled_text() {
    framebuffer_text --scale="$scale"
}

# keys_show PATTERN TEXT [KEY...]
keys_show() {
    type_keys "${@:2}" && press ret && screen_await "$1"
}

welcomed() {
    prompt_await "$PROMPT_SECONDS" &&
        screen_await 'Kernel initialized successfully!' 'Welcome to NoOS!' '^noos>$'
}

# screen_checks WHAT MODE: MODE is how the log has it.
screen_checks() {
    local what=$1 mode=$2

    check "$what: the machine greets on its screen" welcomed
    check "$what: the mode is the one asked for" answers dmesg "screen: framebuffer $mode"
    check "$what: what is typed, and the answer" keys_show '^Hello, framebuffer; 1 2 3$' \
        "echo 'Hello, framebuffer; 1 2 3'"
    check "$what: a long listing scrolls, nothing of it is torn" scrolls
    check "$what: a line that is being edited" keys_show '^abcd$' 'acd' home e c h o spc right b end
    check "$what: colours do not hurt the text" keys_show '^noos> echo in colour$' \
        'color yellow blue' ret e c h o spc i n spc c o l o u r
}

scrolls() {
    ask 'dmesg; dmesg; hexdump 0x100000 1K; echo the end' && screen_await '^the end$' \
        '^[0-9a-f]*1003f0[: ]'
}

# A medium for a BIOS that starts the kernel in a graphics mode; the shipped ones choose text there.
medium_with_mode() {
    mkdir -p "$WORK/tree/boot/grub"
    cp "$BUILD/noos.elf" "$WORK/tree/boot"
    cat >"$WORK/tree/boot/grub/grub.cfg" <<END
insmod all_video
multiboot2 /boot/noos.elf
set gfxpayload=$1
boot
END
    grub-mkrescue -o "$WORK/copy.iso" "$WORK/tree" >"$WORK/rescue.log" 2>&1
}

main() {
    shell_flags "$@"
    tap_begin 30
    trap session_end EXIT
    medium_make --entry=release
    machine_start uefi
    screen_checks 'UEFI' '1280x800, 32 bits'
    machine_start uefi -global VGA.xres=1920 -global VGA.yres=1080
    screen_checks 'UEFI, larger' '1920x1080, 32 bits'
    scale=2
    machine_start uefi -global VGA.xres=2560 -global VGA.yres=1600 -global VGA.vgamem_mb=32
    screen_checks 'UEFI, enlarged' '2560x1600, 32 bits.* scale 2'
    scale=1
    medium_with_mode 1024x768x24
    machine_start bios
    screen_checks 'BIOS' '1024x768, 24 bits'
    scale=3
    medium_with_mode 3840x2160x32
    machine_start bios -global VGA.xres=3840 -global VGA.yres=2160 -global VGA.vgamem_mb=64
    screen_checks '4K' '3840x2160, 32 bits.* scale 3'
    tap_end
}

main "$@"
