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

# How long a machine whose verdict is in may take to leave, and a watcher whose machine is gone to
# read what is left.
readonly LEAVE_SECONDS=10 DRAIN_SECONDS=5
# Where the kernel's log ring lies: its image is below 8 MiB, and no machine has less than 16.
readonly RING_BYTES=16M
# More is sent to a network machine only where the tree is too big for one file.
readonly NETBOOT_FILES=3

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

# The last word of the kernel about how it leaves, or nothing.
leave_line() {
    tr -d '\r' <"$out/serial.log" 2>/dev/null | sed -n 's/^# leave how=\([a-z]*\).*/\1/p' | tail -n 1
}

# Whether QEMU's word for how a machine left fits the kernel's.
shutdown_fits() {
    case $1:$2 in
        poweroff:guest-shutdown | reset:guest-reset | halt:stopped | halt:timeout) return 0 ;;
        *) return 1 ;;
    esac
}

judge_leaving() {
    local said

    said=$(leave_line)
    [[ $said == "${machine[leave]}" ]] ||
        problems+=("it said it leaves by '${said:-nothing}', not ${machine[leave]}")
    shutdown_fits "${machine[leave]}" "$shutdown" ||
        problems+=("it left by '$shutdown', which is not ${machine[leave]}")
}

judge_words() {
    local pattern

    [[ -n ${machine[says]-} ]] || return 0
    while IFS= read -r pattern; do
        grep -aqE -- "$pattern" "$out/serial.log" 2>/dev/null ||
            problems+=("it never said /$pattern/")
    done <<<"${machine[says]}"
}

# Noise that nobody typed proves nothing.
judge_noise() {
    local typed=0

    [[ ${machine[noise]} == yes ]] || return 0
    read -r typed 2>/dev/null <"$run/noise" || true
    ((typed > 0)) || problems+=("no noise was typed")
}

# Where a loader is one file, a machine fetches little and asks for nothing that is not there.
judge_transfers() {
    local sent missing

    over_namespace && [[ $medium == pxe ]] || return 0
    sent=$(grep -c 'dnsmasq-tftp\[.*: sent ' "$out/dnsmasq.log" || true)
    missing=$(grep -c 'dnsmasq-tftp\[.*: file .* not found ' "$out/dnsmasq.log" || true)
    ((sent <= NETBOOT_FILES)) || problems+=("it fetched $sent files, more than $NETBOOT_FILES")
    ((missing == 0)) || problems+=("it asked for files that are not there: $missing")
}

# Reads what the two watchers left, and writes verdict.txt: `key=value` lines.
judge() {
    local sentence verdict seconds result=expected

    shutdown=$(sed -n 's/.*reason=\([^ ]*\).*/\1/p' "$run/shutdown.txt" 2>/dev/null || true)
    seconds=$(sed -n 's/.*seconds=\([^ ]*\).*/\1/p' "$run/shutdown.txt" 2>/dev/null || true)
    case $shutdown in
        '') problems+=("QEMU was not started: $(tail -n 1 "$run/said")") ;;
        no-start | exit:*)
            problems+=("QEMU ended by itself: $(tail -n 1 "$run/qemu.log" 2>/dev/null)") ;;
    esac
    sentence=$(tail -n 1 "$out/bootwatch.txt" 2>/dev/null || true)
    sentence=${sentence#bootwatch: } sentence=${sentence% (*expected*)}
    verdict=$(sed -n 's/^\([a-z]*\):.*/\1/p' <<<"$sentence")
    ((watch_status == 0)) ||
        problems+=("expected ${machine[expect]}, but ${sentence:-nobody judged it}")
    judge_leaving
    judge_words
    judge_noise
    judge_transfers
    ((${#problems[@]} == 0)) || result=unexpected
    {
        printf 'result=%s\nverdict=%s\n' "$result" "${verdict:-none}"
        printf 'expect=%s\nleave=%s\n' "${machine[expect]}" "${machine[leave]}"
        printf 'shutdown=%s\nseconds=%s\n' "${shutdown:-none}" "${seconds:-0}"
        printf 'said=%s\n' "$sentence"
        ((${#problems[@]} == 0)) || printf 'reason=%s\n' "${problems[@]}"
    } >"$out/verdict.txt.new"
    mv "$out/verdict.txt.new" "$out/verdict.txt"
    [[ $result == expected ]]
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
    judge
}

main "$@"
