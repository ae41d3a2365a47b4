# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the tests of bootwatch share: serial logs of every kind, made in $WORK, and pipes that stay
# open as a machine's line does. The checksums come from gzip's trailer, so that nothing rests on
# the program's own idea of one. Sourced, after lib.sh.

BUILD=build HOLDER=''

# bootwatch_begin NUMBER-OF-CHECKS ARGUMENT... : takes the script's arguments, goes to $WORK.
bootwatch_begin()
{
    local flag checks=$1

    shift
    for flag; do
        case $flag in
            --build=*) BUILD=${flag#*=} ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && exit 2 ;;
        esac
    done
    [ -x "$BUILD/tools/bootwatch" ] || {
        printf '%s: %s is missing: make tools\n' "${0##*/}" "$BUILD/tools/bootwatch" >&2
        exit 2
    }
    BUILD=$(cd "$BUILD" && pwd)
    tap_begin "$checks"
    cd "$WORK" || exit 1
    logs_make
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
    local good entry='[    0.000000] boot: NoOS entered'

    good=$(document '# end verdict=pass passed=2 failed=0 skipped=1 errors=0 seconds=3' \
        'ok 1 cpu.msr_same # cycles=48211' 'ok 2 timer.hpet # SKIP no HPET table' 'ok 3 x')
    good+=$'\r\n'
    printf '\e[2J\e[01;01H%s, version 1\r\n%s' "$entry" "$good" >pass
    { cat pass && printf '# leave how=poweroff\r\n'; } >left
    { printf '%s\r\n' "$entry" && document '# end verdict=fail passed=1 failed=2' \
        'ok 1 a' 'not ok 2 mem.walk1 # errors=1' 'not ok 3 mem.walk2'; } >fail
    { printf '%s\r\n' "$entry" && document '# end verdict=error passed=0 errors=1' \
        'not ok 1 a # ERROR no room'; } >error
    { cat pass && printf '# panic what="invalid opcode" rip=0x12\r\n# end verdict=panic\r\n'; } >panic
    printf '%s\r\n# refuse reason="no long mode"\r\n# leave how=halt\r\n' "$entry" >refuse
    { head -n 4 pass && cat pass; } >restart
    { cat pass && printf '# leave how=reset\r\n' && cat pass; } >reset
    head -n 4 pass >"cut"
    printf '%s\r\n# leave how=poweroff\r\n' "$entry" >early
    printf '# panic what=x\r\n' >panicking
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
