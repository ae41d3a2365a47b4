# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # sourced by scripts/bench.sh, whose variables these are
#
# pxe.sh — a network boot in seconds, files, packets and bytes, beside the tree of grub-mknetdir with the
# same kernel, command line and wait of the hidden menu behind dnsmasq's own defaults, in turns; and how
# it grows with machines.
#
# The network is that of the rehearsal. The times of the first DHCP packet and of the kernel's first
# line are of one clock; packets and bytes are all that passed the machine's tap.

PXE_PERCENT_TIME=35
PXE_PERCENT_GROWTH=120
declare -rA PXE_PERCENT_PACKETS=([bios]=60 [uefi]=85)

pxe_check() {
    machine_check
    tools_need socat:socat ip:iproute2 dnsmasq:dnsmasq-base grub-mknetdir:grub-common
    files_need kernel noos.elf
}

# log_count VARIABLE FILE PATTERN: lines of dnsmasq's TFTP server, which begin with a date where
# dnsmasq runs without root's rights.
log_count() {
    printf -v "$1" '%d' "$(grep -c "dnsmasq-tftp[^ ]*: $3" "$2" || true)"
}

# stock_make: the tree as GRUB's manual has it; its menu waits as ours does (config/grub/menu.cfg.in).
stock_make() {
    grub-mknetdir --net-directory="$work/stock" --subdir=boot/grub >"$work/said" 2>&1 ||
        give_up "grub-mknetdir fails: $(tail -n 1 "$work/said")"
    cp "$build/noos.elf" "$work/stock/boot/"
    # shellcheck disable=SC2016  # the variable is GRUB's
    printf '%s\n' 'set timeout=0' \
        'if [ "$grub_platform" = pc ]; then set timeout_style=hidden; set timeout=3; fi' 'menuentry NoOS {' \
        "    multiboot2 /boot/noos.elf 'mode=release' 'autorun=diag cpu.long_mode; poweroff' 'medium=pxe'" \
        '}' >"$work/stock/boot/grub/grub.cfg"
}

# pxe_run TREE FIRMWARE [FLAG...]: one boot; TREE is netboot or stock.
pxe_run() {
    local tree=$1 name=$1-$2 log=$work/dnsmasq.log wire=$work/wire dhcp_us='' file_us='' packets='' bytes=''
    local files missing

    machine_run "$work/$2.conf" "$work/$tree" "$top/netboot/rehearsal-net.sh" \
        --tree="$work/$tree" --log="$log" "${@:3}" -- "$scripts/bench/wire.sh" --out="$wire" --
    {
        read -r dhcp_us
        read -r file_us
        read -r packets bytes
    } <"$wire" || true
    [[ $dhcp_us =~ ^[0-9]+$ && -n $bytes ]] || give_up "no DHCP packet of the machine was seen"
    # UEFI opens its file once more, to ask for the size.
    files=$(sed -n 's/.*dnsmasq-tftp[^ ]*: sent \(.*\) to .*/\1/p' "$log" | sort -u | wc -l)
    log_count missing "$log" 'file .* not found '
    ((files > 0)) || give_up "dnsmasq's log names no file that was sent"
    sample_add "time-$name" $((first_us - dhcp_us))
    sample_add "firmware-$name" $((file_us - dhcp_us))
    sample_add "rest-$name" $((first_us - file_us))
    sample_add "packets-$name" "$packets"
    sample_add "bytes-$name" "$bytes"
    sample_add "files-$name" "$files"
    sample_add "missing-$name" "$missing"
}

# pxe_row WHAT UNIT NAME FIRMWARE AT_MOST: ours beside the stock tree's.
pxe_row() {
    local stock

    sample_median stock "$3-stock-$4"
    table_sample "$1" "$2" "$3-netboot-$4" "$stock" "$5"
}

# pxe_rows TITLE FIRMWARE: of the files, the worst is judged.
pxe_rows() {
    local worst

    pxe_row "$1: DHCP to the kernel's first line" s time "$2" "$PXE_PERCENT_TIME"
    pxe_row "$1: of that, up to the first file asked for" s firmware "$2" ''
    pxe_row "$1: and from there on" s rest "$2" ''
    pxe_row "$1: packets" count packets "$2" "${PXE_PERCENT_PACKETS[$2]}"
    pxe_row "$1: bytes" bytes bytes "$2" ''
    pxe_row "$1: files" count files "$2" ''
    sample_worst worst "files-netboot-$2"
    table_row "$1: files, beside one" count "$worst" '' 1 100
    pxe_row "$1: names not found" count missing "$2" ''
}

# many_run COUNT: so many machines at once; samples by machine, but for the time.
many_run() {
    local out=$work/many took_us='' cpu_us='' bytes=''

    rm -rf "$out"
    mkdir "$out"
    "$top/netboot/rehearsal-net.sh" --tree="$work/netboot" --log="$out/dnsmasq.log" --taps=8 -- \
        "$scripts/bench/many.sh" --count="$1" --image="$work/netboot" --dir="$out" \
        >"$out/figures" 2>"$out/said" || give_up "$1 machines at once: $(tail -n 1 "$out/said")"
    read -r took_us cpu_us bytes <"$out/figures" || true
    [[ -n $bytes ]] || give_up "$1 machines at once: no figures"
    sample_add "many-time-$1" "$took_us"
    sample_add "many-cpu-$1" $((cpu_us / $1))
    sample_add "many-bytes-$1" $((bytes / $1))
}

# calls_run COUNT: how often dnsmasq asks something of the kernel for each; what watches it slows it, so
# that these runs are for this number alone.
calls_run() {
    local out=$work/many calls=''

    rm -rf "$out"
    mkdir "$out"
    "$top/netboot/rehearsal-net.sh" --tree="$work/netboot" --log="$out/dnsmasq.log" --taps=8 -- \
        "$scripts/bench/many.sh" --count="$1" --image="$work/netboot" --dir="$out" --calls="$out/calls" \
        >"$out/figures" 2>"$out/said" || give_up "$1 machines at once: $(tail -n 1 "$out/said")"
    calls=$(awk '$NF != "total" && $4 ~ /^[0-9]+$/ { sum += $4 } END { print sum + 0 }' "$out/calls")
    ((calls > 0)) || give_up "strace counts no system calls of dnsmasq"
    sample_add "many-calls-$1" $((calls / $1))
}

many_measure() {
    local runs run count one

    runs=$(runs_of 3 1)
    for ((run = 0; run < runs; run++)); do
        for count in 1 2 4 8; do many_run "$count"; done
    done
    table_begin "pxe: machines at once (SeaBIOS, 64 MiB each), median of $runs runs" 'of one'
    for count in 1 2 4 8; do
        sample_median one many-time-1
        table_sample "$count: power-on to the last kernel's first line" s "many-time-$count" "$one" ''
    done
    for count in 2 4 8; do
        sample_median one many-cpu-1
        table_sample "$count: dnsmasq's CPU time for each" ms "many-cpu-$count" "$one" \
            "$PXE_PERCENT_GROWTH"
        sample_median one many-bytes-1
        table_sample "$count: bytes for each" bytes "many-bytes-$count" "$one" "$PXE_PERCENT_GROWTH"
    done
    command -v strace >/dev/null || return 0
    for count in 1 8; do calls_run "$count"; done
    sample_median one many-calls-1
    table_sample "8: dnsmasq's system calls for each" count many-calls-8 "$one" "$PXE_PERCENT_GROWTH"
}

pxe_measure() {
    local runs run firmware reason

    reason=$("$top/netboot/rehearsal-net.sh" --check 2>&1) || give_up "$reason"
    runs=$(runs_of 5 1)
    copy_make tree "$work/netboot"
    stock_make
    for firmware in bios uefi; do
        conf_make "$work/$firmware.conf" "$firmware" medium=pxe
    done
    for ((run = 0; run < runs; run++)); do
        for firmware in bios uefi; do
            pxe_run netboot "$firmware"
            pxe_run stock "$firmware" --template="$scripts/bench/stock.conf.in"
        done
    done
    table_begin "pxe: beside grub-mknetdir and dnsmasq's defaults, median of $runs runs" stock
    pxe_rows SeaBIOS bios
    pxe_rows 'OVMF x64' uefi
    many_measure
}
