#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# hardware-table.sh — how each row of docs/hardware.md stands after a run of the tests: every way in which
# real machines have surprised a kernel is covered, failing, or not to be rehearsed. It runs nothing
# itself and reads what tests/run.sh and scripts/rehearse.sh have left in the build folder.
#
# A row is covered when each test that it names has passed; failing when one has not, or has left no
# result; not rehearsable when it names none and says why. Source files are named for who wants to read.
set -euo pipefail
export LC_ALL=C.UTF-8

top=$(cd "${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}.." && pwd)

build=build document=$top/docs/hardware.md machines=$top/config/machines

usage() {
    cat <<'END'
usage: scripts/hardware-table.sh [--build=DIR] [--document=FILE] [--machines=DIR]
  --build=DIR      where the tests have run (default build)
  --document=FILE  the tables of what real machines do (default docs/hardware.md)
  --machines=DIR   what the machines that it names are (default config/machines)
Exits 0 when no row is failing, 1 when some are, 2 on bad input.
END
}

fail() {
    printf 'hardware-table.sh: %s\n' "$1" >&2
    exit 2
}

flags_read() {
    local flag

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --document=*) document=${flag#*=} ;;
            --machines=*) machines=${flag#*=} ;;
            --help) usage && exit 0 ;;
            *) fail "unknown flag '$flag' (--help lists them)" ;;
        esac
    done
    [[ -d $build/tests && -d $build/rehearsal ]] ||
        fail "no tests have run in '$build': make rehearse-all runs them"
    [[ -r $document ]] || fail "cannot read '$document'"
}

# tap_passed FILE: a whole document without a failure; skipped tests are no failures.
tap_passed() {
    [[ -s $1 ]] && grep -q '^1\.\.[0-9]' "$1" && ! grep -q '^not ok' "$1"
}

# machine_passed NAME: from each of its media; scripts/rehearse.sh names a cell by it where there are several.
machine_passed() {
    local media medium cell

    media=$(sed -n 's/^medium=//p' "$machines/$1.conf" 2>/dev/null) || return 1
    for medium in ${media:-none}; do
        cell=$1
        [[ $media != *' '* ]] || cell+=-$medium
        grep -qx 'result=expected' "$build/rehearsal/$cell/verdict.txt" 2>/dev/null || return 1
    done
}

# kernel_test_passed NAME: on some machine, and it failed on none that was expected to pass.
kernel_test_passed() {
    local log

    ! grep -lxs 'result=unexpected' "$build"/rehearsal/*/verdict.txt >/dev/null || return 1
    for log in "$build"/rehearsal/*/serial.log; do
        ! grep -aqE "^ok [0-9]+ $1( # [^S]|.?\$)" "$log" 2>/dev/null || return 0
    done
    return 1
}

# proof_holds NAME: NAME as it stands in the document, between backquotes.
proof_holds() {
    local file=${1%%:*} test=${1##*/}

    test=${test%%:*}
    case $file in
        tests/unit/*.c | tests/fuzz/*.c) file=${file#tests/} && tap_passed "$build/tests/${file%%/*}.${test%.c}.tap" ;;
        tests/*/*.sh) file=${file#tests/} && tap_passed "$build/tests/${file%%/*}.${test%.sh}.tap" ;;
        config/machines/*.conf) machine_passed "${test%.conf}" ;;
        kernel/diag/*) kernel_test_passed "${1#*:}" ;;
        scripts/*) [[ -x $top/$file ]] ;;
        *) return 1 ;;
    esac
}

# row_judge WHAT PROOFS: prints its line and counts it.
row_judge() {
    local name verdict=covered
    local names=() missing=()

    # shellcheck disable=SC2016  # backquotes of the document
    mapfile -t names < <(grep -oE '`[a-z]+/[^`]+`' <<<"$2" | tr -d '`' |
        grep -vE '^kernel/([^d]|d[^i]|di[^a])')
    for name in "${names[@]}"; do proof_holds "$name" || missing+=("$name"); done
    if ((${#missing[@]} > 0)); then
        verdict=failing
    elif ((${#names[@]} == 0)); then
        verdict='not rehearsable'
    fi
    count[$verdict]=$((${count[$verdict]:-0} + 1))
    printf '  %-16s %s\n' "$verdict" "$1"
    for name in "${missing[@]}"; do printf '  %-16s   no pass of %s\n' '' "$name"; done
}

main() {
    local line what proofs
    local -A count=()

    flags_read "$@"
    while IFS= read -r line; do
        case $line in
            '## '*) printf '\n%s\n' "${line#\#\# }" ;;
            '| real machines |'* | '| --- |'*) ;;
            '| '*' | '*' | '*' |')
                what=${line#| } && what=${what%% | *}
                proofs=${line% |} && proofs=${proofs##* | }
                row_judge "$what" "$proofs"
                ;;
        esac
    done <"$document"
    printf '\n%d covered, %d not rehearsable, %d failing\n' \
        "${count[covered]:-0}" "${count['not rehearsable']:-0}" "${count[failing]:-0}"
    ((${count[failing]:-0} == 0 && ${count[covered]:-0} > 0))
}

main "$@"
