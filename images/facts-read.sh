# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # sourced by images/facts.sh, whose variables these are
#
# facts-read.sh — how facts.sh reads each kind of medium. The file systems are read by xorriso and
# mtools, the partition tables by sfdisk; only places are worked out here. Invariant: a name from a
# medium never becomes an argument that a tool could take for something else, and control characters
# in it never reach the output.

# The kernel's first words, and its version as a string of its own.
NOOS_MARK='boot: NoOS entered'
NOOS_VERSION='[0-9]+\.[0-9]+\.[0-9]+(\+g[0-9a-f]{7,}(-dirty)?)?'

# The medium could not be read, or its end came too early.
io_fail() {
    printf '%s: cannot read %s\n' "$program" "$image" >&2
    exit 74
}

# piece OFFSET COUNT: these bytes of the medium.
piece() {
    dd if="$image" bs=1M iflag=skip_bytes,count_bytes skip="$1" count="$2" status=none |
        tr -d '\0'
}

# piece_sum OFFSET COUNT: SHA-256 of these bytes.
piece_sum() {
    local sum

    sum=$(dd if="$image" bs=1M iflag=skip_bytes,count_bytes skip="$1" count="$2" status=none |
        sha256sum) || io_fail
    printf '%s' "${sum%% *}"
}

# fact WORD FIELD...
fact() {
    local field line=$1
    shift

    for field in "$@"; do line+=$'\t'${field//[[:cntrl:]]/?}; done
    printf '%s\n' "$line"
}

# region NAME FIRST END: END is the first byte behind it.
region() {
    local end=$(($3 < size ? $3 : size)) sum

    (($2 < end)) || return 0
    sum=$(piece_sum "$2" "$((end - $2))") || exit
    fact region "$1" "$2" "$((end - $2))" "$sum"
}

# The checksum of the whole.
whole_facts() {
    local sum

    sum=$(piece_sum 0 "$size") || exit
    fact whole "$size" "$sum"
    fact behind "$behind"
}

# tables_facts: the MBR, and the GPT where there is one, as sfdisk reads them; sets gpt_end,
# first_start (of the MBR) and esp ("start size"), in sectors.
tables_facts() {
    local table

    gpt_end='' first_start='' esp=''
    table=$(table_list) || return 0
    fact table "${table//$'\n'/}"
    table_read "$table"
    [[ $table == *'"label": "gpt"'* ]] || return 0
    table=$(table_list --label-nested dos) || return 0
    fact table "${table//$'\n'/}"
}

# table_list FLAG...: without the name that the medium has here.
table_list() {
    sfdisk -J "$@" -- "$image" 2>/dev/null |
        sed '/"device": /d; s/"node": ".*[^0-9]\([0-9]*\)"/"number": \1/; s/^  *//'
}

# table_read JSON: sfdisk writes one value on a line.
table_read() {
    local line start='' count=''

    while IFS= read -r line; do
        case $line in
            *'"lastlba": '*) gpt_end=${line//[!0-9]/} ;;
            *'"start": '*) start=${line//[!0-9]/} ;;
            *'"size": '*) count=${line//[!0-9]/} ;;
            *'"type": "C12A7328-'*) [[ -n $esp ]] || esp="$start $count" ;;
            *'"type": "ee"'* | *'"type": "0"'*) ;;
            *'"type": '*)
                [[ -n $first_start && $first_start -le $start || $start == 0 ]] || first_start=$start ;;
        esac
    done <<<"$1"
    [[ -z $gpt_end ]] || first_start=''
}

# fat_facts WORD OFFSET: a line with this word for each file of the FAT file system that begins
# there. mtools reads patterns, so that a bracket is written in a way that stands for itself.
fat_facts() {
    local at=$image@@$2 line path count=() sum

    [[ $1 != file ]] || fat_at=$at
    mdir -b -/ -i "$at" ::/ >"$work/$1.list" 2>"$work/said" || return 0
    while IFS= read -r line; do
        path=${line#::/}
        [[ -n $path && $path != */ ]] || continue
        sum=$(mtype -i "$at" "::/${path//\[/\\[}" 2>"$work/said" |
            LC_ALL=C dd bs=1M iflag=fullblock 2>"$work/count" | sha256sum) ||
            { fact unreadable "$path" && continue; }
        mapfile -t count <"$work/count"
        fact "$1" "$path" "${count[-1]%% *}" "${sum%% *}"
        [[ ${path,,} != boot/grub/grub.cfg && ${path,,} != boot/grub2/grub.cfg ]] ||
            menu_facts "$path" mtype -i "$at" "::/$path"
    done <"$work/$1.list"
}

# content_put PATH: the bytes of a file of the medium, of which the facts have been read.
content_put() {
    local offset length path

    case $kind in
        netboot)
            path=$image/$1
            [[ -f $path ]] || path=$work/memdisk/$1
            [[ ! -f $path ]] || cat "$path"
            ;;
        disk) mtype -i "$fat_at" "::/${1//\[/\\[}" 2>/dev/null || true ;;
        iso)
            while IFS=$'\t' read -r offset length path; do
                [[ $path == "${1,,}" ]] || continue
                dd if="$image" bs=1M iflag=skip_bytes,count_bytes skip="$offset" count="$length" \
                    status=none
                break
            done <"$work/places"
            ;;
    esac
}

# kernel_facts: what the kernels of the menu are, each once.
kernel_facts() {
    local path said version

    sed -n 's/^menu-kernel\t[^\t]*\t\/*\([^\t]*\).*/\1/p' "$work/lines" | sort -u >"$work/kernels"
    while IFS= read -r path; do
        content_put "$path" >"$work/kernel"
        [[ -s $work/kernel ]] || continue
        # A UEFI loader for the network carries our own kernel packed.
        if [[ $path == boot/noos.elf ]]; then
            gzip -dcf <"$work/kernel" >"$work/plain" 2>/dev/null && mv "$work/plain" "$work/kernel"
        fi
        said=$(file -b "$work/kernel")
        version=''
        if grep -qaF "$NOOS_MARK" "$work/kernel"; then
            said="NoOS, $said"
            version=$(LC_ALL=C tr -c '[:print:]' '\n' <"$work/kernel" |
                grep -xE "$NOOS_VERSION") || version=''
            version=${version%%$'\n'*}
        fi
        fact kernel "$path" "$said" "$version"
    done <"$work/kernels"
}

# menu_facts PATH COMMAND...: what the menu that the command prints offers.
menu_facts() {
    local path=$1
    shift

    fact menu "$path"
    "$@" 2>/dev/null | LC_ALL=C tr -d '\000-\010\013-\037\177' | LC_ALL=C awk -f "$here/menu.awk" |
        sed 's/^/menu-/'
}

# A disk with a partition table, and GRUB before its first partition if there is a gap.
disk_facts() {
    local start

    tables_facts
    region 'boot code' 0 440
    region 'disk signature' 440 446
    region 'partition table' 446 512
    if [[ -n $gpt_end ]]; then
        region 'GPT' 512 $((34 * 512))
        region 'backup GPT' $(((gpt_end + 1) * 512)) "$size"
    fi
    start=${first_start:-${esp%% *}}
    [[ -n $start && $start -le 65536 && $start -gt 1 ]] || start=0
    [[ -n $gpt_end ]] || region 'boot loader in the gap' 512 $((start * 512))
    ((start == 0)) || region 'boot sector of the file system' $((start * 512)) $((start * 512 + 512))
    fat_facts file $((start * 512))
    volume_facts $((start * 512))
}

volume_facts() {
    local label

    label=$(mlabel -s -i "$image@@$1" :: 2>/dev/null) || return 0
    label=${label# Volume label is }
    label=${label%" (abbr"*}
    [[ $label == *'has no label'* ]] || fact volume "${label%"${label##*[! ]}"}"
}

# An ISO: xorriso says where each file lies, and its bytes are read from there.
iso_facts() {
    local first='' catalog='' esp='' gpt_end='' first_start='' line start

    tables_facts
    # Without stdio: a path below /dev is taken for a drive. An image without boot records is no fault.
    xorriso -no_rc -abort_on FATAL -return_with SORRY 32 -report_about FAILURE -indev "stdio:$image" \
        -pvd_info -report_el_torito plain \
        -find / -type f -exec report_lba -- >"$work/iso" 2>"$work/said" ||
        fail "xorriso cannot read $image: $(tail -n 1 "$work/said")"
    while IFS= read -r line; do
        case $line in
            'File data lba:'*) iso_file_fact "${line#*:}" ;;
            'El Torito catalog'*)
                read -r catalog _ <<<"${line#*:}" ;;
            'El Torito boot img'*) fact boot-image "${line#*:}" ;;
            'Volume Id    :'*) fact volume "${line#*: }" ;;
            'Preparer Id'* | 'Publisher Id'* | 'App Id'*)
                [[ -z ${line#*: } ]] || fact made-by "${line%% *}" "${line#*: }" ;;
        esac
    done <"$work/iso"
    start=$((${first:-0} * 2048))
    [[ -z $catalog || $((catalog * 2048)) -gt $start ]] || start=$((catalog * 2048))
    region 'boot code' 0 440
    region 'disk signature' 440 446
    region 'partition table' 446 512
    if [[ -n $gpt_end ]]; then region 'GPT' 512 32768; else region 'system area' 512 32768; fi
    region 'file system records' 32768 "$start"
    [[ -z $catalog ]] || region 'boot catalog' $((catalog * 2048)) $(((catalog + 1) * 2048))
    if [[ -n $esp ]]; then
        region 'EFI system partition' $((${esp%% *} * 512)) $(((${esp%% *} + ${esp##* }) * 512))
        fat_facts esp-file $((${esp%% *} * 512))
    fi
    [[ -z $gpt_end ]] || region 'backup GPT' $(((gpt_end + 1) * 512)) "$size"
}

# iso_file_fact FIELDS: "0 , lba , blocks , bytes , 'path'"; a file in several pieces has a line for
# each, of which all but the last fill their blocks.
iso_file_fact() {
    local extent lba blocks length path sum

    IFS=, read -r extent lba blocks length path <<<"$1"
    path=${path# \'} path=${path%\'} path=${path//\'\"\'\"\'/\'} path=${path#/}
    ((length == 0)) || [[ -n $first && $first -le $lba ]] || first=$((lba))
    if ((extent > 0 || length > blocks * 2048)); then
        fact unreadable "$path"
        return
    fi
    sum=$(piece_sum $((lba * 2048)) $((length))) || exit
    fact file "$path" $((length)) "$sum"
    printf '%s\t%s\t%s\n' $((lba * 2048)) $((length)) "${path,,}" >>"$work/places"
    [[ ${path,,} != boot/grub/grub.cfg && ${path,,} != boot/grub2/grub.cfg ]] ||
        menu_facts "$path" dd if="$image" bs=1M iflag=skip_bytes,count_bytes \
            skip=$((lba * 2048)) count=$((length)) status=none
}

# A netboot tree: its files, and what is packed into the loaders that carry everything.
tree_facts() {
    local path sum bytes total=0

    (cd "$image" && find . -type f -printf '%P\0' | sort -z) >"$work/paths"
    # A tree of files has hundreds: two processes read them all.
    (cd "$image" && xargs -0 -r stat --printf '%s\n' --) <"$work/paths" >"$work/sizes" || io_fail
    (cd "$image" && xargs -0 -r sha256sum -z --) <"$work/paths" >"$work/sums" || io_fail
    while IFS= read -r -d '' sum <&3 && read -r bytes <&4; do
        total=$((total + bytes))
        fact file "${sum:66}" "$bytes" "${sum:0:64}"
    done 3<"$work/sums" 4<"$work/sizes"
    fact whole "$total" ''
    [[ ! -f $image/boot/grub/grub.cfg ]] ||
        menu_facts boot/grub/grub.cfg cat "$image/boot/grub/grub.cfg"
    for path in noos-x64.efi noos-ia32.efi; do
        [[ ! -f $image/$path ]] || loader_facts "$path"
    done
}

# loader_facts LOADER: the memory disk of a loader is a tar, which begins with the folder boot/.
loader_facts() {
    local offset sum path folder=$work/memdisk

    rm -rf "$folder"
    mkdir "$folder"
    while IFS=: read -r offset _; do
        ((offset >= 257)) || continue
        [[ $(dd if="$image/$1" bs=1 skip=$((offset - 257)) count=5 status=none |
            tr -d '\0') == boot/ ]] || continue
        tail -c +$((offset - 256)) "$image/$1" | tar -xf - -C "$folder" 2>/dev/null || true
        break
    done < <(LC_ALL=C grep -abo ustar "$image/$1" || true)
    while IFS= read -r -d '' path; do
        sum=$(sha256sum <"$folder/$path")
        fact packed "$1" "$path" "$(stat -c %s -- "$folder/$path")" "${sum%% *}"
    done < <(cd "$folder" && find . -type f -printf '%P\0' | sort -z)
    [[ -f $image/boot/grub/grub.cfg || $1 != noos-x64.efi || ! -f $folder/boot/grub/grub.cfg ]] ||
        menu_facts boot/grub/grub.cfg cat "$folder/boot/grub/grub.cfg"
}
