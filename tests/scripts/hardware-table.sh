#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tests scripts/hardware-table.sh on a build folder made by hand: what passes, what failed, what left
# no result, and what names no test.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"
TABLE=$HERE/../../scripts/hardware-table.sh

build_make() {
    local name

    rm -rf "$WORK/build"
    mkdir -p "$WORK/build/tests" "$WORK/build/rehearsal"
    printf '1..1\nok 1 - one\n' >"$WORK/build/tests/unit.test_good.tap"
    printf '1..2\nok 1 - one\nnot ok 2 - two\n' >"$WORK/build/tests/unit.test_bad.tap"
    printf 'ok 1 - one\n' >"$WORK/build/tests/boot.cut.tap"
    printf '1..1\nok 1 # SKIP no root\n' >"$WORK/build/tests/boot.skipped.tap"
    for name in well ill both-iso both-stick half-iso; do mkdir "$WORK/build/rehearsal/$name"; done
    mkdir "$WORK/machines"
    for name in well ill; do echo 'medium=iso' >"$WORK/machines/$name.conf"; done
    for name in both half; do echo 'medium=iso stick' >"$WORK/machines/$name.conf"; done
    for name in both-iso both-stick half-iso; do
        echo 'result=expected' >"$WORK/build/rehearsal/$name/verdict.txt"
    done
    echo 'result=expected' >"$WORK/build/rehearsal/well/verdict.txt"
    printf 'ok 3 pci.links # links=2\r\nok 4 acpi.srat # SKIP no SRAT\r\n' >"$WORK/build/rehearsal/well/serial.log"
    echo 'result=unexpected' >"$WORK/build/rehearsal/ill/verdict.txt"
}

# row PROOFS: the document with one row.
row() {
    printf '## Things\n\n| real machines | what the kernel does | proved by |\n| --- | --- | --- |\n| x | y | %s |\n' \
        "$1" >"$WORK/rows.md"
}

# stands PROOFS WORD STATUS: how such a row is judged.
stands() {
    local said status=0

    row "$1"
    said=$("$TABLE" --build="$WORK/build" --document="$WORK/rows.md" --machines="$WORK/machines") || status=$?
    [[ $said == *"  $2 "*x* && $status -eq $3 ]] || { printf '%s\nstatus %s\n' "$said" "$status" && return 1; }
}

# shellcheck disable=SC2016  # backquotes as they stand in a document
main() {
    tap_begin 14
    build_make
    check 'a test that passed covers' stands '`tests/unit/test_good.c:that_one`' covered 0
    check 'one that failed does not' stands '`tests/unit/test_good.c`, `tests/unit/test_bad.c`' failing 1
    check 'nor does one without a result' stands '`tests/unit/test_none.c`' failing 1
    check 'nor one that broke off' stands '`tests/boot/cut.sh`' failing 1
    check 'a skipped one is no failure' stands '`tests/boot/skipped.sh` needs root' covered 0
    check 'a machine as expected covers' stands '`config/machines/well.conf`' covered 0
    check 'another does not' stands '`config/machines/ill.conf`' failing 1
    check 'one that starts from two media, both' stands '`config/machines/both.conf`' covered 0
    check 'and one of two only' stands '`config/machines/half.conf`' failing 1
    check 'a source file alone proves nothing' stands '`kernel/cpu/smi.c:smi_init`' 'not rehearsable' 1
    check 'no test and a reason' stands 'no emulator has it' 'not rehearsable' 1
    rm -r "$WORK/build/rehearsal/ill"
    check 'a test of the kernel itself, which passed somewhere' stands '`kernel/diag/pci_tests.c:pci.links`' covered 0
    check 'and one that was only skipped' stands '`kernel/diag/acpi_tests.c:acpi.srat`' failing 1
    check_status 2 'a folder where nothing has run' 'no tests have run' "$TABLE" --build="$WORK"
    tap_end
}

main "$@"
