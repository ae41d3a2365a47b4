# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the tests that read it share its variables
#
# lib-doctor.sh — what the tests of tools/doctor share: the ids it finds, and ways to break a copy of
# a medium in just one place.

PARTITION=$((2048 * 512))
CATALOG_BLOCK_AT=$((17 * 2048 + 71))

# Every id that some medium was seen to have.
declare -A SEEN=()

# ids IMAGE: sorted, one a line. An exit status that does not fit them is one of them.
ids() {
    local json status=0 wanted=0

    json=$("$build/tools/doctor" --json "$1") || status=$?
    sed -n 's/.*"id": "\([a-z0-9-]*\)".*/\1/p' <<<"$json" | sort -u
    ! grep -q '"level": "error"' <<<"$json" || wanted=1
    ((status == wanted)) || printf 'status-%d\n' "$status"
}

# seen IDS: notes them.
seen() {
    local id

    while read -r id; do [[ -z $id ]] || SEEN[$id]=yes; done <<<"$1"
}

# ids_are FOUND WANTED...: exactly these.
ids_are() {
    local found=$1
    shift

    diff <(printf '%s\n' "$@" | sort) - <<<"$found"
}

# adds BASE FOUND WANTED: of the ids that the whole medium does not have there is exactly this one.
adds() {
    local added

    added=$(comm -13 - <(printf '%s\n' "$2") <<<"$1")
    same 'found besides' "${added//$'\n'/ }" "$3"
}

# breaks WANTED BASE IMAGE [WHAT]: the image, broken on purpose, has one finding more than BASE.
breaks() {
    local found

    found=$(ids "$3")
    seen "$found"
    check "$1${4:+: $4}" adds "$2" "$found" "$1"
}

# poke FILE OFFSET BYTES: BYTES as printf knows them.
poke() {
    # shellcheck disable=SC2059  # the bytes are the format
    printf "$3" | dd of="$1" bs=1 seek=$(($2)) conv=notrunc status=none
}

# little BYTES NUMBER: little-endian, as poke takes it.
little() {
    local i text=''

    for ((i = 0; i < $1; i++)); do
        printf -v text '%s\\%o' "$text" $(($2 >> 8 * i & 255))
    done
    printf '%s' "$text"
}

# chs LBA HEADS SECTORS: three bytes, as poke takes them.
chs() {
    local cylinder=$(($1 / ($2 * $3))) head=$(($1 / $3 % $2)) sector=$(($1 % $3 + 1))

    printf '\\%o\\%o\\%o' "$head" $((sector | cylinder >> 8 << 6)) $((cylinder & 255))
}

# entry FILE OFFSET STATUS TYPE LBA SECTORS [HEADS SECTORS]: an entry of a partition table.
entry() {
    local heads=${7:-255} sectors=${8:-63}

    poke "$1" "$2" "$(little 1 "$3")$(chs "$5" "$heads" "$sectors")$(little 1 "$4")$(
        chs $(($5 + $6 - 1)) "$heads" "$sectors")$(little 4 "$5")$(little 4 "$6")"
}

# crc32 FILE OFFSET COUNT: of that part, decimal.
crc32() {
    local hex

    hex=$(part "$1" "$2" "$3" | gzip -1nc | tail -c 8 | od -An -v -tx4 -N 4)
    printf '%d' "0x${hex// /}"
}

# gpt_seal FILE: makes the checksums of a GPT that was changed right again, those of its copy too.
gpt_seal() {
    local file=$1 header entries bytes

    for header in 512 $(($(number "$1" 544 8) * 512)); do
        entries=$(($(number "$file" $((header + 72)) 8) * 512))
        bytes=$(($(number "$file" $((header + 80)) 4) * $(number "$file" $((header + 84)) 4)))
        poke "$file" $((header + 88)) "$(little 4 "$(crc32 "$file" "$entries" "$bytes")")"
        poke "$file" $((header + 16)) '\0\0\0\0'
        poke "$file" $((header + 16)) "$(little 4 "$(crc32 "$file" "$header" 92)")"
    done
}

# gpt_poke FILE OFFSET BYTES: changes the entries of both tables, and seals them.
gpt_poke() {
    local file=$1 header

    for header in 512 $(($(number "$1" 544 8) * 512)); do
        poke "$file" $(($(number "$file" $((header + 72)) 8) * 512 + $2)) "$3"
    done
    gpt_seal "$file"
}

# place_in FILE TEXT: where the text stands for the first time.
place_in() {
    local line

    line=$(grep -abo -m 1 -F -- "$2" "$1" | head -n 1)
    printf '%d' "${line%%:*}"
}
