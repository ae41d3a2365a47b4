; SPDX-License-Identifier: MIT
; boot/page_tables.asm: the first map of memory, enough to get into C.
;
;   0 ...                            the first 4 GiB, where they are: paging is turned on from there
;   0xffff800000000000 + physical    the same 4 GiB, no-execute where the CPU can
;   0xffffffff80000000 + physical    the first 1 GiB, where the kernel is linked
;
; All by 2 MiB pages (SDM 3A, 4.5). Four page directories hold them; the three windows share these,
; so that seven pages of tables are all there is.

%include "boot.inc"

global build_page_tables
global boot_pml4
extern boot_state_nx

TABLE_BYTES     equ 4096
DIRECTORIES     equ 4                   ; 1 GiB each
LINK            equ PAGE_PRESENT | PAGE_WRITE
DIRECT_SLOT     equ 256                 ; 0xffff800000000000 in the PML4
KERNEL_SLOT     equ 511                 ; 0xffffffff80000000 in the PML4 ...
KERNEL_GIB_SLOT equ 510                 ; ... and in its page-directory-pointer table

section .boot.text progbits alloc exec nowrite align=16
bits 32

; The tables lie in .bss, which the loader has cleared.
build_page_tables:
    mov dword [PHYS(boot_pml4)], PHYS(low_pdpt) + LINK
    mov dword [PHYS(boot_pml4) + 8 * DIRECT_SLOT], PHYS(low_pdpt) + LINK
    mov dword [PHYS(boot_pml4) + 8 * KERNEL_SLOT], PHYS(kernel_pdpt) + LINK
    mov dword [PHYS(kernel_pdpt) + 8 * KERNEL_GIB_SLOT], PHYS(directories) + LINK
    cmp byte [PHYS(boot_state_nx)], 0
    je .no_nx
    mov dword [PHYS(boot_pml4) + 8 * DIRECT_SLOT + 4], PAGE_NX_HIGH
.no_nx:

    mov edi, PHYS(low_pdpt)
    mov eax, PHYS(directories) + LINK
    mov ecx, DIRECTORIES
.next_gib:
    mov [edi], eax
    add eax, TABLE_BYTES
    add edi, 8
    loop .next_gib

    mov edi, PHYS(directories)
    mov eax, LINK | PAGE_LARGE
    mov ecx, DIRECTORIES * TABLE_BYTES / 8
.next_page:
    mov [edi], eax
    add eax, 2 << 20
    add edi, 8
    loop .next_page
    ret

section .bss.page_tables nobits alloc noexec write align=4096

boot_pml4:      resb TABLE_BYTES
low_pdpt:       resb TABLE_BYTES
kernel_pdpt:    resb TABLE_BYTES
directories:    resb TABLE_BYTES * DIRECTORIES
