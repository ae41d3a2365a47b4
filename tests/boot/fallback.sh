#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Where no network namespace can be made, the network cells use QEMU's own TFTP server, and the
# table says so. An unshare, or an ip, that refuses makes such a place when it is first in PATH.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
TOP=$HERE/../..

told() {
    grep -E -e "$1" "$WORK/said" >/dev/null || { cat "$WORK/said" && return 1; }
}

main() {
    local build=build flag status=0

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --jobs=*) ;;
            *) printf 'fallback.sh: unknown flag %s\n' "$flag" >&2 && exit 2 ;;
        esac
    done
    tap_begin 7
    mkdir "$WORK/bin"
    printf '#!/bin/sh\necho "unshare: unshare failed: Operation not permitted" >&2\nexit 1\n' \
        >"$WORK/bin/unshare"
    chmod +x "$WORK/bin/unshare"
    PATH=$WORK/bin:$PATH
    check_status 1 'the rehearsal network says why it cannot be made' \
        '^no network namespace of our own here: .*Operation not permitted$' \
        "$TOP/netboot/rehearsal-net.sh" --check
    "$TOP/scripts/rehearse.sh" --build="$build" --jobs=1 --only='^bios-pxe$' --out="$WORK/out" \
        >"$WORK/said" 2>&1 </dev/null || status=$?
    check 'the rehearsal goes on without it' test "$status" = 0
    check 'it says so at once' told '^network cells use QEMU.s own TFTP server in place of dnsmasq: '
    check 'the row is marked' told '^network \[\*\] +pass '
    check 'the mark is explained' told '^\[\*\] QEMU.s own TFTP server in place of dnsmasq: .*not permitted'
    check 'no dnsmasq took part' test ! -e "$WORK/out/bios-pxe/dnsmasq.log"
    # The other thing that may be refused: the tap device.
    rm "$WORK/bin/unshare"
    # shellcheck disable=SC2016  # the script of the other shell
    printf '#!/bin/sh\n[ "$1" != tuntap ] || { echo "open: Permission denied" >&2; exit 1; }\nexit 0\n' \
        >"$WORK/bin/ip"
    chmod +x "$WORK/bin/ip"
    check_status 1 'a tap device that is refused is a reason, too' \
        '^no network namespace of our own here: (open: Permission denied|unshare: .*)$' \
        "$TOP/netboot/rehearsal-net.sh" --check
    tap_end
}

main "$@"
