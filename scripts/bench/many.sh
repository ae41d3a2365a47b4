#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# many.sh — boots several small machines at once from the network of netboot/rehearsal-net.sh, inside
# which it runs, and prints three numbers: microseconds from the first start to the last kernel's first
# line, microseconds of CPU time that dnsmasq took, and bytes that passed the taps. Where --calls=
# wants it, strace writes its table of dnsmasq's system calls to that file.
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

scripts=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
readonly SECONDS_MAX=300

fail() {
    printf 'many.sh: %s\n' "$1" >&2
    exit "$2"
}

count='' image='' dir='' calls='' pids=()

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --count=[1-8]) count=${flag#*=} ;;
            --image=*) image=${flag#*=} ;;
            --dir=*) dir=${flag#*=} ;;
            --calls=*) calls=${flag#*=} ;;
            *) fail "usage: many.sh --count=1..8 --image=TREE --dir=DIR [--calls=FILE]" 2 ;;
        esac
    done
    [[ -n $count && -d $image && -d $dir ]] || fail "--count, --image and --dir are needed" 2
}

# shellcheck disable=SC2317  # called by the trap
many_end() {
    trap - EXIT
    ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
    wait
}

# machine_start NUMBER
machine_start() {
    local folder=$dir/$1 words

    mkdir "$folder"
    printf '%s\n' firmware=bios chipset=pc medium=pxe nic=e1000 memory=64 >"$folder/machine.conf"
    "$scripts/machine.sh" --machine="$folder/machine.conf" --image="$image" --state="$folder" \
        --serial="file:$folder/serial.log" --tap="tap$1" --mac="52:54:00:00:02:0$1" --print0 \
        >"$folder/words"
    mapfile -d '' -t words <"$folder/words"
    "${words[@]}" >"$folder/qemu.log" 2>&1 </dev/null &
    pids+=($!)
}

# Nanoseconds on a CPU so far (proc(5), schedstat).
cpu_ns() {
    local ns

    read -r ns _ <"/proc/$dnsmasq/schedstat"
    printf '%s' "$ns"
}

wire_bytes() {
    awk '$1 ~ /^tap/ { sum += $2 + $10 } END { print sum }' /proc/net/dev
}

calls_count() {
    local deadline=$((SECONDS + 10))

    strace -c -f -p "$dnsmasq" -o "$calls" 2>"$dir/strace" &
    strace=$!
    pids+=("$strace")
    until grep -q attached "$dir/strace"; do
        { ((SECONDS < deadline)) && kill -0 "$strace" 2>/dev/null; } ||
            fail "strace cannot watch dnsmasq: $(tail -n 1 "$dir/strace")" 1
        sleep 0.05
    done
}

calls_end() {
    kill -INT "$strace"
    wait "$strace" || true
}

main() {
    local i begin cpu bytes deadline=$((SECONDS + SECONDS_MAX))

    parse_flags "$@"
    dnsmasq=$(pgrep -P "$PPID" -x dnsmasq) || fail "there is no dnsmasq beside" 1
    trap many_end EXIT
    trap 'exit 143' INT TERM HUP
    [[ -z $calls ]] || calls_count
    begin=${EPOCHREALTIME//[!0-9]/} cpu=$(cpu_ns) bytes=$(wire_bytes)
    for ((i = 0; i < count; i++)); do machine_start "$i"; done
    for ((i = 0; i < count; i++)); do
        until grep -aq 'boot: NoOS entered' "$dir/$i/serial.log" 2>/dev/null; do
            ((SECONDS < deadline)) || fail "machine $i says nothing within $SECONDS_MAX s" 1
            sleep 0.05
        done
    done
    printf '%d %d %d\n' $((${EPOCHREALTIME//[!0-9]/} - begin)) $((($(cpu_ns) - cpu) / 1000)) \
        $(($(wire_bytes) - bytes))
    [[ -z $calls ]] || calls_end
}

main "$@"
