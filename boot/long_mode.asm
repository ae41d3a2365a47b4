; SPDX-License-Identifier: MIT
; boot/long_mode.asm: the first 64-bit instructions, and the call into C.

%include "boot.inc"

global long_mode_entry
extern boot_stack_top
extern boot_state
extern kmain

DR7_NOTHING equ 0x400                   ; no breakpoint armed (SDM 3B, 18.2.4)

section .text progbits alloc exec nowrite align=16
bits 64

; Reached at its physical address; from .high on, the code runs where it is linked.
long_mode_entry:
    mov rax, .high
    jmp rax
.high:
    mov eax, SELECTOR_DATA
    mov ds, eax
    mov es, eax
    mov fs, eax
    mov gs, eax
    mov ss, eax
    mov rsp, boot_stack_top
    mov eax, DR7_NOTHING
    mov dr7, rax
    fninit
    push 0
    popfq

    mov edi, [boot_state]               ; magic
    mov esi, [boot_state + 4]           ; physical address of the boot information
    xor ebp, ebp                        ; ends every walk up the stack
    call kmain
.stay:
    cli
    hlt
    jmp .stay
