#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh — starts a shipped medium in QEMU with the serial line on this terminal.
#
# The machine is that of the rehearsal's column for the firmware, the medium is the shipped one
# itself, menu and all; what the machine writes to it is thrown away.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
    cat <<'END'
usage: scripts/run.sh [option...]
  --build=DIR       where the media were built (default build)
  --medium=WORD     iso (default), usb or pxe (QEMU's own TFTP server)
  --firmware=WORD   bios (default), uefi or uefi32
  --accel=tcg|kvm   default tcg
  --display=WORD    QEMU's -display, such as gtk or sdl (default none)
  --serial=WHERE    stdio (default) or file:PATH
  --gdb=PATH        stopped at the start, waiting for gdb on a Unix socket
  --v               show the QEMU command line
Ctrl-A X ends the machine, Ctrl-A C leads to QEMU's monitor and back.
END
}

fail() {
    printf 'run.sh: %s\n' "$1" >&2
    exit 2
}

build=build medium=iso firmware=bios serial=stdio state='' machine=''
flags=()

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --medium=*) medium=${flag#*=} ;;
            --firmware=*) firmware=${flag#*=} ;;
            --serial=*) serial=${flag#*=} ;;
            --accel=* | --display=* | --gdb=* | --v) flags+=("$flag") ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    case $firmware in
        bios | uefi | uefi32) flags+=(--machine="$here/../config/machines/$firmware.conf") ;;
        *) fail "FIRMWARE=$firmware is none of bios, uefi and uefi32" ;;
    esac
    case $medium in
        iso) flags+=(--medium=iso --image="$build/noos.iso") ;;
        usb) flags+=(--medium=usb-xhci --image="$build/noos-usb.img") ;;
        pxe) flags+=(--medium=pxe --net=user --image="$build/netboot") ;;
        *) fail "MEDIUM=$medium is none of iso, usb and pxe" ;;
    esac
}

machine_end() {
    [[ -z $machine ]] || kill "$machine" 2>/dev/null || true
    wait || true
}

main() {
    parse_flags "$@"
    trap 'rm -rf "$state"' EXIT
    trap 'machine_end; exit 143' TERM HUP
    state=$(mktemp -d "${TMPDIR:-/tmp}/noos-run.XXXXXX")
    [[ $serial != stdio || ! -t 1 ]] || printf 'Ctrl-A X ends the machine, Ctrl-A H lists what else there is.\n'
    # Beside the shell, which a signal then reaches at once; the terminal stays QEMU's.
    "$here/machine.sh" "${flags[@]}" --state="$state" --serial="$serial" --interactive <&0 &
    machine=$!
    wait "$machine"
}

main "$@"
