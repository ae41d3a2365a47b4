# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the scripts that read it share its variables
#
# serve-run.sh — how a server that runs is found again, by netboot/serve-once.sh. What is known of it
# lies in control/ of its folder, which only its owner may enter; where the folder is stands in
# /run/noos-serve, which only root may write to.
#
# Sourced.

RUN_FOLDER=/run/noos-serve

# The same name of an interface may be there in several network namespaces.
run_name() {
    local space

    space=$(readlink /proc/self/ns/net)
    printf '%s/%s-%s' "$RUN_FOLDER" "${space//[!0-9]/}" "$iface"
}

# run_sum: of all that loaders are made from.
run_sum() {
    cat -- "$tree"/noos-* "$build"/media-flags "$build"/noos.elf 2>/dev/null | sha256sum
}

# run_note: a server has begun. Who may not write to /run, in a user namespace, names the folder.
run_note() {
    printf '%s\n' "${server_pids[0]}" "$tree" "$tools" "${server_flag[0]-}" "$(run_sum)" \
        >"$state/control/facts.new"
    mv "$state/control/facts.new" "$state/control/facts"
    [[ -z $lab ]] || cp -- "$lab" "$state/control/lab.conf"
    run_noted=$(run_name)
    if { mkdir -p "$RUN_FOLDER" && printf '%s\n' "$state" >"$run_noted"; } 2>/dev/null; then
        return 0
    fi
    run_noted=''
    say "note: netboot/serve-once.sh finds this run by --run=$state"
}

run_forget() {
    [[ -z $run_noted ]] || rm -f "$run_noted"
    rmdir "$RUN_FOLDER" 2>/dev/null || true
}

# own_check PATH: ours, and nobody else's to write to.
own_check() {
    [[ $(stat -c %u -- "$1") == "$EUID" && -z $(find "$1" -maxdepth 0 -perm /022) ]] ||
        fail "$1 belongs to somebody else, or others may write to it: run this as who started the server"
}

# run_find: the folder of the run on this interface.
run_find() {
    local noted

    if [[ -z $state ]]; then
        noted=$(run_name)
        [[ -f $noted ]] || fail "nothing is served on $iface: sudo make serve IFACE=$iface"
        own_check "$RUN_FOLDER"
        own_check "$noted"
        read -r state <"$noted"
    fi
    [[ -d $state/control && ! -L $state/control ]] || fail "'$state' is no folder of a server that runs"
    own_check "$state"
    own_check "$state/control"
    [[ -f $state/control/facts ]] || fail "the server on $iface has not begun yet: try again"
}

# run_read: what stands in facts, of a server that still runs.
run_read() {
    local sum words

    {
        read -r dnsmasq
        read -r tree
        read -r tools
        read -r server
        read -r sum
    } <"$state/control/facts"
    build=$(dirname "$tree")
    [[ -z $server ]] || server_flag=("$server")
    mapfile -d '' -t words <"/proc/$dnsmasq/cmdline" 2>/dev/null || true
    [[ ${words[*]-} == *"-C $state/dnsmasq.conf"* ]] ||
        fail "the server on $iface has ended: sudo make serve IFACE=$iface"
    tree_is_remade || fail "$build is not where this tree was built, so that no machine can have \
loaders of its own"
    [[ $(run_sum) == "$sum" ]] || fail "$build was built anew since the server began: end the server \
and start it anew"
}

# dnsmasq reads its file of hosts again at a SIGHUP, before it looks at the next packet.
run_hosts_again() {
    kill -HUP "$dnsmasq" || fail "dnsmasq cannot be told: has the server ended?"
    sleep 0.5
}
