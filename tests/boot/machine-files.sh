#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tests how machine files are read and what command line they become: every shipped one becomes one
# that QEMU takes, and a wrong one is refused with its file and line before anything is started.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
MACHINE=$HERE/../../scripts/machine.sh
MACHINES=$HERE/../../config/machines

# machine FILE [FLAG...]: the command line of a machine file.
machine() {
    "$MACHINE" --machine="$1" --image="$WORK/image" --state="$WORK" --print "${@:2}"
}

# all_command_lines: each shipped file, from each of its media.
all_command_lines() {
    local file medium media lines=0

    for file in "$MACHINES"/*.conf; do
        read -ra media < <(sed -n 's/^medium=//p' "$file")
        for medium in "${media[@]}"; do
            machine "$file" --medium="$medium" | grep -q '^qemu-system-x86_64 -nodefaults ' ||
                { printf '%s from %s\n' "$file" "$medium" && return 1; }
            lines=$((lines + 1))
        done
    done
    ((lines > 40)) || { printf 'only %d command lines\n' "$lines" && return 1; }
}

# refused PATTERN LINE...: a file of these lines after two good ones.
refused() {
    local pattern=$1

    shift
    printf '%s\n' firmware=bios medium=iso "$@" >"$WORK/pc.conf"
    check_status 2 "refused: $*" "$pattern" machine "$WORK/pc.conf"
}

# words_of FILE [FLAG...]: the words as they reach QEMU, one per line.
words_of() {
    "$MACHINE" --machine="$1" --image="$WORK/image" --state="$WORK" --print0 "${@:2}" | tr '\0' '\n'
}

main() {
    tap_begin 37
    : >"$WORK/image"
    check 'every shipped machine becomes a command line' all_command_lines

    refused 'pc\.conf:3: unknown key .colour' colour=red
    refused 'pc\.conf:4: unknown key' '# a comment' 'x=y'
    refused 'pc\.conf:3: not of the form key=value' 'memory'
    refused 'pc\.conf:3: not of the form key=value' ' memory=64'
    refused 'pc\.conf:3: not of the form key=value' 'Memory=64'
    refused "pc\.conf:3: 'firmware' is given twice" firmware=uefi
    refused 'pc\.conf:3: .* is no value for .memory' memory=lots
    refused 'pc\.conf:3: .* is no value for .memory' 'memory=64 -S'
    refused 'pc\.conf:3: .* is no value for .smp' smp=0
    refused 'pc\.conf:3: .* is no value for .expect' expect=maybe
    refused 'pc\.conf:3: .* is no value for .expect' expect=refuse:
    refused 'pc\.conf:3: .* is no value for .leave' leave=crash
    refused 'pc\.conf:3: .* is no value for .timeout' timeout=0
    refused 'pc\.conf:3: .* is no value for .timeout' timeout=10000
    refused 'pc\.conf:3: .* is no value for .serial' serial=com5
    refused 'pc\.conf:3: .* is no value for .qemu' 'qemu=exec'
    refused 'pc\.conf:3: .* is no value for .chipset' 'chipset=pc -S'
    refused 'pc\.conf:3: .* is no value for .cmdline' $'cmdline=a\tb'

    printf 'medium=iso\n' >"$WORK/half.conf"
    check_status 2 'refused: no firmware' "half\.conf: 'firmware' is not given" \
        machine "$WORK/half.conf"
    printf 'firmware=bios\nmedium=floppy\n' >"$WORK/half.conf"
    check_status 2 'refused: no such medium' 'half\.conf:2: .floppy. is no value for .medium' \
        machine "$WORK/half.conf"
    check_status 2 'refused: no such file' 'none\.conf: no such machine file' \
        machine "$WORK/none.conf"
    cp "$MACHINES/bios.conf" "$WORK/A b.conf"
    check_status 2 'refused: a name with a blank' "a machine's name is made of" \
        machine "$WORK/A b.conf"

    printf 'firmware=bios\nmedium=iso stick\nqemu=-name *\nqemu=-device a b\nserial=com3' >"$WORK/pc.conf"
    check_status 0 'the first medium counts' '^ide-cd,drive=medium' words_of "$WORK/pc.conf"
    check_status 0 'unless another is named' '^usb-storage,' words_of "$WORK/pc.conf" --medium=stick
    check_status 0 'more words are taken as they stand' '^\*$' words_of "$WORK/pc.conf"
    check_status 0 'the last line needs no end' '^isa-serial,.*iobase=0x3e8' words_of "$WORK/pc.conf"

    cp "$MACHINES/bios.conf" "$WORK/pc.conf"
    check_status 2 'a medium that is none' "'disk' is no medium" machine "$WORK/pc.conf" --medium=disk
    check_status 2 'an image that is not there' 'there is no .* to start: make images' \
        machine "$WORK/pc.conf" --image="$WORK/none"
    check_status 2 'a folder that is not there' 'is no folder that can be written to' \
        machine "$WORK/pc.conf" --state="$WORK/none"
    check_status 2 'a comma, which QEMU would take for its own' 'no path with a comma' \
        machine "$WORK/pc.conf" --serial="unix:$WORK/a,b"
    check_status 0 'another tap' '^tap,id=net,ifname=tap7,' \
        words_of "$WORK/pc.conf" --medium=pxe --tap=tap7
    check_status 0 'another address' ',mac=52:54:00:00:00:07,' \
        words_of "$WORK/pc.conf" --medium=pxe --mac=52:54:00:00:00:07
    check_status 2 'a tap that is none' 'is no name of a tap device' \
        machine "$WORK/pc.conf" --tap=a,b
    check_status 2 'an address that is none' 'is no address' machine "$WORK/pc.conf" --mac=52:54
    cp "$MACHINES/uefi32.conf" "$WORK/pc.conf"
    check_status 2 'firmware that is not installed' 'is missing: apt install ovmf-ia32' \
        machine "$WORK/pc.conf" --ovmf="$WORK"
    check_status 2 'an unknown flag' "unknown flag '--fast'" machine "$WORK/pc.conf" --fast
    tap_end
}

main
