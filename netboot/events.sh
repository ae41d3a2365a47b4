#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# events.sh — dnsmasq's log on standard input, one plain sentence for each thing that happened.
#
# A machine is named by its hardware address; what dnsmasq says of a packet in a dozen lines becomes
# one. A line that is neither known nor known to be idle is passed on as it is, so that nothing that
# went wrong is hidden. Bash, since it reads a line when it comes and not a buffer full of them.
set -euo pipefail
export LC_ALL=C

# What a client calls its firmware, by the number in "PXEClient:Arch:00007:…" (RFC 4578, 2.1).
declare -rA FIRMWARE=([00000]='BIOS' [00006]='32-bit UEFI' [00007]='64-bit UEFI'
    [00008]='64-bit UEFI' [00009]='64-bit UEFI' [00015]='32-bit UEFI over HTTP'
    [00016]='64-bit UEFI over HTTP')

declare -A firmware_of=() mac_of=() file_of=() last_of=()
offer_mac=''

usage() {
    printf 'usage: dnsmasq … 2>&1 | netboot/events.sh\n'
}

# say SUBJECT SENTENCE: the same sentence about the same machine is said once in a row, since a
# client repeats its question until the answer suits it.
say() {
    local machine=${1%% *}

    [[ ${last_of[$machine]-} != "$2" ]] || return 0
    last_of[$machine]=$2
    printf '%(%H:%M:%S)T  %s %s\n' -1 "$1" "$2"
}

# The machine behind an IPv4 address, as well as it is known.
machine_at() {
    printf '%s' "${mac_of[$1]:+${mac_of[$1]} }($1)"
}

# dhcp_line TEXT, without the transaction number in front.
dhcp_line() {
    local text=$1 mac

    if [[ $text =~ ^vendor\ class:\ .*Client:Arch:([0-9]+) ]]; then
        arch=${FIRMWARE[${BASH_REMATCH[1]}]-"client architecture ${BASH_REMATCH[1]}"}
    elif [[ $text =~ ^DHCPDISCOVER\([^\)]*\)\ .*([0-9a-f:]{17}) ]]; then
        mac=${BASH_REMATCH[1]}
        firmware_of[$mac]=${arch:-no network boot}
        say "$mac" "asks for an address (${firmware_of[$mac]})"
    elif [[ $text =~ ^DHCPOFFER\([^\)]*\)\ ([0-9.]+)\ ([0-9a-f:]{17}) ]]; then
        offer_mac=${BASH_REMATCH[2]}
    elif [[ $text =~ bootfile[\ -]name:?\ +([^ ]+)$ ]]; then
        [[ -z $offer_mac ]] || file_of[$offer_mac]=${BASH_REMATCH[1]}
    elif [[ $text =~ ^DHCPACK\([^\)]*\)\ ([0-9.]+)\ ([0-9a-f:]{17}) ]]; then
        mac=${BASH_REMATCH[2]} offer_mac=''
        mac_of[${BASH_REMATCH[1]}]=$mac
        if [[ ${firmware_of[$mac]-} == 'no network boot' || -z ${file_of[$mac]-} ]]; then
            say "$mac" "gets ${BASH_REMATCH[1]}"
        else
            say "$mac" "gets ${BASH_REMATCH[1]} and the name of its loader, ${file_of[$mac]}"
        fi
    elif [[ $text =~ ^DHCP(NAK|DECLINE)\([^\)]*\)\ ([0-9.]+)\ ([0-9a-f:]{17})\ *(.*) ]]; then
        say "${BASH_REMATCH[3]}" "does not get ${BASH_REMATCH[2]}: ${BASH_REMATCH[4]:-it declined}"
    fi
    # Everything else about a packet is detail: its options, its tags, the range.
    [[ $text != DHCP* ]] || arch=''
}

tftp_line() {
    local text=$1 file size

    if [[ $text =~ ^sent\ (.+)\ to\ ([0-9.]+)$ ]]; then
        file=${BASH_REMATCH[1]}
        size=$(stat -c ', %s bytes' "$file" 2>/dev/null || true)
        say "$(machine_at "${BASH_REMATCH[2]}")" "has fetched ${file##*/}$size"
    elif [[ $text =~ ^file\ (.+)\ not\ found\ for\ ([0-9.]+)$ ]]; then
        say "$(machine_at "${BASH_REMATCH[2]}")" "asked for ${BASH_REMATCH[1]}, which is not there"
    elif [[ $text =~ ^failed\ sending\ (.+)\ to\ ([0-9.]+)$ ]]; then
        file=${BASH_REMATCH[1]}
        say "$(machine_at "${BASH_REMATCH[2]}")" "stopped answering while it got ${file##*/}"
    elif [[ $text =~ ^error\ [08]\ .*\ received\ from\ ([0-9.]+)$ ]]; then
        # UEFI asks for the size first, breaks off, and then fetches.
        say "$(machine_at "${BASH_REMATCH[1]}")" "has asked for the size of its file"
    elif [[ $text =~ ^error\ ([0-9]+\ .*)\ received\ from\ ([0-9.]+)$ ]]; then
        say "$(machine_at "${BASH_REMATCH[2]}")" "broke off a transfer: error ${BASH_REMATCH[1]}"
    elif [[ $text != 'TFTP root is'* ]]; then
        say dnsmasq "says: $text"
    fi
}

main() {
    local line text arch=''

    (($# == 0)) || { usage && exit 2; } >&2
    while IFS= read -r line; do
        # In its debug mode dnsmasq puts the date in front.
        line=dnsmasq${line#*dnsmasq} text=${line#*: }
        case $line in
            dnsmasq-dhcp*:\ RTR-* | dnsmasq-dhcp*:\ DHCP,* | dnsmasq-dhcp*router\ adv*) ;;
            dnsmasq-dhcp*:\ [0-9]*\ *) dhcp_line "${text#* }" ;;
            dnsmasq-tftp*) tftp_line "$text" ;;
            *:\ started,* | *:\ compile\ time* | *:\ exiting\ on*) ;;
            *) [[ -z $text ]] || say dnsmasq "says: $text" ;;
        esac
    done
}

main "$@"
