#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tests netboot/events.sh on recorded logs of dnsmasq: the three firmwares fetching their loader,
# and a log of everything that goes wrong. Its clock is cut off before the sentences are compared.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"

# said LOG: the sentences without their time, one per line.
said() {
    "$HERE/../../netboot/events.sh" <"$HERE/recorded/$1.log" | sed 's/^..:..:..  //'
}

# expect LOG DESCRIPTION SENTENCE...: exactly these sentences, in this order.
expect() {
    local log=$1 description=$2 found wanted

    shift 2
    wanted=$(printf '%s\n' "$@")
    found=$(said "$log")
    if [[ $found == "$wanted" ]]; then
        tap_result 0 "$description"
    else
        tap_result 1 "$description" "said:"$'\n'"$found"$'\n'"wanted:"$'\n'"$wanted"
    fi
}

main() {
    tap_begin 5
    expect bios 'a BIOS machine' \
        '52:54:00:28:78:86 asks for an address (BIOS)' \
        '52:54:00:28:78:86 gets 10.77.0.176 and the name of its loader, noos-bios.0' \
        '52:54:00:28:78:86 (10.77.0.176) has fetched noos-bios.0'
    expect uefi 'a 64-bit UEFI machine, which asks for the size first' \
        '52:54:00:02:38:b0 asks for an address (64-bit UEFI)' \
        '52:54:00:02:38:b0 gets 10.77.0.192 and the name of its loader, noos-x64.efi' \
        '52:54:00:02:38:b0 (10.77.0.192) has asked for the size of its file' \
        '52:54:00:02:38:b0 (10.77.0.192) has fetched noos-x64.efi'
    expect uefi32 'a 32-bit UEFI machine' \
        '52:54:00:ce:a8:b3 asks for an address (32-bit UEFI)' \
        '52:54:00:ce:a8:b3 gets 10.77.0.203 and the name of its loader, noos-ia32.efi' \
        '52:54:00:ce:a8:b3 (10.77.0.203) has asked for the size of its file' \
        '52:54:00:ce:a8:b3 (10.77.0.203) has fetched noos-ia32.efi'
    expect trouble 'everything that goes wrong has its sentence' \
        '52:54:00:00:00:01 asks for an address (client architecture 00099)' \
        '52:54:00:00:00:02 asks for an address (no network boot)' \
        '52:54:00:00:00:02 gets 10.0.0.2' \
        '52:54:00:00:00:02 (10.0.0.2) asked for /srv/netboot/revocations.efi, which is not there' \
        '52:54:00:00:00:02 (10.0.0.2) stopped answering while it got noos-x64.efi' \
        '(10.0.0.3) broke off a transfer: error 2 access violation' \
        '52:54:00:00:00:03 does not get 10.0.0.9: wrong address' \
        'dnsmasq says: no address range available for DHCP request via br0' \
        'dnsmasq says: cannot access /srv/netboot/a.cfg: Permission denied' \
        'dnsmasq says: failed to bind DHCP server socket: Address already in use'
    check_status 2 'an argument is refused' '^usage: ' "$HERE/../../netboot/events.sh" now
    tap_end
}

main
