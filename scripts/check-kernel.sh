#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Reads a finished kernel and proves, in TAP, what the loaders and the memory map rely on: where
# its parts lie, that no part is both writable and executable, that GRUB takes it, that nothing in
# it needs relocating, and that the compiler kept to the general registers. The file is read as
# it stands, by readelf, objdump and od; nothing is taken from how it was built.
set -euo pipefail

LOAD_ADDRESS=$((0x100000))
IMAGE_BYTES_MAX=$((7 << 20))
BSS_BYTES_MAX=$((3 << 20))
PAGE_BYTES=4096
HEADER_BYTES_MAX=32768

# Multiboot2 specification 2.0, 3.1.1 and 3.1.2.
MB2_MAGIC=$((0xe85250d6))
MB2_ARCHITECTURE_I386=0
MB2_TAG_OPTIONAL=1

usage()
{
    cat <<'END'
usage: scripts/check-kernel.sh --elf=FILE

  --elf=FILE  the kernel, as it is put on the media
  --help      this text
END
}

die()
{
    printf 'check-kernel: %s\n' "$1" >&2
    exit 2
}

tools_check()
{
    local tool

    for tool in readelf objdump grub-file; do
        command -v "$tool" >/dev/null ||
            die "$tool is missing: apt install $("$HERE/setup.sh" --which="$tool")"
    done
}

# The loadable segments, one "virtual physical file-bytes memory-bytes rights" per array entry;
# rights are letters of RWE.
segments_read()
{
    local kind virtual physical file_bytes memory_bytes rest rights

    SEGMENTS=()
    while read -r kind _ virtual physical file_bytes memory_bytes rest; do
        [ "$kind" = LOAD ] || continue
        rights=${rest% *}
        SEGMENTS+=("$((virtual)) $((physical)) $((file_bytes)) $((memory_bytes)) ${rights// /}")
    done < <(readelf -lW "$ELF" 2>/dev/null)
}

# segments_each FUNCTION : calls it with the fields of every segment.
segments_each()
{
    local segment fields

    for segment in "${SEGMENTS[@]}"; do
        read -r -a fields <<<"$segment"
        "$1" "${fields[@]}"
    done
}

hex()
{
    printf '0x%x' "$1"
}

prove_kind()
{
    local header

    header=$(readelf -hW "$ELF" 2>&1)
    grep -q 'Class: *ELF64' <<<"$header" && grep -q 'Machine: .*X86-64' <<<"$header" &&
        grep -q 'Type: *EXEC' <<<"$header" || printf 'is no fixed 64-bit x86 program\n'
    [ ${#SEGMENTS[@]} -gt 0 ] || printf 'has no loadable segment\n'
}

prove_grub()
{
    grub-file --is-x86-multiboot2 "$ELF" || printf 'grub-file takes it for no Multiboot2 kernel\n'
}

# GRUB looks for the header in the first 32 KiB, at multiples of 8, and refuses a kernel with a
# tag that it does not know unless the tag is marked as optional.
prove_multiboot2()
{
    local words position=-1 index length end tag size

    mapfile -t words < <(od -An -v -tu4 -w4 -N "$HEADER_BYTES_MAX" "$ELF" | tr -d ' ')
    for ((index = 0; index + 3 < ${#words[@]}; index += 2)); do
        if [ "${words[index]}" -eq "$MB2_MAGIC" ]; then
            position=$index
            break
        fi
    done
    if [ "$position" -lt 0 ]; then
        printf 'no Multiboot2 header in the first %d bytes\n' "$HEADER_BYTES_MAX"
        return
    fi
    length=${words[position + 2]}
    [ "${words[position + 1]}" -eq "$MB2_ARCHITECTURE_I386" ] ||
        printf 'the Multiboot2 header is not for i386\n'
    [ $(((MB2_MAGIC + words[position + 1] + length + words[position + 3]) & 0xffffffff)) -eq 0 ] ||
        printf 'the checksum of the Multiboot2 header is wrong\n'
    end=$((position + length / 4))
    if [ "$end" -gt "${#words[@]}" ]; then
        printf 'the Multiboot2 header does not end in the first %d bytes\n' "$HEADER_BYTES_MAX"
        return
    fi
    for ((index = position + 4; index + 1 < end; index += ((size + 7) & ~7) / 4)); do
        tag=$((words[index] & 0xffff))
        size=${words[index + 1]}
        [ "$size" -ge 8 ] || break
        [ "$tag" -ne 0 ] || return 0
        (((words[index] >> 16) & MB2_TAG_OPTIONAL)) ||
            printf 'the Multiboot2 tag of type %d is not optional\n' "$tag"
    done
    printf 'the tags of the Multiboot2 header have no end\n'
}

# GRUB reads the program headers, too, from the first 32 KiB only.
prove_headers()
{
    local start count bytes

    start=$(readelf -hW "$ELF" | sed -n 's/^ *Start of program headers: *\([0-9]*\).*/\1/p')
    count=$(readelf -hW "$ELF" | sed -n 's/^ *Number of program headers: *//p')
    bytes=$(readelf -hW "$ELF" | sed -n 's/^ *Size of program headers: *\([0-9]*\).*/\1/p')
    [ $((start + count * bytes)) -le "$HEADER_BYTES_MAX" ] ||
        printf 'the program headers end at byte %d\n' $((start + count * bytes))
}

prove_place()
{
    local lowest=$((1 << 62)) highest=0

    place_note()
    {
        lowest=$(($2 < lowest ? $2 : lowest))
        highest=$(($2 + $4 > highest ? $2 + $4 : highest))
        [ $(($2 + $4)) -le $((1 << 32)) ] || printf 'a segment ends above 4 GiB: %s\n' "$(hex $(($2 + $4)))"
    }
    segments_each place_note
    [ "$lowest" -eq "$LOAD_ADDRESS" ] ||
        printf 'it begins at %s, not at %s\n' "$(hex "$lowest")" "$(hex "$LOAD_ADDRESS")"
    [ "$((highest - LOAD_ADDRESS))" -le "$IMAGE_BYTES_MAX" ] ||
        printf 'it ends at %s, more than %d MiB on\n' "$(hex "$highest")" $((IMAGE_BYTES_MAX >> 20))
}

prove_rights()
{
    local rights all=' '

    rights_note()
    {
        all+="$5 "
        case $5 in
        *W*E*) printf 'the segment at %s is writable and executable\n' "$(hex "$1")" ;;
        R | RE | RW) ;;
        *) printf 'the segment at %s has the rights "%s"\n' "$(hex "$1")" "$5" ;;
        esac
    }
    segments_each rights_note
    for rights in R RE RW; do
        [[ $all == *" $rights "* ]] || printf 'no segment has the rights %s alone\n' "$rights"
    done
}

# Rights are given by the page, so that two segments may not share one.
prove_pages()
{
    local first second begin end

    for first in "${SEGMENTS[@]}"; do
        read -r -a first <<<"$first"
        [ $((first[1] % PAGE_BYTES)) -eq 0 ] && [ $((first[0] % PAGE_BYTES)) -eq 0 ] ||
            printf 'the segment at %s begins inside a page\n' "$(hex "${first[1]}")"
        begin=$((first[1] / PAGE_BYTES))
        end=$(((first[1] + first[3] + PAGE_BYTES - 1) / PAGE_BYTES))
        for second in "${SEGMENTS[@]}"; do
            read -r -a second <<<"$second"
            if [ "${second[1]}" -gt "${first[1]}" ] && [ $((second[1] / PAGE_BYTES)) -lt "$end" ] &&
                [ $((second[1] / PAGE_BYTES)) -ge "$begin" ]; then
                printf 'the segments at %s and %s share a page\n' "$(hex "${first[1]}")" \
                    "$(hex "${second[1]}")"
            fi
        done
    done
}

prove_entry()
{
    local entry found=no

    entry=$(readelf -hW "$ELF" | sed -n 's/^ *Entry point address: *//p')
    entry_note()
    {
        if [ $((entry)) -ge "$1" ] && [ $((entry)) -lt $(($1 + $3)) ] && [[ $5 == *E* ]]; then
            found=yes
        fi
    }
    segments_each entry_note
    [ "$found" = yes ] || printf 'the entry %s lies in no executable segment\n' "$entry"
}

prove_fixed()
{
    readelf -SW "$ELF" | awk '{ for (i = 1; i <= NF; i++) if ($i == "REL" || $i == "RELA")
        { print "has relocations: " $0; break } }'
    readelf -lW "$ELF" | grep -E '^ *(INTERP|DYNAMIC) ' | sed 's/^ */has a dynamic part: /' || true
}

prove_bss()
{
    local bytes=0

    bss_note()
    {
        bytes=$((bytes + $4 - $3))
    }
    segments_each bss_note
    [ "$bytes" -le "$BSS_BYTES_MAX" ] || printf 'its BSS is %d KiB\n' $((bytes >> 10))
}

# GRUB copies debugging sections into the machine's memory, where they are of no use.
prove_stripped()
{
    readelf -SW "$ELF" | grep -oE '\.(debug_[a-z]+|symtab|comment)\b' |
        sed 's/^/carries the section /' || true
}

# Interrupt handlers do not save these registers. Code linked low runs in 32-bit mode and was
# written by hand; read as 64-bit code it would make no sense.
prove_registers()
{
    local sections=() section

    while read -r section; do
        sections+=(-j "$section")
    done < <(readelf -SW "$ELF" | sed 's/^ *\[ *[0-9]*\] *//' |
        awk '$2 == "PROGBITS" && $3 ~ /^ffffffff/ && $7 ~ /X/ { print $1 }')
    if [ ${#sections[@]} -eq 0 ]; then
        printf 'no code is linked in the upper half\n'
        return
    fi
    objdump -d --no-show-raw-insn "${sections[@]}" "$ELF" | awk -F'\t' '
        $2 ~ /%([xyz]?mm[0-9]|st\(|st,|st$)/ ||
        $2 ~ /^f(i?ld|i?st|bld|bst|add|sub|mul|div|i?com|sqrt)[a-z0-9]* / {
            if (++count <= 5)
                print "uses a vector or floating-point register: " $1 " " $2
        }
        END { if (count > 5) print "and " count - 5 " more such instructions" }'
}

# proof NUMBER DESCRIPTION FUNCTION
proof()
{
    local findings

    findings=$("$3" 2>&1) || findings+=$'\n'"the check itself has failed"
    if [ -z "$findings" ]; then
        printf 'ok %d - %s\n' "$1" "$2"
    else
        printf 'not ok %d - %s\n' "$1" "$2"
        printf '# %s\n' "${findings//$'\n'/$'\n# '}"
        BROKEN=1
    fi
}

main()
{
    local argument

    HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
    ELF='' BROKEN=0
    for argument in "$@"; do
        case $argument in
        --elf=?*) ELF=${argument#*=} ;;
        --help) usage && exit 0 ;;
        *) usage >&2; die "unknown argument '$argument'" ;;
        esac
    done
    [ -n "$ELF" ] || die "--elf=FILE is needed"
    if [ ! -f "$ELF" ] || [ ! -r "$ELF" ]; then
        die "cannot read '$ELF': build it with make kernel"
    fi
    tools_check
    [ "$(head -c 4 "$ELF" | od -An -tx1 | tr -d ' \n')" = 7f454c46 ] || die "'$ELF' is no ELF file"
    segments_read

    printf '1..12\n'
    proof 1 'a fixed 64-bit x86 program' prove_kind
    proof 2 'GRUB takes it for a Multiboot2 kernel' prove_grub
    proof 3 'Multiboot2 header whole, early, every tag optional' prove_multiboot2
    proof 4 'program headers early in the file' prove_headers
    proof 5 "loaded at 1 MiB, at most $((IMAGE_BYTES_MAX >> 20)) MiB long" prove_place
    proof 6 'read, read+execute, read+write; nothing writable and executable' prove_rights
    proof 7 'no two segments share a page' prove_pages
    proof 8 'entered in an executable segment' prove_entry
    proof 9 'no relocations, no dynamic part' prove_fixed
    proof 10 "BSS at most $((BSS_BYTES_MAX >> 20)) MiB" prove_bss
    proof 11 'no debugging sections' prove_stripped
    proof 12 'general registers only' prove_registers
    exit "$BROKEN"
}

main "$@"
