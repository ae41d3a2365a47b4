# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# A bench in network namespaces, for the tests that serve one: a bridge that is served by the real
# netboot/serve.sh, machines on taps, and another server behind the wire where a test wants one.
#
# Sourced inside the namespace. It uses the caller's TOP, BUILD and DIR, a folder of the scenario's own.

BENCH_PIDS=()

# Ends what was started, the machines first.
bench_end() {
    local i

    for ((i = ${#BENCH_PIDS[@]} - 1; i >= 0; i--)); do
        kill "${BENCH_PIDS[i]}" 2>/dev/null || true
        wait "${BENCH_PIDS[i]}" 2>/dev/null || true
    done
    BENCH_PIDS=()
}

# bench_net MACHINES: the bridge, and a tap for each machine.
bench_net() {
    local i

    ip link set lo up
    ip link add br0 type bridge stp_state 0 mcast_snooping 0
    for ((i = 0; i < $1; i++)); do
        ip tuntap add dev "tap$i" mode tap
        ip link set "tap$i" master br0 up
    done
    ip addr add 10.77.0.1/24 dev br0
    ip addr add fd4e:6f4f:5300::1/64 dev br0 nodad
    ip link set br0 up
}

# bench_other: a DHCP server at the bridge that knows nothing of booting.
bench_other() {
    unshare -n sleep 600 &
    OTHER=$!
    BENCH_PIDS+=("$OTHER")
    bench_wait 10 bash -c "[[ \$(readlink /proc/$OTHER/ns/net) != \$(readlink /proc/$$/ns/net) ]]"
    ip link add o0 type veth peer name o1
    ip link set o0 master br0 up
    ip link set o1 netns "$OTHER"
    nsenter -t "$OTHER" -n ip addr add 10.77.0.9/24 dev o1
    nsenter -t "$OTHER" -n ip link set o1 up
    nsenter -t "$OTHER" -n dnsmasq -k --port=0 --interface=o1 --dhcp-range=10.77.0.100,10.77.0.110 \
        --dhcp-leasefile="$DIR/other.leases" --pid-file= --user=root --conf-file=/dev/null \
        --no-ping --log-facility=- >"$DIR/other.log" 2>&1 &
    BENCH_PIDS+=($!)
    bench_wait 10 grep -q 'DHCP, IP range' "$DIR/other.log"
}

# bench_wait SECONDS COMMAND...
bench_wait() {
    local deadline=$((SECONDS + $1))

    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# bench_serve TREE FLAG...: its words are in said.
bench_serve() {
    mkdir -p "$DIR/tmp"
    TMPDIR=$DIR/tmp "$TOP/netboot/serve.sh" --iface=br0 --tree="$1" --tools="$BUILD/tools" \
        "${@:2}" >"$DIR/said" 2>&1 </dev/null &
    SERVER=$!
    BENCH_PIDS+=("$SERVER")
    bench_wait 60 grep -q '  serving ' "$DIR/said" || { cat "$DIR/said" && return 1; }
}

# bench_machine NUMBER FIRMWARE NIC [QEMU-WORD...]: its serial line goes to serialNUMBER.
bench_machine() {
    local number=$1 words i

    mkdir -p "$DIR/m$number"
    printf '%s\n' "firmware=$2" chipset=q35 medium=pxe "nic=$3" "memory=${MEMORY:-256}" \
        >"$DIR/m$number/machine.conf"
    "$TOP/scripts/machine.sh" --machine="$DIR/m$number/machine.conf" --image="$BUILD/netboot" \
        --state="$DIR/m$number" --serial="file:$DIR/serial$number" --tap="tap$number" \
        --mac="52:54:00:00:01:0$number" --print0 >"$DIR/words$number"
    mapfile -d '' -t words <"$DIR/words$number"
    # A machine that is told to power off ends; nobody wants its screen.
    for ((i = 0; i < ${#words[@]}; i++)); do
        [[ ${words[i]} != shutdown=pause ]] || words[i]=shutdown=poweroff
    done
    "${words[@]}" "${@:4}" >"$DIR/qemu$number" 2>&1 </dev/null &
    MACHINE=$!
    BENCH_PIDS+=("$MACHINE")
}

# bench_says SECONDS REGEX: the time line has it by then.
bench_says() {
    bench_wait "$1" grep -qE "$2" "$DIR/said" || {
        printf 'not said within %s s: %s\n' "$1" "$2"
        return 1
    }
}

# bench_serial SECONDS NUMBER REGEX
bench_serial() {
    bench_wait "$1" grep -aqE "$3" "$DIR/serial$2" || {
        printf 'machine %s did not write within %s s: %s\n' "$2" "$1" "$3"
        return 1
    }
}

# bench_passes SECONDS NUMBER: the machine ran its tests, left, and all is well.
bench_passes() {
    bench_serial "$1" "$2" '^# leave how=poweroff' &&
        "$BUILD/tools/bootwatch" --quiet "$DIR/serial$2"
}
