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
SERVE=$HERE/../../netboot/serve.sh
CHECKS=15
PIDS=()

# judge DESCRIPTION COMMAND...: like check, but in this shell, so that what it starts stays ours.
judge() {
    local description=$1 status=0

    shift
    "$@" >"$WORK/output" 2>&1 </dev/null || status=$?
    tap_result "$status" "$description" "$(<"$WORK/output")"
}

client() {
    nsenter -t "$CLIENT" -n "$@"
}

# wait_until COMMAND...: at most 20 seconds.
wait_until() {
    local deadline=$((SECONDS + 20))

    until "$@" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || return 1
        sleep 0.05
    done
}

end_all() {
    local pid

    for pid in "${PIDS[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$WORK"
}

wire_make() {
    ip link set lo up
    unshare -n sleep 200 &
    CLIENT=$!
    PIDS+=("$CLIENT")
    ip link add v0 type veth peer name v1
    wait_until bash -c "[[ \$(readlink /proc/$CLIENT/ns/net) != \$(readlink /proc/$$/ns/net) ]]"
    ip link set v1 netns "$CLIENT"
    client ip addr add 10.1.0.9/24 dev v1
    client ip link set v1 up
    ip addr add 10.1.0.1/24 dev v0
    ip link set v0 up
}

serve() {
    TMPDIR=$WORK/tmp "$SERVE" --iface=v0 --tools="$TOOLS" --tree="$WORK/tree" --no-probe --http \
        >"$WORK/said" 2>&1 </dev/null &
    SERVER=$!
    PIDS+=("$SERVER")
    wait_until grep -q '  serving ' "$WORK/said" && wait_until bash -c "ss -Hlun 'sport = :69' | grep -q ."
}

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
    tap_begin "$CHECKS"
    trap end_all EXIT
    chmod 755 "$WORK"
    mkdir "$WORK/tmp"
    cp -r "$BUILT" "$WORK/tree"
    printf 'hidden\n' >"$WORK/tmp/secret"
    chmod 644 "$WORK/tmp/secret"
    head -c 200000 /dev/urandom >"$WORK/tree/small"
    head -c 70000000 /dev/urandom >"$WORK/tree/big"
    wire_make
    check_status 2 'a tree with a link in it' 'is neither a file nor a folder' linked_tree
    judge 'serving starts' serve
    judge 'nothing in the tree can be written by who serves it' not_writable
    judge 'a path with ..' refused ../../secret
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
    tap_end
}

main() {
    local build=build flag

    if [[ ${1-} == --inside ]]; then
        BUILT=$2 TOOLS=$(dirname "$2")/tools
        inside
    fi
    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            *) printf 'hostile.sh: unknown flag %s\n' "$flag" >&2 && exit 2 ;;
        esac
    done
    if ((EUID != 0)) || ! unshare -n true 2>/dev/null; then
        tap_begin "$CHECKS"
        skip "$CHECKS" 'no network namespace can be made here as root' 'a hostile client'
        tap_end
    fi
    exec unshare -n "$SELF" --inside "$(readlink -f "$build/netboot")"
}

main "$@"
