#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tests netboot/dnsmasq-conf.sh: dnsmasq takes what it prints, the range is that of the address, and
# nothing is in it that would change how PXE clients are answered.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
CONF=$HERE/../../netboot/dnsmasq-conf.sh

# render ADDRESS [FLAG...]
render() {
    "$CONF" --iface=br0 --tree="$WORK/tree" --state="$WORK/state" "--address=$1" "${@:2}"
}

# dnsmasq_takes FLAG...: its own syntax check on the rendered file.
dnsmasq_takes() {
    render "$@" >"$WORK/dnsmasq.conf"
    dnsmasq --test -C "$WORK/dnsmasq.conf"
}

# range ADDRESS FIRST LAST NETMASK
range() {
    check_status 0 "$1 hands out $2 to $3" "^dhcp-range=$2,$3,$4,10m$" render "$1"
}

# has_no PATTERN: the rendered file without its comments has no such line.
has_no() {
    ! render 10.77.0.1/24 --prefix=fd00:1:2:3:: | grep -v '^#' | grep -E "$1"
}

MACHINES=("--machine=52:54:00:00:00:01 lab/one"
    "--machine=52:54:00:00:00:02,00112233-4455-6677-8899-aabbccddeeff lab/two")

# Each pxe-service is for machines of one tag, or for those without any.
proxy_good() {
    local text

    text=$(render 10.0.0.1/24 --proxy --spares=2 "${MACHINES[@]}" | grep -v '^#')
    ! grep -E '^dhcp-boot|^dhcp-range=[^,]*,[0-9]' <<<"$text" &&
        grep -qx "dhcp-leasefile=$WORK/state/leases" <<<"$text" &&
        [[ $(grep -c '^pxe-service=tag:!m0,tag:!m1,tag:!spare,' <<<"$text") == 4 ]] &&
        [[ $(grep -c '^pxe-service=tag:m[01],' <<<"$text") == 8 ]] &&
        [[ $(grep -c '^pxe-service=tag:spare[12],' <<<"$text") == 8 ]] &&
        ! grep '^pxe-service=[^t]' <<<"$text"
}

main() {
    export PATH=$PATH:/usr/sbin
    tap_begin 38
    mkdir "$WORK/tree" "$WORK/state" "$WORK/a,b" "$WORK/a b"
    check 'dnsmasq takes the configuration' dnsmasq_takes 10.77.0.1/24
    check 'dnsmasq takes it with router advertisements' \
        dnsmasq_takes 10.77.0.1/24 --prefix=fd00:1:2:3::
    check_status 0 'advertisements only where there is a prefix' '^ra-param=br0,high,4,0$' \
        render 10.77.0.1/24 --prefix=fd00:1:2:3::
    check 'none without' bash -c '! "$@" | grep -E "^(enable-ra|ra-param)"' - "$CONF" --iface=br0 \
        --tree="$WORK/tree" --state="$WORK/state" --address=10.77.0.1/24
    check 'no word of the template is left' has_no '@'
    check 'no pxe-service, no pxe-prompt, no DNS' has_no '^(pxe-|port=[1-9]|server=)'
    range 10.77.0.1/24 10.77.0.128 10.77.0.227 255.255.255.0
    range 192.168.1.200/24 192.168.1.1 192.168.1.100 255.255.255.0
    range 10.0.0.1/30 10.0.0.2 10.0.0.2 255.255.255.252
    range 10.0.0.2/30 10.0.0.1 10.0.0.1 255.255.255.252
    range 10.0.0.5/29 10.0.0.1 10.0.0.3 255.255.255.248
    range 172.16.0.1/16 172.16.128.0 172.16.128.99 255.255.0.0
    check_status 2 'the address of the network itself' 'is the network itself' render 10.0.0.0/24
    check_status 2 'its broadcast address' 'is the network itself' render 10.0.0.255/24
    check_status 2 'a network without room' 'no room' render 10.0.0.1/31
    check_status 2 'an address without its length' 'is no IPv4 address' render 10.0.0.1
    check_status 2 'a number that is none' 'is no IPv4 address' render 10.0.0.256/24
    check_status 2 'a leading zero, which some read as octal' 'is no IPv4 address' render 10.0.0.010/24
    check_status 2 'an interface that would be two lines' 'is no name of an interface' \
        render 10.0.0.1/24 --iface=$'br0\nuser=root'
    check_status 2 'a prefix that is none' 'is no IPv6 prefix' render 10.0.0.1/24 --prefix=fd00::1
    check_status 2 'no tree' "there is no folder" render 10.0.0.1/24 --tree="$WORK/none"
    check_status 2 'no folder for the state' 'that can be written to' \
        render 10.0.0.1/24 --state="$WORK/none"
    check_status 2 'a path that dnsmasq would cut' 'dnsmasq takes no path' \
        render 10.0.0.1/24 --tree="$WORK/a,b"
    check 'a path with a space' dnsmasq_takes 10.0.0.1/24 --tree="$WORK/a b"
    check_status 0 'and it is in the file' "^tftp-root=$WORK/a b$" \
        render 10.0.0.1/24 --tree="$WORK/a b"
    check 'dnsmasq takes it with HTTP Boot and machines' dnsmasq_takes 10.0.0.1/24 --http \
        "${MACHINES[@]}"
    check_status 0 'HTTP Boot is told an address' \
        '^dhcp-boot=tag:http64,http://10.0.0.1/noos-x64.efi$' render 10.0.0.1/24 --http
    check 'and nothing of it without' has_no 'http'
    check_status 0 'a machine has its own loader' '^dhcp-boot=tag:m0,tag:uefi,lab/one/noos-x64.efi$' \
        render 10.0.0.1/24 "${MACHINES[@]}"
    check_status 0 'a UUID as some firmware orders its bytes' \
        '^dhcp-match=set:m1,97,00:33:22:11:00:55:44:77:66:88:99:aa:bb:cc:dd:ee:ff$' \
        render 10.0.0.1/24 "${MACHINES[@]}"
    check 'dnsmasq takes the one for beside another server' dnsmasq_takes 10.0.0.1/24 --proxy
    check 'and with machines' dnsmasq_takes 10.0.0.1/24 --proxy "${MACHINES[@]}"
    check 'which hands out no address and names no loader twice' proxy_good
    check 'dnsmasq takes folders for machines that are told of later' dnsmasq_takes 10.0.0.1/24 \
        --spares=32 --http
    check_status 0 'which its file of hosts assigns' "^dhcp-hostsfile=$WORK/state/hosts$" \
        render 10.0.0.1/24 --spares=1
    check_status 2 'a number of folders that is none' 'is no number up to 999' \
        render 10.0.0.1/24 --spares=x
    check_status 2 'a machine that is none' 'neither an address nor a UUID' \
        render 10.0.0.1/24 "--machine=bench lab/one"
    check_status 2 'an unknown flag' "unknown flag '--proxies'" render 10.0.0.1/24 --proxies
    tap_end
}

main
