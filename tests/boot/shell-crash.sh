#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A kernel that dies says where: exceptions are raised on purpose, at the prompt, and each line of
# the backtrace is compared with what the tools of the build know about that address.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

# The lines of the backtrace: number, address, NAME+0xOFFSET.
frames() {
    said | sed -n 's/^\[ *[0-9.]*\] cpu: #\([0-9]*\) \(0x[0-9a-f]*\) \(.*\)$/\1 \2 \3/p'
}

# names_agree: every name is the one addr2line gives, and offsets count from where nm has the name. A
# return address is looked up one byte earlier, as it may lie behind the function's end.
names_agree() {
    local number address name wanted start offset count=0

    while read -r number address name; do
        count=$((count + 1))
        offset=${name#*+} name=${name%+*}
        printf -v start '0x%x' $((number == 0 ? address : address - 1))
        # Of functions that were put into others the last it names is the one with a symbol; what
        # stands behind a dot is a label in it, or a compiler's note.
        wanted=$(addr2line -i -f -e "$BUILD/noos.debug.elf" "$start" | awk 'NR % 2' | tail -n 1)
        start=$(nm "$BUILD/noos.debug.elf" | sed -n "s/^\([0-9a-f]*\) [tT] $name\$/0x\1/p" | head -n 1)
        if [[ -z $start ]] || (((start + offset) != address)); then
            printf '#%s %s is called %s+%s, and %s lies at %s\n' "$number" "$address" "$name" \
                "$offset" "$name" "${start:-nowhere}"
            return 1
        fi
        [[ ${wanted%%.*} == "${name%%.*}" ]] || {
            printf '#%s is called %s, addr2line says %s\n' "$number" "$name" "$wanted"
            return 1
        }
    done < <(frames)
    ((count > 0)) || { printf 'no backtrace\n' && said && return 1; }
}

# has_frames NAME...: these functions stand in the backtrace, in this order, maybe others between.
has_frames() {
    local pattern='' name

    for name; do pattern+=" $name\\+0x[0-9a-f]+ .*"; done
    frames | tr '\n' ' ' | sed 's/$/ /' | grep -qE -e "$pattern" ||
        { printf 'not in this order: %s\n' "$*" && frames && return 1; }
}

# did_it FUNCTION: addr2line's name of the place where it happened, before it was put into others.
did_it() {
    local address

    address=$(frames | sed -n 's/^0 \([^ ]*\) .*/\1/p')
    addr2line -f -e "$BUILD/noos.debug.elf" "$address" | grep -qx "$1" ||
        { addr2line -i -f -e "$BUILD/noos.debug.elf" "$address" && return 1; }
}

# crashes BYTES PATTERN: the last words end the line typed, and match.
crashes() {
    mark_set
    send "$1\r"
    await "$2" && await '^# end verdict=panic'
}

leaves() {
    await "^# leave how=$1\$"
}

on_screen() {
    SCREEN_READER=vga_text screen_await "$@"
}

# crash_checks WHAT BYTES PATTERN CULPRIT FUNCTION...
crash_checks() {
    local what=$1 bytes=$2 pattern=$3 culprit=$4

    shift 4
    machine_start bios
    check "$what: the machine comes to its prompt" prompt_await "$PROMPT_SECONDS"
    check "$what: says what it was" crashes "$bytes" "$pattern"
    check "$what: names the functions, the one that did it first" has_frames "$@"
    check "$what: the names are those of the build's tools" names_agree
    check "$what: the instruction is $culprit's" did_it "$culprit"
    check "$what: the backtrace is on the screen, too" on_screen "#[01] 0x[0-9a-f]{16} $1\+0x"
    check "$what: halts" leaves halt
}

# The others that the kernel can raise: DRILL, the report, the function that did it and its caller.
readonly EXCEPTIONS='
    de|exception 0, divide error|divide_error_raise|divide_error
    db|exception 1, debug exception|debug_raise|debug
    bp|exception 3, breakpoint|breakpoint_raise|breakpoint
    of|exception 4, overflow|overflow_raise|overflow
    nm|exception 7, device not available|device_not_available_raise|device_not_available
    np|exception 11, segment not present, error code 0x28|segment_not_present_raise|segment_not_present
    ss|exception 12, stack-segment fault, error code 0x28|stack_segment_raise|stack_segment
    gp|exception 13, general protection|general_protection_raise|general_protection'

exception_checks() {
    local drill pattern culprit function

    while IFS='|' read -r drill pattern culprit function; do
        [[ -z $drill ]] || crash_short "drill.${drill// /}" "$pattern" "$culprit" "$function"
    done <<<"$EXCEPTIONS"
}

# crash_short DRILL PATTERN CULPRIT FUNCTION
crash_short() {
    machine_start bios
    check "$1: the machine comes to its prompt" prompt_await "$PROMPT_SECONDS"
    check "$1: says what it was" crashes "diag $1" "$2"
    check "$1: names the functions, the one that did it first" has_frames \
        "$4" diag_run command_diag execute_line shell_run
    check "$1: the names are those of the build's tools" names_agree
    check "$1: the instruction is $3's" did_it "$3"
    check "$1: halts" leaves halt
}

# An exception nobody asked for, while somebody types.
nmi_checks() {
    machine_start bios
    check 'an NMI: the prompt' prompt_await "$PROMPT_SECONDS"
    send 'half a line'
    check 'an NMI: a line is being typed' await 'noos> half a line$'
    mark_set
    monitor nmi
    check 'an NMI: says on which core, and that it goes on' await \
        'cpu: NMI 1 on core 0, raised by nobody who says so; going on'
    check 'an NMI: names where the machine waited' await '#[1-9] 0x[0-9a-f]{16} idle\+0x'
    check "an NMI: the names are those of the build's tools" names_agree
}

# One that the hardware corrected: it only stands in its bank until somebody looks.
corrected_checks() {
    machine_start bios
    check 'a corrected error: the prompt' prompt_await "$PROMPT_SECONDS"
    mark_set
    monitor 'mce 0 2 0x9c00000000000151 0x0 0x1234000 0x0'
    check 'a corrected error: is found and named' await \
        'machine check on core 0, bank 2, corrected: cache, 0x9c00000000000151 at 0x1234000'
    check 'a corrected error: a test fails by it' answers 'diag cpu.own_errors' \
        '^not ok 1 cpu.own_errors # 1 machine-check records'
}

# A machine check that the hardware raises: bank 1, valid, uncorrected, context corrupt.
machine_check_checks() {
    machine_start bios
    check 'a machine check: the prompt' prompt_await "$PROMPT_SECONDS"
    mark_set
    monitor 'mce 0 1 0xb200000000000000 0x5 0x0 0x0'
    check 'a machine check: says what it was' await 'exception 18, machine check'
    check 'a machine check: names where the machine waited' await \
        '#[1-9] 0x[0-9a-f]{16} idle\+0x'
    check 'a machine check: says what its bank held' await \
        'machine check on core 0, bank 1, NOT CORRECTED: no error, 0xb200000000000000 at 0x0'
    check 'a machine check: halts' leaves halt
}

main() {
    shell_flags "$@"
    tap_begin 92
    trap session_end EXIT
    medium_make --entry=release
    crash_checks 'invalid opcode' 'diag drill.ud' 'exception 6, invalid opcode' \
        invalid_opcode_raise invalid_opcode diag_run command_diag execute_line shell_run
    crash_checks 'page fault' 'diag drill.page_fault' \
        'kernel write at 0xffffa00000000000: page not present' \
        page_fault_raise page_fault diag_run command_diag execute_line shell_run
    crash_checks 'double fault' 'diag drill.double_fault' 'exception 8, double fault' \
        stack_lose double_fault diag_run command_diag execute_line shell_run
    exception_checks
    crash_checks 'panic at the prompt' "panic 'of my own'" 'panic: of my own' \
        panic command_panic execute_line shell_run kmain
    machine_end
    nmi_checks
    check 'an NMI: the line being typed is still there' await 'noos> half a line$'
    send '\025'
    check 'an NMI: is counted' answers irq '^core 0: 1 NMIs, 0 machine-check records'
    check 'an NMI: a test fails by it' answers 'diag cpu.own_errors' '^not ok 1 cpu.own_errors # 1 NMIs'
    machine_check_checks
    corrected_checks
    tap_end
}

main "$@"
