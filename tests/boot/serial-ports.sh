#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Serial ports in other places than the PC's four: two on a PCI card, one where firmware's table
# points. Each is told which it is; they become and cease to be consoles while the machine runs; and one
# that is the only console is typed at.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

# spcr_make FILE PORT: what stands behind the header of revision 2: a 16550 at an I/O port, 115200 baud.
spcr_make() {
    local low high

    printf -v low '\\x%02x' $(($2 & 255))
    printf -v high '\\x%02x' $(($2 >> 8))
    printf '%b' '\0\0\0\0' '\1\10\0\1' "$low$high" '\0\0\0\0\0\0' '\0\0\0\0\0\0' \
        '\7\0\1\0\3\0' '\0377\0377\0377\0377' '\0\0\0\0\0\0\0\0' '\0\0\0\0' >"$1"
}

machine_with_ports() {
    spcr_make "$WORK/spcr" 0x5f8
    machine_start bios -chardev "file,id=card1,path=$WORK/card1" -chardev "file,id=card2,path=$WORK/card2" \
        -chardev "file,id=table,path=$WORK/table" -device pci-serial-2x,chardev1=card1,chardev2=card2 \
        -device isa-serial,iobase=0x5f8,irq=5,chardev=table -acpitable "sig=SPCR,rev=2,data=$WORK/spcr"
}

# file_says FILE PATTERN
file_says() {
    grep -aqE -e "$2" "$WORK/$1"
}

each_is_told() {
    local file

    file_says seen '^hunt: this line is ttyS0 \(COM1\); to choose it: console=ttyS0,115200n8' &&
        file_says table '^hunt: this line is ttyS4 \(SPCR\); to choose it: console=uart8250,io,0x5f8' &&
        file_says card1 '^hunt: this line is ttyS5 \(PCI [0-9a-f:]+\.0\); to choose it: console=uart8250,pci,' &&
        file_says card2 '^hunt: this line is ttyS6 \(2\. of [0-9a-f:]+\.0\); to choose it: console=uart8250,io,0x' &&
        return 0
    for file in seen table card1 card2; do
        printf '%s: %s\n' "$file" "$(grep -ac hunt: "$WORK/$file")"
    done
    return 1
}

# bootwatch_names FILE WORD
bootwatch_names() {
    [[ $("$BUILD/tools/bootwatch" --hunt "$WORK/$1") == *$'\n'"console=$2"* ]]
}

# What was said before a port could be found is told to it all the same.
log_is_whole() {
    file_says "$1" 'boot: NoOS .* loaded by ' && file_says "$1" 'console: COM1 \(ttyS0\) at 0x3f8'
}

# is_deaf FILE TEXT: what is said now is not heard there.
is_deaf() {
    answers "echo $2" "^$2" && ! file_says "$1" "$2"
}

hears() {
    answers "echo $2" "^$2" && until_true "$ANSWER_SECONDS" file_says "$1" "$2"
}

ports_checks() {
    local here

    machine_with_ports
    check 'a machine with ports everywhere comes to its prompt' prompt_await "$PROMPT_SECONDS"
    check 'each port is told which it is' each_is_told
    check 'bootwatch --hunt reads that off the line' bootwatch_names table 'uart8250,io,0x5f8'
    check 'a port that is found late gets the whole log' log_is_whole card2
    check 'serial lists them' answers serial '^ttyS0 +COM1 +0x3f8 +115200 baud, FIFO, console' \
        '^ttyS4 +SPCR +0x5f8 +115200 baud' '^ttyS5 +PCI ' '^ttyS6 +2\. of '
    check 'one is taken out of the consoles' answers 'serial drop ttyS6 && serial' '^ttyS6 .*FIFO$'
    check 'and hears no more' is_deaf card2 nothing-for-card2
    here=$(grep -aoE 'uart8250,io,0x[0-9a-f]+' "$WORK/card2" | head -n 1)
    check 'what it was told puts it back' answers "serial use $here,9600n8 && serial" '^ttyS6 .*9600 baud, FIFO, console'
    check 'and it hears again' hears card2 something-for-card2
    check 'a place where nothing is' answers 'serial use uart8250,io,0x6f8' 'serial: .* nothing answers there as a 16550'
    check 'memory that is no port' answers 'serial use uart8250,mmio32,0xfed00000' 'serial: .* nothing answers there as a 16550'
    check 'a port that is no console' answers 'serial drop ttyS3' 'serial: ttyS3 is no console'
    check 'all are looked for again, and still typed at' answers 'serial probe' '^4 serial ports answer' '^ttyS5 .*console'
    check 'loopback passes at each' answers 'diag uart && echo passed' '^ok 5 uart\.others # ports=3' '^passed$'
}

# The tick alone looks after what comes in there.
typed_checks() {
    machine_start serial-pci-4x -vga none
    check 'a machine whose only line is on a card comes to its prompt' prompt_await "$PROMPT_SECONDS"
    check 'and takes what is typed there' answers 'echo typed at a card' '^typed at a card'
    check 'also a long line at once' answers "echo $(printf 'x%.0s' {1..60})" "^x{60}\$"
    check 'the console that is left can not be dropped' \
        answers 'serial drop ttyS5; serial drop ttyS6; serial drop ttyS7; serial drop ttyS4' 'serial: ttyS4 is the only console there is'
}

main() {
    shell_flags "$@"
    tap_begin 18
    trap session_end EXIT
    medium_make --entry=release
    ports_checks
    typed_checks
    machine_end
    trap - EXIT
    tap_end
}

main "$@"
