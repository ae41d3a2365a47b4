#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A screen whose pixels lie above 4 GiB, as those of some graphics cards do. No card of QEMU has its
# pixels there, so gdb stops the machine at the kernel's first instruction and changes the address in
# the loader's information to memory up there; what the kernel draws is read from that memory.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

# The mode that OVMF chooses, with four bytes a pixel.
readonly WIDTH=1280 HEIGHT=800 PIXELS=0x140000000
SCREEN_READER=far_text

# Multiboot2 2.0, 3.6: tags from byte 8 on, each on a boundary of eight; the framebuffer's is type 8.
gdb_script() {
    cat <<END
set pagination off
set architecture i386:x86-64
set remotetimeout 30
target remote $WORK/gdb
hbreak *0x$(nm "$BUILD/noos.debug.elf" | awk '$3 == "_start" { print $1 }')
continue
set \$tag = (\$rbx & 0xffffffff) + 8
while *(unsigned int *)\$tag != 8 && *(unsigned int *)\$tag != 0
set \$tag = (\$tag + *(unsigned int *)(\$tag + 4) + 7) & ~7
end
printf "tag %u\n", *(unsigned int *)\$tag
set *(unsigned long long *)(\$tag + 8) = $PIXELS
delete
detach
END
}

address_changed() {
    local deadline=$((SECONDS + PROMPT_SECONDS))

    until [[ -S $WORK/gdb ]] || ((SECONDS >= deadline)); do sleep 0.05; done
    gdb_script >"$WORK/script"
    timeout "$PROMPT_SECONDS" gdb -q -nx -batch -x "$WORK/script" >"$WORK/gdb.log" 2>&1 || true
    grep -qx 'tag 8' "$WORK/gdb.log" || { cat "$WORK/gdb.log" && return 1; }
}

# The characters in those pixels. A picture has red first, the pixels have blue.
far_text() {
    monitor "pmemsave $PIXELS $((WIDTH * HEIGHT * 4)) \\\"$WORK/pixels\\\"" || return 1
    {
        printf 'P6\n%d %d\n255\n' "$WIDTH" "$HEIGHT"
        perl -0777 -pe 's/(.)(.)(.)./$3$2$1/gs' "$WORK/pixels"
    } >"$WORK/screen.ppm"
    font_make && "$BUILD/tools/screentext" --font="$WORK/font.psf" "$WORK/screen.ppm"
}

typed() {
    type_keys 'echo far away' && press ret && screen_await '^far away$'
}

leaves() {
    mark_set
    send 'diag boot memory pci; poweroff\r'
    await '^# end verdict=pass' "$PROMPT_SECONDS" && until_true "$ANSWER_SECONDS" has_left
}

main() {
    shell_flags "$@"
    tap_begin 5
    trap session_end EXIT
    medium_make --entry=release
    machine_start uefi -m 6G -S -gdb "unix:$WORK/gdb,server=on,wait=off"
    check 'the loader describes pixels above 4 GiB' address_changed
    check 'the machine comes to its prompt' prompt_await "$PROMPT_SECONDS"
    check 'it says where they are' answers dmesg "screen: framebuffer ${WIDTH}x$HEIGHT, 32 bits, .* at $PIXELS"
    check 'what is typed is drawn there' typed
    check 'the tests of memory and pixels pass, and it switches itself off' leaves
    tap_end
}

main "$@"
