# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # the scripts that read it share its variables
#
# once.sh — a machine starts another entry one time. Its loaders for that lie where it is served from;
# those that it has otherwise wait in control/once/WHO/FOLDER, and change places with them when the
# flight recorder has seen the machine fetch what decides (tools/benchwatch/once.h). Who is in no list
# gets one of the spare folders, to which dnsmasq's file of hosts leads it.
#
# Sourced by netboot/serve.sh and netboot/serve-once.sh, behind lab.sh and serve-tree.sh. Invariant:
# only the owner of the server may write what decides, and no request finds half a change.

ONCE_SPARES=32

# once_add WHO=ENTRY: notes what was asked for, a machine by its address or its name.
once_add() {
    local who=${1%%=*} entry=${1#*=} once

    who=${who,,}
    [[ $1 == *=* && ($who =~ ^([0-9a-f]{2}:){5}[0-9a-f]{2}$ || $who =~ ^[a-z0-9][a-z0-9-]{0,30}$) &&
        $entry =~ ^[a-z][a-z0-9._-]{0,31}$ ]] || fail "--once=$1 (ONCE=): an address, or a name from \
the list of machines, and an entry of the menu, 52:54:00:12:34:56=auto"
    for once in "${onces[@]}"; do
        [[ ${once%%=*} != "$who" ]] || fail "--once: $who is there twice"
    done
    onces+=("$who=$entry")
}

# once_find WHO: sets folder, owner (what benchwatch knows the machine by) and name.
once_find() {
    local known

    folder='' owner='' name=$1
    for known in "${lab_names[@]}"; do
        [[ $1 != "$known" && ${lab_mac[$known]-} != "$1" ]] || {
            # By its UUID it is known whichever card it starts from.
            name=$known folder=lab/$known owner=${lab_mac[$known]-any}
            [[ -z ${lab_uuid[$known]-} ]] || owner=any
            break
        }
    done
    if [[ -z $folder ]]; then
        [[ $1 == *:* ]] || fail "--once: the list of machines (LAB=) has no '$1'"
        owner=$1
        spare_find "$1"
    fi
    owner=${owner//:/-}
}

# spare_find MAC: the folder that this machine has, or a new one, with what everybody starts in it.
spare_find() {
    local known i=0

    while IFS= read -r known; do
        i=$((i + 1))
        [[ $known != "$1" ]] || { folder=spare/$i && return 0; }
    done <"$state/control/spares"
    ((i < ONCE_SPARES)) || fail "--once: $ONCE_SPARES machines that are in no list had a turn already: \
list them (LAB=) and start the server anew"
    folder=spare/$((i + 1))
    rm -rf "$state/tree/${folder:?}"
    mkdir -p "$state/tree/$folder"
    cp -- "$state"/tree/noos-* "$state/tree/$folder/"
    chmod -R u=rwX,go=rX "$state/tree/spare"
}

# spare_lead MAC: from now on dnsmasq leads this machine to its folder.
spare_lead() {
    local known i=0

    grep -qxF "$1" "$state/control/spares" || printf '%s\n' "$1" >>"$state/control/spares"
    while IFS= read -r known; do
        i=$((i + 1))
        printf '%s,set:spare%d,set:spare\n' "$known" "$i"
    done <"$state/control/spares" >"$state/hosts.new"
    chmod 644 "$state/hosts.new"
    mv "$state/hosts.new" "$state/hosts"
}

# once_place WHO ENTRY: the next boot of this machine finds the loaders for that entry.
once_place() {
    local who=$1 entry=$2 folder owner name waiting

    once_find "$who"
    waiting=$state/control/once/$owner/$folder
    rm -rf "$state/control/new"
    machine_loaders "$state/control/new" "$folder" "$entry" "${lab_cmdline[$name]-}"
    chmod -R u=rwX,go=rX "$state/control/new"
    mkdir -p "${waiting%/*}"
    rm -rf "$waiting.used"
    "$tools/benchwatch" --place "$state/control/new" "$state/tree/$folder" "$waiting" ||
        fail "the loaders of $name cannot be changed (the reason stands above)"
    [[ $folder != spare/* ]] || spare_lead "$who"
    say "$name starts the entry $entry once, then its default again"
}
