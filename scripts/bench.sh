#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# bench.sh — measures what has a budget, each beside its peer or its limit, and prints a table for it.
#
# A measurement and no test: a number over its limit is shown as such and changes no exit status.
# Invariant: whatever is started is ended, and everything made lies in one scratch folder that goes
# away; what was built is only read. Numbers of a busy machine are worth little, so the table says
# how busy it was.
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

# What `make bench` was called with is no part of what is measured.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES GNUMAKEFLAGS KERNEL CMDLINE MODULES BUNDLE USB_TYPE BUILD V \
    JOBS ACCEL SOURCE_DATE_EPOCH

scripts=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
top=$(dirname "$scripts")
# shellcheck source=bench/table.sh
. "$scripts/bench/table.sh"
# shellcheck source=bench/build.sh
. "$scripts/bench/build.sh"
# shellcheck source=bench/size.sh
. "$scripts/bench/size.sh"
# shellcheck source=bench/machine.sh
. "$scripts/bench/machine.sh"
# shellcheck source=bench/boot.sh
. "$scripts/bench/boot.sh"
# shellcheck source=bench/pxe.sh
. "$scripts/bench/pxe.sh"
# shellcheck source=bench/media.sh
. "$scripts/bench/media.sh"
# shellcheck source=bench/console.sh
. "$scripts/bench/console.sh"
# shellcheck source=bench/stick.sh
. "$scripts/bench/stick.sh"

usage() {
    cat <<'END'
usage: scripts/bench.sh [option...]
  --build=DIR   where the media and tools were built (default build)
  --quick       fewer runs, for a look
  --only=WORD   one table only:
    build         the time all media take beside one grub-mkrescue ISO
    media         each medium's time and bytes beside grub-mkrescue and grub-mknetdir
    size          what the media weigh
    growth        time, memory and boot with 1 to 64 entries and 1 to 256 MiB of modules
    boot          from GRUB's hand-off to the kernel's first line, its end line and its prompt
    pxe           a network boot beside grub-mknetdir, and 1 to 8 machines at once
    console       lines a screen scrolls, bytes a serial line takes, how soon a key is seen
    stick         writing a stick and reading it back (root, for a loop device)
The scratch folder is made in $TMPDIR, else in /tmp.
Exits 0 when everything was measured, 1 when something could not be, 2 on bad input.
END
}

# For bad input and missing tools.
fail() {
    printf 'bench.sh: %s\n' "$1" >&2
    exit 2
}

# For what went wrong while it was measured; the other tables are still made.
give_up() {
    printf 'bench.sh: cannot measure: %s\n' "$1" >&2
    exit 1
}

# tools_need TOOL:PACKAGE...
tools_need() {
    local pair

    for pair in "$@"; do
        command -v "${pair%:*}" >/dev/null || fail "${pair%:*} is missing: apt install ${pair#*:}"
    done
}

# files_need TARGET FILE...: what `make TARGET` builds.
files_need() {
    local target=$1 file
    shift

    for file in "$@"; do
        [[ -e $build/$file ]] || fail "there is no $build/$file: make $target builds it"
    done
}

# work is the folder of one budget, in the scratch folder of all.
build=build quick=no scratch='' work='' budget_pid='' machine_pid=''
budgets=(build media size growth boot pxe console stick)

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --quick) quick=yes ;;
            --only=*)
                [[ ${flag#*=} =~ ^[a-z]+$ && " ${budgets[*]} " == *" ${flag#*=} "* ]] ||
                    fail "'${flag#*=}' is none of ${budgets[*]}"
                budgets=("${flag#*=}")
                ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ -d $build ]] || fail "there is no folder '$build': make images tools builds what is measured"
    build=$(readlink -f "$build")
}

# runs_of FULL QUICK
runs_of() {
    if [[ $quick == yes ]]; then printf '%d' "$2"; else printf '%d' "$1"; fi
}

host_print() {
    local load qemu='no QEMU' grub

    read -r load _ </proc/loadavg
    if command -v qemu-system-x86_64 >/dev/null; then
        qemu=$(qemu-system-x86_64 --version)
        qemu="QEMU ${qemu#*version }" qemu=${qemu%%[ $'\n'](*}
    fi
    grub=$(grub-mkimage --version)
    printf 'Measured with %s and GRUB %s on %d processors, load %s at the start\n' \
        "$qemu" "${grub##* }" "$(nproc)" "$load"
}

# Ends what the budget that is being measured has started, at most one machine.
# shellcheck disable=SC2317  # called by the trap
budget_end() {
    trap - EXIT
    [[ -z $machine_pid ]] || kill "$machine_pid" 2>/dev/null || true
    wait
}

# budget_run NAME: in a process of its own, so that one that gives up leaves the others alone.
budget_run() {
    local status=0

    work=$scratch/$1
    mkdir "$work"
    (
        trap budget_end EXIT
        trap 'exit 143' TERM
        "${1}_measure"
    ) &
    budget_pid=$!
    wait "$budget_pid" || status=$?
    budget_pid=''
    rm -rf "$work"
    return "$status"
}

# shellcheck disable=SC2317  # called by the trap
bench_end() {
    trap - EXIT
    if [[ -n $budget_pid ]]; then
        kill "$budget_pid" 2>/dev/null || true
        wait "$budget_pid" || true
    fi
    [[ -z $scratch ]] || rm -rf "$scratch"
}

main() {
    local budget status=0

    parse_flags "$@"
    tools_need grub-mkimage:grub-common
    for budget in "${budgets[@]}"; do "${budget}_check"; done
    trap bench_end EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/noos-bench.XXXXXX") ||
        fail "cannot write in ${TMPDIR:-/tmp}: choose another place with TMPDIR="
    host_print
    for budget in "${budgets[@]}"; do budget_run "$budget" || status=1; done
    exit "$status"
}

main "$@"
