#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A network card that firmware has left receiving, on a wire full of broadcasts: each would be written into
# memory that the kernel calls its own. No firmware of QEMU leaves one so, and gdb does it instead, at the
# kernel's first instruction.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

# Where QEMU takes frames from: one datagram is one frame.
readonly PORT=$((20000 + $$ % 10000)) MEMORY_BYTES=$((256 << 20))
readonly FLOOD_SECONDS=2
# The card is function 00:05.0; its configuration space in memory, as Q35's SeaBIOS has it, and by ports.
readonly CARD=0xb0028000 CARD_COMMAND_BY_PORTS=0x80002804
# A ring of descriptors in free memory, and the buffers they lead to.
readonly RING=0x8000000 BUFFERS=0x8100000 DESCRIPTORS=1024
flood_pid=''

# flood TEXT: broadcasts that carry it. Ethernet type 0x88b5 is for experiments.
flood() {
    local frame

    printf -v frame '%s' '\xff\xff\xff\xff\xff\xff\x52\x54\x00\x99\x99\x99\x88\xb5' \
        "$(for ((i = 0; i < 16; i++)); do printf '%s ' "$1"; done)"
    (
        exec 9<>"/dev/udp/127.0.0.1/$PORT"
        while :; do
            printf '%b' "$frame" >&9 2>/dev/null || true
            sleep 0.01
        done
    ) &
    flood_pid=$!
}

flood_end() {
    [[ -z $flood_pid ]] || kill "$flood_pid" 2>/dev/null || true
    [[ -z $flood_pid ]] || wait "$flood_pid" 2>/dev/null || true
    flood_pid=''
}

# Intel 8254x manual, 13.4: receive control at 0x100, the ring's base, length, head and tail from 0x2800
# on. Receiving is enabled, for broadcasts and all others.
gdb_script() {
    cat <<END
set pagination off
set architecture i386:x86-64
set remotetimeout 30
target remote $WORK/gdb
hbreak *0x$(nm "$BUILD/noos.debug.elf" | awk '$3 == "_start" { print $1 }')
continue
maint packet Qqemu.PhyMemMode:1
restore $WORK/ring binary $RING
set *(unsigned short *)($CARD + 4) = 0x107
set \$card = *(unsigned int *)($CARD + 0x10) & ~15
set *(unsigned int *)(\$card + 0x100) = 0
set *(unsigned int *)(\$card + 0x2800) = $RING
set *(unsigned int *)(\$card + 0x2804) = 0
set *(unsigned int *)(\$card + 0x2808) = $((DESCRIPTORS * 16))
set *(unsigned int *)(\$card + 0x2810) = 0
set *(unsigned int *)(\$card + 0x2818) = $((DESCRIPTORS - 1))
set *(unsigned int *)(\$card + 0x100) = 0x801a
printf "card 0x%x receives %x\n", *(unsigned int *)$CARD, *(unsigned int *)(\$card + 0x100)
maint packet Qqemu.PhyMemMode:0
delete
detach
END
}

left_receiving() {
    local deadline=$((SECONDS + PROMPT_SECONDS))

    perl -e "print pack('Q<Q<', $BUFFERS + \$_ * 2048, 0) for 0 .. $DESCRIPTORS - 1" >"$WORK/ring"
    until [[ -S $WORK/gdb ]] || ((SECONDS >= deadline)); do sleep 0.05; done
    gdb_script >"$WORK/script"
    timeout "$PROMPT_SECONDS" gdb -q -nx -batch -x "$WORK/script" >"$WORK/gdb.log" 2>&1 || true
    grep -qx 'card 0x100e8086 receives 801a' "$WORK/gdb.log" || { cat "$WORK/gdb.log" && return 1; }
}

# arrived TEXT: how many frames that carry it lie in the machine's memory.
arrived() {
    monitor "pmemsave 0 $MEMORY_BYTES \\\"$WORK/memory\\\"" || return 1
    { grep -aoF "$1 $1 $1 $1 $1 $1 $1 $1 $1" "$WORK/memory" || true; } | wc -l
}

# frames none|some TEXT: sends frames for a while; whether so many have arrived.
frames() {
    local count

    flood "$2"
    sleep "$FLOOD_SECONDS"
    flood_end
    count=$(arrived "$2") || return 1
    printf '%s frames arrived\n' "$count"
    [[ $1 == "$( ((count > 0)) && echo some || echo none)" ]]
}

# What the kernel has switched off is switched on again, from outside.
master_on() {
    monitor "o /w 0xcf8 $CARD_COMMAND_BY_PORTS" 'o /h 0xcfc 0x107'
}

main() {
    shell_flags "$@"
    tap_begin 6
    trap 'flood_end; session_end' EXIT
    medium_make --entry=release
    machine_start acpi-by-firmware -S -gdb "unix:$WORK/gdb,server=on,wait=off" \
        -netdev "socket,id=wire,udp=127.0.0.1:$((PORT + 1)),localaddr=127.0.0.1:$PORT" \
        -device e1000,netdev=wire,addr=5,romfile=
    check 'a card is left receiving' left_receiving
    check 'the machine comes to its prompt' prompt_await "$PROMPT_SECONDS"
    check 'the card was told to stop' answers dmesg '^.*pci: 00:05\.0 .* was left bus mastering; stopped$'
    check 'what comes over the wire does not reach memory' frames none later
    check 'the card may write to memory once more' master_on
    check 'and now it does' frames some again
    tap_end
}

main "$@"
