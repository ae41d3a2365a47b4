#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# cell.sh — starts one machine from one medium, and says whether it did what its file expects.
#
# A machine with a serial line is judged by bootwatch reading that line live; one without by the log
# ring in its memory, read after it left. Either way three things have to agree: the verdict with
# `expect=`, the kernel's own `# leave` line with `leave=`, and what QEMU says about how the machine
# left with that line. Everything seen is kept in the cell's folder.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=machine-file.sh
. "$here/machine-file.sh"
# shellcheck source=cell-verdict.sh
. "$here/cell-verdict.sh"

# How long a machine whose verdict is in may take to leave, and a watcher whose machine is gone to
# read what is left.
readonly LEAVE_SECONDS=10 DRAIN_SECONDS=5
# Where the kernel's log ring lies: its image is below 8 MiB, and no machine has less than 16.
readonly RING_BYTES=16M

usage() {
    cat <<'END'
usage: scripts/cell.sh --machine=FILE --image=PATH --out=DIR [option...]
  --machine=FILE     the machine (config/machines/README.md)
  --image=PATH       what it starts: an ISO, a USB image, or the TFTP root
  --out=DIR          the cell's folder, made anew: serial.log, screen.png, verdict.txt, command.txt,
                     qemu.log, bootwatch.txt, shutdown.txt and, over the network, dnsmasq.log
  --medium=WORD      how it starts (default: the first medium its file names)
  --tools=DIR        where bootwatch, qemuwatch and ringread are (default build/tools)
  --net=namespace|user   pxe: a network of its own with dnsmasq (default), or QEMU's TFTP server
  --type=LINE        what is typed at the kernel's prompt, where it shows one
  --accel=tcg|kvm    default tcg
  --v                show the command line
Exits 0 when the machine did what its file expects, 1 when not.
END
}

fail() {
    printf 'cell.sh: %s\n' "$1" >&2
    exit 2
}

machine_path='' image='' out='' medium='' tools=build/tools net=namespace accel=tcg verbose=no
typed=''
run='' machine_pid='' watch_pid='' watch_status=0 shutdown=''
command_words=() problems=()

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --machine=*) machine_path=${flag#*=} ;;
            --image=*) image=${flag#*=} ;;
            --out=*) out=${flag#*=} ;;
            --medium=*) medium=${flag#*=} ;;
            --tools=*) tools=${flag#*=} ;;
            --net=*) net=${flag#*=} ;;
            --type=*) typed=${flag#*=} ;;
            --accel=*) accel=${flag#*=} ;;
            --v) verbose=yes ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ -n $machine_path ]] || fail "--machine=FILE is missing"
    machine_read "$machine_path"
    medium=${medium:-${machine[medium]%% *}}
    [[ -n $out ]] || fail "--out=DIR is missing"
    [[ $net =~ ^(namespace|user)$ ]] || fail "--net=$net is neither namespace nor user"
    for tool in bootwatch qemuwatch ringread; do
        [[ -x $tools/$tool ]] || fail "$tools/$tool is missing: make tools builds it"
    done
}

# The folder of the cell, and one of this run under /tmp, since the path of a Unix socket is short.
folders_make() {
    rm -rf "$out"
    mkdir -p "$out" 2>/dev/null || fail "cannot make the folder $out"
    out=$(readlink -f "$out")
    run=$(mktemp -d "/tmp/noos-cell.XXXXXX")
}

# The words of the whole command: the network around the watcher around QEMU.
command_make() {
    local flags=(--machine="$machine_path" --medium="$medium" --image="$image" --state="$run"
        --serial="unix:$run/serial" --accel="$accel") watcher

    [[ $net == namespace ]] || flags+=(--net=user)
    "$here/machine.sh" "${flags[@]}" --print0 >"$run/words"
    mapfile -d '' -t command_words <"$run/words"
    watcher=("$tools/qemuwatch" --dir="$run" --timeout="${machine[timeout]}"
        --screenshot="$out/screen.png" --until-file="$run/stop")
    [[ ${machine[serial]} != none ]] ||
        watcher+=(--dump-ring="$run/memory" --dump-bytes="$RING_BYTES")
    printf '%q ' "${command_words[@]}" >"$out/command.txt"
    printf '\n' >>"$out/command.txt"
    [[ $verbose == no ]] || cat "$out/command.txt"
    command_words=("${watcher[@]}" -- "${command_words[@]}")
    if over_namespace; then
        command_words=("$here/../netboot/rehearsal-net.sh" --tree="$image" --log="$out/dnsmasq.log"
            -- "${command_words[@]}")
    fi
}

over_namespace() {
    [[ $medium == pxe* && $net == namespace ]]
}

machine_start() {
    "${command_words[@]}" >"$run/said" 2>&1 </dev/null &
    machine_pid=$!
}

# watch SOURCE [FLAG...]: bootwatch in place of this (sub)shell.
watch() {
    exec "$tools/bootwatch" --leave --expect="${machine[expect]}" "${@:2}" "$1" \
        >"$out/bootwatch.txt" 2>&1
}

watch_start() {
    local source=unix:$run/serial
    local flags=(--timeout="$((machine[timeout] + DRAIN_SECONDS))" --save="$out/serial.log")

    if [[ ${machine[noise]} == yes ]]; then
        watch - "${flags[@]}" < <("$here/noise.sh" --socket="$run/serial" \
            --firmware="${machine[firmware]}" --seconds="${machine[timeout]}" --count="$run/noise") &
    elif [[ -n $typed ]]; then
        watch - "${flags[@]}" < <("$here/typist.sh" --socket="$run/serial" --line="$typed" \
            --seconds="${machine[timeout]}") &
    else
        watch "$source" "${flags[@]}" </dev/null &
    fi
    watch_pid=$!
}

# wait_for PID SECONDS: until it has ended, or so long.
wait_for() {
    local deadline=$((SECONDS + $2))

    while kill -0 "$1" 2>/dev/null && ((SECONDS < deadline)); do sleep 0.05; done
}

# A machine that never leaves is stopped once its verdict is in; a watcher whose machine is gone
# before it has said a word is not waited for.
serial_await() {
    local first='' status=0

    wait -n -p first "$machine_pid" "$watch_pid" || status=$?
    if [[ $first == "$watch_pid" ]]; then
        watch_pid='' watch_status=$status
        [[ ${machine[leave]} == halt ]] || wait_for "$machine_pid" "$LEAVE_SECONDS"
        : >"$run/stop"
        wait "$machine_pid" || true
        machine_pid=''
    else
        machine_pid=''
        wait_for "$watch_pid" "$DRAIN_SECONDS"
        kill "$watch_pid" 2>/dev/null || true
        wait "$watch_pid" || watch_status=$?
        watch_pid=''
    fi
}

# The ring is all such a machine has said; it is read like a serial log.
ring_await() {
    wait "$machine_pid" || true
    machine_pid=''
    "$tools/ringread" "$run/memory" >"$out/serial.log" 2>"$out/ringread.txt" ||
        problems+=("the log ring cannot be read: $(tail -n 1 "$out/ringread.txt")")
    (watch "$out/serial.log") || watch_status=$?
}

# Whatever ends this script ends the machine, and nothing stays in /tmp.
cell_end() {
    trap - EXIT
    trap '' INT TERM HUP
    [[ -z $machine_pid ]] || kill "$machine_pid" 2>/dev/null || true
    [[ -z $watch_pid ]] || kill "$watch_pid" 2>/dev/null || true
    wait
    [[ -z $run ]] || rm -rf "$run"
}

main() {
    parse_flags "$@"
    trap cell_end EXIT
    trap 'exit 143' INT TERM HUP
    folders_make
    command_make
    machine_start
    if [[ ${machine[serial]} == none ]]; then
        ring_await
    else
        watch_start
        serial_await
    fi
    cp "$run/qemu.log" "$run/shutdown.txt" "$out" 2>/dev/null || true
    verdict_make
}

main "$@"
