#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A person at the keyboard of a PC with VGA text: keys are pressed by QEMU's monitor, and what is on
# the screen is read back from the VGA's memory.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

# keys_show PATTERN TEXT [KEY...]: types the text and the keys, and Return; an answer is on the screen.
keys_show() {
    local pattern=$1

    shift
    type_keys "$@" && press ret && screen_await "$pattern"
}

welcomed() {
    prompt_await "$PROMPT_SECONDS" &&
        screen_await 'Kernel initialized successfully!' 'Welcome to NoOS!' '^noos>$'
}

# The longest that fits: letters of a row, typed twice as fast as anybody types.
types_fast() {
    local text=thequickbrownfoxjumpsoverthelazydog

    keys_show "^$text$text$" "echo $text$text"
}

pages() {
    keys_show '^--more--$' 'dmesg' && press q && screen_await '^noos>$'
}

# What scrolled off the screen comes back, and any key returns to the end.
scrolls_back() {
    keys_show '^mark of the past$' 'echo mark of the past' || return 1
    type_keys 'diag cpu; diag memory; diag clock' ret && screen_await '^noos>$' || return 1
    ! shows '^mark of the past$' || { printf 'it never scrolled off\n' && return 1; }
    press pgup pgup && screen_await '^mark of the past$' || return 1
    type_keys 'x' && screen_await '^noos> x$' && press ctrl-u && screen_await '^noos>$'
}

# The CRT controller's registers 14 and 15 are the cursor's place.
cursor_follows() {
    local low

    type_keys 'clear' ret && screen_await '^noos>$' && type_keys 'abc' &&
        screen_await '^noos> abc$' || return 1
    monitor 'o /b 0x3d4 15' 'i /b 0x3d5' && press ctrl-u || return 1
    low=$(sed -n 's/.*portb\[0x03d5\] = 0x\([0-9a-f]*\).*/\1/p' "$WORK/replies" | tail -n 1)
    # Row 0, or another: 80 columns are a multiple of 16.
    [[ $((16#$low % 16)) == 9 ]] || { printf 'low byte of the place: 0x%s\n' "$low" && return 1; }
}

# The light is on a key that is not seen here; the letters tell.
caps_lock() {
    type_keys 'echo ' caps_lock a b c 1 shift-d caps_lock e ret && screen_await '^ABC1de$'
}

us_checks() {
    check 'the machine greets on its screen' welcomed
    check 'help is on the screen' help_shows
    check 'an unknown command suggests' keys_show 'did you mean help\?' 'hlep'
    check 'Shift' keys_show '^Shift! & _ "$' "echo Shift! '&' _ '\"'"
    check 'Caps Lock is for letters, and Shift inverts it' caps_lock
    check 'keys typed fast' types_fast
    check 'arrows, Home, End, Delete' keys_show '^abcd$' 'acdx' home e c h o spc right b end \
        backspace
    check 'C-a, C-k and C-y' keys_show '^abcd$' 'abcd' ctrl-a ctrl-k e c h o spc ctrl-y
    check 'arrow up brings the line before' keys_show '^old words$' 'echo old words' ret \
        up backspace backspace ctrl-c up
    check 'C-r searches' keys_show '^Shift! & _ "$' 'clear' ret ctrl-r h i f t
    check 'Tab completes' keys_show '^0*1000[: ]' 'hexd' tab 0 x 1 0 0 0 spc 1 6
    check '; and &&' keys_show '^two$' "echo one && echo two; peek 1 && echo three"
    check 'C-c gives up the line' keys_show '\^C$' 'echo never' ctrl-c
    check 'the cursor stands behind what is typed' cursor_follows
    check 'listings are paged' pages
    check 'PageUp scrolls back, typing returns' scrolls_back
    check 'clear clears' clears
    check 'serial line and keyboard type on one line' both_type
}

# The list is longer than the screen: a blank goes on, and is nothing at a prompt.
help_shows() {
    keys_show '^  echo +say the words' 'help' && press spc && screen_await '^noos>$'
}

clears() {
    type_keys 'clear' && press ret && screen_await '^noos>$' || return 1
    until_true "$ANSWER_SECONDS" is_clear || { cat "$WORK/shown" && return 1; }
}

is_clear() {
    vga_text >"$WORK/shown" && [[ $(tr -d '\n' <"$WORK/shown") == 'noos>' ]]
}

both_type() {
    type_keys 'echo a' && screen_await '^noos> echo a$' || return 1
    mark_set
    send 'b\r'
    await '^ab$' && screen_await '^ab$'
}

de_checks() {
    medium_make --cmdline='keymap=de'
    machine_start bios
    check 'keymap=de: the machine greets' welcomed
    check 'keymap=de: letters, accents, the third level' keys_show '^zyöäüß@{/ÖÄÜ$' 'echo ' \
        y z semicolon apostrophe bracket_left minus alt_r-q alt_r-7 shift-7 shift-semicolon \
        shift-apostrophe shift-bracket_left
    check 'keymap us changes the layout back' keys_show '^yz/$' 'kezmap us' ret e c h o spc y z slash
}

main() {
    shell_flags "$@"
    tap_begin 21
    trap session_end EXIT
    medium_make --entry=release
    machine_start bios
    us_checks
    de_checks
    tap_end
}

main "$@"
