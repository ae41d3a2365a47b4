#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A rehearsal that cannot turn red is worth nothing: here each kind of trouble is planted on purpose,
# and the table, the reason in words and the exit status have to tell of it.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
SCRIPTS=$HERE/../../scripts
BUILD=build JOBS=1

# plant NAME LINE...: a BIOS machine that starts from the ISO.
plant() {
    printf '%s\n' firmware=bios chipset=pc medium=iso timeout=60 "${@:2}" >"$WORK/machines/$1.conf"
}

machines_plant() {
    mkdir "$WORK/machines"
    plant good
    plant failing-test 'cmdline=autorun="diag drill.fail; poweroff"'
    plant broken-test 'cmdline=autorun="diag drill.error; poweroff"'
    plant panicking 'cmdline=panic=1 autorun="diag drill.ud; poweroff"' leave=reset
    plant other-panic 'cmdline=panic=1 autorun="diag drill.ud; poweroff"' 'expect=panic:page fault' \
        leave=reset
    plant passing-unasked expect=fail
    plant leaving-otherwise 'cmdline=autorun="diag all; reboot"'
    plant staying 'cmdline=autorun="diag all"' # and idles: it is ended before its time is up
    plant speechless says='this is never said'
    plant no-such-device 'qemu=-device no-such-device'
    plant hanging 'cmdline=autorun="diag drill.hang; poweroff"'
    sed -i 's/^timeout=.*/timeout=15/' "$WORK/machines/hanging.conf"
}

# told PATTERN: whether what the rehearsal printed has such a line.
told() {
    grep -E -e "$1" "$WORK/said" >/dev/null || { cat "$WORK/said" && return 1; }
}

# red NAME VERDICT REASON: the planted trouble stands in the table and is told in words.
red() {
    check "$1 is red in the table" told "^$1 +$2! +[0-9.]+ s +expected "
    check "$1 says why" told "^ +$3"
}

# A stick of zeros: the firmware finds nothing to start, says so by a reset, and nobody waits.
empty_medium() {
    local before=$SECONDS status=0

    truncate -s 1M "$WORK/zeros"
    printf 'firmware=bios\nchipset=pc\nmedium=stick\n' >"$WORK/machines/empty.conf"
    "$SCRIPTS/cell.sh" --machine="$WORK/machines/empty.conf" --image="$WORK/zeros" \
        --out="$WORK/empty" --tools="$BUILD/tools" || status=$?
    cat "$WORK/empty/verdict.txt"
    [[ $status == 1 ]] && grep -qx 'shutdown=guest-reset' "$WORK/empty/verdict.txt" &&
        ((SECONDS - before < 40))
}

# A menu that has more fetched than there should be, and a file that is not there.
many_files() {
    local status=0 menu=$WORK/tree/boot/grub/grub.cfg

    "$SCRIPTS/copy.sh" --build="$BUILD" --kind=tree-of-files --entry=auto --out="$WORK/tree"
    printf 'firmware=bios\nchipset=pc\nmedium=pxe\nnic=e1000\n' >"$WORK/machines/fetching.conf"
    # shellcheck disable=SC2016  # GRUB's variable
    printf 'source ($root)/boot/grub/%s.cfg\n' more none | cat - "$menu" >"$WORK/menu"
    mv "$WORK/menu" "$menu"
    printf '# more\n' >"${menu%/*}/more.cfg"
    chmod 644 "$menu" "${menu%/*}/more.cfg"
    "$SCRIPTS/cell.sh" --machine="$WORK/machines/fetching.conf" --image="$WORK/tree" \
        --out="$WORK/fetching" --tools="$BUILD/tools" || status=$?
    cat "$WORK/fetching/verdict.txt"
    [[ $status == 1 ]] &&
        grep -qx 'reason=it fetched 4 files, more than 3' "$WORK/fetching/verdict.txt" &&
        grep -q '^reason=it asked for files that are not there: ' "$WORK/fetching/verdict.txt"
}

main() {
    local flag status=0

    for flag; do
        case $flag in
            --build=*) BUILD=${flag#*=} ;;
            --jobs=*) JOBS=${flag#*=} ;;
            *) printf 'planted.sh: unknown flag %s\n' "$flag" >&2 && exit 2 ;;
        esac
    done
    tap_begin 27
    machines_plant
    "$SCRIPTS/rehearse.sh" --build="$BUILD" --jobs="$JOBS" --machines="$WORK/machines" \
        --out="$WORK/out" >"$WORK/said" 2>&1 </dev/null || status=$?
    check "the rehearsal exits 1" test "$status" = 1
    check 'a good machine among them stays green' told '^good +pass +[0-9.]+ s +expected pass'
    check 'the totals tell both' told '^11 machines: 1 as expected, 10 not, in [0-9]+ s'
    red failing-test FAIL 'expected pass, but fail: .*; failed: drill\.fail$'
    red broken-test ERROR 'expected pass, but error: .*drill\.error \(error\)$'
    red panicking PANIC 'expected pass, but panic: invalid opcode'
    red other-panic PANIC 'expected panic:page fault, but panic: invalid opcode'
    red passing-unasked PASS 'expected fail, but pass: '
    red leaving-otherwise PASS "it said it leaves by 'reset', not poweroff"
    red staying PASS "it left by 'stopped', which is not poweroff"
    red speechless PASS 'it never said /this is never said/'
    red no-such-device INCOMPLETE 'QEMU ended by itself: .*no-such-device'
    red hanging INCOMPLETE 'expected pass, but incomplete: '
    check 'a medium that does not start is red, and soon' empty_medium
    if "$HERE/../../netboot/rehearsal-net.sh" --check >/dev/null 2>&1; then
        check 'a loader that fetches too much is red' many_files
    else
        skip 1 'no network namespace can be made here' 'a loader that fetches too much is red'
    fi
    check_status 2 'nothing built is refused' "there is no folder '.*none'" \
        "$SCRIPTS/rehearse.sh" --build="$WORK/none"
    check_status 2 'no machine left is refused' 'no machine is left to rehearse' \
        "$SCRIPTS/rehearse.sh" --build="$BUILD" --out="$WORK/out" --only=nothing
    tap_end
}

main "$@"
