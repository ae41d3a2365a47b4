; SPDX-License-Identifier: MIT
; boot/say.asm: words before there is C, on every serial port that exists and, for a refusal, on VGA
; text.
;
; The ports are the four that PCs have always had. A port whose line control already says 8N1 was
; set up by firmware or the loader and keeps its speed; another is set to 115200 baud. Each wait is
; bounded, so a port that is missing, or dead, costs little and stops nothing. (National
; Semiconductor PC16550D, 1995.)

global say_entered
global refuse

UART_THR        equ 0                   ; [ W] transmit holding register
UART_IER        equ 1                   ; [RW] interrupt enable; divisor high byte while DLAB
UART_LCR        equ 3                   ; [RW] line control
UART_MCR        equ 4                   ; [RW] modem control
UART_LSR        equ 5                   ; [R ] line status
UART_SCR        equ 7                   ; [RW] scratch
LCR_8N1         equ 0x03
LCR_DLAB        equ 0x80
MCR_DTR_RTS_OUT2 equ 0x0b
LSR_THRE        equ 0x20                ; room for a byte
DIVISOR_115200  equ 1
WAIT_READS      equ 100000              ; of about 1 us: a byte takes 33 ms at 300 baud

VGA_TEXT        equ 0xb8000
VGA_CELLS       equ 80 * 25
WHITE_ON_RED    equ 0x4f

%include "boot.inc"

section .boot.text progbits alloc exec nowrite align=16
bits 32

say_entered:
    mov esi, PHYS(entered)
    jmp say_serial

; esi: why, a string. Says so and stops for good.
refuse:
    push esi
    call vga_clear
    mov esi, PHYS(refuse_log)
    call say_both
    pop esi
    push esi
    call say_both
    mov esi, PHYS(refuse_verdict)
    call say_serial
    pop esi
    call say_serial
    mov esi, PHYS(refuse_leave)
    call say_serial
.stay:
    cli
    hlt
    jmp .stay

say_both:
    push esi
    call say_serial
    pop esi
    jmp vga_write

; esi: a string, written to each port that exists.
say_serial:
    mov ebx, PHYS(ports)
.next_port:
    movzx edx, word [ebx]
    test edx, edx
    jz .done
    push esi
    call port_prepare
    jc .skip
    call port_write
.skip:
    pop esi
    add ebx, 2
    jmp .next_port
.done:
    ret

; dx: port base. Sets CF when no UART answers there.
port_prepare:
    push edx
    add edx, UART_SCR
    mov al, 0x5a
    out dx, al
    in al, dx
    cmp al, 0x5a
    jne .absent
    mov al, 0xa5
    out dx, al
    in al, dx
    cmp al, 0xa5
    jne .absent
    add edx, UART_LCR - UART_SCR
    in al, dx
    cmp al, LCR_8N1
    je .speed_is_set
    mov al, LCR_DLAB | LCR_8N1
    out dx, al
    add edx, UART_THR - UART_LCR
    mov al, DIVISOR_115200
    out dx, al
    inc edx
    mov al, 0
    out dx, al
    add edx, UART_LCR - UART_IER
    mov al, LCR_8N1
    out dx, al
.speed_is_set:
    add edx, UART_MCR - UART_LCR
    mov al, MCR_DTR_RTS_OUT2
    out dx, al
    pop edx
    clc
    ret
.absent:
    pop edx
    stc
    ret

; dx: port base, esi: string. Gives up at the first byte the port does not take in time.
port_write:
    lodsb
    test al, al
    jz .done
    mov ah, al
    mov ecx, WAIT_READS
    add edx, UART_LSR
.wait:
    in al, dx
    test al, LSR_THRE
    jnz .send
    loop .wait
    ret
.send:
    sub edx, UART_LSR
    mov al, ah
    out dx, al
    jmp port_write
.done:
    ret

vga_clear:
    mov edi, VGA_TEXT
    mov ecx, VGA_CELLS
    mov ax, (WHITE_ON_RED << 8) | ' '
    rep stosw
    mov dword [PHYS(vga_next)], VGA_TEXT
    ret

; esi: a string; bytes below space are not shown.
vga_write:
    mov edi, [PHYS(vga_next)]
    mov ah, WHITE_ON_RED
.next:
    lodsb
    test al, al
    jz .done
    cmp al, ' '
    jb .next
    stosw
    jmp .next
.done:
    mov [PHYS(vga_next)], edi
    ret

section .rodata progbits alloc noexec nowrite align=4

entered:        db "[    0.000000] boot: NoOS entered", 13, 10, 0
refuse_log:     db "[    0.000000] boot: ", 0
refuse_verdict: db 13, 10, '# refuse reason="', 0
refuse_leave:   db '"', 13, 10, "# leave how=halt", 13, 10, 0
align 2
ports:          dw 0x3f8, 0x2f8, 0x3e8, 0x2e8, 0

section .data progbits alloc noexec write align=4

vga_next:       dd VGA_TEXT
