#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# dnsmasq-conf.sh — fills in netboot/dnsmasq.conf.in and prints the result.
#
# Both users of the configuration, netboot/serve.sh and netboot/rehearsal-net.sh, get it from here,
# so that what is rehearsed is what is served. Nothing about the host is looked up but the owner of
# the tree: the same flags give the same text.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
    cat <<'END'
usage: netboot/dnsmasq-conf.sh --iface=NAME --address=A.B.C.D/BITS --tree=DIR --state=DIR
                               [--prefix=IPV6] [--proxy] [--http] [--user=NAME:GROUP]
                               [--machine='WHO FOLDER']... [--spares=COUNT]
  --iface=NAME           the interface that is served
  --address=A.B.C.D/BITS its IPv4 address, from which the range handed out is taken
  --tree=DIR             the TFTP root
  --state=DIR            an existing folder for the lease and pid files
  --prefix=IPV6          the /64 the interface is in, such as fd12:3456:789a::
  --proxy                addresses come from another server; only name loaders and send files
  --http                 also name loaders to UEFI HTTP Boot, at http://A.B.C.D/
  --template=FILE        fill in this file instead of the one beside this script
  --user=NAME:GROUP      who reads the files (default: the owner of the tree)
  --machine='WHO FOLDER' the machine with this address, this UUID, or either of two apart by a
                         comma, has its loaders in a folder of the tree
  --spares=COUNT         folders spare/1 and on, for machines that DIR/hosts of --state= names:
                         'MAC,set:spareN,set:spare'; read again at a SIGHUP
END
}

fail() {
    printf 'dnsmasq-conf.sh: %s\n' "$1" >&2
    exit 2
}

iface='' address='' tree='' state='' prefix=''
first='' last='' netmask='' network='' user='' group='' kind=dnsmasq http=no template=''
machines=() spares=0

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --iface=*) iface=${flag#*=} ;;
            --address=*) address=${flag#*=} ;;
            --tree=*) tree=${flag#*=} ;;
            --state=*) state=${flag#*=} ;;
            --prefix=*) prefix=${flag#*=} ;;
            --proxy) kind=dnsmasq-proxy ;;
            --template=*) template=${flag#*=} ;;
            --http) http=yes ;;
            --user=*:*) user=${flag#*=} group=${user#*:} user=${user%%:*} ;;
            --machine=*\ *) machines+=("${flag#*=}") ;;
            --spares=*) spares=${flag#*=} ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ $iface =~ ^[A-Za-z0-9_.-]{1,15}$ ]] || fail "'$iface' is no name of an interface"
    [[ -z $prefix || $prefix =~ ^[0-9a-f:]+::$ ]] || fail "'$prefix' is no IPv6 prefix"
    [[ $spares =~ ^[0-9]{1,3}$ ]] || fail "--spares=$spares is no number up to 999"
    [[ -d $tree ]] || fail "there is no folder '$tree' to serve"
    [[ -d $state && -w $state ]] || fail "'$state' is no folder that can be written to"
    tree=$(readlink -f "$tree")
    state=$(readlink -f "$state")
    # shellcheck disable=SC1003  # a backslash, not a quote
    [[ "$tree$state" != *[$',"#\\\n']* ]] || fail "dnsmasq takes no path with , \" # or \\ in it"
}

dotted() {
    printf '%d.%d.%d.%d' $(($1 >> 24 & 255)) $(($1 >> 16 & 255)) $(($1 >> 8 & 255)) $(($1 & 255))
}

# The half of the subnet in which our own address is not, at most 100 addresses of it.
range_compute() {
    local octet='(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])' own bits mask half low high

    [[ $address =~ ^$octet\.$octet\.$octet\.$octet/([0-9]|[12][0-9]|3[0-2])$ ]] ||
        fail "'$address' is no IPv4 address with its prefix length, such as 10.0.0.1/24"
    bits=${BASH_REMATCH[5]}
    ((bits >= 8 && bits <= 30)) ||
        fail "a /$bits network has no room for a machine beside us: use one from /8 to /30"
    own=$((BASH_REMATCH[1] << 24 | BASH_REMATCH[2] << 16 | BASH_REMATCH[3] << 8 | BASH_REMATCH[4]))
    mask=$((0xffffffff << (32 - bits) & 0xffffffff))
    network=$((own & mask))
    half=$((1 << (31 - bits)))
    low=$((network + 1)) high=$((network + half - 1))
    if ((own < network + half)); then
        low=$((network + half)) high=$((network + 2 * half - 2))
    fi
    ((own != network && own != network + 2 * half - 1)) ||
        fail "$address is the network itself, not a machine in it"
    ((high - low < 100)) || high=$((low + 99))
    first=$(dotted $low) last=$(dotted $high) netmask=$(dotted $mask) network=$(dotted $network)
}

# A tree whose owner has no name is served by root, who reads what everybody may read.
owner_of_tree() {
    [[ -z $user ]] || return 0
    user=$(stat -c %U "$tree") group=$(stat -c %G "$tree")
    [[ $user == UNKNOWN ]] && user=root
    [[ $group == UNKNOWN ]] && group=$(id -gn "$user")
    return 0
}

render() {
    local line others='' i

    for i in "${!machines[@]}"; do others+="tag:!m$i,"; done
    ((spares == 0)) || others+='tag:!spare,'
    while IFS= read -r line; do
        if [[ $line == @ipv6@* ]]; then
            [[ -n $prefix ]] || continue
            line=${line#@ipv6@}
        elif [[ $line == @http@* ]]; then
            [[ $http == yes ]] || continue
            line=${line#@http@}
        fi
        line=${line//@IFACE@/"$iface"} line=${line//@USER@/"$user"} line=${line//@GROUP@/"$group"}
        line=${line//@FIRST@/"$first"} line=${line//@LAST@/"$last"}
        line=${line//@NETMASK@/"$netmask"} line=${line//@PREFIX@/"$prefix"}
        line=${line//@NETWORK@/"$network"} line=${line//@OTHERS@/"$others"}
        line=${line//@OWN@/"${address%/*}"}
        line=${line//@STATE@/"$state"} line=${line//@TREE@/"$tree"}
        printf '%s\n' "$line"
    done <"${template:-$here/$kind.conf.in}"
}

# Of the dhcp-boot lines that fit, dnsmasq takes the one that stands last; of pxe-service lines only
# one may fit, which is why the general ones are not for these machines.
render_machines() {
    local i who word folder

    for i in "${!machines[@]}"; do
        read -r who folder <<<"${machines[i]}"
        for word in ${who//,/ }; do match_of "$i" "$word"; done
        render_folder "m$i" "$folder"
    done
    ((spares == 0)) || printf 'dhcp-hostsfile=%s/hosts\n' "$state"
    for ((i = 1; i <= spares; i++)); do render_folder "spare$i" "spare/$i"; done
}

# render_folder TAG FOLDER: who has the tag finds its loaders in the folder.
render_folder() {
    if [[ $kind == dnsmasq-proxy ]]; then
        printf "pxe-service=tag:$1,%s\n" "x86PC,\"NoOS\",$2/noos-bios.0" \
            "IA32_EFI,\"NoOS\",$2/noos-ia32.efi" "x86-64_EFI,\"NoOS\",$2/noos-x64.efi" \
            "BC_EFI,\"NoOS\",$2/noos-x64.efi"
        return 0
    fi
    printf "dhcp-boot=tag:$1,%s\n" "$2/noos-bios.0" "tag:uefi32,$2/noos-ia32.efi" \
        "tag:uefi,$2/noos-x64.efi"
    [[ $http == no ]] || printf "dhcp-boot=tag:$1,%s\n" \
        "tag:http32,http://${address%/*}/$2/noos-ia32.efi" \
        "tag:http64,http://${address%/*}/$2/noos-x64.efi"
}

# match_of NUMBER WHO: the first three groups of a UUID may come in either order of bytes (RFC 4578,
# 2.3, and SMBIOS, 7.2.1).
match_of() {
    local digits pairs swapped i

    if [[ $2 =~ ^([0-9a-f]{2}:){5}[0-9a-f]{2}$ ]]; then
        printf 'dhcp-mac=set:m%s,%s\n' "$1" "$2"
    elif [[ $2 =~ ^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$ ]]; then
        digits=${2//-/} pairs='' swapped=''
        for ((i = 0; i < 32; i += 2)); do pairs+=:${digits:i:2}; done
        for i in 6 4 2 0 10 8 14 12; do swapped+=:${digits:i:2}; done
        printf 'dhcp-match=set:m%s,97,00%s\n' "$1" "$pairs" "$1" "$swapped${pairs:24}"
    else
        fail "--machine: '$2' is neither an address nor a UUID"
    fi
}

main() {
    parse_flags "$@"
    range_compute
    owner_of_tree
    render
    render_machines
}

main "$@"
