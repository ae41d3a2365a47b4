#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A person at a USB keyboard of a machine without PS/2: at a controller's own port and behind hubs, on
# BIOS and UEFI, unplugged and plugged in again, two at once. Keys are pressed by QEMU's monitor; what comes
# of them is read from the VGA's memory, or from the serial line under UEFI.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

readonly KEYBOARD='QEMU QEMU USB Keyboard'

# keys_show PATTERN TEXT [KEY...]: types the text and the keys, and Return; an answer is on the screen.
keys_show() {
    type_keys "${@:2}" && press ret && screen_await "$1"
}

# keys_say PATTERN TEXT: the same, read from the serial line.
keys_say() {
    mark_set
    type_keys "$2" ret && await "$1"
}

# log_says PATTERN: now, or soon, since the machine started.
log_says() {
    mark=0
    await "$1" && mark_set
}

# keyboard_known PATH SPEED: a device is named by its path, however QEMU numbers the ports.
keyboard_known() {
    prompt_await "$PROMPT_SECONDS" && log_says "usb: 1-$1: 0627:0001 $KEYBOARD, $2 speed, a keyboard"
}

# plug WORDS, pull NAME
plug() {
    mark_set
    monitor "device_add $1" && await "usb: 1-.*: 0627:0001 $KEYBOARD, .* speed, a keyboard"
}

pull() {
    mark_set
    monitor "device_del $1" && await 'usb: 1-.*: unplugged'
}

# ---- what one keyboard does ----------------------------------------------------------------------

# An x goes on and on half a second after it was pressed, and stops when it is let go.
held_key_repeats() {
    local row

    type_keys 'echo ' && monitor 'sendkey x 1600' && sleep 2.5 && press ret &&
        screen_await '^x{8,60}$' || return 1
    row=$(grep -E '^x+$' "$WORK/shown")
    ((${#row} < 60))
}

# SET_REPORT tells the lamps: off at the start, then Caps Lock on, then off.
lamps_told() {
    type_keys 'echo ' caps_lock a caps_lock b ret && screen_await '^Ab$' || return 1
    until_true "$ANSWER_SECONDS" lamps_are 3 && return 0
    printf 'told %d times\n' "$(lamps_count)"
    return 1
}

# How many requests of that kind are in the record of the bus.
lamps_count() {
    od -An -v -tx1 "$WORK/pcap" | tr -d ' \n' | grep -o 2109000200000100 | wc -l
}

# lamps_are COUNT
lamps_are() {
    (($(lamps_count) == $1))
}

scrolls_back() {
    keys_show '^mark of the past$' 'echo mark of the past' || return 1
    type_keys 'diag cpu; diag memory; diag clock' ret && screen_await '^noos>$' || return 1
    press pgup pgup && screen_await '^mark of the past$' || return 1
    type_keys 'x' && screen_await '^noos> x$' && press ctrl-u && screen_await '^noos>$'
}

letters_of_german() {
    keys_show '^noos>$' 'keymap de' && keys_show '^zyöäüß@{/ÖÄÜ$' 'echo ' \
        y z semicolon apostrophe bracket_left minus alt_r-q alt_r-7 shift-7 shift-semicolon \
        shift-apostrophe shift-bracket_left && keys_show '^noos>$' 'kezmap us'
}

types_fast() {
    local text=thequickbrownfoxjumpsoverthelazydog

    keys_show "^$text$text$" "echo $text$text"
}

direct_checks() {
    machine_start usb-keyboard -set "device.kbd.pcap=$WORK/pcap"
    check 'a keyboard at a port of the controller is found' keyboard_known 5 high
    check 'it types, capitals and signs too' keys_show '^Shift! & _ "$' "echo Shift! '&' _ '\"'"
    check 'keys typed fast' types_fast
    check 'Caps Lock, and the lamp is told' lamps_told
    check 'a key that is held repeats' held_key_repeats
    check 'arrows, Home, End, Delete' keys_show '^abcd$' 'acdx' home e c h o spc right b end backspace
    check 'C-c gives up the line' keys_show '\^C$' 'echo never' ctrl-c
    check 'PageUp scrolls back, typing returns' scrolls_back
    check 'another layout' letters_of_german
    check 'usb lists it' answers 'usb -v' '^bus 1 .*xHCI 1\.00, .* [1-9][0-9]* interrupts' \
        '^  1-5 +USB 2 +connected, enabled' '^  1-5 +0627:0001  high speed   keyboard +QEMU' \
        '^1 keyboards, [0-9]+ reports'
    check 'diag usb passes' answers 'diag usb && echo passed' '^ok 1 usb.controllers # controllers=1' \
        '^ok 2 usb.devices # devices=1' '^ok 3 usb.keyboards # keyboards=1' '^passed$'
}

plug_checks() {
    check 'unplugged: it is noticed' pull kbd
    check 'nothing is left of it' answers usb '^0 keyboards'
    check 'plugged in again: it is known' plug usb-kbd,id=again,bus=usb.0,port=2
    check 'and types' keys_show '^typed again$' 'echo typed again'
    check 'ten times in and out' in_and_out
    check 'and still types' keys_show '^still typing$' 'echo still typing'
    check 'a key held while it is pulled out does not go on' held_and_pulled
}

# No page stays behind.
in_and_out() {
    local before after

    before=$(driver_pages)
    for _ in {1..10}; do
        pull again || return 1
        plug usb-kbd,id=again,bus=usb.0,port=2 || return 1
    done
    after=$(driver_pages)
    [[ -n $before && $before == "$after" ]] || { printf '%s, then %s\n' "$before" "$after" && return 1; }
}

driver_pages() {
    ask mem >/dev/null && said | grep '^drivers '
}

held_and_pulled() {
    local before after

    mark_set
    monitor 'sendkey y 5000' && await 'yyyy' && pull again || return 1
    sleep 0.5
    before=$(said | tr -cd y | wc -c)
    sleep 1
    after=$(said | tr -cd y | wc -c)
    ((before == after)) || { printf '%d, then %d\n' "$before" "$after" && return 1; }
    plug usb-kbd,id=again,bus=usb.0,port=2 && press ctrl-u
}

# ---- several, hubs, other controllers ------------------------------------------------------------

# A second screen gives QEMU a way to say which keyboard a key is pressed on.
key_on() {
    local state

    for state in true false; do
        printf '{"execute":"input-send-event","arguments":{"device":"%s","events":[{"type":"key","data":{"down":%s,"key":{"type":"qcode","data":"%s"}}}]}}\n' \
            "$1" "$state" "$2" >&8
        sleep 0.1
    done
}

two_type() {
    mark_set
    key_on first a && key_on second b && key_on first c && key_on second d && await 'abcd' &&
        press ctrl-u
}

two_checks() {
    machine_start usb-keyboard -vga none -device VGA,id=first -device secondary-vga,id=second \
        -set device.kbd.display=first -device usb-kbd,id=other,bus=usb.0,port=3,display=second
    check 'two keyboards are found' keyboard_known 7 high
    check 'both type on one line' two_type
}

hub_checks() {
    machine_start usb-hub
    check 'a keyboard behind two hubs is found' keyboard_known '[0-9]+\.3\.4' full
    check 'and one behind one' keyboard_known '[0-9]+\.1' full
    check 'the first types' keys_show '^through hubs$' 'echo through hubs'
    check 'it is pulled out of its hub' pull kbd
    check 'then the other types' keys_show '^the other one$' 'echo the other one'
    check 'it is plugged in again' plug usb-kbd,id=kbd,bus=usb.0,port=2.3.4
    check 'the hub with all behind it is pulled out' hub_pulled
    check 'usb lists nothing any more' answers usb '^0 keyboards'
}

# A controller that stops by itself: here somebody clears the bit that lets it run.
death_checks() {
    local address

    machine_start usb-keyboard -device usb-ehci,id=older
    check 'a keyboard before its controller dies' keyboard_known 5 high
    ask 'pci -v' || true
    address=$(said | sed -n '/prog-if 30 .XHCI/,/^$/s/.*Memory at \([0-9a-f]*\) .*/\1/p' | head -n 1)
    check 'a controller that stops is named' stops "0x$address"
    check 'what was at it is gone' answers usb 'given up: has stopped' '^0 keyboards'
    check 'diag usb fails' answers 'diag usb' '^not ok 1 usb.controllers' 'has stopped'
    check 'the kernel goes on' answers 'echo still here' '^still here'
}

# The operational registers lie where the first byte says.
stops() {
    local offset

    answers "peek8 $1" '0x' || return 1
    offset=$(said | grep -oE '0x[0-9a-f]+' | tail -n 1)
    mark_set
    send "poke32 $(printf '0x%x' $(($1 + offset))) 0\r"
    await 'usb: 00:0[0-9a-f]\.0: has stopped .*; given up' && await 'usb: 1-5: unplugged'
}

hub_pulled() {
    mark_set
    monitor 'device_del hub' && await 'usb: 1-[0-9]+: unplugged' && await 'usb: 1-[0-9]+\.3\.4: unplugged'
}

firmware_checks() {
    machine_start usb-keyboard-uefi
    check 'UEFI: the keyboard that UEFI drove before is found' keyboard_known 5 high
    check 'UEFI: and types' keys_say '^typed under UEFI' 'echo typed under UEFI'
    medium_make --cmdline='nolapic'
    machine_start usb-keyboard
    check 'without messages: the keyboard is found' keyboard_known 5 high
    check 'without messages: it types on the beat' keys_show '^on the beat$' 'echo on the beat'
    check 'without messages: there were none' answers usb ' events, 0 interrupts'
    medium_make --cmdline='usb=off'
    machine_start usb-keyboard
    check 'usb=off: the prompt comes' prompt_await "$PROMPT_SECONDS"
    check 'usb=off: the controller is left alone' log_says 'usb: the controllers are left alone'
    check 'usb=off: diag usb says so' answers 'diag usb' '^ok 1 usb.controllers # SKIP usb=off'
}

main() {
    shell_flags "$@"
    tap_begin 41
    trap session_end EXIT
    medium_make --entry=release
    direct_checks
    plug_checks
    two_checks
    hub_checks
    death_checks
    firmware_checks
    machine_end
    trap - EXIT
    tap_end
}

main "$@"
