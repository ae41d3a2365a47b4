# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# lib-shell.sh — one machine with a shell on it, and somebody who types: over its serial line, on its
# keyboard, looking at its screen.
#
# Sourced after tests/scripts/lib.sh. Nothing here sleeps for a time that is hoped to be enough: each
# wait is for something to be said or shown, and has a deadline. What the machine said lies in
# $WORK/seen, and `mark` is the place in it from which on the next look begins.
#
# shellcheck disable=SC2154  # WORK is made by tap_begin

# shellcheck disable=SC2034  # for the tests
readonly SHELL_PROMPT='noos> ' PROMPT_SECONDS=60 ANSWER_SECONDS=20 KEY_MS=10
SHELL_TOP=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/../..")
readonly SHELL_TOP

BUILD=build
qemu_pid='' line_pid='' monitor_pid='' mark=0

shell_flags() {
    local flag

    for flag; do
        case $flag in
            --build=*) BUILD=$(readlink -m "${flag#*=}") ;;
            --jobs=*) ;; # one machine at a time
            --help) printf 'usage: tests/boot/%s [--build=DIR] [--jobs=N]\n' "${0##*/}" && exit 0 ;;
            *) printf '%s: unknown flag %s\n' "${0##*/}" "$flag" >&2 && exit 2 ;;
        esac
    done
}

# medium_make FLAG...: $WORK/copy.iso, which starts with --entry=ID or --cmdline=TEXT.
medium_make() {
    "$SHELL_TOP/scripts/copy.sh" --build="$BUILD" --kind=iso --out="$WORK/copy.iso" "$@"
}

# machine_start NAME [WORD...]: that machine of config/machines from the medium, with more words for
# QEMU. Not to be called in a subshell.
machine_start() {
    local name=$1 words

    shift
    machine_end
    rm -f "$WORK/serial" "$WORK/qmp"
    : >"$WORK/seen" && : >"$WORK/replies"
    mark=0
    "$SHELL_TOP/scripts/machine.sh" --machine="$SHELL_TOP/config/machines/$name.conf" --medium=iso \
        --image="$WORK/copy.iso" --state="$WORK" --serial="unix:$WORK/serial" --print0 \
        >"$WORK/words" || return 1
    mapfile -d '' -t words <"$WORK/words"
    "${words[@]}" -qmp "unix:$WORK/qmp,server=on,wait=off" "$@" >"$WORK/qemu.log" 2>&1 </dev/null &
    qemu_pid=$!
    line_open 7 serial seen
    line_pid=$!
    line_open 8 qmp replies
    monitor_pid=$!
    printf '{"execute":"qmp_capabilities"}\n' >&8
}

# line_open DESCRIPTOR SOCKET FILE: what is written to the descriptor goes to the socket, what comes
# from there into the file.
line_open() {
    rm -f "$WORK/$2.typed"
    mkfifo "$WORK/$2.typed"
    eval "exec $1<>\"\$WORK/$2.typed\""
    socat -t 0 - "UNIX-CONNECT:$WORK/$2,retry=200,interval=0.05" \
        <"$WORK/$2.typed" >>"$WORK/$3" 2>>"$WORK/qemu.log" 7>&- 8>&- &
}

machine_end() {
    local pid

    for pid in $qemu_pid $line_pid $monitor_pid; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    qemu_pid='' line_pid='' monitor_pid=''
}

session_end() {
    machine_end
    rm -rf "$WORK"
}

# ---- the serial line -----------------------------------------------------------------------------

# Escape sequences, bells and CR are taken out.
plain() {
    sed $'s/\033\\[[0-9;?]*[A-Za-z]//g' | tr -d '\r\a'
}

mark_set() {
    mark=$(stat -c %s "$WORK/seen")
}

# What was said since the mark.
said() {
    tail -c "+$((mark + 1))" "$WORK/seen" | plain
}

# until_true SECONDS COMMAND...: tries again and again.
until_true() {
    local end=$((${EPOCHREALTIME/./} + $1 * 1000000))

    shift
    until "$@"; do
        ((${EPOCHREALTIME/./} < end)) || return 1
        sleep 0.03
    done
}

has_said() {
    said | grep -aqE -e "$1"
}

# await PATTERN [SECONDS]: until a line said since the mark matches.
await() {
    until_true "${2:-$ANSWER_SECONDS}" has_said "$1" && return 0
    printf 'no line like "%s" in:\n' "$1"
    said | tail -n 30 | cat -v
    return 1
}

# The prompt is the last that was said, on a line of its own.
is_asked() {
    local text

    text=$(said | tail -c 200 && printf '.')
    [[ $text == *$'\n'"$SHELL_PROMPT." || $text == "$SHELL_PROMPT." ]]
}

# prompt_await SECONDS
prompt_await() {
    until_true "$1" is_asked && return 0
    printf 'no prompt; what was said last:\n'
    said | tail -n 10 | cat -v
    return 1
}

# send BYTES: printf's escapes are understood.
send() {
    printf '%b' "$1" >&7
}

# ask BYTES: types a line and waits until the next prompt; said() is then the answer, after one line
# with what was typed.
ask() {
    mark_set
    send "$1\r"
    prompt_await "$ANSWER_SECONDS"
}

# answers BYTES PATTERN...: each pattern matches a line of what comes.
answers() {
    local pattern status=0

    ask "$1" || return 1
    for pattern in "${@:2}"; do
        said | grep -aqE -e "$pattern" && continue
        printf 'no line like "%s"\n' "$pattern"
        status=1
    done
    ((status == 0)) || said | cat -v
    return "$status"
}

# ---- the monitor, the keyboard, the screen -------------------------------------------------------

replies() {
    grep -c '^{"return"\|^{"error"' "$WORK/replies" || true
}

has_replies() {
    (($(replies) >= $1))
}

# monitor COMMAND...: commands of QEMU's monitor, one after another; waits for the last reply.
monitor() {
    local wanted command

    until_true 10 has_replies 1 || return 1
    wanted=$(($(replies) + $#))
    for command; do
        printf '{"execute":"human-monitor-command","arguments":{"command-line":"%s"}}\n' "$command" >&8
    done
    until_true "$ANSWER_SECONDS" has_replies "$wanted"
}

# The names of the keys of a US keyboard that type a text.
keys_of() {
    local text=$1 i c
    local -A names=([' ']=spc [-]=minus [=]=equal [.]=dot ['/']=slash [';']=semicolon [',']=comma
        ['&']=shift-7 ['"']=shift-apostrophe ["'"]=apostrophe ['_']=shift-minus ['!']=shift-1
        ['#']=shift-3 ['[']=bracket_left [']']=bracket_right ["\\"]=backslash)

    for ((i = 0; i < ${#text}; i++)); do
        c=${text:i:1}
        case $c in
            [a-z0-9]) printf '%s\n' "$c" ;;
            [A-Z]) printf 'shift-%s\n' "${c,}" ;;
            *) printf '%s\n' "${names[$c]}" ;;
        esac
    done
}

# press KEY...: keys one after another, by QEMU's names; each is let go before the next.
press() {
    local keys=() key

    for key; do keys+=("sendkey $key $KEY_MS"); done
    monitor "${keys[@]}"
}

# type_keys TEXT [KEY...]: a text, then keys.
type_keys() {
    local keys

    mapfile -t keys < <(keys_of "$1")
    press "${keys[@]}" "${@:2}"
}

# The machine has left, and QEMU stands still.
has_left() {
    grep -q '"event": "SHUTDOWN"' "$WORK/replies"
}

# The 80 x 25 characters in the VGA's text memory, a line each, without the blanks at their ends.
# Of code page 437 the German letters are known, in UTF-8.
vga_text() {
    monitor "pmemsave 0xb8000 4000 \\\"$WORK/vga\\\"" || return 1
    od -An -v -tu2 -w160 "$WORK/vga" | awk '
        BEGIN {
            split("132 ä 148 ö 129 ü 142 Ä 153 Ö 154 Ü 225 ß", pairs)
            for (i = 1; i in pairs; i += 2) name[pairs[i]] = pairs[i + 1]
            for (i = 32; i < 127; i++) name[i] = sprintf("%c", i)
            name[0] = " "
        }
        {
            line = ""
            for (i = 1; i <= NF; i++) line = line ($i % 256 in name ? name[$i % 256] : "?")
            sub(/ +$/, "", line)
            print line
        }'
}

# The characters on a framebuffer, found by the font the kernel was built with.
framebuffer_text() {
    monitor "screendump \\\"$WORK/screen.ppm\\\"" || return 1
    font_make && "$BUILD/tools/screentext" --font="$WORK/font.psf" "$@" "$WORK/screen.ppm"
}

# The font out of the source file that carries it into the kernel.
font_make() {
    local bytes

    [[ ! -s $WORK/font.psf ]] || return 0
    bytes=$(sed -n 's/^ \+0x/0x/p' "$BUILD/gen/font.c" | sed 's/0x\(..\), */\\x\1/g' | tr -d '\n ')
    printf '%b' "$bytes" >"$WORK/font.psf"
}

SCREEN_READER=vga_text

shows() {
    "$SCREEN_READER" >"$WORK/shown" && grep -aqE -e "$1" "$WORK/shown"
}

# screen_await PATTERN...: until the screen shows a line like each.
screen_await() {
    local pattern

    for pattern; do
        until_true "$ANSWER_SECONDS" shows "$pattern" && continue
        printf 'no line like "%s" on the screen:\n' "$pattern"
        cat -v "$WORK/shown"
        return 1
    done
}
