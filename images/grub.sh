# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the scripts that read it share its variables
#
# grub.sh — builds GRUB loaders. Everything a loader needs is inside it: the modules, and a memory
# disk (tar) with its configuration and font. So it runs no code from the medium and, on a network,
# fetches nothing but what its configuration names.

grub_files=/usr/lib/grub
grub_font=/usr/share/grub/ascii.pf2

# What the menu and a person at the prompt need, and what each kind of loader adds.
GRUB_COMMON='normal configfile echo test true sleep multiboot2 boot serial terminal keystatus
    memdisk tar ls minicmd halt reboot'
GRUB_DISK='search search_fs_file part_msdos part_gpt fat iso9660'
# For kernels of other kinds than NoOS. A loader whose menu may be edited, or names some, holds them all.
GRUB_KERNELS='multiboot linux gzio'
# What grub_kernels says of a menu that starts NoOS and nothing else.
GRUB_KERNELS_OWN='multiboot2 '
GRUB_EFI_SCREEN='efi_gop efi_uga gfxterm font'

grub_tools_need() {
    local pair

    tools_need grub-mkimage:grub-common grub-script-check:grub-common tar:tar
    for pair in i386-pc:grub-pc-bin x86_64-efi:grub-efi-amd64-bin i386-efi:grub-efi-ia32-bin; do
        [[ -f $grub_files/${pair%:*}/moddep.lst ]] ||
            fail "GRUB's folder ${pair%:*} is missing: apt install ${pair#*:}"
    done
    [[ -f $grub_font ]] || fail "$grub_font is missing: apt install grub-common"
}

# grub_memdisk TAR FOLDER: packs the folder, which holds only what was put there by name. GRUB reads
# no links, nor what tar makes of a file that is there twice.
grub_memdisk() {
    step "cannot pack ${1##*/}" tar --format=ustar --blocking-factor=1 --sort=name --mtime="@$epoch" \
        --owner=0 --group=0 --numeric-owner --mode=u=rw,go=r,a+X --dereference --hard-dereference \
        -C "$2" -cf "$1" boot
}

# grub_modules PLATFORM disk|own|net|tftp: the list for this kind of loader; own is one for a disk that
# starts NoOS and nothing else.
grub_modules() {
    local platform=$1 kind=$2 list=$GRUB_COMMON

    [[ $platform == i386-pc* ]] || list+=" $GRUB_EFI_SCREEN"
    case $kind in
        net) list+=" $(grub_kernels)" ;;
        disk | tftp) list+=" $GRUB_KERNELS" ;;
    esac
    case $kind:$platform in
        disk:i386-pc*) list+=" $GRUB_DISK biosdisk" ;;
        disk:* | own:*) list+=" $GRUB_DISK" ;;
        *:i386-pc*) list+=' pxe' ;;
        *) list+=' efinet' ;;
    esac
    [[ $kind != tftp ]] || list+=' tftp'
    [[ $kind != net || $platform == i386-pc* || " $list " == *' gzio '* ]] || list+=' gzio'
    [[ -z $sign ]] || list+=" $GRUB_SIGNED"
    printf '%s' "$list"
}

# grub_early_put FILE [NAME]: config/grub/NAME as GRUB's first parser takes it, for which a comment is
# a command; in a signed loader behind what secures it.
grub_early_put() {
    local folder=$here/../config/grub

    grep -hv '^#' ${sign:+"$folder/early-signed.cfg"} ${2:+"$folder/$2"} >"$1"
}

# grub_kernels: what the kernels of this menu need, for a loader that carries it; in one order, since
# the bytes of the loader follow it.
grub_kernels() {
    local file name
    local -A wanted=()

    for file in "${!kernel_protocol[@]}"; do
        wanted[${kernel_protocol[$file]}]=yes
        [[ -z ${kernel_packed[$file]} ]] || wanted[gzio]=yes
    done
    for name in gzio linux multiboot multiboot2; do
        [[ -z ${wanted[$name]-} ]] || printf '%s ' "$name"
    done
}

# grub_image PLATFORM KIND MEMDISK OUT [EARLY-CONFIG]: grub-mkimage leaves an empty file where it
# fails, so OUT is a file in $work. A disk loader's early configuration learns from $root where the
# loader came from, and therefore says itself where the rest is.
grub_image() {
    local platform=$1 kind=$2 memdisk=$3 image=$4 early=${5:-} modules prefix='(memdisk)/boot/grub'
    local flags=()

    [[ $kind != disk && $kind != own ]] || prefix=/boot/grub
    modules=$(grub_modules "$platform" "$kind")
    sign_grub_flags flags "$platform"
    # shellcheck disable=SC2086  # a list of words
    grub-mkimage -O "$platform" -o "$image" -p "$prefix" -m "$memdisk" ${early:+-c "$early"} \
        "${flags[@]}" $modules || return
    [[ -z $sign || $platform == i386-pc* ]] || sign_loader "$image"
}

# grub_esp FOLDER FILE: a FAT file system with the UEFI loaders of the folder. FAT12 of the size of a
# 1.44 MB floppy disk, or as much more as they need: an ISO holds all of it, its catalogue counts the
# sectors in 16 bits, and 2.88 MB are the most that is known to start everywhere.
grub_esp() {
    local x64=$1/bootx64.efi ia32=$1/bootia32.efi sizes bytes kilobytes=1440

    mapfile -t sizes < <(stat -L -c %s -- "$x64" "$ia32")
    bytes=$((sizes[0] + sizes[1]))
    # Beside the files there are tables, folders, and the rest of each file's last cluster.
    if ((bytes > 1440 * 1000)); then kilobytes=$(((bytes / 1024 / 64 + 2) * 64)); fi
    ((kilobytes <= 2880)) || fail "the UEFI loaders have $bytes bytes and do not fit into 2.88 MB"
    step "cannot make the EFI system partition" esp_put "$2"
}

esp_put() {
    mkfs.fat --invariant -C -F 12 -i 4e6f4f53 -n NOOS_ESP "$1" "$kilobytes"
    mmd -i "$1" ::/EFI ::/EFI/BOOT
    mcopy -i "$1" "$x64" ::/EFI/BOOT/BOOTX64.EFI
    mcopy -i "$1" "$ia32" ::/EFI/BOOT/BOOTIA32.EFI
}
