; SPDX-License-Identifier: MIT
;
; A kernel that is not NoOS: says on COM1 by which protocol it was started, its command line, and of
; each module the text that came with it, the size and the first four bytes; then it resets. A flat
; file for any of three protocols (nasm -f bin -D MULTIBOOT, -D MULTIBOOT2 or -D LINUX).

bits 32

COM1        equ 0x3f8
BASE        equ 0x100000
STACK_BYTES equ 4096
WAIT_TURNS  equ 1000000

%ifdef LINUX

; The header of Documentation/x86/boot.rst, version 2.12: one sector of setup behind the first.
org 0
        times 0x1f1 db 0
        db 1                            ; setup_sects
        dw 0
        dd (image_end - image + 15) / 16
        times 0x1fe - ($ - $$) db 0
        dw 0xaa55
        dw 0
        db 'HdrS'
        dw 0x020c
        times 0x211 - ($ - $$) db 0
        db 1                            ; loaded high
        dw 0
        dd BASE                         ; code32_start
        times 0x22c - ($ - $$) db 0
        dd 0x37ffffff                   ; initrd_addr_max
        dd 0x1000
        times 0x238 - ($ - $$) db 0
        dd 300                          ; cmdline_size
        times 0x258 - ($ - $$) db 0
        dq BASE                         ; pref_address
        dd 0x10000                      ; init_size
        times 1024 - ($ - $$) db 0
image:
%define AT(label) (BASE + label - image)

%else

org BASE
image:
%define AT(label) (label)

%ifdef MULTIBOOT
; Multiboot Specification 0.6.96, 3.1: the loader reads the addresses here, as this is no ELF.
align 4
header:
        dd 0x1badb002, 0x00010000, -(0x1badb002 + 0x00010000)
        dd header, image, image_end, memory_end, start
%else
; Multiboot2 Specification 2.0, 3.1: the same in tags.
align 8
header:
        dd 0xe85250d6, 0, header_end - header, -(0xe85250d6 + (header_end - header))
        dw 2, 0
        dd 24, header, image, image_end, memory_end
        dw 3, 0
        dd 12, start, 0
        dw 0, 0
        dd 8
header_end:
%endif
%endif

start:
        mov     esp, AT(memory_end)
        cld
%ifdef LINUX
        mov     ebp, esi                ; boot_params
        mov     esi, AT(name)
        call    puts
        mov     esi, [ebp + 0x228]
        call    puts
        call    line_end
        mov     ebx, [ebp + 0x218]
        mov     ecx, [ebp + 0x21c]
        mov     edx, AT(nothing)
        test    ecx, ecx
        jz      leave_machine
        call    module_say
        jmp     leave_machine
%elifdef MULTIBOOT
        mov     ebp, ebx
        mov     esi, AT(name)
        call    puts
        mov     esi, [ebp + 16]
        call    puts
        call    line_end
        mov     edi, [ebp + 24]         ; mods_addr
        cmp     dword [ebp + 20], 0     ; mods_count
        je      leave_machine
.each:
        mov     ebx, [edi]
        mov     ecx, [edi + 4]
        sub     ecx, ebx
        mov     edx, [edi + 8]
        call    module_say
        add     edi, 16
        dec     dword [ebp + 20]
        jnz     .each
        jmp     leave_machine
%else
        lea     edi, [ebx + 8]
        mov     esi, AT(name)
        call    puts
.each:
        mov     eax, [edi]
        test    eax, eax
        jz      leave_machine
        cmp     eax, 1
        jne     .no_line
        lea     esi, [edi + 8]
        call    puts
        call    line_end
.no_line:
        cmp     eax, 3
        jne     .next
        mov     ebx, [edi + 8]
        mov     ecx, [edi + 12]
        sub     ecx, ebx
        lea     edx, [edi + 16]
        call    module_say
.next:
        mov     eax, [edi + 4]
        lea     edi, [edi + eax + 7]
        and     edi, ~7
        jmp     .each
%endif

; EBX: where it lies, ECX: bytes, EDX: its text.
module_say:
        mov     esi, AT(module)
        call    puts
        mov     esi, edx
        call    puts
        mov     esi, AT(size)
        call    puts
        mov     eax, ecx
        call    hex_say
        mov     esi, AT(first)
        call    puts
        mov     eax, [ebx]
        bswap   eax
        call    hex_say

line_end:
        mov     esi, AT(crlf)

; ESI: text that ends in a zero.
puts:
        push    eax
.each:
        lodsb
        test    al, al
        jz      .done
        call    put
        jmp     .each
.done:
        pop     eax
        ret

; EAX: a number.
hex_say:
        push    ecx
        push    ebx
        mov     ecx, 8
.each:
        rol     eax, 4
        mov     ebx, eax
        and     ebx, 15
        push    eax
        mov     al, [AT(digits) + ebx]
        call    put
        pop     eax
        loop    .each
        pop     ebx
        pop     ecx
        ret

; AL: a byte. A port that never drains is waited for so long only.
put:
        push    edx
        push    ecx
        push    eax
        mov     dx, COM1 + 5
        mov     ecx, WAIT_TURNS
.wait:
        in      al, dx
        test    al, 0x20
        loopz   .wait
        pop     eax
        mov     dx, COM1
        out     dx, al
        pop     ecx
        pop     edx
        ret

; The keyboard controller pulls the reset line.
leave_machine:
        mov     esi, AT(bye)
        call    puts
        mov     al, 0xfe
        out     0x64, al
.halt:
        hlt
        jmp     .halt

%ifdef LINUX
name:   db 13, 10, 'foreign: linux: ', 0
%elifdef MULTIBOOT
name:   db 13, 10, 'foreign: multiboot: ', 0
%else
name:   db 13, 10, 'foreign: multiboot2: ', 0
%endif
module: db 'foreign: module <', 0
size:   db '> bytes=', 0
first:  db ' first=', 0
bye:    db 'foreign: done', 13, 10, 0
digits: db '0123456789abcdef'
crlf:   db 13, 10
nothing: db 0
align 16
image_end:

%ifndef LINUX
absolute image_end
        resb STACK_BYTES
memory_end:
%else
memory_end equ image_end + STACK_BYTES
%endif
