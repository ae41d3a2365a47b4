; SPDX-License-Identifier: MIT
; boot/entry.asm: the first instructions of the kernel, in 32-bit protected mode without paging.
;
; The loader promises flat 32-bit segments, A20 on and interrupts off (Multiboot2 Specification 2.0,
; section 3.3), and nothing else: firmware differs in every other register. So each register this
; code depends on is given a constant here, never changed bit by bit. Until `refuse_old_cpu` has
; passed, no instruction is newer than a 486.

%include "boot.inc"

global _start
global boot_state
global boot_state_nx
global boot_stack_guard
global boot_stack_top

extern say_entered
extern refuse
extern build_page_tables
extern long_mode_entry

section .boot.text progbits alloc exec nowrite align=16
bits 32

_start:
    cli
    cld
    mov esp, PHYS(boot_stack_top)
    mov [PHYS(boot_state.magic)], eax
    mov [PHYS(boot_state.info)], ebx
    mov ecx, cr0
    mov [PHYS(boot_state.cr0)], ecx
    mov ecx, CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP
    mov cr0, ecx
    lgdt [PHYS(boot_gdt_pointer)]
    lidt [PHYS(no_idt_pointer)]
    jmp SELECTOR_CODE32:.own_segments
.own_segments:
    mov ecx, SELECTOR_DATA
    mov ds, ecx
    mov es, ecx
    mov fs, ecx
    mov gs, ecx
    mov ss, ecx

    call say_entered
    call refuse_other_loaders
    call refuse_old_cpu
    call build_page_tables
    jmp enter_long_mode

; A kernel started by something else has no boot information, so it cannot know its memory.
refuse_other_loaders:
    mov esi, PHYS(not_multiboot2)
    cmp dword [PHYS(boot_state.magic)], MULTIBOOT2_LOADER_MAGIC
    jne refuse
    ret

; Returns only on a CPU with long mode; leaves boot_state_nx set when it also has no-execute pages.
refuse_old_cpu:
    call cpuid_is_present
    mov esi, PHYS(no_cpuid)
    jz refuse
    mov esi, PHYS(no_long_mode)
    mov eax, 0x80000000
    cpuid
    cmp eax, CPUID_EXT_FEATURES
    jb refuse
    mov eax, CPUID_EXT_FEATURES
    cpuid
    test edx, CPUID_EXT_EDX_LM
    jz refuse
    test edx, CPUID_EXT_EDX_NX
    jnz .has_nx
    call intel_nx_unlock
    jz .done
.has_nx:
    mov byte [PHYS(boot_state_nx)], 1
.done:
    ret

; Clears ZF when EFLAGS.ID can be changed, which is how a CPU shows that it has CPUID (SDM 1,
; 20.1.2).
cpuid_is_present:
    pushfd
    pop eax
    mov ecx, eax
    xor eax, 1 << 21
    push eax
    popfd
    pushfd
    pop eax
    push ecx
    popfd
    xor eax, ecx
    test eax, 1 << 21
    ret

; Firmware set-up can hide no-execute on Intel CPUs by IA32_MISC_ENABLE bit 34. Takes the bit away
; and looks again; clears ZF when NX is there now. Other makers' CPUs do not have this register.
intel_nx_unlock:
    xor eax, eax
    cpuid
    cmp ebx, "Genu"
    jne .no
    cmp edx, "ineI"
    jne .no
    cmp ecx, "ntel"
    jne .no
    mov ecx, MSR_IA32_MISC_ENABLE
    rdmsr
    and edx, ~MISC_ENABLE_XD_DISABLE_HIGH
    wrmsr
    mov eax, CPUID_EXT_FEATURES
    cpuid
    test edx, CPUID_EXT_EDX_NX
    ret
.no:
    xor eax, eax
    ret

; SDM 3A, 10.8.5 "Initializing IA-32e Mode". CR4 is written as a whole while paging is off: firmware
; that ran with 5-level paging leaves LA57 set, and 4-level tables would then be misread.
enter_long_mode:
    mov ecx, cr4
    mov [PHYS(boot_state.cr4)], ecx
    mov ecx, CR4_PAE
    mov cr4, ecx
    mov ecx, PHYS(boot_pml4)
    mov cr3, ecx

    mov ecx, MSR_EFER
    rdmsr
    mov [PHYS(boot_state.efer)], eax
    mov eax, EFER_LME
    cmp byte [PHYS(boot_state_nx)], 0
    je .no_nx
    or eax, EFER_NXE
.no_nx:
    xor edx, edx
    wrmsr

    mov ecx, CR0_PG | CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP
    mov cr0, ecx
    jmp SELECTOR_CODE64:PHYS(long_mode_entry)

extern boot_pml4

section .rodata progbits alloc noexec nowrite align=16

not_multiboot2: db "the boot loader does not speak Multiboot2 (start NoOS with GRUB's multiboot2 command)", 0
no_cpuid:       db "this CPU has no CPUID instruction and so no 64-bit long mode, which NoOS needs", 0
no_long_mode:   db "this CPU has no 64-bit long mode, which NoOS needs", 0

; Flat segments; in 64-bit code base and limit are ignored (SDM 3A, 3.4.5 and 5.2.1).
align 8
boot_gdt:
    dq 0
    dq 0x00cf9a000000ffff               ; 32-bit code, 0..4 GiB
    dq 0x00cf92000000ffff               ; data, 0..4 GiB
    dq 0x00209a0000000000               ; 64-bit code
boot_gdt_end:
boot_gdt_pointer:
    dw boot_gdt_end - boot_gdt - 1
    dd PHYS(boot_gdt)
no_idt_pointer:                         ; until cpu/idt.c, any interrupt resets the machine
    dw 0
    dd 0

section .data progbits alloc noexec write align=8

; What the machine looked like at the first instruction: struct boot_state in cpu/boot_state.h.
align 8
boot_state:
.magic: dd 0
.info:  dd 0
.cr0:   dd 0
.cr4:   dd 0
.efer:  dd 0
boot_state_nx: db 0, 0, 0, 0

; The kernel's own page tables leave out the page below, so that a stack that is too deep is noticed.
section .bss.boot_stack nobits alloc noexec write align=4096

boot_stack_guard:
resb BOOT_STACK_GUARD_BYTES
resb BOOT_STACK_BYTES
boot_stack_top:
