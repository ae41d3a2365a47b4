#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests scripts/check-kernel.sh: a kernel of a few bytes that is as it should be passes; then its
# source or its linker script is changed in one place, and exactly the proof that this breaks has
# to fail. The kernels are only read, never run.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"
CHECK=$HERE/../../scripts/check-kernel.sh

source_write()
{
    cat >kernel.asm <<'END'
bits 32
section .multiboot2 progbits alloc noexec nowrite align=8
header:
    dd 0xe85250d6, 0, header_end - header, -(0xe85250d6 + (header_end - header))
    dw 5, 1
    dd 20, 0, 0, 32
    align 8
    dw 0, 0
    dd 8
header_end:
section .boot progbits alloc exec nowrite align=16
global _start, counter
_start:
    hlt
bits 64
section .text
    mov rax, counter
    add qword [rax], 1
    ret
section .rodata
    db "read only"
section .data
counter:
    dq 1
section .bss
    resb 65536
END
    cat >kernel.ld <<'END'
ENTRY(_start)
PHDRS { boot PT_LOAD FLAGS(5); text PT_LOAD FLAGS(5); rodata PT_LOAD FLAGS(4); data PT_LOAD FLAGS(6); }
SECTIONS
{
    . = 0x100000;
    .boot : { KEEP(*(.multiboot2)) *(.boot) . = ALIGN(4096); } :boot
    . += 0xffffffff80000000;
    .text : AT(ADDR(.text) - 0xffffffff80000000) { *(.text) . = ALIGN(4096); } :text
    .rodata : AT(ADDR(.rodata) - 0xffffffff80000000) { *(.rodata) . = ALIGN(4096); } :rodata
    .data : AT(ADDR(.data) - 0xffffffff80000000) { *(.data) } :data
    .bss : AT(ADDR(.bss) - 0xffffffff80000000) { *(.bss) } :data
}
END
}

# Links what lies in this folder; with "debug" the symbols stay in.
kernel_make()
{
    nasm -f elf64 -g -F dwarf -o kernel.o kernel.asm
    ld -nostdlib -static -z max-page-size=4096 --build-id=none --no-warn-rwx-segments \
        "${@:2}" -T kernel.ld -o kernel.elf kernel.o
    [ "${1-}" = debug ] || objcopy --strip-all kernel.elf
}

# patch OFFSET BYTES : these bytes, as printf takes them, into the kernel at hand.
patch()
{
    # shellcheck disable=SC2059 # the bytes are written as a format on purpose
    printf "$2" | dd of=kernel.elf bs=1 seek="$1" conv=notrunc status=none
}

# broken "PROOFS" DESCRIPTION : exactly these proofs have to fail for the kernel in this folder.
broken()
{
    local output status=0 failed

    output=$("$CHECK" --elf=kernel.elf 2>&1) || status=$?
    failed=$(sed -n 's/^not ok \([0-9]*\) .*/\1/p' <<<"$output" | tr '\n' ' ')
    if [ "$status" = 1 ] && [ "$failed" = "$1 " ] && [ "$(grep -c '^ok' <<<"$output")" -gt 0 ]; then
        tap_result 0 "$2"
    else
        tap_result 1 "$2" "$output"$'\n'"status $status, failed: $failed, wanted: $1"
    fi
}

# change "PROOFS" DESCRIPTION FILE SED-SCRIPT
change()
{
    source_write
    cp "$3" before
    sed -i "$4" "$3"
    if cmp -s before "$3"; then
        tap_result 1 "$2" "the change '$4' changes nothing"
        return
    fi
    kernel_make plain
    broken "$1" "$2"
}

main()
{
    tap_begin 27
    cd "$WORK"
    source_write
    kernel_make plain
    check 'a kernel that is as it should be passes' "$CHECK" --elf=kernel.elf

    change 3 'a header tag that is not optional' kernel.asm 's/dw 5, 1/dw 5, 0/'
    change 3 'a header for another architecture' kernel.asm \
        's/dd 0xe85250d6, 0, \(.*\), -(0xe85250d6 +/dd 0xe85250d6, 4, \1, -(0xe85250d6 + 4 +/'
    change '2 3' 'a wrong checksum' kernel.asm 's/-(0xe85250d6/-(1 + 0xe85250d6/'
    change '2 3' 'no header' kernel.asm 's/0xe85250d6, 0,/0xe85250d5, 0,/'
    change 3 'a header without an end tag' kernel.asm 's/dw 0, 0/dw 6, 1/'
    change 3 'a header tag without a length' kernel.asm 's/dd 20, 0/dd 4, 0/'
    change '2 3' 'a header behind 32 KiB' kernel.ld 's/KEEP(/. += 40960; KEEP(/'
    change 5 'a kernel loaded at 2 MiB' kernel.ld 's/0x100000/0x200000/'
    change 5 'a segment above 4 GiB' kernel.ld \
        's/AT(ADDR(.data) - 0xffffffff80000000)/AT(0x100000000)/; s/AT(ADDR(.bss) - 0xffffffff80000000)/AT(0x100001000)/'
    change '5 10' 'a kernel of 8 MiB' kernel.asm 's/resb 65536/resb 0x800000/'
    change 10 'a BSS of 4 MiB' kernel.asm 's/resb 65536/resb 0x400000/'
    change 6 'a segment that is writable and executable' kernel.ld 's/text PT_LOAD FLAGS(5)/text PT_LOAD FLAGS(7)/'
    change 6 'no segment for reading only' kernel.ld 's/rodata PT_LOAD FLAGS(4)/rodata PT_LOAD FLAGS(6)/'
    change 6 'a segment that may only be executed' kernel.ld 's/boot PT_LOAD FLAGS(5)/boot PT_LOAD FLAGS(1)/'
    change 7 'two segments in one page' kernel.ld 's/\*(.text) . = ALIGN(4096);/*(.text) . = ALIGN(2048);/'
    change 8 'an entry in the data' kernel.ld 's/ENTRY(_start)/ENTRY(counter)/'
    change 12 'a vector register' kernel.asm 's/add qword \[rax\], 1/movaps xmm0, xmm1/'
    change 12 'a floating-point register' kernel.asm 's/add qword \[rax\], 1/fld qword [rax]/'

    source_write
    sed -i 's/^section .text/section .none progbits alloc noexec nowrite/' kernel.asm
    sed -i 's/\*(.text)/*(.none)/' kernel.ld
    kernel_make plain
    broken 12 'no code in the upper half'

    source_write
    kernel_make plain
    objcopy --set-start=0x90000 kernel.elf
    broken 8 'an entry outside of the segments'
    kernel_make plain
    patch 16 '\003'
    broken 1 'a program that may be loaded anywhere'
    kernel_make plain
    truncate -s 65536 kernel.elf
    dd if=kernel.elf bs=1 skip=64 count=224 status=none | dd of=kernel.elf bs=1 seek=65536 status=none
    patch 32 '\000\000\001\000'
    broken 4 'program headers behind 32 KiB'
    kernel_make debug
    broken 11 'debugging sections'
    kernel_make debug --emit-relocs
    broken '9 11' 'relocations'
    check_status 2 'a file that is no ELF file is refused' 'is no ELF file' "$CHECK" --elf=kernel.ld
    check_status 2 'a file that is not there is refused' 'cannot read' "$CHECK" --elf=none
    tap_end
}

main
