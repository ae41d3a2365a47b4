#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Runs test suites, several programs at a time, and adds them up. A test program prints TAP: a
# plan and one "ok" or "not ok" line per test. Invariant: whatever goes wrong with a program, be
# it a missing plan, fewer results than planned, a signal, a time-out, an exit status that its
# lines do not explain or a suite without programs, counts as a failure; nothing passes unseen.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SUITES='style unit fuzz kernel images scripts netboot boot rehearse'

# What to run, by number: a label "SUITE.PROGRAM", its seconds, its command quoted for eval. The
# pool runs side by side; what is in the line runs alone, one after another, when it is done.
LABELS=() LIMITS=() COMMANDS=() POOL=() LINE=()

# What runs, by process id; what came of it.
declare -A RUNNING=() STARTED=()
PASSED=0 FAILED=0 SKIPPED=0 FAILURES=() SKIPS=()

usage()
{
    cat <<END
usage: tests/run.sh [--build=DIR] [--jobs=N] [--timeout=SECONDS] [--fuzz-seconds=N] SUITE...

Suites: $SUITES.
What a program prints stays in DIR/tests/SUITE.PROGRAM.tap; the last line is
"N passed, N failed, N skipped", and the exit status is 1 when anything failed.

  --build=DIR        where the things to test were built (build)
  --jobs=N           programs at a time (the number of processors); boot and rehearse are handed
                     the number instead, and run one program after another
  --timeout=SECONDS  for each program (300; boot and rehearse 600)
  --fuzz-seconds=N   how long each fuzz target runs (5)
  --help             this text
END
}

die()
{
    printf 'tests/run.sh: %s\n' "$1" >&2
    exit 2
}

# program_add QUEUE LABEL SECONDS COMMAND...
program_add()
{
    local -n numbers=$1

    numbers+=("${#LABELS[@]}")
    LABELS+=("$2")
    LIMITS+=("${TIMEOUT:-$3}")
    COMMANDS+=("$(printf '%q ' "${@:4}")")
}

# program_add_found QUEUE SUITE SECONDS PATTERN COMMAND-PREFIX... -- ARGUMENTS...
# A test that lost its executable bit is started, fails, and so is seen; lib*.sh is no test.
program_add_found()
{
    local queue=$1 suite=$2 seconds=$3 pattern=$4 prefix=() found program name

    shift 4
    while [ "$1" != -- ]; do
        prefix+=("$1")
        shift
    done
    shift
    found=$(compgen -G "$pattern" | grep -v -E '/lib[^/]*\.sh$|\.[cdo]$' | LC_ALL=C sort || true)
    if [ -z "$found" ]; then
        program_add "$queue" "$suite.none" "$seconds" printf '1..1\nnot ok 1 - %s\n# %s: %s\n' \
            "the suite has programs" "nothing matches" "$pattern"
        return
    fi
    while IFS= read -r program; do
        name=${program##*/}
        program_add "$queue" "$suite.${name%.sh}" "$seconds" "${prefix[@]}" "$program" "$@"
    done <<<"$found"
}

suite_add()
{
    local tests=$ROOT/tests/$1

    case $1 in
    style)
        program_add_found POOL style 300 "$ROOT/scripts/check-style.sh" --
        program_add_found POOL style 300 "$ROOT/scripts/check-docs.sh" --
        ;;
    kernel) program_add_found POOL kernel 300 "$ROOT/scripts/check-kernel.sh" -- \
        "--elf=$BUILD/noos.elf" ;;
    unit) program_add_found POOL unit 300 "$BUILD/unit/test_*" -- ;;
    fuzz) program_add_found POOL fuzz 300 "$BUILD/fuzz/fuzz_*" "$ROOT/tests/fuzz-tap.sh" \
        "--seconds=$FUZZ_SECONDS" "--corpus=$ROOT/tests/fuzz/corpus" "--keep=$OUT" -- ;;
    images | scripts | netboot)
        program_add_found POOL "$1" 300 "$tests/*.sh" -- "--build=$BUILD" ;;
    boot) program_add_found LINE boot 600 "$tests/*.sh" -- "--build=$BUILD" "--jobs=$JOBS" ;;
    rehearse) program_add_found LINE rehearse 600 "$ROOT/scripts/rehearse.sh" -- \
        --tap "--build=$BUILD" "--jobs=$JOBS" ;;
    *) die "there is no suite '$1'; the suites are: $SUITES" ;;
    esac
}

# Starts program number $1. Its process group is that of its timeout, which passes signals on.
program_start()
{
    local label=${LABELS[$1]} command=()

    eval "command=(${COMMANDS[$1]})"
    CMOCKA_MESSAGE_OUTPUT=TAP \
        ASAN_OPTIONS=detect_leaks=1 \
        UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
        timeout -k 10 "${LIMITS[$1]}" "${command[@]}" \
        >"$OUT/$label.tap" 2>"$OUT/$label.err" </dev/null &
    RUNNING[$!]=$1
    STARTED[$!]=${EPOCHREALTIME/[.,]/}
}

# Waits for one of the running programs, ends what it left behind, and reports it.
program_reap()
{
    local pid status=0 number microseconds

    wait -n -p pid "${!RUNNING[@]}" 2>/dev/null || status=$?
    number=${RUNNING[$pid]}
    microseconds=$((${EPOCHREALTIME/[.,]/} - STARTED[$pid]))
    unset "RUNNING[$pid]"
    kill -KILL -- "-$pid" 2>/dev/null || true
    program_report "$number" "$status" "$microseconds"
}

program_report()
{
    local number=$1 label=${LABELS[$1]} tap err text counts=()

    tap=$OUT/$label.tap
    err=$OUT/$label.err
    # A program may print its TAP to either stream, but not to both.
    if ! grep -q '^1\.\.[0-9]' "$tap" && grep -q '^1\.\.[0-9]' "$err"; then
        cat "$tap" >>"$err"
        mv "$err" "$tap"
        : >"$err"
    fi
    text=$(LC_ALL=C awk -v label="$label" -v status="$2" -v microseconds="$3" \
        -v limit="${LIMITS[$number]}" -v stderr="$err" -f "$ROOT/tests/tap.awk" "$tap")
    [ -s "$err" ] || rm -f "$err"
    read -r -a counts <<<"${text##*$'\n'}"
    text=${text%$'\n'*}
    printf '%s\n' "$text"
    PASSED=$((PASSED + counts[0]))
    FAILED=$((FAILED + counts[1]))
    SKIPPED=$((SKIPPED + counts[2]))
    [ "${counts[1]}" -eq 0 ] || FAILURES+=("$label: see ${tap#"$PWD/"}")
    while IFS= read -r text; do
        SKIPS+=("$label: $text")
    done < <(sed -n 's/^ *skipped: //p' <<<"$text")
}

# programs_run JOBS NUMBER...
programs_run()
{
    local jobs=$1 number

    shift
    for number in "$@"; do
        while [ ${#RUNNING[@]} -ge "$jobs" ]; do
            program_reap
        done
        program_start "$number"
    done
    while [ ${#RUNNING[@]} -gt 0 ]; do
        program_reap
    done
}

programs_end()
{
    local pid

    for pid in "${!RUNNING[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
    done
    exit "$1"
}

# The closing words: what was skipped and what failed once more, then the line to read.
total_print()
{
    local line

    printf '\n'
    for line in "${SKIPS[@]}"; do
        printf 'SKIPPED %s\n' "$line"
    done
    for line in "${FAILURES[@]}"; do
        printf 'FAILED %s\n' "$line"
    done
    printf '%d programs in %d s\n' "${#LABELS[@]}" "$SECONDS"
    printf '%d passed, %d failed, %d skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
}

is_number()
{
    [[ $1 =~ ^[1-9][0-9]{0,5}$ ]]
}

main()
{
    local argument suites=()

    BUILD=build JOBS=$(nproc) TIMEOUT='' FUZZ_SECONDS=5
    for argument in "$@"; do
        case $argument in
        --build=?*) BUILD=${argument#*=} ;;
        --jobs=*) JOBS=${argument#*=} ;;
        --timeout=*) TIMEOUT=${argument#*=} ;;
        --fuzz-seconds=*) FUZZ_SECONDS=${argument#*=} ;;
        --help) usage && exit 0 ;;
        -*) usage >&2; die "unknown argument '$argument'" ;;
        *) suites+=("$argument") ;;
        esac
    done
    for argument in "$JOBS" "$FUZZ_SECONDS" "${TIMEOUT:-1}"; do
        is_number "$argument" || die "'$argument' is no number of jobs or seconds"
    done
    [ ${#suites[@]} -gt 0 ] || die "no suite named; the suites are: $SUITES"
    if ! mkdir -p "$BUILD/tests" 2>/dev/null || [ ! -w "$BUILD/tests" ]; then
        die "cannot write to $BUILD/tests: name another place with --build=DIR"
    fi
    BUILD=$(cd "$BUILD" && pwd)
    OUT=$BUILD/tests
    cd "$ROOT" # where tests find what they read

    for argument in "${suites[@]}"; do
        suite_add "$argument"
        rm -f "$OUT/$argument".*
    done
    trap 'programs_end 130' INT
    trap 'programs_end 143' TERM HUP
    programs_run "$JOBS" "${POOL[@]}"
    [ ${#LINE[@]} -eq 0 ] || printf '\nalone, one after another: %s\n' "${LABELS[*]:${LINE[0]}}"
    programs_run 1 "${LINE[@]}"
    total_print
    [ "$FAILED" -eq 0 ]
}

main "$@"
