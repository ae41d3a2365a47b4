#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests tests/run.sh: programs that go wrong in every way it knows are put into a small tree, and
# each has to be seen. A runner that overlooks one of them would call anything a success.
# shellcheck disable=SC2016 # the quoted variables belong to the programs that are written
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"

# program SUITE NAME BODY : a test program of the small tree.
program()
{
    mkdir -p "$TREE/tests/$1"
    printf '#!/bin/bash\n%s\n' "$3" >"$TREE/tests/$1/$2.sh"
    chmod +x "$TREE/tests/$1/$2.sh"
}

tree_make()
{
    TREE=$WORK/$1
    mkdir -p "$TREE/tests" "$TREE/scripts"
    cp "$HERE/../run.sh" "$HERE/../tap.awk" "$HERE/../fuzz-tap.sh" "$TREE/tests/"
}

# Runs suites of the small tree; its words are in $TREE/out, its status in $TREE/status.
run()
{
    local status=0

    "$TREE/tests/run.sh" --build="$TREE/build" "$@" >"$TREE/out" 2>&1 </dev/null || status=$?
    printf '%d\n' "$status" >"$TREE/status"
}

ended_with()
{
    cat "$TREE/out"
    [ "$(cat "$TREE/status")" = "$1" ] && [ "$(tail -n 1 "$TREE/out")" = "$2" ]
}

said()
{
    cat "$TREE/out"
    grep -q -E -e "$1" "$TREE/out"
}

# one_failure DESCRIPTION PASSED SKIPPED WORDS BODY : a program alone, which has to count as one
# failure and to be told why.
one_failure()
{
    tree_make "one-$TAP_NUMBER"
    program scripts bad "$5"
    run --timeout=2 scripts
    check "$1 is a failure" ended_with 1 "$2 passed, 1 failed, $3 skipped"
    check "$1 is called by its name" said "$4"
}

test_good()
{
    tree_make good
    program scripts one 'printf "1..2\nok 1 - a\nok 2\n"'
    program scripts two 'printf "ok 1 - late plan\n1..1\n"'
    program scripts lib 'exit 1'
    program scripts errors 'printf "1..1\nok 1 - on the other stream\n" >&2'
    program scripts skips 'printf "1..2\nok 1 - a\nok 2 - b # SKIP no such card\n"'
    program images skips_all 'printf "1..0 # SKIP no root\n"'
    program images old_cmocka 'printf "1..2\nok 1 - a\nnot ok 2 # SKIP test_b\n1..1\nok 1 - c\n"'
    run --jobs=3 scripts images
    check 'good programs pass' ended_with 0 '7 passed, 0 failed, 3 skipped'
    check 'a skip is shown with its reason' said '^SKIPPED scripts.skips: b: no such card'
    check 'a plan of nothing is a skip' said '^SKIPPED images.skips_all: all of it: no root'
    check 'a skip of cmocka 1.1.5 keeps its name' said '^SKIPPED images.old_cmocka: test_b'
    check 'output is kept' grep -q 'ok 2 - b' "$TREE/build/tests/scripts.skips.tap"
    check 'the time of each program is shown' said '^ok +scripts.one +2 passed +[0-9.]+ s$'
}

test_failures()
{
    one_failure 'a failed test' 1 0 '^ +not ok - b$' \
        'printf "1..2\nok 1 - a\nnot ok 2 - b\n# the reason\n"; exit 1'
    check 'what a failed test says is shown' said '^ +# the reason$'
    one_failure 'a failed test that ends well' 1 0 'not ok - b' \
        'printf "1..2\nok 1 - a\nnot ok 2 - b\n"'
    one_failure 'a program without a plan' 1 0 'printed no plan' 'echo "ok 1 - a"'
    one_failure 'a silent program' 0 0 'printed no plan' ':'
    one_failure 'a plan that is not kept' 1 0 'planned 2 tests, but 1 have' \
        'printf "1..2\nok 1 - a\n"'
    one_failure 'a plan that is exceeded' 2 0 'planned 1 tests, but 2 have' \
        'printf "1..1\nok 1 - a\nok 2 - b\n"'
    one_failure 'an empty plan without a reason' 0 0 'its plan is empty' 'echo 1..0'
    one_failure 'an exit status without a failed test' 1 0 'ended with status 3' \
        'printf "1..1\nok 1 - a\n"; exit 3'
    one_failure 'a killed program' 1 0 'killed by signal 9' 'printf "1..1\nok 1\n"; kill -9 $$'
    one_failure 'a program that hangs' 1 0 'timed out after 2 s' \
        'printf "1..1\nok 1 - a\n"; sleep 60 & sleep 60'
    one_failure 'a program that gives up' 1 0 'Bail out! no disk' \
        'printf "1..1\nok 1 - a\nBail out! no disk\n"'
    one_failure 'a complaint of a sanitizer' 1 0 'a sanitizer complained: x.c:1' \
        'printf "1..1\nok 1 - a\n"; echo "x.c:1:2: runtime error: overflow" >&2'
}

test_suites()
{
    tree_make empty
    run scripts unit fuzz kernel boot
    check 'suites without programs are failures' ended_with 1 '0 passed, 5 failed, 0 skipped'
    run nonsense
    check 'an unknown suite is refused' ended_with 2 "$(tail -n 1 "$TREE/out")"
    check 'an unknown suite is named' said "there is no suite 'nonsense'"
    run
    check 'no suite at all is refused' ended_with 2 "$(tail -n 1 "$TREE/out")"
    run --jobs=none style
    check 'a number that is none is refused' ended_with 2 "$(tail -n 1 "$TREE/out")"

    tree_make alone
    program boot one 'printf "1..1\nok 1 - %s\n" "$*"; sleep 0.4; touch "${0%/*}/done"'
    program boot two '[ -e "${0%/*}/done" ] && printf "1..1\nok 1 - a\n"'
    run --jobs=4 boot
    check 'boot tests run one after another' ended_with 0 '2 passed, 0 failed, 0 skipped'
    check 'boot tests are handed the jobs' grep -q -- '--jobs=4' "$TREE/build/tests/boot.one.tap"
    chmod -x "$TREE/tests/boot/one.sh"
    run boot
    check 'a test that is not executable is a failure' said '^FAIL +boot.one'
    check 'and is said not to have started' said 'could not be started'
}

test_interrupt()
{
    local pid

    tree_make interrupt
    program scripts slow 'echo $$ >"${0%/*}/pid"; printf "1..1\n"; sleep 62'
    "$TREE/tests/run.sh" --build="$TREE/build" scripts >/dev/null 2>&1 </dev/null &
    pid=$!
    for _ in $(seq 100); do
        [ ! -s "$TREE/tests/scripts/pid" ] || break
        sleep 0.05
    done
    kill -TERM "$pid"
    wait "$pid" || true
    for _ in $(seq 100); do
        kill -0 "$(cat "$TREE/tests/scripts/pid")" 2>/dev/null || break
        sleep 0.05
    done
    check 'an interrupted run leaves no program behind' \
        test ! -e "/proc/$(cat "$TREE/tests/scripts/pid")"
}

test_fuzz()
{
    tree_make fuzz
    mkdir -p "$TREE/build/fuzz" "$TREE/tests/fuzz/corpus/seeds"
    printf 'seed' >"$TREE/tests/fuzz/corpus/seeds/one"
    printf '%s\n' '#!/bin/bash' 'ls "${@: -1}"; echo "stat::number_of_executed_units: 12"' \
        '[ -e "${@: -1}/one" ] && touch "${@: -1}/two"' >"$TREE/build/fuzz/fuzz_seeds"
    printf '%s\n' '#!/bin/bash' 'for a; do case $a in -artifact_prefix=*) touch "${a#*=}crash-1";; esac; done' \
        'echo "ERROR: libFuzzer: deadly signal"; exit 77' >"$TREE/build/fuzz/fuzz_crash"
    printf '%s\n' '#!/bin/bash' 'exit 0' >"$TREE/build/fuzz/fuzz_idle"
    chmod +x "$TREE"/build/fuzz/*
    run --fuzz-seconds=1 fuzz
    check 'fuzz targets are judged' ended_with 1 '1 passed, 2 failed, 0 skipped'
    check 'the input that broke a target is named' said 'reproducer: .*/fuzz.fuzz_crash.crash-1'
    check 'a target that tried no input is a failure' said '^FAIL +fuzz.fuzz_idle'
    check 'the seeds are left alone' test ! -e "$TREE/tests/fuzz/corpus/seeds/two"
}

main()
{
    tap_begin 45
    test_good
    test_failures
    test_suites
    test_interrupt
    test_fuzz
    tap_end
}

main
