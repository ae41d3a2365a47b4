# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # sourced by scripts/bench.sh, whose variables these are
#
# machine.sh — boots one machine and finds out when it said what, in microseconds since 1970.
#
# QEMU itself writes down, with the host's time, each byte that the guest hands to its UART (trace
# event serial_write), so that no reader of the line can be late on a busy host. A line's time is
# that of its line feed.

# The last line of GRUB in a bench copy.
HANDOFF='bench: hand-off'
FIRST_LINE='boot: NoOS entered'
# A run with one test that does nothing but read registers.
CMDLINE_TRIVIAL='autorun="diag cpu.long_mode; poweroff"'
MACHINE_SECONDS=60

PROMPT='noos> '

# When the line was said, or the prompt, or empty; and the last line at all.
handoff_us='' first_us='' end_us='' prompt_us='' last_line=''

machine_check() {
    tools_need qemu-system-x86_64:qemu-system-x86
    files_need tools tools/bootwatch tools/qemuwatch
    files_need images media-flags loaders/version
    [[ -f /usr/share/OVMF/OVMF_CODE_4M.fd ]] ||
        fail "/usr/share/OVMF/OVMF_CODE_4M.fd is missing: apt install ovmf"
    qemu-system-x86_64 -trace help 2>/dev/null | grep -qx serial_write ||
        fail "this QEMU has no trace event serial_write, by which a line's time is known"
}

# copy_make KIND OUT [CMDLINE]: a throw-away copy that runs the trivial test and leaves, or does what
# its command line says.
copy_make() {
    "$scripts/copy.sh" --build="$build" --kind="$1" --out="$2" --cmdline="${3-$CMDLINE_TRIVIAL}" ||
        give_up "a copy of the media cannot be made"
}

# conf_make FILE FIRMWARE LINE...: the rehearsal's machine of that firmware, with some keys of its own.
conf_make() {
    local file=$1 firmware=$2 line
    shift 2

    cp "$top/config/machines/$firmware.conf" "$file"
    for line; do
        [[ $line == qemu=* ]] || sed -i "/^${line%%=*}=/d" "$file"
        printf '%s\n' "$line" >>"$file"
    done
}

# line_note LINE TIME
line_note() {
    case $1 in
        *"$HANDOFF"*) handoff_us=$2 ;;
        *"$FIRST_LINE"*) first_us=$2 ;;
        *'# end verdict=pass'*) end_us=$2 ;;
    esac
    [[ -z ${1//$'\r'/} ]] || last_line=$1
}

# trace_read FILE: what went out by the UART's first register, but for a divisor (LCR bit 7) and what
# the UART sends to itself (MCR bit 4).
trace_read() {
    local stamp register value char line='' divisor=0 loopback=0

    handoff_us='' first_us='' end_us='' prompt_us='' last_line=''
    while read -r stamp _ _ register _ value; do
        [[ $stamp == *:serial_write && $value == 0x* ]] || continue
        case $register in
            0x03) divisor=$((value & 0x80)) ;;
            0x04) loopback=$((value & 0x10)) ;;
            0x00)
                ((divisor == 0 && loopback == 0)) || continue
                printf -v char '%b' "\\x${value#0x}"
                line+=$char
                [[ $value == 0x0a || ($value == 0x20 && $line == *"$PROMPT") ]] || continue
                stamp=${stamp#*@} stamp=${stamp%%:*}
                if [[ $value == 0x20 ]]; then
                    prompt_us=${prompt_us:-${stamp/./}}
                    continue
                fi
                line_note "${line%$'\n'}" "${stamp/./}"
                line='' ;;
        esac
    done <"$1"
}

# machine_start CONF IMAGE SERIAL [WRAPPER...]: boots the first medium the machine names, until it
# leaves; the wrapper is a command that runs the one it is given. words holds more for QEMU.
machine_start() {
    local conf=$1 image=$2 serial=$3 run=$work/run
    shift 3

    "$scripts/machine.sh" --machine="$conf" --image="$image" --state="$run" \
        --serial="$serial" --print0 >"$run/words" || give_up "there is no command line for ${conf##*/}"
    mapfile -d '' -t -O "${#words[@]}" words <"$run/words"
    words=("${words[@]:extra}" "${words[@]:0:extra}")
    "$@" "$build/tools/qemuwatch" --dir="$run" --timeout="$MACHINE_SECONDS" -- "${words[@]}" \
        >"$run/said" 2>&1 </dev/null &
    machine_pid=$!
}

machine_wait() {
    wait "$machine_pid" || true
    machine_pid=''
}

# run_fresh [WORD...]: an empty $run, and the words that are put behind QEMU's own.
run_fresh() {
    run=$work/run words=("$@") extra=$#
    rm -rf "$run"
    mkdir "$run"
}

# machine_run CONF IMAGE [WRAPPER...]: one machine from start to end. Sets first_us, end_us and, where
# the image says so, handoff_us.
machine_run() {
    local run words extra

    run_fresh -msg timestamp=on -D "$work/run/trace" -trace serial_write
    machine_start "$1" "$2" "file:$run/serial.log" "${@:3}"
    machine_wait
    [[ ! -f $run/trace ]] || trace_read "$run/trace"
    machine_judge "$run"
    [[ -n $first_us && -n $end_us ]] ||
        give_up "QEMU's trace holds no first and last line; the last there: ${last_line//[$'\r\e']/}"
}

# machine_run_plain CONF IMAGE [WORD...]: the same without a trace, which takes its time; what was
# said lies in $work/run/serial.log.
machine_run_plain() {
    local run words extra

    run_fresh "${@:3}"
    machine_start "$1" "$2" "file:$run/serial.log"
    machine_wait
    machine_judge "$run"
}

# prompt_run CONF IMAGE: one machine up to its prompt, where somebody types poweroff. Sets prompt_us
# and handoff_us.
prompt_run() {
    local run words extra typist

    run_fresh -msg timestamp=on -D "$work/run/trace" -trace serial_write
    machine_start "$1" "$2" "unix:$run/serial"
    prompt_answer "$run" &
    typist=$!
    machine_wait
    kill "$typist" 2>/dev/null || true
    wait "$typist" || true
    [[ ! -f $run/trace ]] || trace_read "$run/trace"
    [[ -n $prompt_us && -n $handoff_us ]] ||
        give_up "a machine came to no prompt; its last line: ${last_line//[$'\r\e']/}"
}

# Types at the prompt, when it comes.
prompt_answer() {
    local line

    mkfifo "$1/typed"
    exec {line}<>"$1/typed"
    socat -t 0 - "UNIX-CONNECT:$1/serial,retry=200,interval=0.05" <&"$line" >"$1/serial.log" \
        2>/dev/null &
    trap 'kill $!' TERM
    until grep -aq "$PROMPT" "$1/serial.log" 2>/dev/null; do sleep 0.05; done
    printf 'poweroff\r' >&"$line"
    wait
}

# A run that did not pass its test is no measurement. What went wrong before there was a machine, the
# last that was said around it tells.
machine_judge() {
    local verdict

    [[ -f $1/serial.log && -f $1/shutdown.txt ]] ||
        give_up "a machine does not start: $(tail -qn 1 "$1/said" "$1/qemu.log" 2>/dev/null | tail -n 1)"
    verdict=$("$build/tools/bootwatch" "$1/serial.log" 2>&1) ||
        give_up "a machine did not pass its one test: ${verdict##*$'\n'} ($(<"$1/shutdown.txt"))"
}
