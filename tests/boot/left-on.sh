#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What firmware leaves on and does behind the kernel's back: units that remap DMA and interrupts, local
# APICs in their newer mode, watchdogs, system management that takes the processor away. GRUB plays the
# firmware that switches things on.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

# Registers of the units, as QEMU places them: Intel's GCMD with TE set, AMD's control with its switch.
readonly INTEL_ON='write_dword 0xfed90018 0x80000000' AMD_ON='write_dword 0xfed80018 1'
# Model-specific register 0x1b: the usual address, on, in x2APIC mode, the first core.
readonly X2APIC_ON="wrmsr 0x1b 0xfee00d00" X2APIC_SINCE=9
readonly SMI_PORT=0xb2
# An IB700 counts down from 16 s as soon as its port is written to.
readonly WATCHDOG_ON='outb 0x443 7'
mode=mode=release

# medium_with COMMAND: an ISO whose GRUB carries out a command between loading the kernel and starting
# it, when nothing is read from a disk any more.
medium_with() {
    rm -rf "$WORK/tree"
    mkdir -p "$WORK/tree/boot/grub"
    cp "$BUILD/noos.elf" "$WORK/tree/boot/"
    cat >"$WORK/tree/boot/grub/grub.cfg" <<EOF
insmod memrw
insmod wrmsr
insmod iorw
multiboot2 /boot/noos.elf console=ttyS0,115200n8 $mode
$1
boot
EOF
    grub-mkrescue -o "$WORK/copy.iso" "$WORK/tree" >"$WORK/rescue.log" 2>&1 ||
        { cat "$WORK/rescue.log" && return 1; }
}

# starts_with COMMAND MACHINE WORD...: that machine, on which GRUB does that, with more words for QEMU.
starts_with() {
    medium_with "$1" && machine_start "${@:2}"
}

left_on() {
    answers 'dmesg; diag acpi.iommu' \
        "\\] iommu: firmware has left $1 on: devices may not reach what they are told to" \
        "^ok 1 acpi.iommu # units=1 $2"
}

left_off() {
    answers 'dmesg; diag acpi.iommu' '\] iommu: 1 unit, nothing remapped' \
        '^ok 1 acpi.iommu # units=1 translation=off interrupts=direct'
}

# The monitor writes to the port by which an operating system calls its firmware; the newer chipset of
# QEMU does not survive that from there.
smi_during_test() {
    mark_set
    send 'diag bench.log\r'
    await '^\[.*\] bench: line 00100' || return 1
    monitor "o /b $SMI_PORT 0xff" || return 1
    await '\] diag: firmware took the processor 1 times during bench.log \(SMI\)' || return 1
    prompt_await "$ANSWER_SECONDS"
}

smi_not_during_test() {
    ask 'diag clock.tsc' && ! has_said 'firmware took the processor'
}

# The last line of such a log says when it was: the machine went without a word.
watchdog_resets() {
    await '\] uptime: 10 s$' 60 && until_true 60 has_left && ! has_said 'panic|leave'
}

watchdog_checks() {
    mode=mode=debug
    starts_with "$WATCHDOG_ON" bios -device ib700
    check 'a watchdog that counts: the machine asks' prompt_await "$PROMPT_SECONDS"
    check 'the log tells the time until the machine is reset' watchdog_resets
    mode=mode=release
}

# Bank 1 held a corrected error when the kernel began; it is told, and is no error of this run.
old_record() {
    answers 'dmesg; diag cpu.own_errors' \
        '\] cpu: machine-check bank 1 of core 0 held 0x9c00000000000150 from before start-up' \
        '^ok 1 cpu.own_errors'
}

qemu_major() {
    qemu-system-x86_64 --version | sed -n 's/.*version \([0-9]\+\).*/\1/p'
}

# The emulation without KVM has had that mode since then.
x2apic_checks() {
    if (($(qemu_major) < X2APIC_SINCE)); then
        skip 2 "QEMU before $X2APIC_SINCE has none without KVM" 'x2APIC on'
        return 0
    fi
    starts_with "$X2APIC_ON" smp-8 -cpu max
    check 'x2APIC: the machine asks' prompt_await "$PROMPT_SECONDS"
    check 'x2APIC: lines, timers, calls and wake-ups go by registers of the processor' x2apic_works
}

x2apic_works() {
    answers 'dmesg; diag irq cores task' '\] irq: lines by I/O APIC, local APIC in x2APIC mode' \
        '\] cores: 8 of 8 run' '^# end verdict=pass '
}

main() {
    shell_flags "$@"
    tap_begin 18
    trap session_end EXIT

    starts_with "$INTEL_ON" smp-8 -device intel-iommu,intremap=on
    check 'Intel: the machine asks' prompt_await "$PROMPT_SECONDS"
    check 'Intel: what is left on is told' left_on 'translation of addresses' \
        'translation=on interrupts=direct'
    starts_with "$AMD_ON" smp-8 -device amd-iommu
    check 'AMD: the machine asks' prompt_await "$PROMPT_SECONDS"
    check 'AMD: what is left on is told' left_on \
        'translation of addresses and remapping of interrupts' 'translation=on interrupts=remapped'
    starts_with '' smp-8 -device intel-iommu,intremap=on
    check 'off: the machine asks' prompt_await "$PROMPT_SECONDS"
    check 'off: that is told too' left_off
    starts_with '' bios -cpu Nehalem
    check 'no unit: the machine asks' prompt_await "$PROMPT_SECONDS"
    check 'no unit: nothing to ask' answers 'diag acpi.iommu' \
        '^ok 1 acpi.iommu # SKIP neither DMAR nor IVRS names a unit'
    check 'the processor counts what firmware takes' answers 'cpu' \
        '^  [0-9]+ interrupts by firmware since it was reset \(SMI\)$'
    check 'a test in which firmware took the processor' smi_during_test
    check 'a test in which it did not' smi_not_during_test
    starts_with '' bios -cpu qemu64
    prompt_await "$PROMPT_SECONDS" >"$WORK/prompt.log" || cat "$WORK/prompt.log"
    check 'a processor that does not count says nothing' silent_about_smi
    starts_with 'wrmsr 0x405 0x9c00000000000150' bios
    check 'an old machine-check record: the machine asks' prompt_await "$PROMPT_SECONDS"
    check 'it is told as what it is' old_record
    x2apic_checks
    watchdog_checks
    tap_end
}

silent_about_smi() {
    ask cpu && ! has_said 'SMI'
}

main "$@"
