#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# machine.sh — turns a machine file into one QEMU command line, and runs or prints it.
#
# This is the only place that knows QEMU's options: the rehearsal, `make run` and `make debug` all
# start their machines with the words that come out here. Nothing is started from QEMU's defaults
# (-nodefaults), so that a machine has exactly the devices its file names.
set -euo pipefail
export LC_ALL=C

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
declare -A machine
# shellcheck source=machine-file.sh
. "$here/machine-file.sh"

usage() {
    cat <<'END'
usage: scripts/machine.sh --machine=FILE --image=PATH --state=DIR [option...]
  --machine=FILE     the machine (config/machines/README.md)
  --image=PATH       what it starts: an ISO, a USB image, or the TFTP root
  --state=DIR        where the fresh copy of the UEFI variables is put
  --medium=WORD      iso, virtio-disk, stick, stick-spoiled, usb-xhci, usb-ehci, pxe or pxe-tree
                     (default: the first its file names)
  --serial=WHERE     stdio (default), unix:PATH (QEMU listens and waits), or file:PATH
  --net=tap|user     pxe: the tap device tap0 (default) or QEMU's own TFTP server
  --tap=NAME         pxe: another tap device than tap0
  --mac=ADDRESS      pxe: another address of the card than the one made from the machine's name
  --accel=tcg|kvm    default tcg
  --interactive      for a person: power-off ends QEMU, a reset restarts the machine
  --display=WORD     QEMU's -display (default none)
  --gdb=PATH         stop before the first instruction, wait for gdb on a Unix socket
  --ovmf=DIR         where the UEFI firmware lies (default /usr/share/OVMF)
  --vars=FILE        UEFI variables to start with, as another machine left them in its state
                     (default: none are set, and so no keys for Secure Boot)
  --print            print the command line, quoted for a shell, instead of running it
  --print0           the same with a NUL after each word
  --v                show the command line on stderr, then run it
END
}

fail() {
    printf 'machine.sh: %s\n' "$1" >&2
    exit 2
}

machine_path='' image='' state='' medium='' serial=stdio net=tap tap=tap0 mac='' accel=tcg interactive=no
display=none gdb='' ovmf=/usr/share/OVMF vars='' action=run
words=()

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --machine=*) machine_path=${flag#*=} ;;
            --image=*) image=${flag#*=} ;;
            --state=*) state=${flag#*=} ;;
            --medium=*) medium=${flag#*=} ;;
            --serial=*) serial=${flag#*=} ;;
            --net=*) net=${flag#*=} ;;
            --tap=*) tap=${flag#*=} ;;
            --mac=*) mac=${flag#*=} ;;
            --accel=*) accel=${flag#*=} ;;
            --interactive) interactive=yes ;;
            --display=*) display=${flag#*=} ;;
            --gdb=*) gdb=${flag#*=} ;;
            --ovmf=*) ovmf=${flag#*=} ;;
            --vars=*) vars=${flag#*=} ;;
            --print) action=print ;;
            --print0) action=print0 ;;
            --v) action=show ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
}

check_flags() {
    [[ -n $machine_path ]] || fail "--machine=FILE is missing"
    machine_read "$machine_path"
    medium=${medium:-${machine[medium]%% *}}
    [[ $medium =~ ^$MACHINE_MEDIA$ ]] || fail "'$medium' is no medium"
    [[ $serial =~ ^(stdio|unix:.+|file:.+)$ ]] || fail "'$serial' is no place for the serial line"
    [[ $net =~ ^(tap|user)$ ]] || fail "--net=$net is neither tap nor user"
    [[ $tap =~ ^[a-z0-9]{1,15}$ ]] || fail "--tap=$tap is no name of a tap device"
    [[ -z $mac || $mac =~ ^([0-9a-f]{2}:){5}[0-9a-f]{2}$ ]] || fail "--mac=$mac is no address"
    [[ $accel =~ ^(tcg|kvm)$ ]] || fail "--accel=$accel is neither tcg nor kvm"
    [[ -e $image ]] || fail "there is no '$image' to start: make images builds it"
    image=$(readlink -f "$image")
    [[ -d $state && -w $state ]] || fail "--state='$state' is no folder that can be written to"
    [[ "$image$state$serial$gdb" != *,* ]] || fail "QEMU takes no path with a comma in it"
    command -v qemu-system-x86_64 >/dev/null ||
        fail "qemu-system-x86_64 is missing: apt install qemu-system-x86"
}

smm_wanted() {
    [[ ${machine[firmware]} == uefi32 || ${machine[firmware]} == uefi-secure* ]]
}

# The board, its CPU and memory, and how QEMU itself behaves.
add_board() {
    local chipset=${machine[chipset]}

    # OVMF with Secure Boot, which that for 32-bit UEFI always has, keeps its variables by SMM, and
    # stays silent without it.
    if smm_wanted; then chipset+=,smm=on; fi
    words=(qemu-system-x86_64 -nodefaults -no-user-config -display "$display" -accel "$accel"
        -M "$chipset" -m "${machine[memory]}" -smp "${machine[smp]}" -vga "${machine[vga]}")
    [[ -n ${machine[cpu]-} ]] && words+=(-cpu "${machine[cpu]}")
    if [[ $interactive == no ]]; then
        # A machine that leaves stays there, paused, until its screen was looked at.
        words+=(-no-reboot -action shutdown=pause)
    fi
    [[ -n $gdb ]] && words+=(-S -chardev "socket,id=gdb,path=$gdb,server=on,wait=off"
        -gdb chardev:gdb)
    return 0
}

# add_ovmf CODE VARS PACKAGE: the variables are a fresh copy, since a store that another boot has
# written to sends the firmware elsewhere.
add_ovmf() {
    local file

    for file in "$1" "$2"; do
        [[ -f $ovmf/$file ]] || fail "$ovmf/$file is missing: apt install $3"
    done
    [[ -z $vars || -f $vars ]] || fail "there are no variables '$vars' (--vars=)"
    cp "${vars:-$ovmf/$2}" "$state/vars.fd" || fail "cannot write $state/vars.fd"
    chmod u+w "$state/vars.fd"
    words+=(-drive "if=pflash,unit=0,format=raw,readonly=on,file=$ovmf/$1"
        -drive "if=pflash,unit=1,format=raw,file=$state/vars.fd")
}

add_firmware() {
    case ${machine[firmware]} in
        bios)
            # No SeaBIOS text on the serial line; nothing to boot ends the machine by a reset.
            words+=(-fw_cfg "name=etc/sercon-port,string=0" -boot reboot-timeout=1) ;;
        uefi)
            add_ovmf OVMF_CODE_4M.fd OVMF_VARS_4M.fd ovmf ;;
        uefi32)
            add_ovmf OVMF32_CODE_4M.secboot.fd OVMF32_VARS_4M.fd ovmf-ia32 ;;
        uefi-secure)
            add_ovmf OVMF_CODE_4M.secboot.fd OVMF_VARS_4M.fd ovmf ;;
        uefi-secure-nx)
            add_ovmf OVMF_CODE_4M.secboot.strictnx.fd OVMF_VARS_4M.fd ovmf ;;
    esac
    if smm_wanted; then words+=(-global "driver=cfi.pflash01,property=secure,value=on"); fi
}

add_serial() {
    local -A iobase=([com1]=0x3f8 [com2]=0x2f8 [com3]=0x3e8 [com4]=0x2e8)
    local -A irq=([com1]=4 [com2]=3 [com3]=4 [com4]=3)
    local port=${machine[serial]}

    [[ $port == none ]] && return 0
    case $serial in
        stdio) words+=(-chardev "stdio,id=serial,mux=on,signal=off" -mon chardev=serial) ;;
        unix:*) words+=(-chardev "socket,id=serial,path=${serial#*:},server=on,wait=on") ;;
        file:*) words+=(-chardev "file,id=serial,path=${serial#*:}") ;;
    esac
    case $port in
        com?) words+=(-device "isa-serial,chardev=serial,iobase=${iobase[$port]},irq=${irq[$port]}") ;;
        pci) words+=(-device "pci-serial,chardev=serial") ;;
        pci-?x) words+=(-device "pci-serial-${port#pci-},chardev1=serial") ;;
        pci-port)
            words+=(-device "pcie-root-port,id=serialport,chassis=9"
                -device "pci-serial,bus=serialport,chardev=serial")
            ;;
    esac
}

# add_drive CONTROLLER-DEVICE DRIVE-DEVICE MEDIA: what the guest writes goes to a temporary file.
add_drive() {
    [[ -n $1 ]] && words+=(-device "$1")
    words+=(-drive "if=none,id=medium,media=$3,format=raw,snapshot=on,file=$image"
        -device "$2,drive=medium,bootindex=0")
}

add_network() {
    local -A loader=([bios]=noos-bios.0 [uefi]=noos-x64.efi [uefi32]=noos-ia32.efi
        [uefi-secure]=noos-x64.efi [uefi-secure-nx]=noos-x64.efi)
    local backend=tap,id=net,ifname=$tap,script=no,downscript=no number

    [[ $net == user ]] &&
        backend=user,id=net,tftp=$image,bootfile=${loader[${machine[firmware]}]}
    number=$(printf '%s' "${machine[name]}-$medium" | cksum | cut -d " " -f 1)
    [[ -n $mac ]] || mac=$(printf '52:54:00:%02x:%02x:%02x' $((number >> 16 & 255)) \
        $((number >> 8 & 255)) $((number & 255)))
    words+=(-netdev "$backend" -device "${machine[nic]},netdev=net,mac=$mac,bootindex=0")
    # Newer UEFI starts its network only where it finds a source of random numbers.
    [[ ${machine[firmware]} == bios ]] || words+=(-device virtio-rng-pci)
}

add_medium() {
    case $medium in
        iso) add_drive '' ide-cd cdrom ;;
        virtio-disk) add_drive '' virtio-blk-device disk ;;
        stick | stick-spoiled | usb-xhci) add_drive qemu-xhci,id=usb usb-storage,bus=usb.0 disk ;;
        usb-ehci) add_drive usb-ehci,id=usb usb-storage,bus=usb.0 disk ;;
        pxe | pxe-tree) add_network ;;
    esac
}

# The words of `qemu=` lines, split at blanks; no quoting, no expansion.
add_extras() {
    local line extra

    while IFS= read -r line; do
        read -ra extra <<<"$line"
        words+=("${extra[@]}")
    done <<<"${machine[qemu]}"
}

words_show() {
    local line

    printf -v line '%q ' "${words[@]}"
    printf '%s\n' "${line% }"
}

main() {
    parse_flags "$@"
    check_flags
    add_board
    add_firmware
    add_serial
    add_medium
    [[ -n ${machine[qemu]-} ]] && add_extras
    case $action in
        print) words_show ;;
        print0) printf '%s\0' "${words[@]}" ;;
        show) words_show >&2 ;;&
        show | run) exec "${words[@]}" ;;
    esac
}

main "$@"
