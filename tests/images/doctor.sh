#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The doctor on our media, which have nothing but notes, and on broken copies: each way to break a
# medium is named by exactly the finding that is there for it. In the end every kind of finding has
# been seen, and docs/doctor.md tells about it.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=lib-doctor.sh
source "$here/lib-doctor.sh"

# An ISO of 4 GiB, or 65,536 files, would have to be written for these: test_doctor_checks.c sees them.
UNIT_ONLY=' file-over-fat32 files-cut '

# usb WANTED OFFSET BYTES...: the USB image with these bytes changed, in pairs.
usb() {
    local wanted=$1 image=$WORK/usb what=''
    shift

    cp --sparse=always "$build/noos-usb.img" "$image"
    while (($# > 0)); do
        poke "$image" "$1" "$2"
        what+=" $(($1))"
        shift 2
    done
    breaks "$wanted" "$usb_base" "$image" "USB image, bytes at$what"
}

# usb_entry WANTED OFFSET ENTRY...: with another entry in its table.
usb_entry() {
    local wanted=$1
    shift

    cp --sparse=always "$build/noos-usb.img" "$WORK/usb"
    entry "$WORK/usb" "$@"
    breaks "$wanted" "$usb_base" "$WORK/usb" "USB image, entry at $(($1))"
}

# usb_files WANTED COMMAND...: with other files; % stands for its file system.
usb_files() {
    local wanted=$1
    shift

    cp --sparse=always "$build/noos-usb.img" "$WORK/usb"
    MTOOLS_SKIP_CHECK=1 "${@//%/$WORK/usb@@$PARTITION}" >/dev/null
    breaks "$wanted" "$usb_base" "$WORK/usb" "USB image, $1 ${*: -1}"
}

# usb_fat WANTED MIB SECTOR-BYTES FLAG...: with its files in a file system made in another way.
usb_fat() {
    local wanted=$1 mib=$2 bytes=$3
    shift 3

    rm -f "$WORK/usb"
    head -c "$PARTITION" "$build/noos-usb.img" >"$WORK/usb"
    truncate -s $((PARTITION + mib * 1048576)) "$WORK/usb"
    entry "$WORK/usb" 446 128 239 2048 $((mib * 2048))
    mkfs.fat --invariant -S "$bytes" -h 2048 "$@" --offset=$((PARTITION / bytes)) "$WORK/usb" \
        $((mib * 1024)) >/dev/null
    mcopy -s -Q -i "$WORK/usb@@$PARTITION" "$WORK/files/EFI" "$WORK/files/boot" ::/
    breaks "$wanted" "$usb_base" "$WORK/usb" "mkfs.fat -S $bytes $*"
}

iso() {
    local wanted=$1 what=''
    shift

    cp "$build/noos.iso" "$WORK/iso"
    while (($# > 0)); do
        poke "$WORK/iso" "$1" "$2"
        what+=" $(($1))"
        shift 2
    done
    breaks "$wanted" "$iso_base" "$WORK/iso" "ISO, bytes at$what"
}

# iso_changed WANTED COMMAND...: changed by a command, for which % stands for it.
iso_changed() {
    local wanted=$1
    shift

    cp "$build/noos.iso" "$WORK/iso"
    "${@//%/$WORK/iso}" >/dev/null
    breaks "$wanted" "$iso_base" "$WORK/iso" "ISO, $1"
}

table_all() {
    local last

    last=$(($(stat -c %s "$build/noos-usb.img") / 512))
    usb mbr-signature 510 '\0'
    usb mbr-no-active 446 '\0'
    usb mbr-many-active 462 '\200'
    usb mbr-status 478 '\177'
    usb mbr-chs 447 '\1'
    usb mbr-chs 451 '\1'
    usb_entry mbr-chs-geometry 446 128 12 2048 $((last - 2048)) 64 32
    usb_entry mbr-overlap 462 0 131 $((last - 100)) 100
    usb_entry mbr-beyond 462 0 131 "$last" 100
    usb mbr-floppy 11 '\0\2\1\40\0\2\0\0\0\0\370'
    usb grub-drive 0x66 '\353\5'
    usb grub-core 0x5c '\2'
    usb grub-core $((512 + 0x1fc)) '\0\0'
    usb grub-gap $((512 + 0x1fc)) '\240\17'
    usb_entry gap-small 462 0 131 1000 100
    usb gpt-4k 4096 'EFI PART'
}

fat_all() {
    usb fat-hidden $((PARTITION + 28)) '\0\0\0\0'
    usb fat-bogus-partition $((PARTITION + 446)) '\200\0\1\0\1\1\44\117\0\0\0\0\144\0\0\0'
    usb fat-copies $((PARTITION + 32 * 512 + $(number "$build/noos-usb.img" $((PARTITION + 36)) 4) * 512 + 600)) x
    usb fat-damaged $((PARTITION + 32 * 512 + 12)) '\0\0\0\0'
    usb_entry fat-size 446 128 12 2048 20000
    usb esp-not-fat 450 '\357' "$PARTITION" '\0\0\0'
    usb_fat fat-not-32 33 512 -F 16
    usb fat-clusters $((PARTITION + 32)) "$(little 4 66500)"
    usb_fat fat-sector 80 1024 -F 32 -s 1
}

loaders_all() {
    local x64=$build/loaders/bootx64.efi pe

    pe=$(number "$x64" 0x3c 4)
    printf 'x' >"$WORK/extra"
    usb_files uefi-none mdeltree -i % ::/EFI
    usb_files uefi-x64 mdel -i % ::/EFI/BOOT/BOOTX64.EFI
    usb_files uefi-ia32 mdel -i % ::/EFI/BOOT/BOOTIA32.EFI
    usb_files pe-damaged mcopy -o -i % "$WORK/extra" ::/EFI/BOOT/BOOTX64.EFI
    usb_files pe-machine mcopy -o -i % "$build/loaders/bootia32.efi" ::/EFI/BOOT/BOOTX64.EFI
    cp "$x64" "$WORK/efi"
    poke "$WORK/efi" $((pe + 24 + 68)) '\13'
    usb_files pe-subsystem mcopy -o -i % "$WORK/efi" ::/EFI/BOOT/BOOTX64.EFI
    cp "$x64" "$WORK/efi"
    poke "$WORK/efi" $((pe + 24 + $(number "$x64" $((pe + 20)) 2) + 36)) '\40\0\0\340'
    usb_files pe-write-execute mcopy -o -i % "$WORK/efi" ::/EFI/BOOT/BOOTX64.EFI
    usb_files grub-config mdel -i % "::/boot/noos-$version"
    usb_files grub-config mdel -i % ::/boot/grub/grub.cfg
    bios_only
    # shellcheck disable=SC2016  # GRUB's variable
    printf 'search --fs-uuid --set=root %s\nset prefix=($root)/boot/grub\n' \
        "$(mdir -i "$build/noos-usb.img@@$PARTITION" ::/ | sed -n 's/.*Serial Number is //p')" \
        >"$WORK/early"
    grub-mkimage -O x86_64-efi -p /boot/grub -c "$WORK/early" -o "$WORK/efi" normal fat search
    usb_files grub-search-uuid mcopy -o -i % "$WORK/efi" ::/EFI/BOOT/BOOTX64.EFI
}

# The core in the gap misses the menu as well as UEFI's loaders do.
bios_only() {
    local base

    cp --sparse=always "$build/noos-usb.img" "$WORK/usb"
    mdeltree -i "$WORK/usb@@$PARTITION" ::/EFI
    base=$(ids "$WORK/usb")
    mdel -i "$WORK/usb@@$PARTITION" "::/boot/noos-$version"
    breaks grub-config "$base" "$WORK/usb" 'USB image for BIOS only, without the marker'
}

iso_all() {
    local catalog bios esp record sum place

    catalog=$(($(number "$build/noos.iso" "$CATALOG_BLOCK_AT" 4) * 2048))
    bios=$(($(number "$build/noos.iso" $((catalog + 40)) 4) * 2048))
    esp=$(($(number "$build/noos.iso" $((catalog + 104)) 4) * 2048))
    record=$(($(place_in "$build/noos.iso" 'NOOS.ELF;1') - 33))
    iso mbr-ee-active 446 '\200' 462 '\0'
    iso_changed iso-not-hybrid dd if=/dev/zero of=% bs=512 count=64 conv=notrunc status=none
    iso grub-core 0x1b0 '\1'
    sum=$(($(number "$build/noos.iso" $((bios + 20)) 4) - $(number "$build/noos.iso" $((bios + 0xa00 - 12)) 4)))
    iso grub-core $((bios + 0xa00 - 12)) '\1\0\0\0' $((bios + 20)) "$(little 4 $((sum + 1)))"
    iso iso-damaged $((record + 2)) '\377\377\377\177'
    iso eltorito-none $((17 * 2048 + 7)) 'X'
    iso eltorito-catalog $((catalog + 28)) 'X'
    iso eltorito-no-bios $((catalog + 32)) '\0'
    iso eltorito-no-efi $((catalog + 96)) '\0'
    iso eltorito-beyond $((catalog + 40)) '\377\377\377\177'
    iso eltorito-bios-load $((catalog + 38)) '\1'
    iso eltorito-bios-load-other $((catalog + 38)) '\10'
    iso eltorito-efi-load $((catalog + 102)) '\100\0'
    iso eltorito-boot-info $((bios + 12)) '\1'
    iso eltorito-boot-info $((bios + 5000)) '\1\2\3\4'
    place=$(grep -abo 'MZ' "$build/loaders/own/esp.img" | awk -F: 'NR == 1 { print $1 }')
    iso pe-damaged $((esp + place)) 'XX'
    grub-mkimage -O x86_64-efi -p /boot/grub -o "$WORK/efi" normal fat iso9660
    iso_changed grub-one-root mcopy -o -i "%@@$esp" "$WORK/efi" ::/EFI/BOOT/BOOTX64.EFI
    eltorito_large
}

# An ISO with another UEFI image, twice: one of 2.88 MB, one of 40 MB.
eltorito_large() {
    local kib base

    for kib in 2880 40960; do
        rm -f "$WORK/esp"
        mkfs.fat -C "$WORK/esp" "$kib" >/dev/null
        mmd -i "$WORK/esp" ::/EFI ::/EFI/BOOT
        mcopy -i "$WORK/esp" "$build/loaders/bootx64.efi" ::/EFI/BOOT/BOOTX64.EFI
        xorriso -no_rc -as mkisofs -quiet -o "$WORK/iso" -eltorito-alt-boot -e esp -no-emul-boot \
            -graft-points "/esp=$WORK/esp" 2>/dev/null
        if ((kib == 2880)); then base=$(ids "$WORK/iso"); fi
    done
    seen "$base"
    breaks eltorito-efi-large "$base" "$WORK/iso" 'ISO with a UEFI image of 40 MB'
}

gpt_all() {
    local entries size last

    size=$(stat -c %s "$build/noos.iso")
    entries=$(($(number "$build/noos.iso" $((512 + 72)) 8) * 512))
    last=$(number "$build/noos.iso" $((512 + 48)) 8)
    iso gpt-header 520 '\377'
    iso gpt-entries $((entries + 56)) 'x'
    iso gpt-backup $((size - 512)) 'X'
    iso gpt-backup $((size - 512 + 88)) 'XXXX'
    iso_changed gpt-backup-place truncate -s +1M %
    iso gpt-protective 454 '\2' 458 "$(little 4 $((size / 512 - 2)))"
    iso_changed gpt-overlap gpt_poke % 32 "$(little 8 64)$(little 8 "$last")"
    iso_changed gpt-beyond gpt_poke % 32 "$(little 8 40)"
}

# tree WANTED COMMAND...: the netboot tree, changed by a command; % stands for it.
tree() {
    local wanted=$1
    shift

    rm -rf "$WORK/tree"
    cp -r "$build/netboot" "$WORK/tree"
    "${@//%/$WORK/tree}"
    breaks "$wanted" "$tree_base" "$WORK/tree" "tree, $1 ${*: -1}"
}

tree_all() {
    tree net-bios-none rm %/noos-bios.0
    tree net-x64-none rm %/noos-x64.efi
    tree net-ia32-none rm %/noos-ia32.efi
    tree net-bios-size truncate -s 491521 %/noos-bios.0
    tree net-file-32m truncate -s $((65535 * 512)) %/initrd
    tree net-file-64m truncate -s $((65535 * 1024)) %/initrd
    tree net-private chmod 640 %/noos-x64.efi
    grub-mkimage -O x86_64-efi -p /boot/grub -o "$WORK/efi" normal tftp
    mkdir -p "$WORK/menu/boot/grub"
    printf 'set timeout=0\n' >"$WORK/menu/boot/grub/grub.cfg"
    cp "$WORK/efi" "$WORK/menu/core-x64.efi"
    tree net-proxy-dhcp cp -rT "$WORK/menu" %
    tree pe-machine cp %/noos-x64.efi %/other-ia32.efi
}

# What lies just inside a limit is not named.
limits_all() {
    cp -r "$build/netboot" "$WORK/inside"
    truncate -s 491520 "$WORK/inside/noos-bios.0"
    truncate -s $((65535 * 512 - 1)) "$WORK/inside/initrd"
    check 'files as large as they may be' adds "$tree_base" "$(ids "$WORK/inside")" ''
}

# The kinds that --list prints: each was seen, and has its line in the page.
kinds_seen() {
    local id _ missing=''

    while read -r id _; do
        [[ -n ${SEEN[$id]:-} || $UNIT_ONLY == *" $id "* ]] || missing+=" $id"
    done < <("$build/tools/doctor" --list)
    [[ -z $missing ]] || { printf 'never seen:%s\n' "$missing" && return 1; }
}

page_same() {
    diff <("$build/tools/doctor" --list | awk -F '\t' '{ print "| `" $1 "` | " $2 " | " $3 " | " $5 " |" }' |
        sort) <(grep '^| `' "$top/docs/doctor.md" | sort)
}

main() {
    local usb_base iso_base tree_base

    flags_read "$@"
    tap_begin 77
    usb_base=$(ids "$build/noos-usb.img")
    iso_base=$(ids "$build/noos.iso")
    tree_base=$(ids "$build/netboot")
    seen "$usb_base"$'\n'"$iso_base"$'\n'"$tree_base"
    mkdir "$WORK/files"
    mcopy -s -n -Q -i "$build/noos-usb.img@@$PARTITION" ::/ "$WORK/files"
    check 'our USB image' ids_are "$usb_base" esp-mbr-type pe-nx-compat pe-unsigned
    check 'our ISO' ids_are "$iso_base" fat-12-on-iso gpt-csm pe-nx-compat pe-unsigned
    check 'our netboot tree' ids_are "$tree_base" pe-nx-compat pe-unsigned
    table_all
    fat_all
    loaders_all
    iso_all
    gpt_all
    tree_all
    limits_all
    check 'every kind of finding was seen' kinds_seen
    check 'the page lists every kind of finding' page_same
    tap_end
}

main "$@"
