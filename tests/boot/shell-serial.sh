#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A person at the serial line: the prompt, the keys that edit a line, the commands, and the end.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

readonly UP='\033[A' DOWN='\033[B' RIGHT='\033[C' LEFT='\033[D'
readonly COMMANDS='help clear echo dmesg log mem irq cpu version uptime date color keymap hexdump
    peek poke panic reboot poweroff diag mods'

# The names in the table of the source, so that one that is added is looked for, too.
commands_built() {
    sed -n 's/^ *{ \.name = "\([a-z]*\)",.*/\1/p' "$SHELL_TOP/kernel/shell/command.c"
}

help_lists_all() {
    local name wanted

    wanted=$(commands_built)
    ask help || return 1
    for name in $COMMANDS $wanted; do
        said | grep -qE "^  $name +[a-z]" || { printf 'help does not list %s\n' "$name" && return 1; }
    done
}

help_explains_all() {
    local name

    for name in $COMMANDS; do
        answers "help $name" "^$name\b" '^  [a-z]' || return 1
    done
}

# The answer is what stands alone on a line; what was typed has the prompt before it.
editing_checks() {
    check 'C-a and C-e move to the ends' answers 'two three\001echo one \005 four' \
        '^one two three four$'
    check 'C-k cuts, C-y puts back' answers 'echo b \001\013\013echo a \031\001\006\006\006\006\006' \
        '^a echo b$'
    check 'arrows move, letters go in between' answers "echo acd$LEFT${LEFT}b$RIGHT" '^abcd$'
    check 'Backspace and Delete' answers "echo axbx\002\002\002\004\005\177" '^ab$'
    check 'C-w and M-b work on words' answers 'echo one two nine\027three\033b\033bzero ' \
        '^one zero two three$'
    check 'C-u gives up what stands before the cursor' answers 'rubbish\025echo clean' '^clean$'
    check 'Home and End as different terminals send them' \
        answers 'b\033[Hecho \033[4~c\033OH\033[C\033OFd\033[1~\033[3~e' '^bcd$'
    check 'C-left and C-right' answers 'echo ab cd\033[1;5D\033[1;5Dx\033[1;5Cy' '^xaby cd$'
    check 'a line longer than a row' answers "echo $(printf 'w%.0s' {1..150})\001\005\002x" \
        "^w{149}xw$"
}

# Each line is followed by another, so that what is found is the line meant.
history_checks() {
    check 'history: a line' answers 'echo first entry' '^first entry$'
    check 'history: another' answers 'echo second entry' '^second entry$'
    check 'arrow up twice brings the one before' answers "$UP$UP" '^first entry$'
    check 'arrow down comes back' answers "echo mine$UP$UP$DOWN" '^first entry$'
    check 'the line being typed is kept' answers "echo mine$UP$UP$DOWN$DOWN" '^mine$'
    check 'C-r searches' answers '\022second' '^second entry$'
    check 'C-r twice goes further back' answers 'echo second time' '^second time$'
    check '... to the older line' answers '\022second\022' '^second entry$'
    check 'C-g gives the search up' answers 'echo kept\022first\007' '^kept$'
}

# The second Tab shows what is possible, and the line stays.
tab_lists() {
    mark_set
    send 'pe\t\t'
    await '^ *peek +peek8|peek +peek16' || return 1
    await 'noos> peek$' || return 1
    answers ' 0x1000' '^0x[0-9a-f]{8}$'
}

ctrl_c_gives_up() {
    mark_set
    send 'echo never'
    await 'echo never$' || return 1
    send '\003'
    await '\^C$' && prompt_await "$ANSWER_SECONDS" && answers 'echo after' '^after$' && ! has_said '^never$'
}

# How often the line of the serial port was pulled.
line_count() {
    ask irq && said | sed -n 's/^ *4 \+\([0-9]\+\)  COM1.*/\1/p'
}

# Two dozen bytes are typed, thousands are answered.
output_interrupts() {
    local before after

    before=$(line_count) && ask 'hexdump 0x100000 4096' && after=$(line_count) || return 1
    printf 'from %s to %s\n' "$before" "$after"
    ((after - before > 100))
}

completion_checks() {
    check 'Tab completes a command' answers 'hexd\t0x1000 16' '^0*1000[: ]'
    check 'Tab completes an argument' answers 'help pow\t' '^poweroff'
    check 'Tab twice lists' tab_lists
    check 'a TAB on an empty line does no harm' answers '\techo well' '^well$'
}

command_checks() {
    check 'help lists every command' help_lists_all
    check 'help explains each' help_explains_all
    check 'an unknown command suggests the nearest' answers 'hlep' \
        'unknown command "hlep"; did you mean help\?'
    check '; joins commands' answers 'echo a; echo b' '^a$' '^b$'
    check '&& goes on when all went well' answers 'echo a && echo b' '^a$' '^b$'
    check '&& stops when not' lacks 'peek 1 && echo never' '^never$'
    check 'quotes keep words together' answers "echo 'a  b' \"c  d\" e\\\\ f" \
        '^a  b c  d e f$'
    check 'an open quote is an error' answers "echo 'a" "cannot read this line: a ' is never closed"
    check 'hexdump shows memory' answers 'hexdump 0x100000 32' '^[0-9a-f]*100000[: ].*' \
        '^[0-9a-f]*100010[: ]'
    check 'hexdump of unmapped memory is an error' answers 'hexdump 0xffffa00000000000 16' \
        'hexdump: 0xffffa00000000000 is not mapped'
    check 'peek of unmapped memory is an error' answers 'peek 0x200000000' \
        'peek: 0x200000000 is not mapped'
    check 'peek of no address is an error' answers 'peek64 0x8000000000000000' \
        'peek64: 0x8000000000000000 is no'
    check 'poke of unmapped memory is an error' answers 'poke8 0xffffa00000000000 0' \
        'poke8: 0xffffa00000000000 is not mapped'
    check 'poke writes, peek reads it back' answers \
        'poke32 0x7000 0x12345678; peek32 0x7000; peek8 0x7001' '^0x12345678$' '^0x56$'
    check 'the date is the one given to the machine' answers date '^2031-05-06T07:0[89]:[0-9]{2}$'
    check 'dmesg shows the lines of the boot' answers dmesg '^\[ .*\] boot: Release mode enabled$' \
        'boot: NoOS .*, loaded by GRUB' 'memory: [0-9]+ MiB usable'
    check 'dmesg -l shows a level only' lacks 'dmesg -l err' 'boot: Release mode'
    check 'log writes a line' answers 'log warning proof of a line' '^\[ .*\] proof of a line$'
    check 'log N hides lines, dmesg has them' answers \
        'log 3; log info under the carpet; echo between; log 7; dmesg -l info' '^between$' \
        '\] under the carpet$'
    check 'mods' answers mods ' 0 .* crc32 [0-9a-f]{8}, good  noos-'
    check 'mem' answers mem 'usable +[0-9]+ KiB in [0-9]+ regions?'
    check 'irq counts the timer' answers irq '^0xec +[1-9][0-9]*  timer' '^lines by I/O APIC, beat by local APIC, [1-9]'
    check 'what is answered goes out by interrupts' output_interrupts
    check 'cpu' answers cpu 'addresses of [0-9]+ bits'
    check 'version' answers version '^NoOS [0-9]+\.[0-9]+\.[0-9]+.*, loaded by GRUB'
    check 'uptime' answers uptime '^up 0 d 00:0[0-9]:[0-9.]+$'
    check 'color lists sixteen' answers color '^  light-grey$'
    check 'keymap lists three' answers keymap '^[* ] us$' '^[* ] de$' '^[* ] fr$'
    check 'diag is a command like others' answers 'diag cpu && echo passed' \
        '^# end verdict=pass' '^passed$'
    check 'Ctrl-C gives up a line' ctrl_c_gives_up
    check 'the keyboard layout is one there is' answers 'keymap xx' 'there is no layout "xx"'
}

# lacks BYTES PATTERN: no line of the answer matches.
lacks() {
    ask "$1" || return 1
    ! has_said "$2" || { said && return 1; }
}

welcomed() {
    prompt_await "$PROMPT_SECONDS" && await 'Kernel initialized successfully!' 1 &&
        await 'Welcome to NoOS!' 1 && await 'version [0-9]' 1
}

leaves() {
    mark_set
    send 'poweroff\r'
    await '^# leave how=poweroff$' && until_true "$ANSWER_SECONDS" has_left
}

main() {
    shell_flags "$@"
    tap_begin 55
    trap session_end EXIT
    medium_make --entry=release
    machine_start bios -rtc base=2031-05-06T07:08:09
    check 'the machine greets and asks' welcomed
    command_checks
    editing_checks
    history_checks
    completion_checks
    check 'poweroff says so and ends the machine' leaves
    tap_end
}

main "$@"
