#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Runs the unit tests once more, built so that they count the lines they reach, and writes what of
# lib, fmt and mm they reach: pages for a browser, and a line for each room here. Files that no test links
# count with all their lines, and no room makes up for another.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
readonly ROOMS='kernel/(lib|fmt|mm)/'

usage() {
    cat <<'END'
usage: scripts/coverage.sh [option...]
  --build=DIR     where the tests were built, by make with COVERAGE=1 (default build/coverage)
  --minimum=N     fail where a room has below so many per cent of its lines (default 90)
  --help          this text
END
}

fail() {
    printf 'coverage: %s\n' "$1" >&2
    exit 2
}

build=build/coverage minimum=90

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --minimum=*) minimum=${flag#*=} ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ $minimum =~ ^[0-9]{1,3}$ ]] || fail "--minimum=$minimum is no percentage"
    command -v gcovr >/dev/null || fail 'gcovr is missing: apt install gcovr (or: make setup)'
}

# Counts of runs before this one would hide a line that is not reached any more.
tests_run() {
    local program count=0

    find "$build" -name '*.gcda' -delete
    for program in "$build"/unit/test_*; do
        [[ -x $program && $program != *.* ]] || continue
        "$program" >"$build/last.log" 2>&1 || { cat "$build/last.log" >&2 && return 1; }
        count=$((count + 1))
    done
    ((count > 0)) || fail "there are no tests in $build/unit: make coverage builds them"
}

# A line for each room, by the report's "FILE LINES REACHED PERCENT MISSED".
rooms_judge() {
    awk -v minimum="$minimum" '
        /^kernel\// { split($1, part, "/"); lines[part[2]] += $2; reached[part[2]] += $3 }
        END {
            for (room in lines) {
                rooms++
                share = 100 * reached[room] / lines[room]
                low += share < minimum
                printf "%-4s %5d lines, %5.1f %%%s\n", room, lines[room], share,
                    share < minimum ? ", which is below " minimum : ""
            }
            exit rooms != 3 || low
        }' "$build/report.txt"
}

main() {
    parse_flags "$@"
    cd "$here/.."
    tests_run || exit 1
    mkdir -p "$build/pages"
    gcovr --root . --object-directory "$build" --filter "$ROOMS" --exclude-unreachable-branches \
        --html-details "$build/pages/index.html" --txt "$build/report.txt" \
        "$build"
    rooms_judge || exit 1
    printf 'coverage: %s has every line, %s a line for each file\n' "$build/pages/index.html" \
        "$build/report.txt"
}

main "$@"
