#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests the finished bootwatch from outside: each verdict with its exit status, bad input,
# expectations, and what is printed and written.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"
# shellcheck source=lib-bootwatch.sh
source "$HERE/lib-bootwatch.sh"

usage()
{
    printf 'usage: tests/scripts/bootwatch.sh [--build=DIR]\nTests DIR/tools/bootwatch; prints TAP.\n'
}

# status_is STATUS COMMAND...
status_is()
{
    local status=0

    "${@:2}" || status=$?
    [ "$status" -eq "$1" ]
}

test_verdicts()
{
    check_status 0 'pass' '^bootwatch: pass: 2 passed, 0 failed, 1 skipped in 0\.[0-9] s$' \
        bootwatch pass
    check_status 1 'fail names the tests' \
        '^bootwatch: fail: 1 passed, 2 failed, 0 skipped in .* s; failed: mem.walk1, mem.walk2$' \
        bootwatch fail
    check_status 1 'refuse' '^bootwatch: refuse: no long mode; after 0\.[0-9] s$' bootwatch refuse
    check_status 3 'panic' '^bootwatch: panic: invalid opcode; 2 passed' bootwatch panic
    check_status 3 'restart' '^bootwatch: restart: the machine started again unasked' \
        bootwatch restart
    check_status 0 'an announced reset' '^bootwatch: pass: 4 passed' bootwatch --documents=2 reset
    check_status 4 'incomplete' \
        '^bootwatch: incomplete: the log ended before test [0-9]+ of [0-9]+ had its result' bootwatch cut
    check_status 4 'damaged' '^bootwatch: incomplete: document 1 is damaged: .*crc32=' \
        bootwatch damaged
    check_status 4 'counts that differ' '^bootwatch: incomplete: document 1 is damaged' \
        bootwatch lying
    check_status 4 'nothing at all' 'before the kernel said anything' bootwatch empty
    check_status 4 'fewer documents than wanted' 'before document 2 had its first line' \
        bootwatch --documents=2 pass
    check_status 5 'error' '^bootwatch: error: .*1 in error.*failed: a \(error\)$' bootwatch error
}

test_usage()
{
    check_status 0 'help' '^usage: bootwatch' bootwatch --help
    check_status 2 'no source' '^bootwatch: one SOURCE is needed' bootwatch
    check_status 2 'two sources' '^bootwatch: one SOURCE is needed' bootwatch pass fail
    check_status 2 'an unknown option' "unrecognized option '--nonsense'" bootwatch --nonsense pass
    check_status 2 'a time-out that is none' '^bootwatch: --timeout=soon: ' \
        bootwatch --timeout=soon pass
    check_status 2 'no documents' '^bootwatch: --documents=0: ' bootwatch --documents=0 pass
    check_status 2 'an expectation that is none' '^bootwatch: --expect=good: ' \
        bootwatch --expect=good pass
    check_status 2 'a pattern that is none' '^bootwatch: --expect=panic:\(: ' \
        bootwatch '--expect=panic:(' pass
    check_status 2 'a file that is missing' '^bootwatch: cannot open nothing: ' bootwatch nothing
    check_status 2 'a folder' '^bootwatch: / is no source: it is a folder' bootwatch /
    check_status 2 'a speed that is none' "^bootwatch: tty:x,9601 is no source: '9601'" \
        bootwatch tty:x,9601
    check_status 2 'a terminal that is none' '^bootwatch: cannot open tty:pass: ' \
        bootwatch tty:pass
    cp pass precious
    check_status 2 'the source is not saved over itself' '--save=precious is the source itself' \
        bootwatch --save=precious precious
    check 'and is still whole' cmp pass precious
}

test_expectations()
{
    check_status 0 'an expected failure' 'fail: .* \(as expected\)$' bootwatch --expect=fail fail
    check_status 1 'an unexpected pass' 'pass: .* \(expected fail\)$' bootwatch --expect=fail pass
    check_status 0 'an expected refusal' ' \(as expected\)$' \
        bootwatch --expect='refuse:long ?mode' refuse
    check_status 1 'a refusal for another reason' ' \(expected refuse:NX\)$' \
        bootwatch --expect=refuse:NX refuse
    check_status 0 'an expected panic' ' \(as expected\)$' \
        bootwatch --expect='panic:^invalid opcode$' panic
    check_status 0 'an expected restart' ' \(as expected\)$' bootwatch --expect=restart restart
    check_status 0 'an expected time-out' ' \(as expected\)$' \
        kept_open cut --timeout=0.2 --expect=incomplete
    check_status 74 'a full disk is never what was expected' 'No space left' \
        bootwatch --expect=incomplete --save=/dev/full pass
}

test_output()
{
    check_status 0 'stamped lines' '^\[\+  0\.[0-9]{3}\] \[    0\.000000\] boot: NoOS entered, version 1$' \
        bootwatch --stamp pass
    # shellcheck disable=SC2016 # a pattern
    check_status 0 'the verdict is the last line' '^bootwatch: pass' \
        bash -c '"$1" --stamp left | tail -n 1' - "$BUILD/tools/bootwatch"
    check 'quiet is quiet' test -z "$(bootwatch --quiet pass 2>&1)"
    check 'and keeps the status' status_is 1 bootwatch --quiet fail
    check 'saved bytes' bootwatch --save=saved left
    check 'are those that came' cmp left saved
    check_status 1 'a report' '' bootwatch --json=report fail
    check 'of the verdict' grep -q '^  "verdict": "fail",$' report
    check 'of the names' grep -q '^  "failed_tests": \["mem.walk1", "mem.walk2"\],$' report
    check 'of the exit status' grep -q '^  "exit": 1$' report
    check_status 74 'a report that cannot be written' 'cannot write no/report: ' \
        bootwatch --json=no/report pass
    check_status 74 'a full disk' '^bootwatch: cannot write the log: No space left' \
        bootwatch --save=/dev/full pass
    # shellcheck disable=SC2016
    check_status 74 'a full standard output' '^bootwatch: cannot write ' \
        bash -c '"$1" --stamp pass >/dev/full' - "$BUILD/tools/bootwatch"
}

main()
{
    bootwatch_begin 47 "$@"
    test_verdicts
    test_usage
    test_expectations
    test_output
    tap_end
}

main "$@"
