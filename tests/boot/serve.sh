#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Boots benches of machines from netboot/serve.sh in network namespaces, each scenario a test: as sole
# server, beside another one, over HTTP, with machines of a list, one time, and over bad wires. What
# the time line says is part of each.
set -euo pipefail

SELF=$(readlink -f "${BASH_SOURCE[0]}")
HERE=$(dirname "$SELF")
TOP=$(readlink -f "$HERE/../..")
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-bench.sh
source "$HERE/lib-bench.sh"

# The names, with what each shows.
SCENARIOS=(
    'full_bios:sole server: a BIOS machine runs all tests'
    'full_uefi:sole server: a UEFI machine runs all tests, and its serial line joins the time line'
    'proxy_bios:beside another server: a BIOS machine'
    'proxy_uefi:beside another server: a UEFI machine'
    'proxy_files_bios:beside another server: a BIOS loader that fetches its files asks the right server'
    'proxy_files_uefi:beside another server: a UEFI loader that fetches its files asks the right server'
    'http_uefi:UEFI HTTP Boot'
    'http_files_uefi:UEFI HTTP Boot of a loader that fetches its files'
    'lab_proxy:a machine of a list beside another server'
    'lab:machines of a list, by address and by UUID, start what it says'
    'once:one time another entry, then the default again'
    'flap:a link that goes away while the address is asked for'
    'loss:5 packets of 100 are lost'
    'many:1, 4 and 8 machines at once'
)

scenario_full_bios() {
    bench_net 1
    bench_serve "$TREE" --serial="$DIR/serial0"
    bench_machine 0 bios e1000
    bench_passes 120 0
    bench_says 5 '52:54:00:00:01:00 gets 10\.77\.0\.[0-9]+ and the name of its loader, noos-bios\.0'
    bench_says 5 'serial: the kernel runs'
    bench_says 15 'reached the kernel in .*: BIOS; offered 10.* by 10\.77\.0\.1; noos-bios\.0 [0-9]+ bytes'
    ! grep STOPPED "$DIR/said"
}

scenario_full_uefi() {
    bench_net 1
    bench_serve "$TREE" --serial="52:54:00:00:01:00,$DIR/serial0" --json
    bench_machine 0 uefi virtio-net-pci
    bench_passes 200 0
    bench_says 5 '"event":"verdict","mac":"52:54:00:00:01:00","text":"serial: end verdict=pass'
    bench_says 15 '"event":"client",.*"arch":7,.*"stage":"kernel"'
    grep -E '^\{' "$DIR/said" | jq -es 'map(select(.event == "client"))[0].files | length == 1' &&
        ! grep STOPPED "$DIR/said"
}

# proxied FIRMWARE NIC: the time line knows who gave the address and who the loader.
proxied() {
    bench_machine 0 "$1" "$2"
    bench_passes 240 0
    bench_says 5 'gets 10\.77\.0\.1[01][0-9] from 10\.77\.0\.9'
    bench_says 15 'reached the (loader|kernel) in .*offered 10\.77\.0\.1[01][0-9] by 10\.77\.0\.9'
    ! grep STOPPED "$DIR/said"
}

scenario_proxy_bios() {
    bench_net 1
    bench_other
    bench_serve "$TREE" --proxy
    proxied bios e1000
}

scenario_proxy_uefi() {
    bench_net 1
    bench_other
    bench_serve "$TREE" --proxy
    proxied uefi virtio-net-pci
}

scenario_proxy_files_bios() {
    bench_net 1
    bench_other
    bench_serve "$FILES" --proxy
    proxied bios e1000
    bench_says 1 'has fetched /boot/grub/grub\.cfg'
}

scenario_proxy_files_uefi() {
    bench_net 1
    bench_other
    bench_serve "$FILES" --proxy
    proxied uefi virtio-net-pci
    bench_says 1 'has fetched /boot/grub/grub\.cfg'
}

# http_boot TREE: PXE comes first and finds no file, which then is there for HTTP.
http_boot() {
    local loader

    bench_net 1
    bench_serve "$1" --http
    loader=$(echo "$DIR"/tmp/*/tree/noos-x64.efi)
    mv "$loader" "$DIR/aside"
    bench_machine 0 uefi virtio-net-pci
    bench_says 300 'asks for an address \(64-bit UEFI over HTTP\)'
    mv "$DIR/aside" "$loader"
    bench_passes 120 0
    bench_says 15 'has fetched /noos-x64\.efi, [0-9]{6,} bytes'
    bench_says 15 'reached the (loader|kernel) in .*http://10\.77\.0\.1/noos-x64\.efi by 10\.77\.0\.1'
}

scenario_http_uefi() {
    http_boot "$TREE"
}

scenario_http_files_uefi() {
    http_boot "$FILES"
    bench_says 1 'has fetched /boot/grub/grub\.cfg'
}

# Whether the machine got these words on its command line.
has_words() {
    bench_serial 5 "$1" "^# machine=.* cmdline=\".*$2"
}

scenario_lab() {
    bench_net 2
    printf '%s\n' '[bench-1]' 'mac = 52:54:00:00:01:00' 'entry = auto' 'cmdline = loglevel=6' \
        '[bench-2]' 'uuid = 00112233-4455-6677-8899-aabbccddeeff' 'entry = auto' \
        'cmdline = loglevel=5' >"$DIR/lab.conf"
    bench_serve "$PLAIN" --lab="$DIR/lab.conf"
    bench_machine 0 bios e1000
    bench_passes 120 0
    has_words 0 loglevel=6
    bench_says 5 '52:54:00:00:01:00 \(bench-1\) has fetched lab/bench-1/noos-bios\.0'
    bench_machine 1 uefi virtio-net-pci -uuid 00112233-4455-6677-8899-aabbccddeeff
    bench_passes 240 1
    has_words 1 loglevel=5
    bench_says 5 'has fetched lab/bench-2/noos-x64\.efi'
}

scenario_lab_proxy() {
    bench_net 1
    bench_other
    printf '%s\n' '[bench-1]' 'mac = 52:54:00:00:01:00' 'entry = auto' 'cmdline = loglevel=6' \
        >"$DIR/lab.conf"
    bench_serve "$PLAIN" --proxy --lab="$DIR/lab.conf"
    bench_machine 0 bios e1000
    bench_passes 120 0
    has_words 0 loglevel=6
}

scenario_once() {
    bench_net 1
    bench_serve "$PLAIN" --once=52:54:00:00:01:00=auto
    bench_machine 0 bios e1000
    bench_passes 120 0
    bench_says 5 'has what it starts this once; from now on it is served its default again'
    rm "$DIR/serial0"
    bench_machine 0 bios e1000
    bench_serial 120 0 'noos> '
    ! grep -a KTAP "$DIR/serial0"
}

# qmp COMMAND ARGUMENTS
qmp() {
    printf '%s\n' '{"execute":"qmp_capabilities"}' "{\"execute\":\"$1\",\"arguments\":$2}" |
        socat -t 2 - "UNIX-CONNECT:$DIR/qmp" >>"$DIR/qmp.said"
}

scenario_flap() {
    bench_net 1
    bench_serve "$TREE"
    bench_machine 0 bios e1000 -qmp "unix:$DIR/qmp,server=on,wait=off"
    bench_says 60 'asks for an address'
    qmp set_link '{"name":"net","up":false}'
    sleep 4
    qmp set_link '{"name":"net","up":true}'
    bench_passes 180 0
    bench_says 15 'reached the loader in'
}

# The tap of the machine is no port of the bridge: between the two lies the wire that loses.
scenario_loss() {
    bench_net 1
    ip link set tap0 nomaster
    ip link add l0 type veth peer name l1
    ip link set l0 master br0 up
    ip link set l1 up
    "$LOSSY" tap0 l1 5 &
    BENCH_PIDS+=($!)
    bench_serve "$TREE"
    bench_machine 0 bios e1000
    bench_passes 240 0
    bench_says 15 'reached the loader in'
    grep -oE 'noos-bios\.0 [0-9]+ bytes in .* retries' "$DIR/said" >>"$DIR/figures"
    grep -qE ' [1-9][0-9]* retr(y|ies)' "$DIR/said"
}

# server_cpu: clock ticks of dnsmasq so far, a hundredth of a second each.
server_cpu() {
    awk '{ print $14 + $15 }' "/proc/$(pgrep -P "$SERVER" -x dnsmasq)/stat"
}

all_run() {
    local i

    for ((i = 0; i < $1; i++)); do grep -aq 'NoOS' "$DIR/serial$i" || return 1; done
}

scenario_many() {
    local count i begin ticks

    bench_net 8
    bench_serve "$PLAIN"
    for count in 1 4 8; do
        rm -f "$DIR"/serial?
        ticks=$(server_cpu) begin=${EPOCHREALTIME/[.,]/}
        for ((i = 0; i < count; i++)); do MEMORY=64 bench_machine "$i" bios e1000; done
        bench_wait 240 all_run "$count" || { printf 'not all of %s run\n' "$count" && return 1; }
        printf '%d machines: the last kernel speaks after %d ms, dnsmasq took %d0 ms of CPU\n' \
            "$count" $(((${EPOCHREALTIME/[.,]/} - begin) / 1000)) $(($(server_cpu) - ticks)) \
            >>"$DIR/figures"
        for ((i = 0; i < count; i++)); do
            kill "${BENCH_PIDS[-1]}"
            wait "${BENCH_PIDS[-1]}" || true
            unset 'BENCH_PIDS[-1]'
        done
    done
    # Machines that were switched off are soon back.
    ! grep STOPPED "$DIR/said" | grep -v 'is back with its first question'
}

# scenario_run NAME: in a namespace of its own; what went wrong is in its folder.
# Never in a condition, in which a command that fails would not end it.
scenario_run() {
    trap bench_end EXIT
    exec >"$DIR/output" 2>&1
    "scenario_$1"
    exit 0
}

# scenario_report NAME DESCRIPTION STATUS
scenario_report() {
    local folder=$WORK/$1 details=''

    if [[ $3 != 0 ]]; then
        details=$(tail -n 20 "$folder/output" "$folder/said" 2>&1 || true
            tail -n 5 "$folder"/serial* 2>&1 | tr -cd '[:print:]\n' || true)
    fi
    tap_result "$3" "$2" "$details"
    [[ ! -f $folder/figures ]] || sed 's/^/# /' "$folder/figures"
}

# One to a process; how it ended is in the folder of each.
scenarios_run() {
    local entry name

    for entry in "${SCENARIOS[@]}"; do
        name=${entry%%:*}
        mkdir "$WORK/$name"
        # What measures runs alone.
        while (($(jobs -rp | wc -l) >= JOBS)) || [[ $name == many && -n $(jobs -rp) ]]; do
            wait -n || true
        done
        {
            status=0
            timeout -k 10 400 unshare -n "$SELF" --inside "$name" "$WORK" "$BUILD" >/dev/null 2>&1 ||
                status=$?
            printf '%s\n' "$status" >"$WORK/$name/status"
        } &
    done
    wait
    for entry in "${SCENARIOS[@]}"; do
        name=${entry%%:*}
        scenario_report "$name" "${entry#*:}" "$(cat "$WORK/$name/status")"
    done
}

# A build folder in which one tree takes the place of the one that is shipped.
trees_make() {
    local kind

    for kind in auto plain files; do
        mkdir "$WORK/$kind"
        cp -r "$BUILD/loaders" "$WORK/$kind/"
        ln -s "$BUILD/tools" "$BUILD/noos.elf" "$BUILD/noos-few-names.elf" "$WORK/$kind/"
        cp "$BUILD/media-flags" "$WORK/$kind/"
    done
    printf '%s\n' "--cmdline=mode=release autorun=\"diag all; poweroff\"" >>"$WORK/auto/media-flags"
    cat "$WORK/auto/media-flags" - <<<--force-tree >"$WORK/files/media-flags"
    for kind in auto plain files; do
        "$TOP/scripts/copy.sh" --build="$WORK/$kind" --kind=tree --out="$WORK/$kind/netboot"
    done
    "${CC:-gcc}" -O1 -o "$WORK/lossy" "$HERE/../netboot/lossy.c"
}

main() {
    local flag only=''

    BUILD=build JOBS=1
    if [[ ${1-} == --inside ]]; then
        WORK=$3 DIR=$3/$2 BUILD=$4
        TREE=$WORK/auto/netboot PLAIN=$WORK/plain/netboot FILES=$WORK/files/netboot LOSSY=$WORK/lossy
        scenario_run "$2"
    fi
    for flag; do
        case $flag in
            --build=*) BUILD=${flag#*=} ;;
            --jobs=*) JOBS=${flag#*=} ;;
            --only=*) only=${flag#*=} ;;
            *) printf 'serve.sh: unknown flag %s\n' "$flag" >&2 && exit 2 ;;
        esac
    done
    BUILD=$(readlink -f "$BUILD")
    if [[ -n $only ]]; then
        mapfile -t SCENARIOS < <(printf '%s\n' "${SCENARIOS[@]}" | grep -E "^($only):")
    fi
    tap_begin "${#SCENARIOS[@]}"
    if ! unshare -n true 2>/dev/null; then
        skip "${#SCENARIOS[@]}" 'no network namespace can be made here' 'serving a bench'
        tap_end
    fi
    chmod 755 "$WORK"
    trees_make
    scenarios_run
    tap_end
}

main "$@"
