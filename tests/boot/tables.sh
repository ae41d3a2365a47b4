#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What the kernel says of the machine, held against those who know: the PCI list against QEMU's own
# and against the real lspci, which reads the configuration space that the kernel wrote out.
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
    lspci -i "$WORK/ids" -F "$WORK/dump" -v 2>/dev/null | sed 's/ \[size=[^]]*\]//' >"$WORK/theirs"
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

main() {
    shell_flags "$@"
    tap_begin 7
    trap session_end EXIT
    medium_make --entry=release
    machine_start pci-bridges
    check 'a machine with bridges comes to its prompt' prompt_await "$PROMPT_SECONDS"
    pci_checks
    tap_end
}

main "$@"
