#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tests the list of a lab's machines: netboot/lab.sh reads it or refuses it with line and reason, and
# netboot/tree.sh makes the loaders of one machine, which hold what the list says and nothing less.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
TOP=$(readlink -f "$HERE/../..")

# read_list LINE...: what is known of each machine.
read_list() {
    printf '%s\n' "$@" >"$WORK/lab.conf"
    lab_of "$WORK/lab.conf"
}

# lab_of FILE
lab_of() {
    bash -c 'set -eu; fail() { printf "%s\n" "$1" >&2; exit 2; }; . "$1"; lab_read "$2"
        for name in "${lab_names[@]}"; do
            printf "%s|%s|%s|%s|%s\n" "$name" "${lab_mac[$name]-}" "${lab_uuid[$name]-}" \
                "${lab_entry[$name]-}" "${lab_cmdline[$name]-}"
        done' - "$TOP/netboot/lab.sh" "$1"
}

refusals() {
    local mac='mac = 52:54:00:00:00:01'

    check_status 2 'no file' 'no readable list of machines' lab_of "$WORK/none"
    check_status 2 'a key before a machine' ':1: .mac. stands before the first' read_list "$mac"
    check_status 2 'a line that is neither' ':1: .x. is neither' read_list x
    check_status 2 'a name with a path in it' "'../a' is no name" read_list '[../a]'
    check_status 2 'a bracket missing' 'has no \]' read_list '[a'
    check_status 2 'a machine twice' ':3: there already is a machine \[a\], in line 1' \
        read_list '[a]' "$mac" '[a]'
    check_status 2 'an unknown key' ":2: unknown key 'ip': there are mac, uuid" \
        read_list '[a]' 'ip = 1'
    check_status 2 'a key twice' ':3: \[a\] already has a mac' read_list '[a]' "$mac" "$mac"
    check_status 2 'no address' "'52:54' is not an address" read_list '[a]' 'mac = 52:54'
    check_status 2 'no UUID' "'1-2' is not a UUID" read_list '[a]' 'uuid = 1-2'
    check_status 2 'an address twice' ':4: 52:54:00:00:00:01 is machine \[a\] already' \
        read_list '[a]' "$mac" '[b]' "$mac"
    check_status 2 'no entry name' "'A b' is no name of an entry" read_list '[a]' "$mac" 'entry = A b'
    check_status 2 'neither address nor UUID' ':1: \[a\] has neither' read_list '[a]' 'entry = auto'
    check_status 2 'a control character' ':2: a control character' read_list '[a]' $'cmdline = a\tb'
}

tree() {
    "$TOP/scripts/copy.sh" --build="$build" --kind=tree --out="$WORK/$1" --pass=--only-loaders \
        --pass=--below=lab/a "${@:2}"
}

# The words as they stand in the menu inside a UEFI loader, which is not packed.
holds() {
    grep -aqF -e "$2" "$WORK/$1/noos-x64.efi"
}

extra_words() {
    tree words --entry=debug '--pass=--extra=loglevel=7 x="a b"' &&
        holds words "set default='debug'" && holds words "'mode=debug' 'loglevel=7' 'x=a b' \"medium=\$medium\""
}

small_loaders() {
    tree small --pass=--force-tree --entry=debug --server=10.1.0.1 &&
        holds small "source (\$root)/lab/a/boot/grub/grub.cfg" &&
        grep -qx "set default='debug'" "$WORK/small/boot/grub/grub.cfg" &&
        [[ $(cd "$WORK/small" && find . -type f | LC_ALL=C sort | tr '\n' ' ') == \
            './boot/grub/grub.cfg ./noos-bios.0 ./noos-ia32.efi ./noos-x64.efi ' ]]
}

main() {
    local flag build=build

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            *) printf 'lab.sh: unknown flag %s\n' "$flag" >&2 && exit 2 ;;
        esac
    done
    tap_begin 22
    check_status 0 'a machine by its address, in small letters' '^bench-1\|52:54:00:ab:00:01\|\|auto\|a = "b"$' \
        read_list '# a comment' '[bench-1]' ' mac=52:54:00:AB:00:01 ' 'entry = auto' \
        $'cmdline = a = "b"\r'
    check_status 0 'one by its UUID' '^b\|\|00112233-4455-6677-8899-aabbccddeeff\|\|$' \
        read_list '[a]' 'mac = 52:54:00:00:00:01' '[b]' 'uuid = 00112233-4455-6677-8899-AABBCCDDEEFF'
    check_status 0 'the list that is shipped' '^$' bash -c "$(declare -f lab_of)
        TOP='$TOP' lab_of '$TOP/config/lab.conf'; echo"
    refusals
    check 'a machine has its entry and its words' extra_words
    check 'small loaders fetch the menu of their machine' small_loaders
    check_status 2 'an entry that is not there' "there is no entry 'none'|no such entry" \
        tree bad --entry=none
    check_status 2 'a folder that leads out' 'is no path of small letters' tree bad --pass=--below=../a
    check_status 2 'words with an open quote' 'is never closed' tree bad '--pass=--extra=x="a'
    tap_end
}

main "$@"
