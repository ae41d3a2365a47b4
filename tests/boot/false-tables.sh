#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Machines whose ACPI tables are of this test's making: they lie where it puts them and say what it likes.
# QEMU makes none (acpi=off); SeaBIOS is told to lay down an RSDP that leads to tables which QEMU has put
# into memory before the firmware began.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"
readonly RECORDED=$SHELL_TOP/tests/recorded
# Where tables are put: memory that SeaBIOS and GRUB leave alone.
readonly HIGH=0x140000000 LOW=0x40000000
# Where Q35 shows configuration space, as SeaBIOS sets it.
readonly ECAM=0xb0000000
# A port that nobody answers at.
readonly NOWHERE=0x5f0
# One that no PC has a serial port at.
readonly SERIAL=0x280

# ---- tables --------------------------------------------------------------------------------------

# number VALUE BYTES: little-endian.
number() {
    local i

    for ((i = 0; i < $2; i++)); do printf '%b' "\\x$(printf '%02x' $(($1 >> 8 * i & 255)))"; done
}

# put FILE OFFSET VALUE BYTES: changes a number in place.
put() {
    number "$3" "$4" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# sum_set FILE PLACE [BYTES]: makes the first bytes, or all, add up to zero.
sum_set() {
    local sum

    put "$1" "$2" 0 1
    sum=$(head -c "${3:-1000000}" "$1" | od -An -v -tu1 | awk '{ for (i = 1; i <= NF; i++) s += $i } END { print s % 256 }')
    put "$1" "$2" $(((256 - sum) % 256)) 1
}

# table FILE SIGNATURE: a header around what comes in.
table() {
    printf '%s\0\0\0\0\1\0NOOS  FALSE   \0\0\0\0NOOS\0\0\0\0' "$2" >"$1"
    cat >>"$1"
    put "$1" 4 "$(stat -c %s "$1")" 4
    sum_set "$1" 9
}

# tables_begin BASE: the next tables go to one piece of memory, from there on.
tables_begin() {
    base=$(($1)) blob=$WORK/tables.$1
    : >"$blob"
}

# lay FILE: puts a table behind the last, and its address into $at. Not on a boundary of eight.
lay() {
    local size

    size=$(stat -c %s "$blob")
    at=$((base + size))
    cat "$1" >>"$blob"
    truncate -s $(((size + $(stat -c %s "$1") + 12) / 8 * 8 + 4)) "$blob"
}

# root FILE SIGNATURE BYTES ADDRESS...: XSDT or RSDT.
root() {
    local address

    for address in "${@:4}"; do number "$address" "$3"; done | table "$1" "$2"
}

# fadt FILE DSDT: that of Q35, whose registers SeaBIOS puts where it says.
fadt() {
    cp "$RECORDED/pci-bridges/facp.dat" "$1"
    put "$1" 36 0 4  # FACS
    put "$1" 40 0 4  # DSDT: only the wide field tells
    put "$1" 132 0 8 # X_FACS
    put "$1" 140 "$2" 8
    sum_set "$1" 9
}

# mcfg FILE SEGMENT LAST-BUS...
mcfg() {
    local file=$1

    shift
    {
        number 0 8
        while (($# > 0)); do
            number $ECAM 8 && number "$1" 2 && number 0 1 && number "$2" 1 && number 0 4
            shift 2
        done
    } | table "$file" MCFG
}

# rsdp RSDT XSDT: into $WORK/rsdp.
rsdp() {
    {
        printf 'RSD PTR \0NOOS  \2'
        number "$1" 4 && number 36 4 && number "$2" 8 && number 0 4
    } >"$WORK/rsdp"
    sum_set "$WORK/rsdp" 8 20
    sum_set "$WORK/rsdp" 32
}

# One command for SeaBIOS: put the file etc/acpi/rsdp where a BIOS has its RSDP (zone 2).
loader_make() {
    { number 1 4 && printf 'etc/acpi/rsdp' && head -c 43 /dev/zero && number 16 4 && number 2 1; } \
        >"$WORK/loader"
    truncate -s 128 "$WORK/loader"
}

# ---- machines ------------------------------------------------------------------------------------

# What QEMU has to be told of the tables laid so far.
words() {
    local file

    printf '%s ' -fw_cfg "name=etc/acpi/rsdp,file=$WORK/rsdp" -fw_cfg "name=etc/table-loader,file=$WORK/loader"
    for file in "$WORK"/tables.*; do
        printf '%s ' -device "loader,file=$file,addr=${file##*.},force-raw=on"
    done
}

# boots NAME COMMANDS LINE...: whether a machine with the tables laid so far does with these commands what
# the lines of its file say.
boots() {
    local name=$1 status=0

    "$SHELL_TOP/scripts/copy.sh" --build="$BUILD" --kind=iso --out="$WORK/$name.iso" \
        --cmdline="autorun=\"$2\"" || return 1
    shift 2
    printf '%s\n' firmware=bios chipset=q35,acpi=off medium=iso memory=5G \
        "qemu=$(words)" "$@" >"$WORK/$name.conf"
    "$SHELL_TOP/scripts/cell.sh" --machine="$WORK/$name.conf" --image="$WORK/$name.iso" --out="$WORK/$name" \
        --tools="$BUILD/tools" || status=$?
    cat "$WORK/$name/verdict.txt"
    grep -a 'acpi\|pci\|power\|clock' "$WORK/$name/serial.log" || true
    return "$status"
}

# named NAME COUNT PATTERN: so many lines of a machine's log match.
named() {
    local count

    count=$(grep -aEc -e "$3" "$WORK/$1/serial.log") || true
    [[ $count == "$2" ]] || { printf '%s lines, not %s\n' "$count" "$2" && return 1; }
}

# Everything above 4 GiB; \_S5 only in an SSDT; two segments, the second of which shows the first's bus 0.
far_lay() {
    local apic hpet mcfg ssdt fadt

    rm -f "$WORK"/tables.*
    tables_begin $HIGH
    lay "$RECORDED/acpi-by-firmware/dsdt.dat"
    fadt "$WORK/fadt" "$at"
    lay "$WORK/fadt" && fadt=$at
    lay "$RECORDED/acpi-by-firmware/ssdt.dat" && ssdt=$at
    lay "$RECORDED/acpi-by-firmware/apic.dat" && apic=$at
    lay "$RECORDED/acpi-by-firmware/hpet.dat" && hpet=$at
    mcfg "$WORK/mcfg" 0 255 1 0
    lay "$WORK/mcfg" && mcfg=$at
    root "$WORK/xsdt" XSDT 8 "$fadt" "$apic" "$hpet" "$mcfg" "$ssdt"
    lay "$WORK/xsdt"
    rsdp 0 "$at"
}

# A FADT, and no \_S5 in any table.
no_s5_lay() {
    rm -f "$WORK"/tables.*
    tables_begin $HIGH
    lay "$RECORDED/acpi-by-firmware/dsdt.dat"
    fadt "$WORK/fadt" "$at"
    lay "$WORK/fadt"
    root "$WORK/xsdt" XSDT 8 "$at"
    lay "$WORK/xsdt"
    rsdp 0 "$at"
}

# Registers that the FADT names, and behind which there is nothing.
dead_registers_lay() {
    rm -f "$WORK"/tables.*
    tables_begin $HIGH
    lay "$RECORDED/pci-bridges/dsdt.dat"
    fadt "$WORK/fadt" "$at"
    put "$WORK/fadt" 64 $NOWHERE 4 # PM1a control, and the wide field
    put "$WORK/fadt" 176 $NOWHERE 8
    put "$WORK/fadt" 120 $NOWHERE 8 # reset
    sum_set "$WORK/fadt" 9
    lay "$WORK/fadt"
    root "$WORK/xsdt" XSDT 8 "$at"
    lay "$WORK/xsdt"
    rsdp 0 "$at"
}

# A processor that is listed, and does not exist; behind it one that does.
ghost_lay() {
    rm -f "$WORK"/tables.*
    tables_begin $HIGH
    {
        number 0xfee00000 4 && number 1 4
        processor 0 0 1 && processor 1 9 1 && processor 2 1 1
        number 1 1 && number 12 1 && number 0 2 && number 0xfec00000 4 && number 0 4 # I/O APIC
        number 2 1 && number 10 1 && number 0 2 && number 2 4 && number 0 2          # line 0 at input 2
    } | table "$WORK/apic" APIC
    lay "$RECORDED/acpi-by-firmware/dsdt.dat"
    fadt "$WORK/fadt" "$at"
    lay "$WORK/fadt" && fadt=$at
    lay "$WORK/apic"
    root "$WORK/xsdt" XSDT 8 "$fadt" "$at"
    lay "$WORK/xsdt"
    rsdp 0 "$at"
}

# processor UID APIC-ID FLAGS: its record in the MADT.
processor() {
    number 0 1 && number 8 1 && number "$1" 1 && number "$2" 1 && number "$3" 4
}

# A serial port where nobody would look, which only SPCR tells of: 16550, at 115,200 baud, not on PCI.
serial_lay() {
    rm -f "$WORK"/tables.*
    tables_begin $HIGH
    {
        number 0 4 && number 1 1 && number 8 1 && number 0 1 && number 1 1 && number $SERIAL 8
        number 0 6 && number 7 1 && number 0 5 && number 0xffffffff 4 && number 0 12
    } | table "$WORK/spcr" SPCR
    lay "$RECORDED/acpi-by-firmware/dsdt.dat"
    fadt "$WORK/fadt" "$at"
    lay "$WORK/fadt" && fadt=$at
    lay "$WORK/spcr"
    root "$WORK/xsdt" XSDT 8 "$fadt" "$at"
    lay "$WORK/xsdt"
    rsdp 0 "$at"
}

no_fadt_lay() {
    rm -f "$WORK"/tables.*
    tables_begin $HIGH
    lay "$RECORDED/acpi-by-firmware/apic.dat"
    root "$WORK/xsdt" XSDT 8 "$at"
    lay "$WORK/xsdt"
    rsdp 0 "$at"
}

# An XSDT that does not add up; an RSDT with a good FADT among tables and pointers that lie.
lies_lay() {
    local addresses=() good

    rm -f "$WORK"/tables.*
    tables_begin $LOW
    lay "$RECORDED/pci-bridges/dsdt.dat"
    fadt "$WORK/fadt" "$at"
    lay "$WORK/fadt" && addresses+=("$at") && good=$at
    lay "$RECORDED/acpi-by-firmware/apic.dat" && addresses+=("$at")
    cp "$RECORDED/bios/hpet.dat" "$WORK/hpet" && put "$WORK/hpet" 44 0 4
    lay "$WORK/hpet" && addresses+=("$at")
    cp "$RECORDED/memory-dimm/srat.dat" "$WORK/srat" && put "$WORK/srat" 4 35 4
    lay "$WORK/srat" && addresses+=("$at")
    cp "$RECORDED/bios/waet.dat" "$WORK/waet" && put "$WORK/waet" 4 $((1 << 30)) 4
    lay "$WORK/waet" && addresses+=("$at")
    mcfg "$WORK/mcfg" 0 255 && truncate -s -4 "$WORK/mcfg" && put "$WORK/mcfg" 4 56 4 &&
        sum_set "$WORK/mcfg" 9
    lay "$WORK/mcfg" && addresses+=("$at")
    head -c 64 /dev/zero >"$WORK/zeros"
    lay "$WORK/zeros" && addresses+=("$at")
    root "$WORK/rsdt" RSDT 4 "${addresses[@]}" 0 0xffffffff "$good"
    lay "$WORK/rsdt"
    tables_begin $HIGH
    root "$WORK/xsdt" XSDT 8 "$good"
    put "$WORK/xsdt" 9 0 1
    rsdp "$at" "$base"
    lay "$WORK/xsdt"
}

lies_checks() {
    local warning

    lies_lay
    check 'a machine all of whose tables lie boots, and switches itself off by the FADT' \
        boots lies 'diag acpi; poweroff' expect=fail \
        'says=^not ok [0-9]+ acpi\.tables # ' 'says=^ok [0-9]+ acpi\.madt ' 'says=power: S5 by PM1a 0x604 '
    for warning in 'XSDT at 0x140000000 has a wrong checksum; not used' \
        'the XSDT leads to no FADT; going on with the RSDT' 'HPET at 0x[0-9a-f]+ has a wrong checksum' \
        'a table at 0x[0-9a-f]+ is no table' \
        '2 of the 10 pointers in the RSDT lead nowhere' 'the MCFG table ends within an entry'; do
        check "it is named once: $warning" named lies 1 "$warning"
    done
    check 'two tables have a length that cannot be' named lies 2 'has a length that cannot be; not used'
}

# dead_start: a machine with those, at its prompt.
dead_start() {
    local more

    read -ra more <<<"$(words)"
    machine_start acpi-by-firmware -m 5G "${more[@]}"
    check "$1" prompt_await "$PROMPT_SECONDS"
    mark_set
}

stays_on() {
    send 'poweroff\r'
    await '^# leave how=poweroff$' && await 'power: the machine did not switch off' &&
        await 'power: safe to switch off by hand' && await '^# leave how=halt$' && ! has_left
}

goes_on_to_leave() {
    send 'reboot\r'
    await "power: the FADT's reset register is port $NOWHERE" && await 'power: reset by port 0xcf9' &&
        until_true "$ANSWER_SECONDS" has_left
}

dead_registers_checks() {
    dead_registers_lay
    medium_make --entry=release
    dead_start 'a machine whose registers for leaving are dead comes to its prompt'
    check 'it stays on, and says that the switch may be used' stays_on
    dead_start 'and once more'
    check 'the next way to a reset is tried, and leaves' goes_on_to_leave
}

main() {
    shell_flags "$@"
    tap_begin 18
    trap session_end EXIT
    loader_make
    far_lay
    check 'tables above 4 GiB are read, and a second segment by one of them' \
        boots far 'diag acpi pci clock; pci; poweroff' 'says=acpi: revision 2 .* 7 tables, FADT, ._S5$' \
        'says=^0001:00:1f\.2 SATA controller: Intel' 'says=^ok [0-9]+ pci\.mcfg # ranges=2 ' \
        'says=^ok [0-9]+ clock\.pm_timer # tsc' 'says=power: S5 by PM1a 0x604 '
    no_s5_lay
    check 'without \_S5 it is told that the switch may be used' boots no-s5-off 'diag acpi power; poweroff' \
        leave=halt 'says=ACPI has no ._S5, so' 'says=safe to switch off by hand'
    check 'and a reset leaves all the same' boots no-s5-reset 'diag acpi power; reboot' leave=reset \
        "says=the FADT's reset register is port 0xcf9"
    ghost_lay
    check 'a core that does not come is named and left, and the next one runs' boots ghost \
        'diag cores; reboot' smp=2 leave=reset expect=fail 'says=^not ok [0-9]+ cores\.answer ' \
        'says=cores: .*9.* does not come' 'says=cores: 2 of 3 run'
    serial_lay
    check 'a serial port that only SPCR tells of is found, and proves itself' boots spcr \
        'serial; diag uart; reboot' leave=reset \
        "qemu=-chardev null,id=odd -device isa-serial,index=1,iobase=$SERIAL,irq=5,chardev=odd" \
        "says=console: SPCR .ttyS4. at $SERIAL"
    no_fadt_lay
    check 'without a FADT, too' boots no-fadt 'diag acpi power; reboot' leave=reset \
        'says=2 tables, no FADT' 'says=reset by port 0xcf9'
    lies_checks
    dead_registers_checks
    tap_end
}

main "$@"
