#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Runs the unit tests once more, built so that they count the lines they reach, and writes what of
# lib, fmt and mm they reach: pages for a browser, and one line here. Files that no test links count
# with all their lines.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
readonly ROOMS='kernel/(lib|fmt|mm)/'

usage() {
    cat <<'END'
usage: scripts/coverage.sh [option...]
  --build=DIR     where the tests were built, by make with COVERAGE=1 (default build/coverage)
  --minimum=N     fail below so many per cent of the lines (default 90)
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

main() {
    parse_flags "$@"
    cd "$here/.."
    tests_run || exit 1
    mkdir -p "$build/pages"
    gcovr --root . --object-directory "$build" --filter "$ROOMS" --exclude-unreachable-branches \
        --html-details "$build/pages/index.html" --txt "$build/report.txt" \
        --fail-under-line "$minimum" "$build" || { tail -n 4 "$build/report.txt"; exit 1; }
    tail -n 4 "$build/report.txt"
    printf 'coverage: %s has every line, %s a line for each file\n' "$build/pages/index.html" \
        "$build/report.txt"
}

main "$@"
