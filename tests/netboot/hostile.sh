#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tries against netboot/serve.sh what a hostile or odd client may: ways out of the tree, names longer
# than any, a file of 70 MB, 200 requests at once, clients that never acknowledge, and a tree with a
# link in it. Two network namespaces, as in network.sh.
set -euo pipefail

SELF=$(readlink -f "${BASH_SOURCE[0]}")
HERE=$(dirname "$SELF")
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-wire.sh
source "$HERE/lib-wire.sh"
CHECKS=16

# ask NAME: the raw request, and the first words that come back.
ask() {
    printf '\0\1%s\0octet\0' "$1" |
        client timeout 3 socat -T 1 - UDP4-DATAGRAM:10.1.0.1:69,bind=10.1.0.9:"$((20000 + RANDOM % 9000))" |
        tr -d '\0' | tr -c '[:print:]' '.'
}

# refused NAME: an error comes, or nothing, but no byte of a file. An error repeats the name.
refused() {
    local answer

    answer=$(ask "$1")
    printf 'answer: %s\n' "$answer"
    [[ $answer != *root:* && $answer != *hidden* ]] &&
        [[ -z $answer || $answer =~ ^\.{1,2}(cannot|file|unsupported) ]]
}

fetched() {
    client curl -sf --max-time 120 --tftp-blksize "${2:-1432}" -o "$WORK/got.$1" "tftp://10.1.0.1/$1" &&
        cmp "$WORK/got.$1" "$WORK/tree/$1" && rm "$WORK/got.$1"
}

fetched_http() {
    client curl -sf --max-time 60 -o "$WORK/got" "http://10.1.0.1/$1" && cmp "$WORK/got" "$WORK/tree/$1"
}

requests_at_once() {
    local i pids=() pid

    for ((i = 0; i < 200; i++)); do
        client curl -sf --max-time 100 --tftp-blksize 1432 -o "$WORK/got.$i" tftp://10.1.0.1/small &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || printf 'one got nothing\n'; done
    for ((i = 0; i < 200; i++)); do cmp "$WORK/got.$i" "$WORK/tree/small" || return 1; done
    rm -f "$WORK"/got.*
}

# Thirty that ask for a file and then say nothing more.
never_acknowledged() {
    local i

    for ((i = 0; i < 30; i++)); do
        printf '\0\1noos-x64.efi\0octet\0' |
            client socat -u - UDP4-DATAGRAM:10.1.0.1:69,bind=10.1.0.9:"$((30000 + i))"
    done
    fetched noos-bios.0
}

still_serving() {
    kill -0 "$SERVER" && fetched noos-bios.0 && fetched_http noos-bios.0
}

# Nothing was written to the tree, though the server was asked to.
upload_refused() {
    printf 'secret\n' >"$WORK/upload"
    ! client curl -sf --max-time 5 -T "$WORK/upload" tftp://10.1.0.1/upload || return 1
    ! client curl -sf --max-time 5 -T "$WORK/upload" http://10.1.0.1/upload || return 1
    ! find "$WORK"/tmp -name upload | grep .
}

# No way to write for who serves: not to a file, and not to a folder.
not_writable() {
    [[ $(id -u) == 0 && $(</proc/self/setgroups) == allow ]] || return 0
    ! find "$WORK"/tmp/*/tree \( -perm /022 -o ! -user root \) | grep .
}

linked_tree() {
    cp -r "$WORK/tree" "$WORK/linked"
    ln -s /etc/passwd "$WORK/linked/passwd"
    "$SERVE" --iface=v0 --tools="$TOOLS" --tree="$WORK/linked" --no-probe
}

inside() {
    cp -r "$BUILT" "$WORK/tree"
    printf 'hidden\n' >"$WORK/tmp/secret"
    chmod 644 "$WORK/tmp/secret"
    head -c 200000 /dev/urandom >"$WORK/tree/small"
    head -c 70000000 /dev/urandom >"$WORK/tree/big"
    wire_up
    check_status 2 'a tree with a link in it' 'is neither a file nor a folder' linked_tree
    judge 'serving starts' serve --tree="$WORK/tree" --no-probe --http
    judge 'nothing in the tree can be written by who serves it' not_writable
    judge 'a path with ..' refused ../../secret
    judge 'what decides who starts what' refused ../hosts
    judge 'one in the middle' refused 'lab/../../../secret'
    judge 'backslashes' refused '..\..\secret'
    judge 'an absolute path' refused /etc/passwd
    judge 'a name longer than a path may be' refused "$(printf 'n%.0s' {1..5000})"
    judge 'a name without an end' refused "$(printf 'n%.0s' {1..600})"
    judge 'nothing is taken from a client' upload_refused
    judge 'a file of 70 MB, past the end of the block numbers' fetched big 1024
    judge 'the same over HTTP' fetched_http big
    judge '200 requests at once' requests_at_once
    judge 'clients that never acknowledge hold nobody up' never_acknowledged
    judge 'and after all that it serves' still_serving
}

wire_main yes 'a hostile client' "$@"
