# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # sourced by scripts/bench.sh, whose variables these are
#
# pxe.sh — from the client's first DHCP packet to the kernel's first line, and what was fetched.
#
# The network is that of the rehearsal. The times of the packet and of the line are of one clock.

PXE_US_MAX=6000000
PXE_FILES_MAX=3

pxe_check() {
    machine_check
    tools_need socat:socat ip:iproute2 dnsmasq:dnsmasq-base
}

# log_count VARIABLE FILE PATTERN: lines of dnsmasq's TFTP server, which begin with a date where
# dnsmasq runs without root's rights.
log_count() {
    printf -v "$1" '%d' "$(grep -c "dnsmasq-tftp[^ ]*: $3" "$2" || true)"
}

# pxe_run FIRMWARE: a sample of the time, of the files sent, and of the names that are not there.
pxe_run() {
    local log=$work/dnsmasq.log wire=$work/wire dhcp_us='' files missing

    machine_run "$work/$1.conf" "$work/netboot" "$top/netboot/rehearsal-net.sh" \
        --tree="$work/netboot" --log="$log" -- "$scripts/bench/wire.sh" --out="$wire" --
    read -r dhcp_us <"$wire" || true
    [[ $dhcp_us =~ ^[0-9]+$ ]] || give_up "no DHCP packet of the machine was seen"
    sample_add "time-$1" $((first_us - dhcp_us))
    log_count files "$log" 'sent '
    log_count missing "$log" 'file .* not found '
    ((files > 0)) || give_up "dnsmasq's log names no file that was sent"
    sample_add "files-$1" "$files"
    sample_add "missing-$1" "$missing"
}

# pxe_rows TITLE FIRMWARE: of the counts, the worst is judged.
pxe_rows() {
    local worst

    table_sample "$1: to the kernel's first line" s "time-$2" "$PXE_US_MAX" 100
    sample_worst worst "files-$2"
    table_row "$1: files transferred" count "$worst" "$worst" "$PXE_FILES_MAX" 100
    sample_worst worst "missing-$2"
    table_row "$1: names not found" count "$worst" "$worst" 0 100
}

pxe_measure() {
    local runs run firmware reason

    reason=$("$top/netboot/rehearsal-net.sh" --check 2>&1) || give_up "$reason"
    runs=$(runs_of 5 2)
    copy_make tree "$work/netboot"
    for firmware in bios uefi; do
        conf_make "$work/$firmware.conf" "$firmware" medium=pxe
    done
    for ((run = 0; run < runs; run++)); do
        for firmware in bios uefi; do pxe_run "$firmware"; done
    done
    table_begin "pxe: from the first DHCP packet, median of $runs runs under TCG" limit
    pxe_rows SeaBIOS bios
    pxe_rows 'OVMF x64' uefi
}
