# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # sourced by scripts/bench.sh, whose variables these are
#
# console.sh — how fast the consoles are: the kernel measures itself by `diag bench` on three screens,
# and what it says of it is read here.
#
# QEMU does not pace its serial line, so that a byte's cost is what the processor spends on it, and
# that every byte arrived is counted in the log. The pace of a real line is in the kernel's own report
# (bytes_per_s beside line_bytes_per_s).

# Lines in a second, at least.
SCROLL_VGA_MIN=500
SCROLL_1024_MIN=100
SCROLL_1920_MIN=100

SERIAL_BENCH_LINES=256
LOG_BENCH_LINES=10000

console_check() {
    machine_check
    files_need images noos-usb.img
}

# field_sample NAME TEST FIELD: what the kernel says of it in the log of the run.
field_sample() {
    local value

    value=$(tr -d '\r' <"$work/run/serial.log" |
        sed -n "s/^ok [0-9]* bench\.$2 # \(.* \)\?$3=\([0-9]*\).*/\2/p")
    [[ -n $value ]] || give_up "bench.$2 says no $3"
    sample_add "$1" "$value"
}

# Every line of two benches, whole and in its place: none of their bytes was lost.
console_lost_count() {
    local wanted=$((SERIAL_BENCH_LINES + LOG_BENCH_LINES)) whole

    whole=$(tr -d '\r' <"$work/run/serial.log" | awk '
        /^\[bench\] [0-9]+ the quick brown fox jumps over the lazy dog$/ && $2 + 0 == s { s++ }
        /^\[ *[0-9.]+\] bench: line [0-9]+ of [0-9]+$/ && $(NF - 2) + 0 == l + 1 { l++ }
        END { print s + l }')
    printf '%d' $((wanted - whole))
}

# console_run NAME FIRMWARE [WORD...]: one machine with that screen.
console_run() {
    local name=$1 firmware=$2
    shift 2

    machine_run_plain "$work/$firmware.conf" "$work/usb.img" "$@"
    field_sample "scroll-$name" scroll lines_per_s
    field_sample "byte-$name" serial cycles_per_byte
    field_sample "echo-$name" echo median_cycles
    field_sample "log-$name" log lines_per_s
    sample_add "lost-$name" "$(console_lost_count)"
}

# console_rows TITLE NAME LINES: the rate has a least, so its budget is the limit over ours.
console_rows() {
    local rate lost

    table_least "$1: scrolled lines in a second" "scroll-$2" "$3"
    sample_worst lost "lost-$2"
    table_row "$1: lines of the serial log not whole" count "$lost" "$lost" 0 100
    table_sample "$1: cycles for a byte on the line" count "byte-$2" '' ''
    table_sample "$1: cycles from key to echo" count "echo-$2" '' ''
    table_sample "$1: log lines in a second, all consoles" count "log-$2" '' ''
}

console_measure() {
    local runs run

    runs=$(runs_of 3 1)
    copy_make usb "$work/usb.img" 'autorun="diag bench; poweroff"'
    conf_make "$work/bios.conf" bios medium=usb-xhci
    conf_make "$work/uefi.conf" uefi medium=usb-xhci
    for ((run = 0; run < runs; run++)); do
        console_run vga bios
        console_run 1024 uefi -global VGA.xres=1024 -global VGA.yres=768
        console_run 1920 uefi -global VGA.xres=1920 -global VGA.yres=1080
    done
    table_begin "console: median of $runs runs under TCG" limit
    console_rows 'VGA text' vga "$SCROLL_VGA_MIN"
    console_rows '1024x768' 1024 "$SCROLL_1024_MIN"
    console_rows '1920x1080' 1920 "$SCROLL_1920_MIN"
}
