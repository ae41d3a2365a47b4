#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# make verify and make what-is: a medium as it was built is good; each kind of change is named, by
# the file or the place it is in, and nothing else is; and what anybody's medium is can be told.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

verify() {
    "$top/scripts/verify.sh" --manifest="$build/manifest.json" "$@"
}

what_is() {
    "$top/scripts/what-is.sh" --build="$build" "$@"
}

# stick COMMAND...: a copy of the USB image on a larger stick, changed by the command; % stands for
# its file system.
stick() {
    cp --sparse=always "$build/noos-usb.img" "$WORK/stick"
    truncate -s +5M "$WORK/stick"
    (($# == 0)) || "${@//%/$WORK/stick@@1M}" >/dev/null
}

poke() {
    # shellcheck disable=SC2059  # the bytes are the format
    printf "$3" | dd of="$1" bs=1 seek=$(($2)) conv=notrunc status=none
}

# told STATUS IMAGE LINE...: verify says these lines, no other differences, and exits so.
told() {
    local status=0 wanted=$1 image=$2
    shift 2

    verify --image="$image" >"$WORK/said" 2>&1 || status=$?
    same 'status' "$status" "$wanted" || { cat "$WORK/said" && return 1; }
    diff <(printf '%s\n' "$@" | sort) <(grep -v -e ' differences\? from ' -e ' says: ' "$WORK/said" | sort)
}

good() {
    local medium

    for medium in noos.iso noos-usb.img netboot; do
        verify --image="$build/$medium" >"$WORK/said" || { cat "$WORK/said" && return 1; }
        grep -q "^$build/$medium: as .* says: .* of NoOS $version, [0-9]* files$" "$WORK/said" ||
            { cat "$WORK/said" && return 1; }
    done
}

BEHIND='5242880 bytes lie behind the image, as on a larger stick'
MARKS='only times, free space or marks of the file system differ, as after a stick was mounted'

stick_as_built() {
    stick
    told 0 "$WORK/stick" "$BEHIND"
}

# What a system does that merely mounts a stick: a time, a count of free clusters.
stick_mounted() {
    stick touch %
    poke "$WORK/stick" $((2049 * 512 + 488)) '\1\2\3'
    told 0 "$WORK/stick" "$BEHIND" "$MARKS"
}

stick_edited() {
    stick mcopy -o -i % "$WORK/edited" ::/boot/grub/grub.cfg
    told 1 "$WORK/stick" "$BEHIND" \
        "changed: boot/grub/grub.cfg, 5 bytes instead of $(stat -c %s "$WORK/menu")"
}

# With a name that a tool may take for a pattern, and one that is no ASCII.
stick_extra() {
    stick mcopy -i % "$WORK/edited" '::/a[1] b.txt'
    LC_ALL=C.UTF-8 mcopy -i "$WORK/stick@@1M" "$WORK/edited" '::/boot/Grüße'
    told 1 "$WORK/stick" "$BEHIND" 'extra: a[1] b.txt, 5 bytes' 'extra: boot/Grüße, 5 bytes'
}

stick_missing() {
    stick mdel -i % ::/EFI/BOOT/BOOTIA32.EFI
    told 1 "$WORK/stick" "$BEHIND" 'missing: EFI/BOOT/BOOTIA32.EFI'
}

# A bit that fell over in a file keeps its length.
stick_bit() {
    stick
    poke "$WORK/stick" "$(grep -abo 'boot: NoOS entered' "$WORK/stick" | cut -d: -f1 | head -n 1)" c
    told 1 "$WORK/stick" "$BEHIND" \
        "changed: boot/noos.elf, still $(stat -c %s "$kernel") bytes"
}

# region OFFSET BYTES LINE: one place of the USB image.
region() {
    stick
    poke "$WORK/stick" "$1" "$2"
    told 1 "$WORK/stick" "$BEHIND" "$3"
}

stick_short() {
    stick
    truncate -s $((34 << 20)) "$WORK/stick"
    truncate -s -1 "$WORK/stick"
    told 1 "$WORK/stick" 'too short: 35651583 bytes instead of 35651584'
}

# iso OFFSET LINE...: an ISO with another byte at this place.
iso() {
    local offset=$1
    shift

    cp "$build/noos.iso" "$WORK/noos.iso"
    poke "$WORK/noos.iso" "$offset" '\125'
    told 1 "$WORK/noos.iso" "$@"
}

# The place of a file or a region, from the manifest.
start_of() {
    jq -r ".media[0].regions[] | select(.name == \"$1\") | .offset" "$build/manifest.json"
}

# place_of PATH: where a file begins in the ISO.
place_of() {
    local line

    line=$(xorriso -no_rc -indev "$build/noos.iso" -find "/$1" -exec report_lba -- 2>/dev/null |
        grep '^File data lba')
    printf '%d' $(($(cut -d, -f2 <<<"$line") * 2048))
}

iso_file() {
    iso $(($(place_of boot/noos.elf) + 4000)) "changed: boot/noos.elf, still $(stat -c %s "$kernel") bytes"
}

iso_esp() {
    iso $(($(start_of 'EFI system partition') + 512 * 500)) \
        "differs: the EFI system partition, $(stat -c %s "$build/loaders/own/esp.img") bytes from byte $(start_of 'EFI system partition')" \
        "changed: in the EFI system partition: EFI/BOOT/BOOTX64.EFI, still $(stat -c %s \
            "$build/loaders/own/bootx64.efi") bytes"
}

# Even where the ISO no longer looks like one.
iso_descriptor() {
    local status=0

    cp "$build/noos.iso" "$WORK/noos.iso"
    poke "$WORK/noos.iso" 32769 X
    verify --image="$WORK/noos.iso" >"$WORK/said" 2>&1 || status=$?
    same 'status' "$status" 1 && grep -q '^differs: the file system records' "$WORK/said"
}

iso_padding() {
    iso $(($(place_of "boot/noos-$version") + 2047)) \
        'differs: bytes of the ISO that belong to no file, boot code or table'
}

tree_changed() {
    rm -rf "$WORK/tree"
    cp -r "$build/netboot" "$WORK/tree"
    rm "$WORK/tree/noos-ia32.efi"
    printf 'x' >>"$WORK/tree/noos-bios.0"
    mkdir "$WORK/tree/boot"
    printf 'hello' >"$WORK/tree/boot/more"
    told 1 "$WORK/tree" 'missing: noos-ia32.efi' 'extra: boot/more, 5 bytes' \
        "changed: noos-bios.0, $(($(stat -c %s "$build/netboot/noos-bios.0") + 1)) bytes instead of $(
            stat -c %s "$build/netboot/noos-bios.0")"
}

# A disk that gives errors: the program that reads is one that fails half-way.
disk_failing() {
    mkdir -p "$WORK/bin"
    printf '#!/bin/sh\n/bin/dd "$@"\nexit 1\n' >"$WORK/bin/dd"
    chmod +x "$WORK/bin/dd"
    PATH=$WORK/bin:$PATH verify --image="$build/noos-usb.img"
}

# says IMAGE PATTERN...: each stands in a line of what make what-is prints.
says() {
    local image=$1 pattern
    shift

    what_is --image="$image" >"$WORK/said" 2>&1 || { cat "$WORK/said" && return 1; }
    for pattern in "$@"; do
        grep -qE -e "$pattern" "$WORK/said" ||
            { printf 'no line like: %s\n' "$pattern" && cat "$WORK/said" && return 1; }
    done
}

ours_named() {
    local medium

    for medium in 'noos.iso:a hybrid ISO' 'noos-usb.img:a disk with an MBR' 'netboot:a netboot tree'; do
        says "$build/${medium%%:*}" "^$build/${medium%%:*}: ${medium#*:}.*, made by NoOS$" \
            "^  version +${version//+/\\+}\$" '^  kernel +boot/noos\.elf: NoOS, ELF 64-bit' \
            "^    \\* NoOS " '^  starts on +BIOS.*, UEFI x64, UEFI ia32$' \
            'multiboot2 /boot/noos.elf mode=release "autorun=diag all; poweroff"' \
            "lists exactly these bytes as ${medium%%:*} of ${version//+/\\+}\$" || return 1
    done
}

stick_named() {
    stick mcopy -o -i % "$WORK/edited" ::/boot/grub/grub.cfg
    says "$WORK/stick" 'made by NoOS$' '^  manifest +none at hand lists exactly these bytes$' \
        '^  menu +boot/grub/grub.cfg, 0 entries'
}

foreign_named() {
    local folder=$WORK/foreign

    mkdir -p "$folder/boot/grub"
    cp "$kernel" "$folder/boot/mine"
    # shellcheck disable=SC2016  # GRUB has variables, too
    printf 'menuentry "My \\"own\\"" --id=own {\n\tlinux ($root)/boot/mine a="b c" # no\n}\n' \
        >"$folder/boot/grub/grub.cfg"
    grub-mkrescue -o "$WORK/foreign.iso" "$folder" -- -volid 'SOME DISC' >/dev/null 2>&1
    says "$WORK/foreign.iso" '^.*: a hybrid ISO, not made by NoOS$' '^  volume id +SOME DISC$' \
        '^      My "own"$' '^ +linux /boot/mine "a=b c"$' '^  preparer +XORRISO'
}

noise_named() {
    head -c 100000 "$kernel" >"$WORK/noise"
    says "$WORK/noise" ': nothing that is known here: neither an ISO nor a disk with partitions$'
}

# The facts that are printed are those of the manifest.
json_same() {
    diff <(what_is --image="$build/noos.iso" --json | jq -S '.files, .regions, .menu') \
        <(jq -S '.media[0] | .files, .regions, .menu' "$build/manifest.json")
}

main() {
    flags_read "$@"
    tap_begin 31
    printf 'hello' >"$WORK/edited"
    mcopy -n -i "$build/noos-usb.img@@1M" ::/boot/grub/grub.cfg "$WORK/menu"
    check 'media as they were built' good
    check 'a larger stick with the image on it' stick_as_built
    check 'a stick that was mounted' stick_mounted
    check 'an edited menu' stick_edited
    check 'files that a user added' stick_extra
    check 'a file that is gone' stick_missing
    check 'one bit of the kernel' stick_bit
    check 'boot code' region 100 'x' 'differs: the boot code, 440 bytes from byte 0'
    check 'disk signature' region 440 'x' 'differs: the disk signature, 6 bytes from byte 440'
    check 'type of the partition' region 450 '\357' \
        "partition 1 of the MBR: type ef, 67584 sectors from 2048, active; it was type c, 67584 sectors from 2048, active"
    check 'a byte of the table that says nothing' region 448 '\7' \
        'differs: the partition table, 66 bytes from byte 446'
    check 'boot loader in the gap' region 5000 'x' \
        'differs: the boot loader in the gap, 1048064 bytes from byte 512'
    check 'boot sector of the file system' region $((2048 * 512 + 100)) 'x' \
        'differs: the boot sector of the file system, 512 bytes from byte 1048576'
    check 'an image that ends too early' stick_short
    check 'ISO: a file' iso_file
    check 'ISO: the EFI system partition' iso_esp
    check 'ISO: a volume descriptor' iso_descriptor
    check 'ISO: between the files' iso_padding
    check 'ISO: the boot catalogue' iso $(($(start_of 'boot catalog') + 40)) \
        "differs: the boot catalog, 2048 bytes from byte $(start_of 'boot catalog')"
    check 'a netboot tree' tree_changed
    check_status 74 'a disk that gives errors' 'cannot read ' disk_failing
    check_status 2 'no medium is named' 'IMAGE=PATH, or DEV=/dev/sdX' verify
    check_status 2 'a disk that is none' 'is no disk' verify --dev="$WORK/edited"
    check_status 2 'a file that is no medium' 'neither an ISO nor a disk' verify --image="$WORK/edited"
    check_status 2 'no manifest' "no manifest '.*none'" \
        "$top/scripts/verify.sh" --image="$build/noos.iso" --manifest="$WORK/none"
    check 'what-is: our media' ours_named
    check 'what-is: a stick with another menu' stick_named
    check 'what-is: an ISO of grub-mkrescue' foreign_named
    check 'what-is: nothing at all' noise_named
    check 'what-is: the facts' json_same
    check_status 2 'what-is: no such medium' "there is no '.*none'" what_is --image="$WORK/none"
    tap_end
}

main "$@"
