; SPDX-License-Identifier: MIT
; kernel/cpu/vectors.asm: where the CPU arrives on an exception or interrupt.
;
; Each of the 256 vectors has a stub that brings the stack into one shape (struct exception_frame):
; the CPU pushes an error code for some vectors only (SDM 3A table 6-1), the stub pushes a zero for
; the rest. All stubs are VECTOR_STUB_BYTES long, so that the table of gates needs no list of
; addresses.

bits 64
default rel

global vector_stubs
global gdt_load
extern exception_dispatch

VECTOR_STUB_BYTES equ 16                ; cpu/idt.c knows it too

section .text progbits alloc exec nowrite align=16

align VECTOR_STUB_BYTES
vector_stubs:
%assign vector 0
%rep 256
    align VECTOR_STUB_BYTES
    %if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 \
        || vector == 29 || vector == 30
        ; the CPU has pushed an error code
    %else
        push 0
    %endif
    push vector
    jmp near save_frame
    %assign vector vector + 1
%endrep

; Kernel mode only, so there is no SWAPGS. The direction flag is the interrupted code's until CLD.
align 16
save_frame:
    push rax
    push rbx
    push rcx
    push rdx
    push rsi
    push rdi
    push rbp
    push r8
    push r9
    push r10
    push r11
    push r12
    push r13
    push r14
    push r15
    cld
    mov rdi, rsp
    mov rbx, rsp                        ; saved by the callee
    and rsp, -16
    call exception_dispatch
    mov rsp, rbx
    pop r15
    pop r14
    pop r13
    pop r12
    pop r11
    pop r10
    pop r9
    pop r8
    pop rbp
    pop rdi
    pop rsi
    pop rdx
    pop rcx
    pop rbx
    pop rax
    add rsp, 16                         ; vector and error code
    iretq

; void gdt_load(const struct table_pointer *pointer, uint16_t tss_selector)
gdt_load:
    lgdt [rdi]
    mov eax, 0x10                       ; SELECTOR_KERNEL_DATA
    mov ds, eax
    mov es, eax
    mov fs, eax
    mov gs, eax
    mov ss, eax
    pop rax
    push 0x08                           ; SELECTOR_KERNEL_CODE
    push rax
    ltr si
    retfq
