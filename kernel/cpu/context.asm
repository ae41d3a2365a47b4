; SPDX-License-Identifier: MIT
; kernel/cpu/context.asm: the registers that a function must keep (System V ABI, AMD64, 3.2.1), the other
; stack, and the same registers from there. Interrupts are off.

bits 64
default rel

global context_switch
global context_begin

section .text progbits alloc exec nowrite align=16

; void context_switch(uint64_t *leave, uint64_t enter)
context_switch:
    push rbp
    push rbx
    push r12
    push r13
    push r14
    push r15
    mov [rdi], rsp
    mov rsp, rsi
    pop r15
    pop r14
    pop r13
    pop r12
    pop rbx
    pop rbp
    ret

; Where a new stack goes on: rbx is the function to start with. RBP is zero, which ends every walk.
context_begin:
    and rsp, -16
    call rbx
    ud2
