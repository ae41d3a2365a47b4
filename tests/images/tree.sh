#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What is inside the netboot tree: loaders that carry everything and fit into a BIOS, files that a
# TFTP server may hand out; and in a tree of the other kind the files beside small loaders. The
# memory disks are taken out of the loaders again.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

BIOS_BYTES_MAX=491520
# What grub-mkimage lets GRUB's core have, with what the firmware needs in front.
BIOS_CORE_MAX=$((0x78000 - 0x9000 + 1536))
GRUB=/usr/lib/grub/i386-pc

# memdisk_read FILE FOLDER: unpacks the tar in a file, which begins with the folder boot/. Without
# one the folder stays empty, which the checks will see.
memdisk_read() {
    local offset

    mkdir -p "$2"
    while IFS=: read -r offset _; do
        [[ $(bytes "$1" $((offset - 257)) 6) == 626f6f742f00 ]] || continue
        part "$1" $((offset - 257)) "$(stat -c %s "$1")" | tar -xf - -C "$2" 2>/dev/null || true
        return
    done < <(grep -abo ustar "$1")
}

# bios_unpack FILE OUT: the BIOS loader is compressed behind three pieces of known length. Its stream
# has no end mark, which xz complains about when everything is there.
bios_unpack() {
    local head

    head=$(cat "$GRUB/pxeboot.img" "$GRUB/diskboot.img" "$GRUB/lzma_decompress.img" | wc -c)
    tail -c +$((head + 1)) "$1" |
        xz --format=raw --lzma1=dict=8MiB,lc=3,lp=0,pb=2 -dc >"$2" 2>/dev/null || true
}

names_good() {
    local file

    for file in "$1"/*; do
        file=${file##*/}
        [[ $file == boot || $file =~ ^noos-[a-z0-9-]+\.[a-z0-9]+$ ]] ||
            { printf 'no name for a boot file: %s\n' "$file" && return 1; }
    done
    diff <(printf 'noos-bios.0\nnoos-ia32.efi\nnoos-x64.efi\n') \
        <(cd "$1" && find . -maxdepth 1 -type f -printf '%P\n' | sort)
}

# modes_good FOLDER: everybody may read; no links, no empty file.
modes_good() {
    local odd

    odd=$(find "$1" \( -type d ! -perm 755 \) -o \( -type f ! -perm 644 \) -o \
        \( ! -type d ! -type f \) -o \( -type f -empty ! -path '*/boot/modules/*' \))
    [[ -z $odd ]] || { printf 'odd: %s\n' "$odd" && return 1; }
}

bios_fits() {
    local size

    size=$(stat -c %s "$1/noos-bios.0")
    ((size <= BIOS_BYTES_MAX)) || { printf '%d bytes\n' "$size" && return 1; }
}

# memdisk_whole FOLDER KERNEL: everything, and what was built.
memdisk_whole() {
    diff <(files_wanted boot/grub/ascii.pf2) <(files_below "$1") &&
        cmp "$1/boot/noos.elf" "$2" && grub_cfg_good_pxe "$1/boot/grub/grub.cfg"
}

# kernel_unpack FOLDER: UEFI loaders carry the kernel packed; what GRUB makes of it is looked at.
kernel_unpack() {
    gzip -dcf "$1/boot/noos.elf" >"$1.elf" || printf '# it does not unpack\n'
    mv "$1.elf" "$1/boot/noos.elf"
}

grub_cfg_good_pxe() {
    grub_cfg_good "$1" pxe
}

# memdisk_small FOLDER SERVER: no kernel; asks the server it was made for.
memdisk_small() {
    diff <(printf '%s\n' boot/grub/ascii.pf2 boot/grub/grub.cfg boot/grub/terminal.cfg \
        "boot/noos-$version" | sort) <(files_below "$1") &&
        grep -qx "set server=$2" "$1/boot/grub/grub.cfg" &&
        grub-script-check "$1/boot/grub/grub.cfg"
}

bios_checks() {
    local bios_kernel=$kernel

    [[ ! $kernel -ef $build/noos.elf ]] || bios_kernel=$build/noos-few-names.elf
    if ! command -v xz >/dev/null; then
        skip 1 'xz is missing: apt install xz-utils' 'the BIOS loader carries everything'
        return
    fi
    bios_unpack "$image/noos-bios.0" "$WORK/bios"
    memdisk_read "$WORK/bios" "$WORK/bios-disk"
    check 'the BIOS loader carries everything' memdisk_whole "$WORK/bios-disk" "$bios_kernel"
}

whole_checks() {
    local arch

    check 'three loaders, by names a server can hand out' names_good "$image"
    check 'everybody may read everything' modes_good "$image"
    check 'the BIOS loader fits' bios_fits "$image"
    if [[ -d $image/boot && -n $(modules_wanted) ]]; then
        skip 3 'the modules of this build fit into no loader' 'a loader carries everything'
        return
    fi
    bios_checks
    for arch in x64 ia32; do
        memdisk_read "$image/noos-$arch.efi" "$WORK/$arch"
        kernel_unpack "$WORK/$arch"
        check "the $arch loader carries everything" memdisk_whole "$WORK/$arch" "$kernel"
    done
}

served_same() {
    cmp "$1/boot/noos.elf" "$kernel" && [[ -f $1/boot/grub/i386-pc/normal.mod ]] &&
        [[ -f $1/boot/grub/x86_64-efi/normal.mod && -f $1/boot/grub/i386-efi/normal.mod ]] &&
        grub_cfg_good_pxe "$1/boot/grub/grub.cfg"
}

# A module of noise that no BIOS loader can hold: BIOS alone gets a small one.
mixed_good() {
    head -c 600000 /dev/urandom >"$WORK/noise"
    medium netboot/tree.sh "$WORK/mixed" --module="$WORK/noise one" || return 1
    memdisk_read "$WORK/mixed/noos-x64.efi" "$WORK/mixed-x64"
    cmp "$WORK/mixed-x64/boot/modules/1-noise" "$WORK/noise" &&
        cmp "$WORK/mixed/boot/modules/1-noise" "$WORK/noise" && bios_fits "$WORK/mixed" &&
        modes_good "$WORK/mixed"
}

machine_good() {
    medium netboot/tree.sh "$WORK/machine" --machine='52:54:00:AB:cd:ef debug' || return 1
    memdisk_read "$WORK/machine/noos-x64.efi" "$WORK/machine-x64"
    # shellcheck disable=SC2016  # GRUB's variable
    grep -qxF 'if [ "$net_default_mac" = '"'52:54:00:ab:cd:ef' ]; then set default='debug'; fi" \
        "$WORK/machine-x64/boot/grub/grub.cfg"
}

# GRUB gets what grub-mkimage would have given it; only the packing may be another one.
packing_good() {
    local fast=$WORK/fast/noos-bios.0 plain=$WORK/plain/noos-bios.0 size

    medium netboot/tree.sh "$WORK/plain" --module="$1" "${small[@]}" &&
        medium netboot/tree.sh "$WORK/fast" --module="$1" "${small[@]}" --grubcore="$build/tools/grubcore" ||
        return 1
    bios_unpack "$fast" "$WORK/fast.core"
    bios_unpack "$plain" "$WORK/plain.core"
    # How long it is stands in the unpacker; what xz finds behind it is none of it.
    size=$(number "$fast" $((1536 + 12)) 4)
    ((size > 300000)) && [[ $(number "$plain" $((1536 + 12)) 4) == "$size" ]] &&
        ! cmp -s "$fast" "$plain" && cmp -n "$size" "$WORK/fast.core" "$WORK/plain.core" &&
        bios_fits "$WORK/fast"
}

# What fits only if it is packed well has to be packed well.
packing_tight() {
    local bytes room

    bytes=$(stat -c %s "$WORK/fast/noos-bios.0")
    room=$((BIOS_CORE_MAX - bytes + 2000))
    head -c "$room" /dev/urandom >"$WORK/tight"
    packing_good "$WORK/tight"
}

# packing_refused WANTED TEXT FLAG...: says why in one line, and leaves nothing.
packing_refused() {
    local wanted=$1 text=$2 said status=0
    shift 2

    said=$("$build/tools/grubcore" --out="$WORK/refused" "$@" 2>&1) || status=$?
    [[ $status == "$wanted" && $said == grubcore:*"$text"* && $said != *$'\n'* && ! -e $WORK/refused ]] ||
        { printf 'exit %s: %s\n' "$status" "$said" && return 1; }
}

packing_checks() {
    local loader=$build/loaders/net.0 small=("--small-kernel=$build/noos.elf=$build/noos-few-names.elf")

    printf 'one\n' >"$WORK/one"
    check 'the BIOS loader unpacks to what grub-mkimage makes' packing_good "$WORK/one"
    check 'also where it has to be packed well to fit' packing_tight
    head -c 600000 /dev/urandom >"$WORK/large"
    check 'a memory disk that fits into no loader is refused' \
        packing_refused 1 'too big' --loader="$loader" --memdisk="$WORK/large"
    check 'so is a file that is no loader' \
        packing_refused 2 'no loader with a memory disk' --loader="$kernel" --memdisk="$WORK/one"
    check 'and half a loader' \
        packing_refused 2 'no loader with a memory disk' --loader=<(head -c 90000 "$loader") --memdisk="$WORK/one"
    check 'and one that is not there' \
        packing_refused 2 'cannot read' --loader="$WORK/none" --memdisk="$WORK/one"
}

other_checks() {
    check 'a tree of files is made' \
        medium netboot/tree.sh "$WORK/files" --force-tree --server=10.77.0.1
    check 'its loaders have the same names' names_good "$WORK/files"
    check 'everybody may read everything in it' modes_good "$WORK/files"
    check 'kernel, menu and modules of GRUB are served' served_same "$WORK/files"
    memdisk_read "$WORK/files/noos-x64.efi" "$WORK/files-x64"
    check 'its loaders ask the server it was made for' memdisk_small "$WORK/files-x64" 10.77.0.1
    check 'what fits into no BIOS loader is served beside loaders that carry it' mixed_good
    check 'a machine of its own by its address' machine_good
}

# One tree that was named is looked at; for the build's, other kinds are made as well.
main() {
    flags_read "$@"
    if [[ -n $image ]]; then
        tap_begin 7
        whole_checks
        tap_end
    fi
    image=$build/netboot
    tap_begin 19
    whole_checks
    other_checks
    packing_checks
    tap_end
}

main "$@"
