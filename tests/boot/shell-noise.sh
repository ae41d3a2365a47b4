#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Rubbish leaves a working prompt: 100,000 random bytes on the serial line, thousands of random keys,
# 100,000 random scancodes; and of a long log nothing is lost. The rubbish is the
# same in every run.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

readonly NOISE_BYTES=100000 NOISE_SECONDS=120
readonly PACE_BYTES=256 PACE_SECONDS=0.0223
readonly NOISE_ANSWERS=300 ANSWERS='unknown command\|cannot read this line'
readonly NOISE_KEYS=3000 KEYS_AT_ONCE=30 NOISE_KEY_MS=2
readonly LOG_LINES=10000 LOGS_AT_ONCE=40

# Bytes of all 256 values. A word that is a command by accident has never been among them.
bytes_make() {
    awk -v count="$NOISE_BYTES" 'BEGIN {
        srand(31)
        for (i = 0; i < count; i++) printf "\\%04o", int(rand() * 256)
    }' | { printf '%b' "$(cat)"; }
}

# A C-c and a command behind all the rubbish: once it is answered, the machine has read everything.
# A C-c shown is no proof, since rubbish holds some of its own.
line_give_up() {
    mark_set
    send '\003\003\003echo settled\r'
    await '^settled$' "$NOISE_SECONDS" && prompt_await "$ANSWER_SECONDS"
}

# All at once: QEMU's line has no pace, and more comes between two looks than can be kept.
burst_survived() {
    mark_set
    [[ $(stat -c %s "$WORK/noise") == "$NOISE_BYTES" ]] || return 1
    timeout "$NOISE_SECONDS" cat "$WORK/noise" >&7 || return 1
    line_give_up
}

# No faster than a line of 115,200 baud brings them, so that every byte reaches the shell.
bytes_survived() {
    local part deadline=$((SECONDS + NOISE_SECONDS))

    mark_set
    mkdir "$WORK/parts"
    split -a 4 -b "$PACE_BYTES" "$WORK/noise" "$WORK/parts/"
    for part in "$WORK/parts"/*; do
        ((SECONDS < deadline)) || { printf 'too slow: %s\n' "$part" && return 1; }
        cat "$part" >&7
        sleep "$PACE_SECONDS"
    done
    line_await_answers && line_give_up
}

# One byte in 128 ends a line; fewer of them are commands where a C-c or C-u came before.
line_await_answers() {
    until_true "$NOISE_SECONDS" has_answers && return 0
    printf '%s lines were answered\n' "$(said | grep -ac "$ANSWERS")"
    return 1
}

has_answers() {
    (($(said | grep -ac "$ANSWERS") >= NOISE_ANSWERS))
}

still_works() {
    answers "clear; echo still here && peek 0x1000" '^still here$' '^0x[0-9a-f]{8}$'
}

# Keys of all kinds, alone and with modifiers. Caps Lock comes in pairs, so that it ends as it began.
keys_make() {
    awk -v count="$NOISE_KEYS" 'BEGIN {
        srand(32)
        keys = "a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 4 5 6 7 8 9 minus equal"
        keys = keys " bracket_left bracket_right backslash semicolon apostrophe grave_accent comma"
        keys = keys " dot slash less spc ret tab backspace esc f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11"
        keys = keys " f12 print scroll_lock pause insert delete home end pgup pgdn up down left"
        keys = keys " right kp_0 kp_5 kp_9 kp_add kp_enter kp_divide menu meta_l shift ctrl alt"
        many = split(keys, key, " ")
        split("shift ctrl alt shift_r ctrl_r alt_r ctrl-alt shift-ctrl", modifier, " ")
        for (i = 0; i < count; i++) {
            name = key[1 + int(rand() * many)]
            if (rand() < 0.3) name = modifier[1 + int(rand() * 8)] "-" name
            if (rand() < 0.01) name = "caps_lock\ncaps_lock"
            print name
        }
    }' | grep -v -x '.*ctrl.*alt.*-delete'
}

# How many scancodes QEMU's keyboard had no room for, by QEMU's own record: it keeps sixteen and drops
# the rest without a word, where a real one says so. It translates, so that 0xF0 is no code of its
# own; each byte of a command to it is answered by one more.
codes_lost() {
    awk '/ps2_put_keycode/ { if ($NF != "0xf0") put++ }
        /ps2_write_keyboard/ { put++ }
        /ps2_read_data/ { taken++ }
        END { print put - taken }' "$WORK/ps2"
}

# QEMU takes keys faster than it hands them on, so that each lot ends with a C-c that shows. It is only
# forgiven where codes never reached the machine; the release of a modifier may be one of them.
keys_survived() {
    local keys commands i key lost forgiven deadline=$((SECONDS + NOISE_SECONDS))

    mapfile -t keys < <(keys_make)
    forgiven=$(codes_lost)
    for ((i = 0; i < ${#keys[@]}; i += KEYS_AT_ONCE)); do
        ((SECONDS < deadline)) || { printf 'too slow: %d keys\n' "$i" && return 1; }
        commands=()
        for key in "${keys[@]:i:KEYS_AT_ONCE}" ctrl-c ctrl-c; do
            commands+=("sendkey $key $NOISE_KEY_MS")
        done
        mark_set
        monitor "${commands[@]}" || return 1
        await '\^C$' && continue
        lost=$(codes_lost)
        printf 'after %d keys, of which QEMU lost %d scancodes\n' "$i" $((lost - forgiven))
        ((lost > forgiven)) && held_release || return 1
        forgiven=$lost
    done
    (($(codes_lost) == 0)) || held_release
}

# What is left of it in the queue is typed into the line; then the keyboard is as if new.
scancodes_survived() {
    mark_set
    send 'diag drill.keys\r'
    await '^ok 1 drill.keys # scancodes=100000 bytes=[1-9][0-9]* dropped=[1-9]' "$NOISE_SECONDS" || return 1
    line_give_up && held_release
}

# A person's answer to keys that seem to be held: each modifier is touched once, and Caps Lock where
# letters come out large.
held_release() {
    press shift shift_r ctrl ctrl_r alt alt_r esc ctrl-c || return 1
    mark_set
    press x || return 1
    await 'noos> [xX]$' || return 1
    ! has_said 'noos> X$' || press caps_lock || return 1
    press ctrl-c && await '\^C$'
}

keys_still_work() {
    mark_set
    type_keys 'clear; echo Hands off' ret && screen_await '^Hands off$'
}

# Lines are typed many at a time, as many as the shell's line holds.
log_fill() {
    local first number line status=0

    : >"$WORK/logged"
    for ((first = 1; first <= LOG_LINES; first += LOGS_AT_ONCE)); do
        line=''
        for ((number = first; number < first + LOGS_AT_ONCE; number++)); do
            printf -v line '%slog 6 %05d;' "$line" "$number"
        done
        ask "$line" || return 1
        said | sed -n 's/^\[.*\] \([0-9]\{5\}\)$/\1/p' >>"$WORK/logged"
    done
    seq -f '%05.0f' "$LOG_LINES" | cmp - "$WORK/logged" || status=1
    return "$status"
}

# Every line that was logged, and those of the boot before them.
ring_whole() {
    mark_set
    send 'dmesg\r'
    prompt_await "$NOISE_SECONDS" || return 1
    said | sed -n 's/^\[.*\] \([0-9]\{5\}\)$/\1/p' >"$WORK/kept"
    printf '%d lines\n' "$(wc -l <"$WORK/kept")"
    seq -f '%05.0f' "$LOG_LINES" | cmp - "$WORK/kept" || return 1
    # grep reads on to the end, so that nothing before it breaks off.
    said | grep -aE '\] boot: NoOS .*, loaded by GRUB' >/dev/null
}

# What does not fit any more: the oldest lines go, and what is kept has no gap.
ring_wraps() {
    local pass

    for pass in 1 2 3; do
        ask 'diag bench.log' || return 1
    done
    mark_set
    send 'dmesg\r'
    prompt_await "$NOISE_SECONDS" || return 1
    said | sed -n 's/^\[.*\] bench: line \([0-9]\{5\}\) of .*$/\1/p' >"$WORK/kept"
    printf '%d lines, pass %d\n' "$(wc -l <"$WORK/kept")" "$pass"
    (($(wc -l <"$WORK/kept") > LOG_LINES)) || return 1
    awk 'NR > 1 && ($1 + 0) != (before % 10000) + 1 { print "gap behind " before; exit 1 }
        { before = $1 + 0 }' "$WORK/kept"
}

main() {
    shell_flags "$@"
    tap_begin 13
    trap session_end EXIT
    medium_make --entry=release
    machine_start bios -D "$WORK/ps2" -trace ps2_put_keycode -trace ps2_read_data \
        -trace ps2_write_keyboard
    check 'the machine asks' prompt_await "$PROMPT_SECONDS"
    bytes_make >"$WORK/noise"
    check "$NOISE_BYTES random bytes at once on the serial line" burst_survived
    check 'the prompt works' still_works
    check "$NOISE_BYTES random bytes at the pace of the line" bytes_survived
    check 'the prompt still works' still_works
    check "$LOG_LINES log lines come as they are logged" log_fill
    check 'dmesg loses none of them, nor of the boot' ring_whole
    check 'of more than it holds, dmesg keeps the end without a gap' ring_wraps
    check "$NOISE_KEYS random keys" keys_survived
    check 'the keyboard still works' keys_still_work
    check '100,000 random scancodes' scancodes_survived
    check 'the keyboard works after them' keys_still_work
    check 'so does the serial line' still_works
    tap_end
}

main "$@"
