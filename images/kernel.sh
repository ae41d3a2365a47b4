# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the scripts that read it share its variables
#
# kernel.sh — what a file is to GRUB: a Multiboot2 or Multiboot kernel, or Linux, as grub-file
# knows them, and NoOS itself by the mark of its log. A kernel that gzip has packed is looked at
# unpacked, and goes onto the medium as it is. Each file is looked at once.

# By the name of the file: its protocol, "yes" where it is NoOS and where gzip has
# packed it, and how long a command line it takes.
declare -A kernel_protocol=() kernel_own=() kernel_packed=() kernel_room=()

# The first words of NoOS's log ring, which are in every build of it (kernel/lib/log_ring.h).
NOOS_MARK='NoOS log ring 1'

# FAT has no larger files, and no 32-bit loader takes them.
FILE_BYTES_MAX=4294967295
# TFTP counts blocks of 512 bytes in 16 bits.
FILE_BYTES_WARN=$((32 << 20))
# A kernel lies below 4 GiB together with its modules.
UNPACKED_BYTES_MAX=$((1 << 30))
# What NoOS keeps of a command line, and what is sensible for others.
CMDLINE_MAX=4000

# warn TEXT: a sentence that stops nothing. The Makefile lets one script say it for all.
warnings=yes
warn() {
    [[ $warnings != yes ]] || printf '%s: warning: %s\n' "$program" "${1//[[:cntrl:]]/?}" >&2
}

# file_check FILE WHERE WHAT: refuses what cannot be carried.
file_check() {
    local file=$1 where=$2 what=$3 bytes

    [[ -f $file && -r $file ]] || fail "$where: there is no readable $what file '$file'"
    [[ $file != *[[:cntrl:]]* ]] ||
        fail "$where: the $what '$file' has a control character in its name"
    bytes=$(stat -L -c %s -- "$file") || fail "$where: cannot read '$file'"
    ((bytes <= FILE_BYTES_MAX)) || fail "$where: the $what '$file' is larger than 4 GiB, \
which no FAT file system and no loader takes"
    ((bytes <= FILE_BYTES_WARN)) || warn "$where: the $what '$file' has $((bytes >> 20)) MiB; \
over a network some firmware and servers stop at 32 MiB"
}

# kernel_probe FILE WHERE: fills the three tables above for FILE; $work is open.
kernel_probe() {
    local file=$1 where=$2 plain=$1 protocol

    [[ -z ${kernel_protocol[$file]-} ]] || return 0
    file_check "$file" "$where" kernel
    kernel_packed[$file]=''
    if [[ $(bytes_hex "$file" 0 2) == 1f8b ]]; then
        kernel_packed[$file]=yes
        plain=$work/unpacked
        kernel_unpack "$file" "$plain" "$where"
    fi
    for protocol in multiboot2 multiboot linux32 none; do
        grub-file "--is-x86-$protocol" "$plain" 2>/dev/null && break
    done
    [[ $protocol != none ]] || kernel_refuse "$plain" "$where" "'$file'"
    kernel_protocol[$file]=${protocol%32} kernel_own[$file]='' kernel_room[$file]=$CMDLINE_MAX
    if [[ $protocol == linux32 ]]; then
        linux_room "$file" "$plain"
        return
    fi
    sections_check "$plain" "$where" "'$file'"
    if [[ $protocol == multiboot2 ]] && grep -aqF "$NOOS_MARK" "$plain"; then
        kernel_own[$file]=yes
    fi
}

kernel_unpack() {
    local file=$1 plain=$2 where=$3

    step "$where: cannot unpack the kernel '$file'" unpack_put "$file" "$plain"
    (($(stat -c %s "$plain") <= UNPACKED_BYTES_MAX)) ||
        fail "$where: the kernel '$file' unpacks to more than 1 GiB"
}

# One byte more than may be is enough to know.
unpack_put() {
    local status=0

    gzip -dc <"$1" | head -c $((UNPACKED_BYTES_MAX + 1)) >"$2" || status=$?
    ((status == 0 || $(stat -c %s "$2") > UNPACKED_BYTES_MAX))
}

# kernel_refuse FILE WHERE NAME: says what it is instead, where that helps.
kernel_refuse() {
    local reason='a kernel has a Multiboot2 or Multiboot header, or is a Linux bzImage'

    if grub-file --is-x86-linux "$1" 2>/dev/null; then
        reason='it is a Linux image for the 16-bit boot protocol only'
    elif [[ $(bytes_hex "$1" 0 2) == 4d5a ]]; then
        reason='it is a program for EFI, which only that kind of firmware could start'
    fi
    fail "$2: $3 is no kernel that this menu can start: $reason"
}

# GRUB 2.06 starts an ELF without section headers, GRUB 2.12 does not: one answer for both.
sections_check() {
    local head offset

    head=$(bytes_hex "$1" 0 48)
    case $head in
        7f454c4601*) offset=${head:64:8} ;;
        7f454c4602*) offset=${head:80:16} ;;
        *) return 0 ;;
    esac
    [[ $offset == *[1-9a-f]* ]] ||
        fail "$2: $3 has no section headers, which GRUB needs: strip it by strip, not further"
}

# linux_room FILE UNPACKED: GRUB cuts a longer line off without a word. The header says from version
# 2.06 on how much Linux takes (Documentation/x86/boot.rst); GRUB puts the file's name before it.
linux_room() {
    local head version room=255

    head=$(bytes_hex "$2" 0x206 2)
    version=$((16#${head:2:2}${head:0:2}))
    if ((version >= 0x206)); then
        head=$(bytes_hex "$2" 0x238 4)
        room=$((16#${head:6:2}${head:4:2}${head:2:2}${head:0:2}))
    fi
    ((room <= CMDLINE_MAX)) || room=$CMDLINE_MAX
    kernel_room[$1]=$room
}
