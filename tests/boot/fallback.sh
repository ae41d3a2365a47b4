#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Where no network namespace can be made, the network cells use QEMU's own TFTP server, and the
# table says so. An unshare that refuses, first in PATH, makes such a place.
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
    tap_begin 6
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
    tap_end
}

main "$@"
