#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Kernels that are not NoOS, started from an ISO on BIOS and UEFI: one of ours for each protocol, which
# says what it was handed. Everything lies in a folder, and has names, with blanks and signs in them.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=lib-foreign.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib-foreign.sh"

# What a machine is handed, in the bundle and as it must come through.
# shellcheck disable=SC2016  # GRUB's and the shell's signs stand for themselves
LINE='a=b $root ${prefix} {;} `x` $(reboot) é=ü # [1] * > < | & !'

bundle_put() {
    local protocol

    printf 'timeout = 1\nhidden = yes\n'
    for protocol in multiboot multiboot2 linux; do
        printf '[%s]\ntitle = %s\nkernel = our %s\ncmdline = %s\n' "$protocol" \
            "it's \"$protocol\" \$root {x} ; reboot" "$protocol" "$LINE"
        if [[ $protocol == linux ]]; then
            printf 'module = a module.gz\n'
        else
            # shellcheck disable=SC2016  # GRUB's sign
            printf 'module = a module.gz one=1 $two\nmodule = a module.gz\n'
        fi
    done
    printf '[packed]\nkernel = our packed.gz\ncmdline = packed\n'
}

prepare() {
    local name

    folder="$WORK/a folder's (files) = \$x"
    mkdir "$folder"
    foreign_make "$WORK"
    for name in multiboot multiboot2 linux; do mv "$WORK/$name" "$folder/our $name"; done
    gzip -n <"$folder/our multiboot2" >"$folder/our packed.gz"
    printf 'a module\n' | gzip -n >"$folder/a module.gz"
    bundle_put >"$folder/my bundle.conf"
    size=$(stat -c %s "$folder/a module.gz")
}

# made ENTRY: the ISO that starts the entry.
made() {
    medium images/iso.sh "$WORK/$1" --bundle="$folder/my bundle.conf" --default="$1"
}

# starts FIRMWARE ENTRY PATTERN...
starts() {
    [[ -e $WORK/$2 ]] || made "$2" || return 1
    machine_says "$1" iso "$WORK/$2" "${3}"
}

# quoted TEXT: as a regular expression.
quoted() {
    # shellcheck disable=SC2001  # many of them
    sed 's/[][\.*^$+?(){}|]/\\&/g' <<<"$1"
}

check_ours() {
    local firmware protocol line module

    line=$(quoted "$LINE")
    printf -v module '> bytes=%08x first=1f8b0800$' "$size"
    for firmware in bios uefi; do
        for protocol in multiboot multiboot2; do
            check "$firmware, $protocol: the line as it was written, and modules packed as they were" \
                starts "$firmware" "$protocol" "^foreign: $protocol: $line\$" \
                "^foreign: module <one=1 \\\$two$module" "^foreign: module <$module"
        done
        check "$firmware, a packed kernel" starts "$firmware" packed '^foreign: multiboot2: packed$'
        check "$firmware, linux: the line as it was written, and the initrd" starts "$firmware" linux \
            "^foreign: linux: BOOT_IMAGE=/boot/kernels/3-our_linux $line\$" "^foreign: module <$module"
    done
}

main() {
    local folder='' size=''

    flags_read "$@"
    tap_begin 8
    prepare
    check_ours
    tap_end
}

main "$@"
