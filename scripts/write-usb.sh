#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# write-usb.sh — prints how to write the USB image to a stick. It writes nothing itself.
#
# A wrong device name destroys a disk, so what the name stands for is shown beside the command, and
# whatever cannot be a stick as a whole is refused.
set -euo pipefail
export LC_ALL=C

usage() {
    cat <<'END'
usage: scripts/write-usb.sh --dev=DEVICE --image=FILE
  --dev=DEVICE   the whole stick, such as /dev/sdb
  --image=FILE   the USB image or the ISO
END
}

fail() {
    printf 'write-usb.sh: %s\n' "$1" >&2
    exit 2
}

dev='' image=''

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --dev=*) dev=${flag#*=} ;;
            --image=*) image=${flag#*=} ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ -n $dev ]] || fail "which stick? DEV=/dev/sdX; lsblk -o NAME,SIZE,MODEL,TRAN lists the disks"
    [[ -f $image ]] || fail "there is no image '$image': make usb builds it"
}

# device_fact PATH: a file of the device's sysfs folder, or nothing.
device_fact() {
    local text=''

    read -r text 2>/dev/null <"$1" || true
    printf '%s' "$text"
}

check_device() {
    local major_minor

    [[ -e $dev ]] || fail "there is no '$dev'; lsblk -o NAME,SIZE,MODEL,TRAN lists the disks"
    [[ -b $dev ]] || fail "$dev is no block device"
    major_minor=$(stat -L -c '%Hr:%Lr' "$dev")
    sys=/sys/dev/block/$major_minor
    [[ ! -e $sys/partition ]] ||
        fail "$dev is a partition; the image goes on the whole stick, of which it is a part"
    [[ -d $sys ]] || fail "the kernel knows no device behind $dev"
}

# What is known of the device, and each thing that speaks against it.
describe() {
    local sectors mounted

    sectors=$(device_fact "$sys/size")
    ((${sectors:-0} * 512 >= $(stat -c %s "$image"))) || fail "$image does not fit on $dev"
    printf '%s: %s %s, %d MB, %s\n' "$dev" "$(device_fact "$sys/device/vendor")" \
        "$(device_fact "$sys/device/model")" $((${sectors:-0} * 512 / 1000000)) \
        "$([[ $(device_fact "$sys/removable") == 1 ]] && printf 'removable' || printf 'not removable')"
    printf '%s: %d MB\n\n' "$image" $(($(stat -c %s "$image") / 1000000))
    lsblk -o NAME,SIZE,FSTYPE,LABEL,MOUNTPOINTS "$dev" 2>/dev/null || true
    printf '\nDANGER: the command below destroys everything on %s, without asking.\n' "$dev"
    if [[ $(device_fact "$sys/removable") != 1 ]]; then
        printf 'WARNING: it does not call itself removable: is it a disk of this machine?\n'
    fi
    mounted=$(awk -v dev="$(readlink -f "$dev")" '
        index($1, dev) == 1 && substr($1, length(dev) + 1) ~ /^(p?[0-9]+)?$/ {
            print "  " $1 " on " $2
        }' /proc/mounts)
    if [[ -n $mounted ]]; then
        printf 'It is in use:\n%s\n' "$mounted"
        fail "$dev is mounted: unmount all of it first, and look whether it is the stick you mean"
    fi
}

main() {
    local sys=''

    parse_flags "$@"
    check_device
    describe
    printf '\nCheck the name, then:\n\n'
    printf '  sudo dd if=%q of=%q bs=4M oflag=direct conv=fsync status=progress\n' "$image" "$dev"
    printf '  sudo cmp -n %d %q %q && echo written\n' "$(stat -c %s "$image")" "$image" "$dev"
}

main "$@"
