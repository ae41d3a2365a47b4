; SPDX-License-Identifier: MIT
; kernel/cpu/probe_access.asm: one access that may fault.
;
; On a fault, cpu/probe.c makes the exception return to probe_resume on the stack of probe_stack, with the
; other registers as they were when it happened; so what the ABI wants kept is still in them.

bits 64
default rel

global probe_access_run
global probe_resume
global probe_stack

; enum probe_access in cpu/probe.h; less is a read, between them is a call
PROBE_WRITE equ 1
PROBE_MSR   equ 3

section .text progbits alloc exec nowrite align=16

; int probe_access_run(uint64_t address, unsigned access)
probe_access_run:
    lea rax, [.faulted]
    mov [probe_stack], rsp
    mov [probe_resume], rax
    cmp esi, PROBE_WRITE
    jb .read
    je .write
    cmp esi, PROBE_MSR
    je .msr
    call rdi
    jmp .through
.msr:
    mov ecx, edi
    rdmsr
    jmp .through
.write:
    mov al, [rdi]
    mov [rdi], al
    jmp .through
.read:
    mov al, [rdi]
.through:
    mov qword [probe_resume], 0
    xor eax, eax
    ret
.faulted:
    mov eax, 1
    ret

section .bss nobits alloc noexec write align=8

probe_resume:   resq 1
probe_stack:    resq 1
