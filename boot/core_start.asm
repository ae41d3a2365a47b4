; SPDX-License-Identifier: MIT
; boot/core_start.asm: the first instructions of every core but the first.
;
; A core that is started begins in 16-bit mode at a page below 1 MiB (SDM 3A 9.4.4.1). What lies between
; core_start_page and core_start_page_end is copied there by dev/core_start.c, which fills in the block
; at its beginning; so nothing in it may name its own address. It is only read and executed there: the
; first thing it writes to is in the kernel's data.
;
; LGDT has a 32-bit operand, or it would load 24 bits of the address.

%include "boot.inc"

global core_start_page
global core_start_page_end
global core_arrive
extern core_main

%define HERE(label)     ((label) - core_start_page)

section .rodata progbits alloc noexec nowrite align=16

bits 16
core_start_page:
    jmp begin

; struct core_start_block in dev/core_start.c.
align 8
gdt_pointer:
    dw gdt_end - gdt - 1
    dd HERE(gdt)                        ; the page is added to this and the next two
    dw 0
far_32:
    dd HERE(in_32)
    dw SELECTOR_CODE32, 0
far_64:
    dd HERE(in_64)
    dw SELECTOR_CODE64, 0
tables:         dq 0                    ; CR3
efer:           dd 0
unlocks_nx:     dd 0
entry:          dq 0
argument:       dq 0

align 8
gdt:
    dq 0
    dq 0x00cf9a000000ffff               ; 32-bit code, 0..4 GiB
    dq 0x00cf92000000ffff               ; data, 0..4 GiB
    dq 0x00209a0000000000               ; 64-bit code
gdt_end:

begin:
    cli
    cld
    xor ebx, ebx
    mov bx, cs
    mov ds, bx
    shl ebx, 4                          ; where the page is
    o32 lgdt [HERE(gdt_pointer)]
    mov eax, CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP
    mov cr0, eax
    jmp far dword [HERE(far_32)]

bits 32
in_32:
    mov eax, SELECTOR_DATA
    mov ds, eax
    mov es, eax
    mov fs, eax
    mov gs, eax
    mov ss, eax
    cmp dword [ebx + HERE(unlocks_nx)], 0
    je .nx_is_known
    mov ecx, MSR_IA32_MISC_ENABLE       ; set-up hides no-execute on each core by itself
    rdmsr
    and edx, ~MISC_ENABLE_XD_DISABLE_HIGH
    wrmsr
.nx_is_known:
    mov eax, CR4_PAE
    mov cr4, eax
    mov eax, [ebx + HERE(tables)]
    mov cr3, eax
    mov ecx, MSR_EFER
    mov eax, [ebx + HERE(efer)]
    xor edx, edx
    wrmsr
    mov eax, CR0_PG | CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP
    mov cr0, eax
    jmp far dword [ebx + HERE(far_64)]

bits 64
in_64:
    mov ebx, ebx                        ; the upper half is not defined yet
    mov rdi, [rbx + HERE(argument)]
    mov rax, [rbx + HERE(entry)]
    jmp rax
core_start_page_end:

section .text progbits alloc exec nowrite align=16

; rdi: what the core is given, the top of its stack first. Taking that away makes it this core's: one
; that comes when nobody waits for it any more finds none, and stays here.
core_arrive:
    xor eax, eax
    xchg rax, [rdi]
    test rax, rax
    jz .stay
    mov rsp, rax
    push 0
    popfq
    xor ebp, ebp                        ; ends every walk up the stack
    call core_main
.stay:
    cli
    hlt
    jmp .stay
