#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Eight cores at work, and NMIs and corrected machine checks at random times in between: nothing is lost,
# each is reported, and the shell goes on. Then an error that was not corrected, on another core than the
# shell's.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

readonly CORES=8 NMIS=6 CHECKS=6 TORTURE_SECONDS=240

# trouble_make: in random order, at random times; the number that made them is printed.
trouble_make() {
    local seed=${CORES_SEED:-$RANDOM} left_nmis=$NMIS left_checks=$CHECKS core

    RANDOM=$seed
    printf 'CORES_SEED=%s makes the same again\n' "$seed"
    while ((left_nmis + left_checks > 0)); do
        sleep "0.$((RANDOM % 8 + 1))"
        if ((left_checks == 0 || (left_nmis > 0 && RANDOM % 2 == 0))); then
            monitor nmi || return 1
            left_nmis=$((left_nmis - 1))
        else
            # One bank each, so that none is overwritten before it was read.
            core=$((RANDOM % CORES))
            monitor "mce $core $((left_checks + 1)) 0x9c0000000000009f 0x0 0x$((left_checks * 1000)) 0x0" ||
                return 1
            left_checks=$((left_checks - 1))
        fi
    done
}

# counted PATTERN NUMBER: that many lines of what was said match.
counted() {
    local lines

    lines=$(said | grep -acE -e "$1" || true)
    ((lines == $2)) || { printf '%d lines like %s, not %d\n' "$lines" "$1" "$2" && return 1; }
}

# An NMI that comes while one is being reported waits; two become one. So each core has had some.
all_told() {
    local core

    for ((core = 0; core < CORES; core++)); do
        said | grep -aE "cpu: NMI [0-9]+ on core $core, raised .*; going on" >/dev/null ||
            { printf 'core %d has told of no NMI\n' "$core" && return 1; }
    done
    counted 'machine check on core [0-7], bank [2-7], corrected: memory controller' "$CHECKS"
}

main() {
    shell_flags "$@"
    tap_begin 12
    trap session_end EXIT
    medium_make --entry=debug
    machine_start smp-8
    check 'eight cores come to the prompt' prompt_await "$PROMPT_SECONDS"
    check 'ps lists an idle thread for each' answers ps '^ +[0-9]+ +7! runs .* idle$' '! runs .* shell$'
    check 'irq tells the cores apart' answers irq '^0xfb +[0-9]+  forget a mapping .* 7:[0-9]+'
    mark_set
    send 'diag torture\r'
    check 'the torture begins' await '^1\.\.1$'
    check 'trouble can be made' trouble_make
    check 'the torture is survived' await '^ok 1 torture.cores # threads=16 ' "$TORTURE_SECONDS"
    check 'the prompt comes back' prompt_await "$PROMPT_SECONDS"
    check 'every core told of NMIs, and each corrected error was told once' all_told
    check 'the log tells the time, in case it ends without a word' answers 'dmesg -l debug' '^\[ .*\] uptime: [0-9]+ s$'
    check 'a test fails by them' answers 'diag cpu.own_errors' \
        "^not ok 1 cpu.own_errors # $CHECKS machine-check records"
    mark_set
    monitor 'mce 5 1 0xb200000000000000 0x5 0x0 0x0'
    check 'an error on core 5 that was not corrected ends it' await \
        'machine check on core 5, bank 1, NOT CORRECTED'
    check 'and the machine halts' await '^# leave how=halt$'
    tap_end
}

main "$@"
