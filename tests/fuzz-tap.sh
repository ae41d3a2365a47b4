#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Runs one libFuzzer target for some seconds and says in TAP what came of it. The target works on
# a copy of its seeds, since it adds what it finds; an input that breaks it is kept and named.
set -euo pipefail

usage()
{
    cat <<'END'
usage: tests/fuzz-tap.sh --seconds=N --corpus=DIR --keep=DIR TARGET

  --seconds=N   how long to look
  --corpus=DIR  holds one folder of seeds per target: DIR/NAME for a target fuzz_NAME
  --keep=DIR    where an input that breaks the target is kept
  --help        this text
END
}

die()
{
    printf 'fuzz-tap: %s\n' "$1" >&2
    exit 2
}

# Runs the target; its words go to FILE. A run that tried no input proves nothing and has failed.
target_run()
{
    local target=$1 keep=$2 corpus=$3 seconds=$4 log=$5

    rm -f "$keep"{crash,leak,timeout,oom,slow-unit}-*
    "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$keep" "$corpus" >"$log" 2>&1 &&
        grep -q '^stat::number_of_executed_units: *[1-9]' "$log"
}

main()
{
    local argument target='' seconds=5 seeds='' keep='' work name log

    for argument in "$@"; do
        case $argument in
        --seconds=*) seconds=${argument#*=} ;;
        --corpus=*) seeds=${argument#*=} ;;
        --keep=*) keep=${argument#*=} ;;
        --help) usage && exit 0 ;;
        -*) usage >&2; die "unknown argument '$argument'" ;;
        *) target=$argument ;;
        esac
    done
    [ -x "$target" ] || die "no such target: '$target'"
    [ -d "$keep" ] || die "no such folder: '$keep'"

    work=$(mktemp -d)
    # shellcheck disable=SC2064 # the folder's name is meant as it is now
    trap "rm -rf '$work'" EXIT
    name=${target##*/}
    log=$work/log
    mkdir "$work/corpus"
    if [ -d "$seeds/${name#fuzz_}" ]; then
        cp -rL "$seeds/${name#fuzz_}/." "$work/corpus/"
    fi

    printf '1..1\n'
    if target_run "$target" "$keep/fuzz.$name." "$work/corpus" "$seconds" "$log"; then
        sed -n "s/^stat::number_of_executed_units: */ok 1 - $name # inputs=/p" "$log"
        return 0
    fi
    printf 'not ok 1 - %s\n' "$name"
    compgen -G "$keep/fuzz.$name.*-*" | sed 's/^/# reproducer: /' || true
    grep -v -E '^(INFO|#[0-9])' "$log" | head -n 40 | sed 's/^/# /' || true
    return 1
}

main "$@"
