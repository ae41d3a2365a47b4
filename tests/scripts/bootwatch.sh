#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests the finished bootwatch from outside: every kind of source, every exit status, what it
# prints and writes. Logs are built here, their checksums taken from gzip's trailer, so that
# nothing rests on the program's own idea of one.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"

BUILD=build
ENTRY='[    0.000000] boot: NoOS entered'
HOLDER=''
SLOW_PIDS=() SLOW_HOLDERS=()

usage()
{
    printf 'usage: tests/scripts/bootwatch.sh [--build=DIR]\nTests DIR/tools/bootwatch; prints TAP.\n'
}

# CRC-32/ISO-HDLC of standard input, as gzip keeps it, in eight hexadecimal digits.
crc32()
{
    gzip -c | tail -c 8 | od --endian=little -A n -t x4 -N 4 | tr -d ' \n'
}

# document END RESULT... : a document with its plan and checksum, lines ending in CR LF.
document()
{
    local end=$1 lines=('KTAP version 1' "1..$(($# - 1))" "${@:2}") crc

    crc=$(printf '%s\n' "${lines[@]}" | cat - <(printf '%s' "$end") | crc32)
    printf '%s\r\n' "${lines[@]}" "$end crc32=$crc"
}

logs_make()
{
    local good

    cd "$WORK"
    good=$(document '# end verdict=pass passed=2 failed=0 skipped=1 errors=0 seconds=3' \
        'ok 1 cpu.msr_same # cycles=48211' 'ok 2 timer.hpet # SKIP no HPET table' 'ok 3 x')
    good+=$'\r\n'
    printf '\e[2J\e[01;01H%s, version 1\r\n%s' "$ENTRY" "$good" >pass
    { cat pass && printf '# leave how=poweroff\r\n'; } >left
    { printf '%s\r\n' "$ENTRY" && document '# end verdict=fail passed=1 failed=2' \
        'ok 1 a' 'not ok 2 mem.walk1 # errors=1' 'not ok 3 mem.walk2'; } >fail
    { printf '%s\r\n' "$ENTRY" && document '# end verdict=error passed=0 errors=1' \
        'not ok 1 a # ERROR no room'; } >error
    { cat pass && printf '# panic what="invalid opcode" rip=0x12\r\n# end verdict=panic\r\n'; } >panic
    printf '%s\r\n# refuse reason="no long mode"\r\n# leave how=halt\r\n' "$ENTRY" >refuse
    { head -n 4 pass && cat pass; } >restart
    { cat pass && printf '# leave how=reset\r\n' && cat pass; } >reset
    head -n 4 pass >"cut"
    sed 's/msr_same/msr_some/' pass >damaged
    sed 's/verdict=pass passed=2 failed=0/verdict=pass passed=3 failed=0/' pass >lying
    : >empty
}

bootwatch()
{
    "$BUILD/tools/bootwatch" "$@"
}

# hold PIPE FILE : makes a named pipe that stays open behind the file's bytes; HOLDER holds it.
hold()
{
    mkfifo "$1"
    { cat "$2" && exec sleep 30; } >"$1" 2>/dev/null &
    HOLDER=$!
}

# release PIPE PID...
release()
{
    kill "${@:2}" 2>/dev/null || true
    wait "${@:2}" 2>/dev/null || true
    rm -f "$1"
}

# kept_open FILE ARGUMENT... : bootwatch on a pipe that stays open behind the file's bytes.
kept_open()
{
    local status=0

    hold open "$1"
    bootwatch "${@:2}" - <open || status=$?
    release open "$HOLDER"
    return "$status"
}

# within SECONDS COMMAND... : its status, or 99 when it took longer.
within()
{
    local begin=$SECONDS status=0

    "${@:2}" || status=$?
    [ $((SECONDS - begin)) -le "$1" ] || status=99
    return "$status"
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
    check_status 1 'refuse' '^bootwatch: refuse: no long mode after 0\.[0-9] s$' bootwatch refuse
    check_status 3 'panic' '^bootwatch: panic: invalid opcode; 2 passed' bootwatch panic
    check_status 3 'restart' '^bootwatch: restart: the machine started again unasked' \
        bootwatch restart
    check_status 0 'an announced reset' '^bootwatch: pass: 4 passed' bootwatch --documents=2 reset
    check_status 4 'incomplete' \
        '^bootwatch: incomplete: the log ended before the document had its end line' bootwatch cut
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

# follow_growing : a file that is not there at first, then grows.
follow_growing()
{
    { sleep 0.2 && head -c 100 pass >grown && sleep 0.2 && tail -c +101 pass >>grown; } &
    bootwatch --timeout=10 --follow grown
}

through_fifo()
{
    mkfifo fifo
    cat pass >fifo &
    bootwatch --timeout=10 fifo
}

test_streams()
{
    check_status 0 'standard input' '^bootwatch: pass' bash -c "cat pass | '$BUILD/tools/bootwatch' -"
    check_status 0 'the end line ends it' '^bootwatch: pass' within 5 kept_open pass
    check_status 0 'the leave line ends it' '^bootwatch: pass' within 5 kept_open left --leave
    check_status 4 'leaving early ends it' 'the machine left before' within 5 kept_open refuse_less
    check_status 3 'a restart ends it' '^bootwatch: restart' within 5 kept_open restart --documents=9
    check_status 4 'silence ends it' 'the line fell silent' within 5 kept_open cut --silence=0.3
    check_status 4 'the time-out ends it' 'the time-out came' within 5 kept_open cut --timeout=0.3
    check_status 0 'a named pipe' '^bootwatch: pass' through_fifo
    check_status 0 'a file that grows' '^bootwatch: pass' within 5 follow_growing
    check_status 74 'a followed file that never comes' '^bootwatch: cannot open never' \
        bootwatch --timeout=0.3 --follow never
}

# interrupted SIGNAL : bootwatch on a silent pipe, told to stop.
interrupted()
{
    local status=0 pid

    hold open empty
    "$BUILD/tools/bootwatch" --json=stopped - <open &
    pid=$!
    sleep 0.3
    kill "-$1" "$pid"
    wait "$pid" || status=$?
    release open "$HOLDER"
    return "$status"
}

test_signals()
{
    check_status 4 'Ctrl-C ends it' 'incomplete: interrupted before' within 5 interrupted INT
    check_status 4 'a kill ends it' 'incomplete: interrupted before' within 5 interrupted TERM
    check 'with a report' grep -q '^  "verdict": "incomplete",$' stopped
}

# through_unix PATH : the server comes after bootwatch has begun to knock.
through_unix()
{
    { sleep 0.3 && exec socat -u OPEN:pass UNIX-LISTEN:"$1"; } &
    bootwatch --timeout=10 "unix:$1"
}

# through_tcp PREFIX : a server on a port that the system chooses.
through_tcp()
{
    local port='' tries

    socat -d -d -u OPEN:left TCP-LISTEN:0,bind=127.0.0.1 2>socat.log &
    for ((tries = 0; tries < 100; tries++)); do
        port=$(sed -n 's/.*listening on AF=2 127\.0\.0\.1:\([0-9]*\).*/\1/p' socat.log)
        [ -z "$port" ] || break
        sleep 0.05
    done
    bootwatch --timeout=10 --leave "${1}127.0.0.1:$port"
}

# through_tty PREFIX SUFFIX : a pseudo terminal, its other side kept open.
through_tty()
{
    local status=0 tries socat

    hold feed pass
    socat -u OPEN:feed PTY,link=tty,wait-slave &
    socat=$!
    for ((tries = 0; tries < 100; tries++)); do
        [ ! -e tty ] || break
        sleep 0.05
    done
    bootwatch --timeout=10 "$1$WORK/tty$2" || status=$?
    release feed "$HOLDER" "$socat"
    return "$status"
}

test_lines()
{
    local long

    long=$WORK/$(printf 'd%.0s' {1..150})
    if ! command -v socat >/dev/null; then
        skip 6 'socat is missing: apt install socat' 'sockets and terminals'
        return
    fi
    mkdir "$long"
    check_status 0 'a Unix socket' '^bootwatch: pass' within 8 through_unix "$WORK/socket"
    check_status 0 'one with a long path' '^bootwatch: pass' within 8 long_unix "$long"
    check_status 0 'tcp:HOST:PORT' '^bootwatch: pass' within 8 through_tcp tcp:
    check_status 0 'HOST:PORT' '^bootwatch: pass' within 8 through_tcp ''
    check_status 0 'tty:DEVICE,BAUD' '^bootwatch: pass' within 8 through_tty tty: ,9600
    check_status 0 'a device by its type' '^bootwatch: pass' within 8 through_tty '' ''
}

# long_unix FOLDER : the server is short of the path's length, bootwatch is not.
long_unix()
{
    { sleep 0.2 && cd "$1" && exec socat -u OPEN:"$WORK/pass" UNIX-LISTEN:socket; } &
    bootwatch --timeout=10 "unix:$1/socket"
}

test_nobody()
{
    check_status 74 'a socket that nobody opens' '^bootwatch: cannot connect to unix:none: ' \
        within 5 bootwatch --timeout=0.3 unix:none
    check_status 74 'a port that nobody opens' '^bootwatch: cannot connect to 127.0.0.1:1: ' \
        within 5 bootwatch --timeout=0.3 127.0.0.1:1
}

# slow NAME FILE ARGUMENT... : runs beside the other tests what has to take its time.
slow()
{
    hold "slow.$1.pipe" "$2"
    SLOW_HOLDERS+=("$HOLDER")
    {
        begin=$SECONDS status=0
        bootwatch "${@:3}" - <"slow.$1.pipe" >"slow.$1" || status=$?
        printf '%d %d\n' "$status" $((SECONDS - begin)) >"slow.$1.status"
    } &
    SLOW_PIDS+=("$!")
}

# slow_took NAME STATUS FROM TO : it ended so, and took so many seconds.
slow_took()
{
    local status seconds

    cat "slow.$1" "slow.$1.status"
    read -r status seconds <"slow.$1.status"
    [ "$status" -eq "$2" ] && [ "$seconds" -ge "$3" ] && [ "$seconds" -le "$4" ]
}

test_slow()
{
    wait "${SLOW_PIDS[@]}"
    release none "${SLOW_HOLDERS[@]}"
    check 'the leave line is waited for 10 s' slow_took leave 0 9 14
    check "a panic's end line is waited for 5 s" slow_took panic 3 4 9
}

main()
{
    local flag

    for flag; do
        case $flag in
            --build=*) BUILD=${flag#*=} ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && exit 2 ;;
        esac
    done
    [ -x "$BUILD/tools/bootwatch" ] || {
        printf 'bootwatch.sh: %s is missing: make tools\n' "$BUILD/tools/bootwatch" >&2
        exit 2
    }
    BUILD=$(cd "$BUILD" && pwd)
    tap_begin 76
    logs_make
    printf '%s\r\n# leave how=poweroff\r\n' "$ENTRY" >refuse_less
    printf '# panic what=x\r\n' >panicking
    slow leave pass --leave
    slow panic panicking
    test_verdicts
    test_usage
    test_expectations
    test_output
    test_streams
    test_signals
    test_lines
    test_nobody
    test_slow
    tap_end
}

main "$@"
