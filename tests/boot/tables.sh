#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What the kernel says of the machine, held against those who know: the PCI list against QEMU's own
# and against the real lspci, which reads the configuration space that the kernel wrote out; the ACPI
# tables against the machine's memory, after acpixtract and iasl have read them off the serial line.
# SMBIOS against the words QEMU was given. Then a machine whose tables lie.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

readonly PCI_IDS=/usr/share/misc/pci.ids

# ---- PCI -----------------------------------------------------------------------------------------

# "PLACE VENDOR:DEVICE" of each function, and "PLACE ADDRESS END" of each address register, out of
# what QEMU's monitor says. A register without an address is all ones there.
qemu_list() {
    monitor 'info pci' || return 1
    tail -n 1 "$WORK/replies" | sed 's/\\r\\n/\n/g' | awk '
        match($0, /Bus +[0-9]+, device +[0-9]+, function [0-9]+/) {
            split(substr($0, RSTART), part, /[ ,:]+/)
            place = sprintf("%02x:%02x.%d", part[2], part[4], part[6])
        }
        match($0, /PCI device [0-9a-f:]+/) {
            print place, substr($0, RSTART + 11, 9)
        }
        /BAR[0-5]: / && !/0xffffffff/ {
            at = $0; sub(/.* at 0x0*/, "", at); sub(/ .*/, "", at)
            end = $0; sub(/.*\[0x0*/, "", end); sub(/\].*/, "", end)
            print place, at, end
        }' | sort
}

# The same lines out of `pci -v` and `pci -x`; "-" for an end that is not told.
kernel_list() {
    local place='' line address unit size end

    while IFS= read -r line; do
        if [[ $line =~ ^([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\  ]]; then
            place=${BASH_REMATCH[1]}
        elif [[ $line =~ ^00:\ (..)\ (..)\ (..)\ (..)\  ]]; then
            printf '%s %s%s:%s%s\n' "$place" "${BASH_REMATCH[2]}" "${BASH_REMATCH[1]}" \
                "${BASH_REMATCH[4]}" "${BASH_REMATCH[3]}"
        elif [[ $line =~ ^$'\t'(Memory|I/O\ ports)\ at\ 0*([0-9a-f]+) ]]; then
            address=${BASH_REMATCH[2]} end=-
            if [[ $line =~ \[size=([0-9]+)([KMG]?)\] ]]; then
                unit=${BASH_REMATCH[2]} size=${BASH_REMATCH[1]}
                case $unit in K) size=$((size << 10)) ;; M) size=$((size << 20)) ;; esac
                printf -v end '%x' $((16#$address + size - 1))
            fi
            printf '%s %s %s\n' "$place" "$address" "$end"
        fi
    done <"$WORK/pci" | sort
}

# A function or register that only one of both knows, or whose end differs where the kernel tells it.
agrees_with_qemu() {
    qemu_list >"$WORK/qemu.list" && kernel_list >"$WORK/kernel.list" || return 1
    awk 'NR == FNR { if (NF == 3) end[$1 " " $2] = $3; else id[$0] = 1; next }
        NF == 2 { if (!($0 in id)) print "QEMU does not know " $0; delete id[$0]; next }
        !($1 " " $2 in end) { print "QEMU does not know " $0; next }
        { told += $3 != "-" }
        $3 != "-" && $3 != end[$1 " " $2] { print $0 " should end at " end[$1 " " $2] }
        { delete end[$1 " " $2] }
        END {
            for (x in id) print "only QEMU knows " x
            for (x in end) print "only QEMU knows " x " " end[x]
            if (told < 5) print "only " told + 0 " sizes were told"
        }' "$WORK/qemu.list" "$WORK/kernel.list" >"$WORK/wrong"
    [[ -s $WORK/kernel.list && ! -s $WORK/wrong ]] || { cat "$WORK/wrong" && return 1; }
}

# lspci reads the dump; names of subsystems, which the kernel has not got, are taken from it. lspci
# cannot know sizes from a dump, and shows the links only with -vv.
agrees_with_lspci() {
    grep -v '^'$'\t\t''[0-9a-f]\{4\} [0-9a-f]\{4\}  ' "$PCI_IDS" >"$WORK/ids"
    grep -aE '^([0-9a-f]{2}:[0-9a-f]{2}\.[0-7] .*|[0-9a-f]{2,3}:( [0-9a-f]{2}){16}|)$' "$WORK/pci" \
        >"$WORK/dump"
    # Since 3.11 it has another word for the number of the message.
    lspci -i "$WORK/ids" -F "$WORK/dump" -v 2>/dev/null |
        sed -E 's/ \[size=[^]]*\]//; s/ IntMsgNum ([0-9])$/ MSI 0\1/' >"$WORK/theirs"
    grep -avE '^[0-9a-f]{2,3}:( [0-9a-f]{2}){16}$|^'$'\t\t''Lnk' "$WORK/pci" |
        sed 's/ \[size=[^]]*\]//' >"$WORK/ours"
    [[ $(grep -c 'Capabilities:' "$WORK/theirs") -ge 10 ]] && diff "$WORK/theirs" "$WORK/ours"
}

links_agree_with_lspci() {
    local theirs ours

    theirs=$(lspci -i "$WORK/ids" -F "$WORK/dump" -vv 2>/dev/null |
        sed -nE 's/^\t\tLnk(Cap|Sta):.*Speed ([^, ]*)[^,]*, Width (x[0-9]*).*/\1 \2 \3/p')
    ours=$(sed -nE 's/^\t\tLnk(Cap|Sta): Speed ([^,]*), Width (x[0-9]*)$/\1 \2 \3/p' "$WORK/pci")
    [[ -n $theirs && $theirs == "$ours" ]] || { printf '%s\n--\n%s\n' "$theirs" "$ours" && return 1; }
}

pci_listed() {
    ask 'pci -v -x' || return 1
    said | sed '1d' | grep -avF "$SHELL_PROMPT" >"$WORK/pci"
    grep -q '^81:00.0 Ethernet controller: Intel Corporation 82574L' "$WORK/pci" || said
}

pci_checks() {
    check 'pci -v -x lists a card behind the second root bus' pci_listed
    check 'functions, addresses and sizes as QEMU has them' agrees_with_qemu
    check 'lspci says the same of the same bytes' agrees_with_lspci
    check 'links as fast and wide as lspci reads them' links_agree_with_lspci
    check 'pci without words: one line each' answers 'pci' \
        '^00:1f\.2 SATA controller: Intel Corporation 82801IR.* \(rev 02\)$'
    check 'pci -q is explained' answers 'pci -q' '^usage: pci|pci \[-v\] \[-x\]'
}

# ---- ACPI ----------------------------------------------------------------------------------------

# Every table of the list arrives through `acpi -x`, the serial line and acpixtract as it lies in
# memory.
tables_arrive() {
    local signature address length file count=0

    ask 'acpi' && said >"$WORK/acpi.list" && ask 'acpi -x' || return 1
    mkdir -p "$WORK/tables"
    said | tr -cd '\n\t -~' >"$WORK/tables/text"
    (cd "$WORK/tables" && acpixtract -a text >log 2>&1) || { cat "$WORK/tables/log" && return 1; }
    # Some versions number also what there is only one of.
    for file in "$WORK"/tables/*1.dat; do [[ ! -f $file ]] || mv "$file" "${file%1.dat}.dat"; done
    while read -r signature address length; do
        monitor "pmemsave $address $length \\\"$WORK/tables/memory\\\"" || return 1
        cmp "$WORK/tables/memory" "$WORK/tables/${signature,,}.dat" || return 1
        count=$((count + 1))
    done < <(sed -nE 's/^([A-Z0-9]{4})  (0x[0-9a-f]+) +([0-9]+) bytes .*/\1 \2 \3/p' "$WORK/acpi.list")
    ((count >= 8)) || { echo "only $count tables" && cat "$WORK/acpi.list" && return 1; }
}

iasl_reads_them() {
    local table

    for table in "$WORK"/tables/*.dat; do
        iasl -d "$table" >"$WORK/iasl" 2>&1 || { cat "$WORK/iasl" && return 1; }
        ! grep -iE 'error|checksum' "$WORK/iasl" || return 1
    done
    grep -q 'Name (_S5' "$WORK/tables/dsdt.dsl" || { echo 'no _S5 in the DSDT' && return 1; }
}

# field TABLE NAME: the values that iasl prints for a field.
field() {
    sed -nE "s/.* $2 : ([0-9A-F]+).*/\1/p" "$WORK/tables/$1.dsl"
}

# What the kernel's decoders say is what iasl's say.
decoders_agree() {
    local base theirs ours

    ask 'acpi -v' || return 1
    said >"$WORK/acpi.details"
    base=$(field mcfg 'Base Address') && base=$((16#$base))
    grep -qE "segment 0, buses 00 to ff at $(printf '0x%x' "$base")\$" "$WORK/acpi.details" ||
        { echo "MCFG: $base" && return 1; }
    theirs=$(field apic 'Local Apic ID' | while read -r id; do echo $((16#$id)); done)
    ours=$(sed -nE 's/^      processor ([0-9]+) uid [0-9]+ .*/\1/p' "$WORK/acpi.details")
    [[ -n $theirs && $theirs == "$ours" ]] || { echo "APIC: $theirs / $ours" && return 1; }
    base=$(field facp 'PM1A Control Block Address' | head -n 1) && base=$((16#$base))
    grep -qE "PM1a control port $(printf '0x%x' "$base"), " "$WORK/acpi.details"
}

acpi_checks() {
    check 'acpi -x: acpixtract finds every table as it lies in memory' tables_arrive
    check 'iasl reads them, sums are right, and \_S5 is there' iasl_reads_them
    check 'acpi -v decodes what iasl decodes' decoders_agree
    check 'acpi XXXX: no such table' answers 'acpi XXXX' 'acpi: there is no table XXXX'
    check 'acpi and pci tests pass' answers 'diag acpi pci && echo passed' '^passed$'
}

# ---- SMBIOS --------------------------------------------------------------------------------------

# What QEMU was told to say about the machine.
SMBIOS=(-smbios 'type=0,vendor=Acme,version=7.1,date=01/02/2031'
    -smbios 'type=1,manufacturer=Rocket,product=Sled,version=2,serial=S-77'
    -smbios 'type=2,manufacturer=Planks,product=P-1,serial=B-88'
    -smbios 'type=3,manufacturer=Boxes,serial=C-99'
    -smbios 'type=4,sock_pfx=Hole,manufacturer=Sand,version=Fast,max-speed=4000,current-speed=3000'
    -smbios 'type=17,loc_pfx=Slot,bank=Left,manufacturer=Chips,part=C-16,speed=3200')

smbios_checks() {
    check 'smbios says what QEMU was told to say' answers 'smbios' \
        '^BIOS +Acme, version 7\.1, of 01/02/2031$' '^system +Rocket Sled, version 2, serial S-77$' \
        '^board +Planks P-1, .*serial B-88$' '^chassis +Boxes, .*serial C-99, unknown$' \
        '^processor +Hole 0: Sand Fast, 1 core, 1 thread, 3000 MHz of at most 4000$' \
        '^memory +Slot 0 Left: 256 MiB RAM at 3200 MT/s of at most 3200, Chips C-16$' \
        '^SMBIOS [23]\.[0-9], [0-9]+ structures$'
    check 'smbios tests pass' answers 'diag smbios && echo passed' \
        '^ok 2 smbios\.memory # modules=1 .*mib=256 ' '^passed$'
}

# ---- a machine that lies -------------------------------------------------------------------------

# lies_make: bytes behind the header of an MCFG with one range over RAM and one that leads nowhere, and
# of an SRAT with a record that never ends.
lies_make() {
    printf '\0\0\0\0\0\0\0\0%b%b' '\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0' \
        '\0\0\0\340\0\0\0\0\1\0\0\0\0\0\0\0' >"$WORK/mcfg"
    printf '\1\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0' >"$WORK/srat"
}

lies_are_named() {
    prompt_await "$PROMPT_SECONDS" || return 1
    ask 'dmesg -l warning' || return 1
    said >"$WORK/lies"
    if [[ $(grep -c "pci: MCFG's segment 0, .* at 0x1000000 lies over RAM; not used" "$WORK/lies") -ne 1 ||
        $(grep -c "pci: MCFG's segment 1, .* leads to no function; not used" "$WORK/lies") -ne 1 ]]; then
        cat "$WORK/lies"
        return 1
    fi
}

lies_checks() {
    lies_make
    machine_start bios -acpitable "sig=MCFG,rev=1,data=$WORK/mcfg" -acpitable \
        "sig=SRAT,rev=1,data=$WORK/srat"
    check 'a machine whose tables lie comes to its prompt, and each lie is named once' lies_are_named
    check 'pci by ports alone' answers 'pci' '^00:00\.0 Host bridge: Intel Corporation 440FX'
    check 'the tests say so' answers 'diag acpi pci' '^not ok [0-9]+ acpi.srat # the table breaks off' \
        '^not ok [0-9]+ pci.mcfg # 2 of the ranges' '^ok [0-9]+ acpi.madt '
    check 'and it switches itself off' leaves
}

leaves() {
    mark_set
    send 'poweroff\r'
    await '^# leave how=poweroff$' && until_true "$ANSWER_SECONDS" has_left
}

main() {
    shell_flags "$@"
    tap_begin 18
    trap session_end EXIT
    medium_make --entry=release
    machine_start pci-bridges "${SMBIOS[@]}"
    check 'a machine with bridges comes to its prompt' prompt_await "$PROMPT_SECONDS"
    pci_checks
    acpi_checks
    smbios_checks
    lies_checks
    tap_end
}

main "$@"
