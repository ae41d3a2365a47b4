# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the tests that read it share its variables
#
# lib-wire.sh — a wire in two network namespaces: ours, with the interface v0 that netboot/serve.sh
# serves, and a client's with the other end, v1. Source it behind tests/scripts/lib.sh; it uses the
# caller's SELF, CHECKS and function `inside`, in which BUILT is the netboot tree and TOOLS its tools.

SERVE=$(dirname "$SELF")/../../netboot/serve.sh
PIDS=()
WIRE_ADDRESS=10.1.0.1/24

# judge DESCRIPTION COMMAND...: like check, but in this shell, so that what it starts stays ours.
judge() {
    local description=$1 status=0

    shift
    "$@" >"$WORK/output" 2>&1 </dev/null || status=$?
    tap_result "$status" "$description" "$(<"$WORK/output")"
}

# refuses COMMAND...: good when the command fails.
refuses() {
    ! "$@"
}

# In the client's namespace.
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

# The namespaces, with v0 as a machine has it that nobody has set up.
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
}

wire_up() {
    ip addr add "$WIRE_ADDRESS" dev v0
    ip link set v0 up
}

# serve FLAG...: on v0 in the background, its words in said; ready when it says so.
serve() {
    # What an earlier one said is not taken for this one's.
    : >"$WORK/said"
    TMPDIR=$WORK/tmp setsid env --default-signal=INT "$SERVE" --iface=v0 --tools="$TOOLS" "$@" \
        >"$WORK/said" 2>&1 </dev/null &
    SERVER=$!
    PIDS+=("$SERVER")
    wait_until grep -q '  serving ' "$WORK/said" &&
        wait_until bash -c "ss -Hlun 'sport = :69' | grep -q ."
}

# serve_end [SIGNAL]: INT goes to all of them at once, as from a terminal's Ctrl-C.
serve_end() {
    local status=0

    if [[ ${1-} == INT ]]; then
        kill -INT -- "-$SERVER"
    else
        kill "$SERVER"
    fi
    wait_until bash -c "! kill -0 $SERVER" || return 1
    wait "$SERVER" || status=$?
    [[ $status == 0 ]]
}

said() {
    wait_until grep -E "$1" "$WORK/said" || { cat "$WORK/said" && return 1; }
}

# The user who serves the files: one without rights, where we may become somebody else.
user_wanted() {
    USER_WANTED=$(id -un)
    [[ $(</proc/self/setgroups) != allow ]] || USER_WANTED=nobody
}

# wire_main ROOT DESCRIPTION FLAG...: runs `inside` in a namespace, as root alone where ROOT is yes.
wire_main() {
    local root=$1 description=$2 words=-n build=build flag
    shift 2

    if [[ ${1-} == --inside ]]; then
        BUILT=$2 TOOLS=$(dirname "$2")/tools
        tap_begin "$CHECKS"
        trap end_all EXIT
        chmod 755 "$WORK"
        mkdir "$WORK/tmp"
        wire_make
        inside
        tap_end
    fi
    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            *) printf '%s: unknown flag %s\n' "${SELF##*/}" "$flag" >&2 && exit 2 ;;
        esac
    done
    ((EUID == 0)) || words=-Urn
    if [[ $root == yes && $EUID != 0 ]] || ! unshare "$words" true 2>/dev/null; then
        tap_begin "$CHECKS"
        skip "$CHECKS" 'no network namespace can be made here' "$description"
        tap_end
    fi
    exec unshare "$words" "$SELF" --inside "$(readlink -f "$build/netboot")"
}
