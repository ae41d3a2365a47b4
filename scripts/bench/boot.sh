# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # sourced by scripts/bench.sh, whose variables these are
#
# boot.sh — from GRUB's hand-off to the kernel's first line, to the end line of a run with one trivial
# test, on a small machine and on a large one, and to the prompt.
#
# The hand-off is the last byte of an `echo` that ends the menu entry in a copy of the USB image.

FIRST_LINE_US_MAX=50000
END_LINE_US_MAX=150000
PROMPT_US_MAX=150000
# A machine with much memory may take so much of the time of one with little, in per cent.
LARGE_AT_MOST=200
# Start-up does not grow with memory: one with very much may take so much of the time of one with 256 MB.
HUGE_AT_MOST=120

# The FAT partition of the USB image.
PARTITION_OFFSET=1M

boot_check() {
    machine_check
    tools_need mcopy:mtools grub-script-check:grub-common socat:socat
    files_need images noos-usb.img
}

# Each entry's last command says that GRUB is done, and the menu does not wait.
menu_mark() {
    awk -v mark="    echo '$HANDOFF'" '
        /^menuentry / { entry = 1 }
        entry && /^}/ { print mark; entry = 0; marks++ }
        { sub(/set timeout=[0-9]+$/, "set timeout=0"); print }
        END { exit marks == 0 }'
}

# boot_copy FILE [CMDLINE]: a bench copy of the USB image.
boot_copy() {
    local at="$1@@$PARTITION_OFFSET" menu=$work/grub.cfg

    copy_make usb "$@"
    MTOOLSRC=/dev/null mcopy -n -o -i "$at" ::/boot/grub/grub.cfg "$menu.shipped" ||
        give_up "the USB image holds no /boot/grub/grub.cfg"
    menu_mark <"$menu.shipped" >"$menu" || give_up "the menu of the USB image holds no entry"
    grub-script-check "$menu" || give_up "the marked menu is no valid GRUB script"
    MTOOLSRC=/dev/null mcopy -n -o -i "$at" "$menu" ::/boot/grub/grub.cfg ||
        give_up "the menu does not fit into the copy of the USB image"
}

# boot_run FIRMWARE MEMORY: a sample of each of the two spans.
boot_run() {
    machine_run "$work/$1-$2.conf" "$work/usb.img"
    [[ -n $handoff_us ]] || give_up "GRUB started the kernel without a word"
    sample_add "first-$1-$2" $((first_us - handoff_us))
    sample_add "end-$1-$2" $((end_us - handoff_us))
}

# boot_rows TITLE FIRMWARE
boot_rows() {
    local small span limit text

    for span in first end; do
        limit=$FIRST_LINE_US_MAX text='first line'
        [[ $span == first ]] || limit=$END_LINE_US_MAX text='end line'
        sample_median small "$span-$2-128m"
        table_sample "$1, 128 MB: to the kernel's $text" ms "$span-$2-128m" "$limit" 100
        table_sample "$1, 16 GB, beside 128 MB" ms "$span-$2-16g" "$small" "$LARGE_AT_MOST"
    done
    table_sample "$1, 128 MB: to the prompt" ms "prompt-$2" "$PROMPT_US_MAX" 100
}

# large_make FIRMWARE NAME SIZE [LINE...]: a machine with memory that is only used where it is touched.
large_make() {
    conf_make "$work/$1-$2.conf" "$1" medium=usb-xhci memory="$3" "${@:4}" \
        "qemu=-object memory-backend-ram,id=bench,size=$3,reserve=off" \
        'qemu=-machine memory-backend=bench'
}

# The same processor in all, so that only memory differs.
huge_rows() {
    local small memory

    sample_median small end-bios-256m
    for memory in 64g 1t; do
        table_sample "BIOS, ${memory^^}B: end line beside 256 MB" ms "end-bios-$memory" \
            "$small" "$HUGE_AT_MOST"
    done
}

boot_measure() {
    local runs run firmware memory

    runs=$(runs_of 5 2)
    boot_copy "$work/usb.img"
    boot_copy "$work/prompt.img" mode=release
    for firmware in bios uefi; do
        conf_make "$work/$firmware-128m.conf" "$firmware" medium=usb-xhci memory=128
        large_make "$firmware" 16g 16G
    done
    large_make bios 256m 256M cpu=max,phys-bits=46
    large_make bios 64g 64G cpu=max,phys-bits=46
    large_make bios 1t 1024G cpu=max,phys-bits=46
    for ((run = 0; run < runs; run++)); do
        for memory in 256m 64g 1t; do boot_run bios "$memory"; done
        for firmware in bios uefi; do
            for memory in 128m 16g; do boot_run "$firmware" "$memory"; done
            prompt_run "$work/$firmware-128m.conf" "$work/prompt.img"
            sample_add "prompt-$firmware" $((prompt_us - handoff_us))
        done
    done
    table_begin "boot: from GRUB's hand-off, median of $runs runs under TCG" 'peer or limit'
    boot_rows BIOS bios
    boot_rows 'UEFI x64' uefi
    huge_rows
}
