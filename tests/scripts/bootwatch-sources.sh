#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests the finished bootwatch on every kind of source, live: what ends the watching, and that it
# ends in time.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"
# shellcheck source=lib-bootwatch.sh
source "$HERE/lib-bootwatch.sh"

SLOW_PIDS=() SLOW_HOLDERS=()

usage()
{
    printf 'usage: tests/scripts/bootwatch-sources.sh [--build=DIR]\nTests DIR/tools/bootwatch; prints TAP.\n'
}

# within SECONDS COMMAND... : its status, or 99 when it took longer.
within()
{
    local begin=$SECONDS status=0

    "${@:2}" || status=$?
    [ $((SECONDS - begin)) -le "$1" ] || status=99
    return "$status"
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
    check_status 0 'the end line ends it' '^bootwatch: pass' within 10 kept_open pass
    check_status 0 'the leave line ends it' '^bootwatch: pass' within 10 kept_open left --leave
    check_status 4 'leaving early ends it' 'the machine left before' within 10 kept_open early
    check_status 3 'a restart ends it' '^bootwatch: restart' within 10 kept_open restart --documents=9
    check_status 4 'silence ends it' 'the line fell silent' within 10 kept_open cut --silence=0.3
    check_status 4 'the time-out ends it' 'the time-out came' within 10 kept_open cut --timeout=0.3
    check_status 0 'a named pipe' '^bootwatch: pass' through_fifo
    check_status 0 'a file that grows' '^bootwatch: pass' within 10 follow_growing
    check_status 74 'a followed file that never comes' '^bootwatch: cannot open never' \
        bootwatch --timeout=0.3 --follow never
}

# interrupted SIGNAL : bootwatch on a silent pipe, told to stop once it watches: by then the file
# for the raw bytes is there.
interrupted()
{
    local status=0 pid tries

    rm -f raw
    hold open empty
    "$BUILD/tools/bootwatch" --timeout=20 --json=stopped --save=raw - <open &
    pid=$!
    for ((tries = 0; tries < 100; tries++)); do
        [ ! -e raw ] || break
        sleep 0.05
    done
    kill "-$1" "$pid"
    wait "$pid" || status=$?
    release open "$HOLDER"
    return "$status"
}

test_signals()
{
    check_status 4 'Ctrl-C ends it' 'incomplete: interrupted before' within 10 interrupted INT
    check_status 4 'a kill ends it' 'incomplete: interrupted before' within 10 interrupted TERM
    check 'with a report' grep -q '^  "verdict": "incomplete",$' stopped
}

# through_unix FOLDER : the server comes after bootwatch has begun to knock. It is in the folder,
# so that its own path is short.
through_unix()
{
    local status=0 server

    { sleep 0.3 && cd "$1" && exec socat -u OPEN:"$WORK/pass" UNIX-LISTEN:socket; } &
    server=$!
    bootwatch --timeout=10 "unix:$1/socket" || status=$?
    release "$1/socket" "$server"
    return "$status"
}

# through_tcp PREFIX : a server on a port that the system chooses.
through_tcp()
{
    local status=0 port='' tries server

    rm -f port
    socat -d -d -u OPEN:left TCP-LISTEN:0,bind=127.0.0.1 2>port &
    server=$!
    for ((tries = 0; tries < 100; tries++)); do
        port=$(sed -n 's/.*listening on AF=2 127\.0\.0\.1:\([0-9]*\).*/\1/p' port 2>/dev/null) || true
        [ -z "$port" ] || break
        sleep 0.05
    done
    bootwatch --timeout=10 --leave "${1}127.0.0.1:$port" || status=$?
    release port "$server"
    return "$status"
}

# through_tty PREFIX SUFFIX : a pseudo terminal, its other side kept open.
through_tty()
{
    local status=0 tries socat

    rm -f tty
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
    check_status 0 'a Unix socket' '^bootwatch: pass' within 10 through_unix "$WORK"
    check_status 0 'one with a long path' '^bootwatch: pass' within 10 through_unix "$long"
    check_status 0 'tcp:HOST:PORT' '^bootwatch: pass' within 10 through_tcp tcp:
    check_status 0 'HOST:PORT' '^bootwatch: pass' within 10 through_tcp ''
    check_status 0 'tty:DEVICE,BAUD' '^bootwatch: pass' within 10 through_tty tty: ,9600
    check_status 0 'a device by its type' '^bootwatch: pass' within 10 through_tty '' ''
}

test_nobody()
{
    check_status 74 'a socket that nobody opens' '^bootwatch: cannot connect to unix:none: ' \
        within 10 bootwatch --timeout=0.3 unix:none
    check_status 74 'a port that nobody opens' '^bootwatch: cannot connect to 127.0.0.1:1: ' \
        within 10 bootwatch --timeout=0.3 127.0.0.1:1
}

# slow NAME FILE ARGUMENT... : runs beside the other tests what has to take its time.
slow()
{
    hold "slow.$1.pipe" "$2"
    SLOW_HOLDERS+=("$HOLDER")
    {
        begin=$SECONDS status=0
        bootwatch --timeout=60 "${@:3}" - <"slow.$1.pipe" >"slow.$1" || status=$?
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
    check 'the leave line is waited for 10 s' slow_took leave 0 9 30
    check "a panic's end line is waited for 5 s" slow_took panic 3 4 30
}

main()
{
    bootwatch_begin 23 "$@"
    slow leave pass --leave
    slow panic panicking
    test_streams
    test_signals
    test_lines
    test_nobody
    test_slow
    tap_end
}

main "$@"
