; SPDX-License-Identifier: MIT
; boot/multiboot2_header.asm: how a boot loader recognises this file.
;
; The header stands first in the image, so that it is within the first 32 KiB of the file as the
; Multiboot2 Specification 2.0, section 3.1, asks. A tag without the "optional" flag would make a
; loader that lacks it refuse the kernel: each tag here is optional but the closing one.

HEADER_MAGIC        equ 0xe85250d6
ARCHITECTURE_I386   equ 0               ; entered in 32-bit protected mode
TAG_END             equ 0
TAG_FRAMEBUFFER     equ 5
TAG_MODULE_ALIGN    equ 6
TAG_OPTIONAL        equ 1

section .multiboot2 progbits alloc noexec nowrite align=8

header:
    dd HEADER_MAGIC
    dd ARCHITECTURE_I386
    dd header_end - header
    dd 0x100000000 - (HEADER_MAGIC + ARCHITECTURE_I386 + (header_end - header))

    align 8
framebuffer_tag:                        ; section 3.1.10; the loader's gfxpayload has the last word
    dw TAG_FRAMEBUFFER, TAG_OPTIONAL
    dd framebuffer_tag_end - framebuffer_tag
    dd 0                                ; width: no preference
    dd 0                                ; height: no preference
    dd 32                               ; bits per pixel
framebuffer_tag_end:

    align 8
module_align_tag:                       ; section 3.1.11: modules begin on a page of their own
    dw TAG_MODULE_ALIGN, TAG_OPTIONAL
    dd module_align_tag_end - module_align_tag
module_align_tag_end:

    align 8
    dw TAG_END, 0
    dd 8
header_end:
