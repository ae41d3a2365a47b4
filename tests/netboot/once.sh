#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tests netboot/serve-once.sh against a server that runs: the next boot of a machine, and no other,
# finds another loader, and nobody but the owner of the server can bring that about.
set -euo pipefail

SELF=$(readlink -f "${BASH_SOURCE[0]}")
HERE=$(dirname "$SELF")
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-wire.sh
source "$HERE/lib-wire.sh"
ONCE=$HERE/../../netboot/serve-once.sh
CHECKS=32
OURS=52:54:00:00:00:77 LISTED=52:54:00:00:00:01
LOADER=noos-x64.efi

tell() {
    "$ONCE" --iface=v0 "$@"
}

# A build folder that may be changed, and a list of machines.
build_own() {
    local build

    build=$(dirname "$BUILT")
    mkdir "$WORK/build"
    ln -s "$build/loaders" "$build/noos.elf" "$build/noos-few-names.elf" "$build/tools" "$WORK/build/"
    cp "$build/media-flags" "$WORK/build/"
    cp -r "$BUILT" "$WORK/build/netboot"
    printf '%s\n' '[listed]' "mac = $LISTED" 'cmdline = loglevel=6' '[by-board]' \
        'mac = 52:54:00:00:00:02' 'uuid = 00112233-4455-6677-8899-aabbccddeeff' >"$WORK/lab.conf"
}

# What is served below FOLDER starts ENTRY by itself; the words stand in a UEFI loader as they are.
starts() {
    grep -aqF "set default='$2'" "$WORK"/tmp/*/tree/"$1/$LOADER"
}

# fetches FILE [http]: the client has it whole.
fetches() {
    if [[ ${2-} == http ]]; then
        client curl -sf -o "$WORK/got" "http://10.1.0.1/$1"
    else
        client curl -sf --max-time 60 --tftp-blksize 1432 -o "$WORK/got" "tftp://10.1.0.1/$1"
    fi
}

# turn_over FOLDER: and the recorder has said so.
turn_over() {
    wait_until starts "$1" release && said 'has what it starts this once'
}

as_nobody() {
    setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
}

mac_set() {
    client ip link set v1 address "$1"
    # Whom the old address is still remembered for.
    ip neigh flush dev v0
}

refusals() {
    check_status 2 'no interface' 'which interface is served' "$ONCE"
    check_status 2 'no machine' 'which machine' tell
    check_status 2 'an interface that nobody serves' 'nothing is served on lo' \
        "$ONCE" --iface=lo --once=$OURS=auto
    check_status 2 'an entry that is no name' 'an address, or a name' tell --once=$OURS=../auto
    check_status 2 'a machine that is no name' 'an address, or a name' tell --once=../x=auto
    check_status 2 'a machine twice' 'is there twice' tell --once=$OURS=auto --once=$OURS=debug
    check_status 2 'a name that is in no list' "list of machines .LAB=. has no 'stranger'" \
        tell --once=stranger=auto
    check_status 2 'an entry that the menu does not have' 'there is no such entry' \
        tell --once=listed=none
    judge 'after which all is as it was' starts lab/listed release
}

turns() {
    judge 'a machine that is in no list is told of' tell --once=$OURS=auto
    judge 'and finds the entry' starts spare/1 auto
    judge 'to which dnsmasq leads it alone' grep -qx "$OURS,set:spare1,set:spare" "$WORK"/tmp/*/hosts
    mac_set 52:54:00:00:00:78
    judge 'another machine fetches the same' fetches spare/1/$LOADER
    sleep 1
    judge 'and does not take its turn' starts spare/1 auto
    mac_set $OURS
    judge 'the machine itself fetches it' fetches spare/1/$LOADER
    judge 'and has its default back' turn_over spare/1
    : >"$WORK/said"
    judge 'a second turn, over HTTP' tell --once=$OURS=auto
    judge 'is fetched' fetches spare/1/$LOADER http
    judge 'and is over, too' turn_over spare/1
    : >"$WORK/said"
    judge 'a machine that is known by its board too has a turn, from whichever card' tell --once=by-board=auto
    judge 'fetches it' fetches lab/by-board/$LOADER
    judge 'and has its default back' turn_over lab/by-board
    judge 'two at once' two_at_once
}

two_at_once() {
    tell --once=$OURS=auto &
    tell --once=$LISTED=debug
    wait $!
    starts spare/1 auto && starts lab/listed debug && grep -aqF loglevel=6 "$WORK"/tmp/*/tree/lab/listed/$LOADER
}

# The folder of a run that belongs to somebody else could lead us anywhere.
foreign_run() {
    mkdir -p "$WORK/foreign/control"
    printf '%s\n' 1 / / '' '' >"$WORK/foreign/control/facts"
    chown -R nobody "$WORK/foreign"
    tell --run="$WORK/foreign" --once=$OURS=auto
}

open_run() {
    cp -r "$WORK"/tmp/noos-serve.* "$WORK/open"
    chmod 777 "$WORK/open/control"
    tell --run="$WORK/open" --once=$OURS=auto
}

# The tree may lie where only its owner gets: the other user has the scripts from elsewhere.
strangers() {
    local scripts=$WORK/everybody

    cp -r "$(dirname "$ONCE")" "$scripts"
    chmod -R a+rX "$WORK/everybody"
    check_status 2 'another user cannot' 'belongs to somebody else' \
        as_nobody "$scripts/${ONCE##*/}" --iface=v0 --once=$OURS=debug
    judge 'nor look into it' refuses as_nobody ls "$WORK"/tmp/noos-serve.*/control
    check_status 2 'a folder of somebody else is not believed' 'belongs to somebody else' foreign_run
    check_status 2 'nor one that others may write to' 'or others may write to it' open_run
}

# A build that is not the one that is served any more.
built_anew() {
    printf '%s\n' '--no-warnings' >>"$WORK/build/media-flags"
    tell --once=$OURS=debug
}

# The server is killed, its folder stays: nobody reads it any more.
ended_hard() {
    kill -KILL -- "-$SERVER"
    wait "$SERVER" || true
    tell --once=$OURS=debug
}

inside() {
    wire_up
    build_own
    judge 'serving starts' serve --tree="$WORK/build/netboot" --no-probe --http --lab="$WORK/lab.conf"
    refusals
    turns
    strangers
    check_status 2 'a build that was made anew' 'was built anew since the server began' built_anew
    judge 'the server ends' serve_end
    check_status 2 'one that has ended' 'nothing is served on v0' tell --once=$OURS=auto
    TOOLS=$WORK/build/tools serve --tree="$WORK/build/netboot" --no-probe
    check_status 2 'one that was killed' 'the server on v0 has ended' ended_hard
    rm -f "/run/noos-serve/$(readlink /proc/self/ns/net | tr -dc 0-9)-v0"
    rmdir /run/noos-serve 2>/dev/null || true
}

wire_main yes 'one time another entry' "$@"
