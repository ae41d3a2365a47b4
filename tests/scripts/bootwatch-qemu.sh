#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests the finished qemuwatch and ringread on small machines in QEMU: a boot sector that carries a
# log ring and then powers off, resets, faults or stays. Each end has to be told apart, the ring
# has to come out of the memory dump, and no QEMU may outlive its overseer.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"

BUILD=build
QEMU=(qemu-system-x86_64 -nodefaults -no-user-config -display none -accel tcg -M pc -m 32
    -no-reboot -action shutdown=pause)
RING_TEXT='<6>[    0.000000] boot: NoOS entered
KTAP version 1
1..1
ok 1 a
# end verdict=pass
# leave how=poweroff
'

usage()
{
    printf 'usage: tests/scripts/bootwatch-qemu.sh [--build=DIR]\n'
    printf 'Tests DIR/tools/qemuwatch and ringread; prints TAP.\n'
}

# sectors_make : the same boot sector with four ends. `pc` has its power management at 0x604.
sectors_make()
{
    local bytes sum=0 byte end

    bytes=$(printf '%s' "$RING_TEXT" | od -A n -v -t u1)
    for byte in $bytes; do
        sum=$((sum + byte))
    done
    printf '%s' "$RING_TEXT" >text
    cat >sector.asm <<END
bits 16
org 0x7c00
    cli
    jmp 0:act
act:
%if ACT = 1
    mov dx, 0x604
    mov ax, 0x2000
    out dx, ax
%elif ACT = 2
    mov al, 0xfe
    out 0x64, al
%elif ACT = 3
    lidt [none]
    int3
%endif
stay:
    hlt
    jmp stay
none: dw 0, 0, 0
    align 64
    db "NoOS log ring 1", 0
    dd 4096, $sum
    dq ${#RING_TEXT}
    incbin "text"
    times 510 - (\$ - \$\$) db 0
    dw 0xaa55
END
    for end in 1:off 2:reset 3:fault 4:stay; do
        nasm -f bin -D ACT="${end%:*}" -o "${end#*:}.img" sector.asm
    done
}

# machine NAME ARGUMENT... : oversees the machine that boots NAME.img; out/ is its folder. What
# stands after -- in the arguments goes to QEMU.
machine()
{
    local image=$1 flags=() words=()

    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        flags+=("$1")
        shift
    done
    words=("${@:2}")
    "$BUILD/tools/qemuwatch" --dir=out "${flags[@]}" -- "${QEMU[@]}" \
        -drive "file=$image.img,format=raw,if=ide,snapshot=on" "${words[@]}"
}

is_png()
{
    [ "$(head -c 4 "$1" | tail -c 3)" = PNG ]
}

# qemu_is_gone : no QEMU of this test is left; one that is, is ended here. Its drive names it.
qemu_is_gone()
{
    local tries left=''

    for ((tries = 0; tries < 50; tries++)); do
        left=$(pgrep -f "$WORK/here.img") || return 0
        sleep 0.1
    done
    printf 'QEMU is left, process %s\n' "$left"
    # shellcheck disable=SC2086 # one word for each process
    kill -KILL $left
    return 1
}

test_ends()
{
    check_status 0 'power-off' '^reason=guest-shutdown seconds=[0-9]+\.[0-9]{3}$' machine off \
        --timeout=30 --screenshot=out/screen.png --dump-ring=out/memory -- -vga std
    check 'is written down' grep -q -x -E 'reason=guest-shutdown seconds=[0-9.]+' out/shutdown.txt
    check 'with a screenshot' is_png out/screen.png
    check 'and 16 MiB of memory' test "$(stat -c %s out/memory)" = 16777216
    check 'in which the ring is found' ring_is_text out/memory
    check_status 0 'whose log passes' '^bootwatch: pass: 1 passed' ring_judged out/memory
    cp out/memory kept
    check_status 0 'a reset' '^reason=guest-reset ' machine reset --timeout=30
    check 'leaves the files it was not asked for' test -e out/memory
    check_status 0 'a triple fault' '^reason=guest-reset ' machine fault --timeout=30
    check_status 4 'a machine that stays' '^reason=timeout ' machine stay --timeout=1 \
        --dump-ring=out/memory --dump-bytes=64K
    check 'can be read all the same' ring_is_text out/memory
    check 'as much of it as asked for' test "$(stat -c %s out/memory)" = 65536
    touch until
    check_status 0 'a file ends it' '^reason=stopped ' machine stay --timeout=30 --until-file=until
    check_status 0 'no screen is no failure' '^qemuwatch: no out/screen.png: ' machine off \
        --timeout=30 --screenshot=out/screen.png
    check 'and leaves no file' test -z "$(find out -name 'screen*')"
}

ring_is_text()
{
    diff <(sed 's/^<6>//' text) <("$BUILD/tools/ringread" "$1")
}

ring_judged()
{
    "$BUILD/tools/ringread" "$1" >ring.log && "$BUILD/tools/bootwatch" ring.log
}

test_bad_input()
{
    check_status 2 'help is asked for' '^qemuwatch: --dir, --timeout and a command are needed' \
        "$BUILD/tools/qemuwatch" --dir=out --timeout=1
    check_status 2 'no time-out' 'are needed' "$BUILD/tools/qemuwatch" --dir=out -- true
    check_status 2 'a time-out that is none' '^qemuwatch: --timeout=0: ' \
        "$BUILD/tools/qemuwatch" --dir=out --timeout=0 -- true
    check_status 2 'a size that is none' '^qemuwatch: --dump-bytes=16X: ' \
        "$BUILD/tools/qemuwatch" --dir=out --timeout=1 --dump-bytes=16X -- true
    check_status 2 'a folder that cannot be' '^qemuwatch: cannot use the folder no/where: ' \
        "$BUILD/tools/qemuwatch" --dir=no/where --timeout=1 -- true
    check_status 2 'a screenshot that cannot be' '^qemuwatch: cannot write no/s.png: ' \
        "$BUILD/tools/qemuwatch" --dir=out --timeout=1 --screenshot=no/s.png -- true
    check_status 2 'a QEMU that is missing' 'is missing: apt install qemu-system-x86$' \
        "$BUILD/tools/qemuwatch" --dir=out --timeout=1 -- qemu-system-none
    check_status 74 'a QEMU that does not like its words' '^reason=exit:1 ' \
        machine stay --timeout=10 -- -nonsense
    check 'keeps what it said' grep -q nonsense out/qemu.log
    check_status 74 'and with a dump asked for' '^reason=exit:1 ' \
        machine stay --timeout=10 --dump-ring=out/memory -- -nonsense
    check 'keeps none of an earlier run' test ! -e out/memory
    check_status 74 'a program that is no QEMU' '^reason=exit:0 ' \
        "$BUILD/tools/qemuwatch" --dir=out --timeout=10 -- true
}

# child_wait PID : until the process has a child.
child_wait()
{
    local tries

    for ((tries = 0; tries < 100; tries++)); do
        ! pgrep -P "$1" >/dev/null || return 0
        sleep 0.05
    done
    return 1
}

# overseer_hit SIGNAL : its status after the signal, in the middle of a run.
overseer_hit()
{
    local pid status=0

    "$BUILD/tools/qemuwatch" --dir=out --timeout=30 -- "${QEMU[@]}" \
        -drive "file=$WORK/here.img,format=raw,if=ide,snapshot=on" >hit.out &
    pid=$!
    child_wait "$pid"
    sleep 1 # until QEMU is more than a process
    kill "-$1" "$pid"
    wait "$pid" || status=$?
    cat hit.out
    return "$status"
}

# deaf : a QEMU that is stopped from outside does not hear the quit; it has to be killed.
deaf()
{
    local status=0 pid

    rm -f until
    "$BUILD/tools/qemuwatch" --dir=out --timeout=30 --until-file=until -- "${QEMU[@]}" \
        -drive "file=$WORK/here.img,format=raw,if=ide,snapshot=on" &
    pid=$!
    child_wait "$pid"
    sleep 1
    pkill -STOP -P "$pid"
    touch until
    wait "$pid" || status=$?
    return "$status"
}

test_no_qemu_is_left()
{
    cp stay.img here.img
    check_status 4 'a kill' '^reason=interrupted ' overseer_hit TERM
    check 'ends its QEMU' qemu_is_gone
    check_status 137 'a kill that cannot be caught' '' overseer_hit KILL
    check 'ends its QEMU too' qemu_is_gone
    check_status 0 'a QEMU that hears nothing' '^reason=stopped ' deaf
    check 'is killed' qemu_is_gone
}

test_ringread()
{
    check_status 0 'ringread: help' '^usage: ringread FILE' "$BUILD/tools/ringread" --help
    check_status 2 'no file' '^ringread: one FILE is needed' "$BUILD/tools/ringread"
    check_status 2 'a file that is missing' '^ringread: cannot read none: ' \
        "$BUILD/tools/ringread" none
    check_status 2 'a folder' '^ringread: cannot read /: it is no regular file' \
        "$BUILD/tools/ringread" /
    : >empty
    check_status 1 'an empty file' '^ringread: no log in empty: it holds no log ring' \
        "$BUILD/tools/ringread" empty
    head -c 32768 kept >short
    check_status 1 'a dump that is cut off' '^ringread: no log in short: .*too short' \
        "$BUILD/tools/ringread" short
    sed 's/ok 1 a/ok 1 b/' kept >damaged
    check_status 1 'a ring that is damaged' '^ringread: no log in damaged: .*sum' \
        "$BUILD/tools/ringread" damaged
    # shellcheck disable=SC2016 # for the inner shell
    check_status 74 'a full standard output' '^ringread: cannot write' \
        bash -c '"$1" kept >/dev/full' - "$BUILD/tools/ringread"
}

main()
{
    local flag tool missing=''

    for flag; do
        case $flag in
            --build=*) BUILD=${flag#*=} ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && exit 2 ;;
        esac
    done
    for tool in bootwatch qemuwatch ringread; do
        [ -x "$BUILD/tools/$tool" ] || {
            printf 'bootwatch-qemu.sh: %s is missing: make tools\n' "$BUILD/tools/$tool" >&2
            exit 2
        }
    done
    BUILD=$(cd "$BUILD" && pwd)
    tap_begin 41
    cd "$WORK"
    command -v qemu-system-x86_64 >/dev/null || missing='qemu-system-x86_64 is missing: apt install qemu-system-x86'
    command -v nasm >/dev/null || missing='nasm is missing: apt install nasm'
    if [ -n "$missing" ]; then
        skip 41 "$missing" 'machines'
        tap_end
    fi
    sectors_make
    test_ends
    test_bad_input
    test_no_qemu_is_left
    test_ringread
    tap_end
}

main "$@"
