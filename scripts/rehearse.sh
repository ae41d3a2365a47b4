#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# rehearse.sh — boots every medium on every firmware, or a list of odd machines, and prints a table.
#
# What is rehearsed is what is shipped: scripts/copy.sh makes throw-away copies of the media that
# differ only in the entry that starts by itself, scripts/cell.sh boots and judges one machine. This
# script chooses, runs several at once, shows how far it is, and adds up.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=machine-file.sh
. "$here/machine-file.sh"
# shellcheck source=rehearse-cells.sh
. "$here/rehearse-cells.sh"
# shellcheck source=rehearse-table.sh
. "$here/rehearse-table.sh"

usage() {
    cat <<'END'
usage: scripts/rehearse.sh [option...]
  --build=DIR        where the media and tools were built (default build)
  --jobs=N           UEFI machines at a time (default: the number of CPUs); a BIOS machine, which
                     spends its time in the hidden menu, counts half
  --only=REGEX       only the cells whose name (MACHINE-MEDIUM, or MACHINE where it has only
                     one medium) matches
  --machines=PATH    a machine file, or a folder of them of which those without a column are taken;
                     repeatable (default: those of config/machines that have a column)
  --out=DIR          where the cells' folders go (default BUILD/rehearsal)
  --net=auto|user    auto (default): a network namespace with dnsmasq where one can be had;
                     user: QEMU's own TFTP server
  --accel=tcg|kvm    default tcg
  --tap              print TAP instead of the table
  --v                show the QEMU command lines
Exits 0 when every cell is what its machine file expects, 1 when one is not.
END
}

fail() {
    printf 'rehearse.sh: %s\n' "$1" >&2
    exit 2
}

build=build jobs=$(nproc) only='' out='' net=auto accel=tcg tap=no verbose=no work=''
machine_paths=()

# What runs, by process id, and how much of what may run at once it takes, in halves of a job.
declare -A running=()
load=0
net_note=''

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --jobs=*) jobs=${flag#*=} ;;
            --only=*) only=${flag#*=} ;;
            --machines=*) machine_paths+=("${flag#*=}") ;;
            --out=*) out=${flag#*=} ;;
            --net=*) net=${flag#*=} ;;
            --accel=*) accel=${flag#*=} ;;
            --tap) tap=yes ;;
            --v) verbose=yes ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ $jobs =~ ^[1-9][0-9]{0,2}$ ]] || fail "--jobs=$jobs is no number of machines"
    [[ $net =~ ^(auto|user)$ ]] || fail "--net=$net is neither auto nor user"
    [[ -d $build ]] || fail "there is no folder '$build': make images builds what is rehearsed"
    out=${out:-$build/rehearsal}
    mkdir -p "$out" 2>/dev/null || fail "cannot make the folder $out"
    [[ -w $out ]] || fail "cannot write to $out"
}

# Decides once how network cells get their files.
net_choose() {
    local name reason

    for name in "${cells[@]}"; do
        [[ ${cell_medium[$name]} == pxe* ]] || continue
        if [[ $net == user ]]; then
            net_note="QEMU's own TFTP server, as asked for"
        elif ! reason=$("$here/../netboot/rehearsal-net.sh" --check 2>&1); then
            net=user
            net_note="QEMU's own TFTP server in place of dnsmasq: $reason"
        fi
        break
    done
    [[ $net == user ]] || net=namespace
    [[ -z $net_note ]] || say "network cells use $net_note"
}

# say TEXT: what is not a result, so that TAP stays TAP.
say() {
    if [[ $tap == yes ]]; then
        printf '# %s\n' "$1"
    else
        printf '%s\n' "$1"
    fi
}

# One copy after another but `jobs` at a time; a copy that cannot be made ends the rehearsal.
copies_make() {
    local path flags failed=no

    say "making ${#copies[@]} throw-away copies of the media"
    for path in "${!copies[@]}"; do
        while ((${#running[@]} >= jobs)); do copies_reap; done
        mapfile -t flags <<<"${copies[$path]}"
        "$here/copy.sh" --build="$build" --out="$path" "${flags[@]}" &
        running[$!]=$path
    done
    while ((${#running[@]} > 0)); do copies_reap; done
    [[ $failed == no ]] || fail "a copy of the media could not be made"
}

copies_reap() {
    local pid='' status=0

    wait -n -p pid "${!running[@]}" || status=$?
    [[ -n $pid ]] || return 0
    unset "running[$pid]"
    ((status == 0)) || failed=yes
}

cell_start() {
    local name=$1 flags=()

    [[ $verbose == no ]] || flags+=(--v)
    "$here/cell.sh" --machine="${cell_file[$name]}" --medium="${cell_medium[$name]}" \
        --image="${cell_image[$name]}" --out="$out/$name" --tools="$build/tools" \
        --net="$net" --accel="$accel" "${flags[@]}" >"$work/$name.said" 2>&1 </dev/null &
    running[$!]=$name
    load=$((load + cell_load[$name]))
}

# Reports the cell that ended next.
cell_reap() {
    local pid='' name

    wait -n -p pid "${!running[@]}" || true
    [[ -n $pid ]] || return 0
    name=${running[$pid]}
    unset "running[$pid]"
    load=$((load - cell_load[$name]))
    finished=$((finished + 1))
    if [[ ! -f $out/$name/verdict.txt ]]; then
        mkdir -p "$out/$name"
        printf 'result=unexpected\nverdict=none\nseconds=0\nreason=%s\n' \
            "$(tail -n 1 "$work/$name.said")" >"$out/$name/verdict.txt"
    fi
    [[ $verbose == no ]] || sed 's/^/# /' "$work/$name.said"
    cell_report "$name" "$finished"
}

cells_run() {
    local name finished=0

    while read -r _ name; do
        while ((load + cell_load[$name] > 2 * jobs)); do cell_reap; done
        cell_start "$name"
    done < <(for name in "${cells[@]}"; do printf '%s %s\n' "${cell_weight[$name]}" "$name"; done |
        sort -s -k1,1nr)
    while ((${#running[@]} > 0)); do cell_reap; done
}

# shellcheck disable=SC2317  # called by the trap
rehearse_end() {
    local pid

    trap - EXIT
    trap '' INT TERM HUP
    for pid in "${!running[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    [[ -z $work ]] || rm -rf "$work"
}

main() {
    local started=$EPOCHSECONDS status=0

    parse_flags "$@"
    trap rehearse_end EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    work=$(mktemp -d "$out/.copies.XXXXXX")
    machines_find
    [[ $tap == no ]] || printf '1..%d\n' "${#cells[@]}"
    net_choose
    copies_make
    cells_run
    table_print "$((EPOCHSECONDS - started))" >"$out/table.txt" || status=1
    if [[ $tap == yes ]]; then
        sed 's/^/# /' "$out/table.txt"
    else
        printf '\n'
        cat "$out/table.txt"
    fi
    exit "$status"
}

main "$@"
