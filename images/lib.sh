# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the scripts that read it share its variables
#
# lib.sh — what the makers of boot media share: one sentence for every refusal, the same
# surroundings for every tool, and a folder beside the output in which everything is made before it
# is moved into place. Invariant: what stands at --out is either what was there before or a finished
# new one.

program=${0##*/}
work=''

# The tools of file systems live where only root's PATH leads; the rest keeps a user's own settings
# (time zone, language, mask, start-up files) out of the bytes.
export PATH="$PATH:/usr/sbin:/sbin"
export LC_ALL=C TZ=UTC0 MTOOLSRC=/dev/null
unset TAR_OPTIONS GZIP PIGZ POSIXLY_CORRECT MTOOLS_SKIP_CHECK MTOOLS_FAT_COMPATIBILITY \
    MTOOLS_LOWER_CASE MTOOLS_NO_VFAT MTOOLS_DOTTED_DIR MTOOLS_NAME_NUMERIC_TAIL \
    MTOOLS_TWENTY_FOUR_HOUR_CLOCK MTOOLS_DATE_STRING
umask 022

# One line, whatever the words it repeats hold.
fail() {
    printf '%s: %s\n' "$program" "${1//[[:cntrl:]]/?}" >&2
    exit 2
}

# tools_need TOOL:PACKAGE...
tools_need() {
    local pair

    for pair in "$@"; do
        command -v "${pair%:*}" >/dev/null || fail "${pair%:*} is missing: apt install ${pair#*:}"
    done
}

# step WHAT COMMAND...: runs the command, a function as well, whose output nobody sees unless it
# fails. It ends at its first failure, and so does the script; never call step itself in a
# condition.
step() {
    local what=$1 said status
    shift

    set +e
    said=$(
        set -e
        "$@" 2>&1 >/dev/null
    )
    status=$?
    set -e
    ((status == 0)) || step_fail "$what" "$said"
}

# The last line a tool said is its reason, but for a full disk tools find many words.
step_fail() {
    local what=$1 said=$2 free

    free=$(df --output=avail -B1 "$work" 2>/dev/null) || free=''
    free=${free##*[!0-9]}
    if [[ $said == *'No space left'* || $said == *'exceeds free space'* ||
        (-n $free && $free -lt 65536) ]]; then
        fail "$what: the disk that holds ${work%/*} is full; make room there or build elsewhere"
    fi
    while [[ $said == *[[:space:]] ]]; do said=${said%[[:space:]]}; done
    fail "$what${said:+: ${said##*$'\n'}}"
}

# work_open OUT file|folder: makes $work beside OUT; it goes away when the script ends.
work_open() {
    local out=$1 kind=$2 parent

    [[ -n $out ]] || fail "where to? --out=... is missing"
    case $kind in
        file) [[ ! -e $out || -f $out ]] || fail "$out exists and is no plain file" ;;
        folder) [[ ! -e $out || -d $out ]] || fail "$out exists and is no folder" ;;
    esac
    parent=.
    [[ $out != */* ]] || parent=${out%/*}
    [[ -d ${parent:=/} ]] || mkdir -p -- "$parent" 2>/dev/null ||
        fail "cannot make the folder $parent: build elsewhere with BUILD= or --out="
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    work=$(mktemp -d "${parent%/}/.noos-XXXXXX" 2>/dev/null) ||
        fail "cannot write in $parent: mend its rights, make room, or build elsewhere with BUILD="
    [[ $work == /* ]] || work=$PWD/$work
}

# file_publish MADE OUT: the one moment in which OUT changes.
file_publish() {
    step "cannot write $2" mv -f -- "$1" "$2"
}

# text_write FILE TEXT...: each text is a line.
text_write() {
    local file=$1
    shift

    step "cannot write ${file##*/}" text_put "$file" "$@"
}

text_put() {
    local file=$1
    shift

    printf '%s\n' "$@" >"$file"
}

# bytes_patch FILE OFFSET BYTES: BYTES as printf knows them (\x90\x90).
bytes_patch() {
    # shellcheck disable=SC2059  # the bytes are the format
    printf "$3" | dd of="$1" bs=1 seek=$(($2)) conv=notrunc status=none
}

# bytes_hex FILE OFFSET COUNT: the bytes as hexadecimal digits without gaps.
bytes_hex() {
    local hex

    hex=$(od -An -v -tx1 -j "$2" -N "$3" "$1") || fail "cannot read $1"
    printf '%s' "${hex//[[:space:]]/}"
}

# crc32_of FILE: CRC-32/ISO-HDLC in eight digits, as the trailer of gzip holds it (RFC 1952, 2.3.1).
# pigz can leave out the compression, which takes seventy times as long as the checksum.
crc32_of() {
    local hex pack=(gzip -1nc)

    ! command -v pigz >/dev/null || pack=(pigz -0 -p 1 -nc)
    hex=$("${pack[@]}" <"$1" | tail -c 8 | od -An -v -tx1 -N 4) || fail "cannot read $1"
    # shellcheck disable=SC2086  # four words
    set -- $hex
    (($# == 4)) || fail "cannot read $1"
    printf '%s' "$4$3$2$1"
}

# folder_publish MADE OUT: the same for a folder, which takes two moves; nothing gets between them.
folder_publish() {
    trap '' INT TERM HUP
    [[ ! -e $2 ]] || step "cannot replace $2" mv -T -- "$2" "$work/replaced"
    step "cannot write $2" mv -T -- "$1" "$2"
}
