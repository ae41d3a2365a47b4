#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# tree.sh — makes the folder that a TFTP server offers. A loader carries menu, kernel and modules
# inside it, so that the firmware fetches one file and GRUB needs no network at all. What does not
# fit gets a small loader and lies beside it in boot/; whether boot/ is there tells the two kinds
# apart.
#
#   noos-bios.0 noos-x64.efi noos-ia32.efi   the loaders, by the kind of firmware
#   boot/                                    only where a loader has to fetch something; so does the
#                                            BIOS loader of a signed tree, to check what it gets
#
# Invariant: every file can be read by everybody, has a name in lower case, and none is half a
# loader.
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}../images" && pwd)
# shellcheck source=images/lib.sh
source "$here/lib.sh"
# shellcheck source=images/content.sh
source "$here/content.sh"
# shellcheck source=images/grub.sh
source "$here/grub.sh"

server='' force_tree=no grubcore='' small_kernel='' below='' only_loaders=no extra=''

# A core for BIOS may have 491,520 bytes, which grub-mkimage minds; nothing of this size ends up
# there.
BIOS_BYTES_MAX=$((4 << 20))
# TFTP counts blocks in 16 bits: a file of 32 MiB is too much for some firmware.
EFI_BYTES_MAX=$((30 << 20))

usage() {
    cat <<'END'
usage: netboot/tree.sh --kernel=FILE --loaders=DIR --out=DIR --version=STR --epoch=SECONDS [FLAG]...
  --out=DIR               the tree; what was there is replaced when the new one is whole
  --machine='MAC ID'      the machine with this address starts the entry ID by itself, repeatable
  --server=IPV4           where what does not fit is fetched from (default: where the loader came
                          from, as the DHCP answer has it)
  --force-tree            small loaders even if everything fits
  --small-kernel=KERNEL=FILE
                          what the loader for BIOS carries for a kernel that is the file KERNEL
  --grubcore=FILE         the program that makes the BIOS loader from the one in --loaders=, in less time
  --extra=STR             more words for the entry that starts by itself, behind its own
  --only-loaders          for one machine: its loaders, and the menu that small ones fetch; all
                          other files are those of the tree this is put into ...
  --below=PATH            ... as its folder PATH
END
    content_usage
}

flags_read() {
    local flag

    for flag in "$@"; do
        case $flag in
            --help) usage && exit 0 ;;
            --machine=*) menu_machines+=("${flag#*=}") ;;
            --server=*) server=${flag#*=} ;;
            --force-tree) force_tree=yes ;;
            --small-kernel=*=*) small_kernel=${flag#*=} ;;
            --grubcore=*) grubcore=${flag#*=} ;;
            --extra=*) extra=${flag#*=} ;;
            --only-loaders) only_loaders=yes ;;
            --below=*) below=${flag#*=} ;;
            *) content_flag "$flag" || fail "unknown flag '$flag' (--help lists them)" ;;
        esac
    done
    out=${out%/}
}

server_check() {
    local part

    [[ -n $server ]] || return 0
    [[ $server =~ ^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})$ ]] ||
        fail "--server=$server is no IPv4 address like 10.77.0.1"
    for part in "${BASH_REMATCH[@]:1}"; do
        ((10#$part <= 255)) || fail "--server=$server is no IPv4 address like 10.77.0.1"
    done
}

below_check() {
    [[ -z $below || $below =~ ^[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*$ ]] ||
        fail "--below=$below is no path of small letters, digits, '.', '_' and '-'"
}

# Only a folder that is a tree of ours, or empty, is replaced.
out_check() {
    local found=''

    [[ -d $out && ! -f $out/noos-bios.0 ]] || return 0
    found=$(find "$out" -mindepth 1 -maxdepth 1 -print -quit 2>/dev/null) || found=$out
    [[ -z $found ]] || fail "$out holds something else than a netboot tree: name another folder"
}

# whole_make: everything, for loaders that can carry it.
whole_make() {
    local i

    step "cannot make early.cfg" grub_early_put "$work/early.cfg" early-whole.cfg
    step "cannot make the memory disk" whole_copy "$work/whole"
    for i in "${!content_paths[@]}"; do
        [[ -z $small_kernel || ! ${content_files[i]} -ef ${small_kernel%%=*} ]] || small_path=${content_paths[i]}
        content_files[i]=$work/whole/${content_paths[i]}
    done
    step "grub-mkimage failed" whole_build
}

# Whoever needs a file from here on reads the copy: what may be large is read where it lies only once.
whole_copy() {
    local i

    folders_make "$1"
    ln -s "$grub_font" "$1/boot/grub/"
    for i in "${!content_paths[@]}"; do
        cp --no-preserve=mode -- "${content_files[i]}" "$1/${content_paths[i]}"
    done
}

# folders_make FOLDER: in it those of all files.
folders_make() {
    local folders=()

    lines_read folders "$(content_folders)"
    mkdir -p "${folders[@]/#/$1/}"
}

# memdisk_small: what a loader needs to fetch the rest.
memdisk_small() {
    local folder=$work/small/boot i

    step "cannot make the memory disk" mkdir -p "$folder/grub"
    step "cannot make the memory disk" loader_config_put "$folder/grub/grub.cfg"
    step "the loader's configuration is no valid GRUB script" \
        grub-script-check "$folder/grub/grub.cfg"
    step "cannot make the memory disk" \
        cp "$here/../config/grub/terminal.cfg" "$grub_font" "$folder/grub/"
    for i in "${!content_paths[@]}"; do
        [[ ${content_roles[i]} != marker ]] ||
            step "cannot make the memory disk" cp "${content_files[i]}" "$folder/"
    done
    grub_memdisk "$work/small.tar" "$work/small"
    step "cannot make early.cfg" grub_early_put "$work/early.cfg" early-net.cfg
}

loader_config_put() {
    local text

    text=$(<"$here/../config/grub/loader-net.cfg.in")
    sign_template text
    text=${text//@VERSION@/"$version"}
    text=${text//@BELOW@/"${below:+$below/}"}
    printf '%s\n' "${text//@SERVER@/"$server"}" >"$1"
}

# bios_try: a core that is too big is no fault, but there is no file then.
bios_try() {
    local said

    if said=$(bios_build "$work/tree/noos-bios.0" 2>&1); then
        return 0
    fi
    rm -f "$work/tree/noos-bios.0"
    [[ $said == *'too big'* ]] || { printf '%s\n' "$said" >&2 && return 1; }
}

# The loader that is there already holds the modules for NoOS and wants the files, which are the same
# but for the kernel.
bios_build() {
    local folder=$work/whole disk=$work/bios.tar

    if [[ -n $small_path ]]; then
        folder=$work/bios
        cp -rs "$work/whole" "$folder"
        ln -sf "$(readlink -f "${small_kernel#*=}")" "$folder/$small_path"
    fi
    grub_memdisk "$disk" "$folder"
    if [[ -n $grubcore && $(grub_kernels) == "$GRUB_KERNELS_OWN" ]]; then
        "$grubcore" --loader="$loaders/net.0" --memdisk="$disk" --out="$1"
    else
        grub_image i386-pc-pxe net "$disk" "$1"
    fi
}

# efi_folder: what UEFI loaders carry, which nobody packs as a whole: our own kernel is packed in its place.
# A signature is that of the bytes as they lie there, so signed ones stay as they were signed.
efi_folder() {
    local i file

    cp -rs "$work/whole" "$work/efi"
    [[ -z $sign ]] || return 0
    for i in "${!content_paths[@]}"; do
        file=$work/whole/${content_paths[i]}
        [[ ${content_roles[i]} == kernel && ${content_paths[i]} == boot/noos.elf ]] || continue
        ! gzip -t <"$file" 2>/dev/null || continue
        rm "$work/efi/${content_paths[i]}"
        gzip -9n <"$file" >"$work/efi/${content_paths[i]}"
    done
}

efi_build() {
    local pid disk=$work/whole.tar status=0

    efi_folder
    grub_memdisk "$disk" "$work/efi"
    grub_image x86_64-efi net "$disk" "$work/tree/noos-x64.efi" "$work/early.cfg" &
    pid=$!
    grub_image i386-efi net "$disk" "$work/tree/noos-ia32.efi" "$work/early.cfg" || status=1
    wait "$pid" || status=1
    return "$status"
}

# The loaders that carry everything, all at the same time.
whole_build() {
    local pid status=0

    efi_build &
    pid=$!
    # A BIOS takes any loader: signed files outside it are checked, what is inside would not be.
    if [[ -z $sign ]] && ((content_bytes <= BIOS_BYTES_MAX)); then bios_try || status=1; fi
    wait "$pid" || status=1
    return "$status"
}

# small_build FILE...: those that are not there yet.
small_build() {
    local file

    for file in "$@"; do
        case $file in
            noos-bios.0) grub_image i386-pc-pxe tftp "$work/small.tar" "$work/tree/$file" "$work/early.cfg" ;;
            noos-x64.efi) grub_image x86_64-efi tftp "$work/small.tar" "$work/tree/$file" "$work/early.cfg" ;;
            noos-ia32.efi) grub_image i386-efi tftp "$work/small.tar" "$work/tree/$file" "$work/early.cfg" ;;
        esac
    done
}

# GRUB's modules are there for a person at its prompt, which signed loaders do not give; our loaders
# hold those they need.
files_serve() {
    local i

    if [[ -z $sign ]]; then
        grub-mknetdir --net-directory="$work/tree" --subdir=boot/grub \
            --modules='' --fonts='' --themes='' --locales=''
        rm -f "$work"/tree/boot/grub/*/core.* "$work"/tree/boot/grub/*/grub.cfg
    fi
    folders_make "$work/tree"
    for i in "${!content_paths[@]}"; do
        cp --no-preserve=mode -- "${content_files[i]}" "$work/tree/${content_paths[i]}"
    done
    chmod -R u=rwX,go=rX "$work/tree"
}

# The menu alone, and its signature where it has one.
menu_serve() {
    local i

    for i in "${!content_paths[@]}"; do
        [[ ${content_paths[i]} != boot/grub/grub.cfg* ]] ||
            install -Dm644 "${content_files[i]}" "$work/tree/${content_paths[i]}"
    done
}

tree_make() {
    local file bytes missing=() content_bytes=0 small_path=''

    step "cannot make the tree" mkdir "$work/tree"
    for bytes in "${content_sizes[@]}"; do content_bytes=$((content_bytes + bytes)); done
    if [[ $force_tree == no ]] && ((content_bytes <= EFI_BYTES_MAX)); then
        whole_make
    fi
    for file in noos-bios.0 noos-x64.efi noos-ia32.efi; do
        [[ -f $work/tree/$file ]] || missing+=("$file")
    done
    ((${#missing[@]} > 0)) || return 0
    memdisk_small
    step "grub-mkimage failed" small_build "${missing[@]}"
    if [[ $only_loaders == yes ]]; then
        step "cannot make the tree" menu_serve
    else
        step "cannot make the tree" files_serve
    fi
}

main() {
    flags_read "$@"
    grub_tools_need
    tools_need grub-mknetdir:grub-common
    server_check
    below_check
    content_check
    work_open "$out" folder
    out_check
    content_make pxe
    sign_prepare
    content_done pxe
    tree_make
    folder_publish "$work/tree" "$out"
    list_publish
}

main "$@"
