#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# usb.sh — makes the raw USB image: plain MBR, GRUB in the gap behind it, one active FAT32 partition
# at LBA 2048 that also holds the UEFI loaders. No GPT, which some BIOS emulations refuse; real
# FAT32 and not a smaller kind, which some UEFIs do not know; nothing in sector 0 that looks like a
# floppy disk's. Invariant: numbers in cylinders, heads and sectors are those of 255 heads and 63
# sectors, everywhere.
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}." && pwd)
# shellcheck source=images/lib.sh
source "$here/lib.sh"
# shellcheck source=images/content.sh
source "$here/content.sh"

type=0c

PARTITION_LBA=2048
# FAT32 begins at 65,525 clusters. 33 MiB are 66,464 clusters of one sector, and the smallest
# whole number of MiB that is enough.
PARTITION_MIB_MIN=33
# Room that stays free for files a user adds.
FREE_MIB=8
# Above this the clusters are 4 KiB, so that the tables stay small.
SMALL_CLUSTERS_MIB_MAX=512
# The table counts sectors in 32 bits.
PARTITION_MIB_MAX=$((2 * 1024 * 1024 - 2))

usage() {
    cat <<'END'
usage: images/usb.sh --kernel=FILE --loaders=DIR --out=FILE --version=STR --epoch=SECONDS [FLAG]...
  --out=FILE              the image, to be written to a whole stick
  --type=0c|ef            the type of the partition: 0c, which Windows shows (default), or ef, for
                          firmware that looks for an EFI system partition only
END
    content_usage
}

flags_read() {
    local flag

    for flag in "$@"; do
        case $flag in
            --help) usage && exit 0 ;;
            --type=*) type=${flag#*=} ;;
            *) content_flag "$flag" || fail "unknown flag '$flag' (--help lists them)" ;;
        esac
    done
    type=${type,,}
    [[ $type == 0c || $type == ef ]] || fail "--type=$type: the partition may be 0c or ef"
}

# partition_size: sets partition_mib and cluster_sectors from what the medium has to hold.
partition_size() {
    local bytes total=0

    for bytes in "${content_sizes[@]}"; do
        total=$((total + (bytes + 4095) / 4096 * 4096))
    done
    partition_mib=$((total / 1048576 + FREE_MIB + 1))
    cluster_sectors=1
    if ((partition_mib > SMALL_CLUSTERS_MIB_MAX)); then cluster_sectors=8; fi
    # The tables take 8 bytes for each cluster.
    partition_mib=$((partition_mib + partition_mib * 8 / (cluster_sectors * 512)))
    if ((partition_mib < PARTITION_MIB_MIN)); then partition_mib=$PARTITION_MIB_MIN; fi
    ((partition_mib <= PARTITION_MIB_MAX)) || fail "the files are too large for a medium of 2 TiB"
}

# The table is parted's. Before it come the boot code and a disk signature that is the same for the
# same version. Of its entry the first bytes are written again: active, the type, and cylinders,
# heads and sectors, which parted counts for an image file in another way than the BIOS of a PC. The
# core follows.
disk_make() {
    local image=$1 end=$((PARTITION_LBA + partition_mib * 2048 - 1))

    truncate -s $(((end + 1) * 512)) "$image"
    parted -s -a none "$image" mklabel msdos unit s \
        mkpart primary fat32 "$PARTITION_LBA" "$end"
    {
        cat "$loaders/mbr.img"
        signature_put
        printf '\x80'
        chs_put "$PARTITION_LBA"
        printf '%b' "\\x$type"
        chs_put "$end"
    } | dd of="$image" conv=notrunc status=none
    dd if="$loaders/core.img" of="$image" bs=512 seek=1 conv=notrunc status=none
}

# Four bytes and two of zero. A signature of zero is one that systems replace.
signature_put() {
    local hex=$marker_crc

    [[ $hex != 00000000 ]] || hex=00000001
    printf '%b' "\\x${hex:6:2}\\x${hex:4:2}\\x${hex:2:2}\\x${hex:0:2}\\0\\0"
}

# chs_put LBA: head, sector with the high bits of the cylinder, cylinder; the highest values for
# what lies beyond.
chs_put() {
    local cylinder=$(($1 / (255 * 63))) head=$(($1 / 63 % 255)) sector=$(($1 % 63 + 1)) bytes

    if ((cylinder > 1023)); then cylinder=1023 head=254 sector=63; fi
    printf -v bytes '\\x%02x' "$head" $((sector | cylinder >> 8 << 6)) $((cylinder & 255))
    printf '%b' "$bytes"
}

files_put() {
    local image=$1@@$((PARTITION_LBA * 512)) folders=() i

    mkfs.fat --invariant -F 32 -s "$cluster_sectors" -g 255/63 -h "$PARTITION_LBA" \
        -i "$marker_crc" -n NOOS --offset="$PARTITION_LBA" "$1" $((partition_mib * 1024))
    lines_read folders "$(content_folders)"
    mmd -i "$image" "${folders[@]/#/::/}"
    for i in "${!content_paths[@]}"; do
        mcopy -i "$image" "${content_files[i]}" "::/${content_paths[i]}"
    done
}

main() {
    local partition_mib cluster_sectors

    flags_read "$@"
    tools_need parted:parted mkfs.fat:dosfstools mcopy:mtools
    content_check
    work_open "$out" file
    content_make usb
    content_add EFI/BOOT/BOOTX64.EFI "$loaders/bootx64.efi" loader
    content_add EFI/BOOT/BOOTIA32.EFI "$loaders/bootia32.efi" loader
    content_done usb
    partition_size
    step "cannot partition the image" disk_make "$work/usb"
    step "cannot fill the image" files_put "$work/usb"
    file_publish "$work/usb" "$out"
    list_publish
}

main "$@"
