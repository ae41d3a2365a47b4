#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Every test of `diag` is explained in docs/diag.md, and nothing there is a test that does not exist.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"
TOP=$HERE/../..

# The names in the tables of the source.
tests_built() {
    grep -ho '{ "[a-z]*\.[a-z0-9_]*", [a-z]' "$TOP"/kernel/diag/*_tests.c | cut -d '"' -f 2 | sort
}

tests_told() {
    tr '`' '\n' <"$TOP/docs/diag.md" | grep -x -E '[a-z]+\.[a-z0-9_]+' | sort -u
}

# COM1 to COM4 are told of in one row.
all_told() {
    diff <(tests_built | grep -v -x 'uart\.com[23]') <(tests_told)
}

some_built() {
    (($(tests_built | wc -l) > 40))
}

main() {
    tap_begin 2
    check 'the source has tests' some_built
    check 'each is told of, and no other' all_told
    tap_end
}

main "$@"
