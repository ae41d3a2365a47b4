# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # the test that reads it shares its variables
#
# lib-scenarios.sh — what is tried on a served bench, a function each; tests/boot/serve.sh lists them.
#
# Sourced behind lib-bench.sh. It uses the caller's trees: TREE runs all tests by itself, FILES does so
# with loaders that fetch their files, PLAIN waits at the prompt, as do MENU (whose loaders fetch) and
# SIGNED.

# As in tools/benchwatch/diagnosis.c.
readonly NEVER_ASKED_SECONDS=40

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

scenario_full_uefi32() {
    bench_net 1
    bench_serve "$TREE"
    bench_machine 0 uefi32 virtio-net-pci
    bench_passes 240 0
    bench_says 5 'asks for an address \(32-bit UEFI\)'
    bench_says 15 'reached the loader in .*: 32-bit UEFI; .*noos-ia32\.efi [0-9]+ bytes'
    ! grep STOPPED "$DIR/said"
}

# proxied FIRMWARE NIC: the time line knows who gave the address and who the loader.
proxied() {
    local seconds

    bench_machine 0 "$1" "$2"
    bench_passes 240 0
    bench_says 5 'gets 10\.77\.0\.1[01][0-9] from 10\.77\.0\.9'
    bench_says 15 'reached the (loader|kernel) in .*offered 10\.77\.0\.1[01][0-9] by 10\.77\.0\.9'
    # Without an advertisement iPXE waits 13 s of a machine's own time; on a busy host that may be longer
    # than the time after which it is told that nothing was asked for, and then that is true.
    seconds=$(sed -n 's/.* reached the [a-z]* in \([0-9]*\)[0-9.]* s.*/\1/p' "$DIR/said" | tail -n 1)
    ((seconds > NEVER_ASKED_SECONDS)) || ! grep STOPPED "$DIR/said" || return 1
    ! grep STOPPED "$DIR/said" | grep -v 'has its address and never asked'
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

scenario_proxy_uefi32() {
    bench_net 1
    bench_other
    bench_serve "$TREE" --proxy
    proxied uefi32 virtio-net-pci
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

# http_boot LOADER [FIRMWARE]: PXE comes first and finds no file, which then is there for HTTP.
http_boot() {
    local loader bits=64

    [[ ${2-} != uefi32 ]] || bits=32
    loader=$(echo "$DIR"/tmp/*/tree/"$1")
    mv "$loader" "$DIR/aside"
    bench_machine 0 "${2:-uefi}" virtio-net-pci
    bench_says 300 "asks for an address \\($bits-bit UEFI over HTTP\\)"
    mv "$DIR/aside" "$loader"
    bench_passes 120 0
    has_words 0 medium=http
    bench_says 15 "has fetched /$1, [0-9]{6,} bytes"
    bench_says 15 "reached the (loader|kernel) in .*http://10\\.77\\.0\\.1/$1 by 10\\.77\\.0\\.1"
}

scenario_http_uefi() {
    bench_net 1
    bench_serve "$TREE" --http
    http_boot noos-x64.efi
}

scenario_http_uefi32() {
    bench_net 1
    bench_serve "$TREE" --http
    http_boot noos-ia32.efi uefi32
}

scenario_http_files_uefi() {
    bench_net 1
    bench_serve "$FILES" --http
    http_boot noos-x64.efi
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

# The list has an entry that waits for a person, which nothing but the turn of another one ends.
scenario_lab_http() {
    bench_net 1
    printf '%s\n' '[bench-1]' 'mac = 52:54:00:00:01:00' 'entry = release' 'cmdline = loglevel=6' \
        >"$DIR/lab.conf"
    bench_serve "$PLAIN" --http --lab="$DIR/lab.conf"
    cp -r "$DIR"/tmp/*/tree/lab "$DIR/usual"
    once_tell --once=bench-1=auto
    ! diff -r "$DIR/usual" "$DIR"/tmp/*/tree/lab
    http_boot lab/bench-1/noos-x64.efi
    has_words 0 loglevel=6
    bench_says 15 'has what it starts this once; from now on it is served its default again'
    diff -r "$DIR/usual" "$DIR"/tmp/*/tree/lab
}

scenario_lab_proxy() {
    bench_net 2
    bench_other
    printf '%s\n' '[bench-1]' 'mac = 52:54:00:00:01:00' 'entry = auto' 'cmdline = loglevel=6' \
        '[bench-2]' 'uuid = 00112233-4455-6677-8899-aabbccddeeff' 'entry = auto' \
        'cmdline = loglevel=5' >"$DIR/lab.conf"
    bench_serve "$PLAIN" --proxy --lab="$DIR/lab.conf"
    bench_machine 0 bios e1000
    bench_passes 120 0
    has_words 0 loglevel=6
    bench_machine 1 uefi virtio-net-pci -uuid 00112233-4455-6677-8899-aabbccddeeff
    bench_passes 240 1
    has_words 1 loglevel=5
}

# boots_default NUMBER: not what it was told to start once.
boots_default() {
    rm "$DIR/serial$1"
    bench_machine "$1" bios e1000
    bench_serial 120 "$1" 'noos> '
    ! grep -a KTAP "$DIR/serial$1"
}

# boots_once NUMBER: and has its default back.
boots_once() {
    bench_machine "$1" bios e1000
    bench_passes 120 "$1"
    bench_says 5 "52:54:00:00:01:0$1 .*has what it starts this once; from now on it is served its default again"
}

scenario_once() {
    bench_net 1
    bench_serve "$PLAIN" --once=52:54:00:00:01:00=auto
    boots_once 0
    boots_default 0
}

# once_tell FLAG...: to the server that runs.
once_tell() {
    "$TOP/netboot/serve-once.sh" --iface=br0 "$@"
}

# The first has booted already when it is told, the second is in no list and boots as before.
once_running() {
    bench_machine 0 bios e1000
    bench_serial 120 0 'noos> '
    kill "$MACHINE"
    wait "$MACHINE" || true
    rm "$DIR/serial0"
    once_tell --once=52:54:00:00:01:00=auto
    bench_machine 1 bios e1000
    boots_once 0
    bench_serial 120 1 'noos> '
    boots_default 0
}

scenario_once_proxy() {
    bench_net 2
    bench_other
    bench_serve "$PLAIN" --proxy
    once_running
}

scenario_once_files() {
    bench_net 2
    bench_serve "$MENU"
    once_running
    bench_says 1 'has fetched /spare/1/boot/grub/grub\.cfg'
}

scenario_once_signed() {
    bench_net 2
    bench_serve "$SIGNED"
    once_running
    bench_says 1 'has fetched /spare/1/boot/grub/grub\.cfg\.sig'
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
