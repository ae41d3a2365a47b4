# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the tests that read it share its variables
#
# lib-signed.sh — signed media and machines that start them, or refuse to. Source it behind
# tests/images/lib.sh; it uses its build, jobs and WORK, and makes keys of its own, so that a
# build of whatever kind is left as it is.

CELL_SECONDS=100 ENROL_SECONDS=90
# How long a machine that has said why it refuses is watched, in case it goes on all the same.
GRACE_SECONDS=3
KERNEL_RUNS='boot: NoOS entered'

# signed_loaders_make: keys in $WORK/keys, and loaders for them.
signed_loaders_make() {
    "$top/scripts/keys.sh" --out="$WORK/keys" &&
        "$top/images/loaders.sh" --sign="$WORK/keys" --out="$WORK/loaders" --version="$version" \
            --epoch="$EPOCH"
}

# signed_medium SCRIPT OUT FLAG...: what `medium` makes, but signed.
signed_medium() {
    medium "$1" "$2" --sign="$WORK/keys" --loaders="$WORK/loaders" "${@:3}"
}

# byte_change FILE [OFFSET]: one bit of it, in the middle unless told.
byte_change() {
    local at=${2:-$(($(stat -c %s "$1") / 2))} old

    old=$(bytes "$1" "$at" 1)
    printf '%b' "\\x$(printf '%02x' $((16#$old ^ 1)))" |
        dd of="$1" bs=1 seek="$at" conv=notrunc status=none
}

# usb_changed IMAGE PATH OUT: a USB image in which one byte of that file is another one.
usb_changed() {
    cp "$1" "$3" && mcopy -n -i "$3@@1M" "::/$2" "$3.file" && chmod u+w "$3.file" &&
        byte_change "$3.file" && mcopy -o -i "$3@@1M" "$3.file" "::/$2" && rm "$3.file"
}

# tree_changed TREE PATH OUT [OFFSET]
tree_changed() {
    cp -r "$1" "$3" && chmod -R u+w "$3" && byte_change "$3/$2" "${4-}"
}

# machine_words FIRMWARE MEDIUM IMAGE STATE FLAG...: the command of that machine, in `words`. Network
# machines get a network of their own where one can be made.
machine_words() {
    local firmware=$1 medium=$2 image=$3 state=$4 net=user

    printf 'firmware=%s\nmedium=%s\nnic=%s\n' "$firmware" "$medium" \
        "$([[ $firmware == bios ]] && echo e1000 || echo virtio-net-pci)" >"$state/m.conf"
    [[ $medium != pxe* || $network == no ]] || net=tap
    "$top/scripts/machine.sh" --machine="$state/m.conf" --image="$image" --state="$state" \
        --net="$net" --serial="file:$state/serial" --print0 "${@:5}" >"$state/words" || return 1
    mapfile -d '' -t words <"$state/words"
    [[ $net != tap ]] || words=("$top/netboot/rehearsal-net.sh" --tree="$image"
        --log="$state/dnsmasq" -- "${words[@]}")
    : >"$state/serial"
}

serial_says() {
    tr -d '\r' <"$1" 2>/dev/null | grep -aE -e "$2" >/dev/null
}

# machine_until STATE SECONDS PATTERN [GRACE]: runs `words` until the serial line has such a line, and
# GRACE seconds more; false when it never has.
machine_until() {
    local state=$1 deadline=$((SECONDS + $2)) pid found=1

    "${words[@]}" >"$state/qemu" 2>&1 </dev/null &
    pid=$!
    while ((SECONDS <= deadline)); do
        if serial_says "$state/serial" "$3"; then
            found=0
            sleep "${4:-0}"
            break
        fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    return "$found"
}

# keys_enrol: a machine with an empty store of variables starts the stick that keys.sh has made; its
# store is then $WORK/enrolled.fd. The stick ends by a restart.
keys_enrol() {
    local state=$WORK/enrol words=()

    mkdir "$state"
    machine_words uefi-secure usb-xhci "$WORK/keys/enrol.img" "$state" || return 1
    timeout "$ENROL_SECONDS" "${words[@]}" -action reboot=shutdown,shutdown=poweroff \
        >"$state/qemu" 2>&1 </dev/null || { cat -v "$state/qemu" "$state/serial" && return 1; }
    mv "$state/vars.fd" "$WORK/enrolled.fd"
    serial_says "$state/serial" 'Enrolling secure boot keys' && ! serial_says "$state/serial" 'Failed'
}

# cell NAME FIRMWARE MEDIUM IMAGE runs|REASON...: leaves what came of it in $WORK/NAME.said and .status.
# A machine that runs passes its tests; another one says each REASON and never enters the kernel.
cell() {
    local status=0

    mkdir "$WORK/$1"
    cell_judge "$@" >"$WORK/$1.said" 2>&1 || status=$?
    printf '%d\n' "$status" >"$WORK/$1.status"
}

cell_judge() {
    local state=$WORK/$1 firmware=$2 wanted=$5 words=() flags=() reason status=0

    [[ $firmware == bios ]] || flags=(--vars="$WORK/enrolled.fd")
    machine_words "$firmware" "$3" "$4" "$state" "${flags[@]}" || return 1
    if [[ $wanted == runs ]]; then
        machine_until "$state" "$CELL_SECONDS" '^# leave how=poweroff' || status=1
        "$build/tools/bootwatch" --leave "$state/serial" || status=1
    else
        machine_until "$state" "$CELL_SECONDS" "${*: -1}" "$GRACE_SECONDS" || status=1
        for reason in "${@:5}"; do
            serial_says "$state/serial" "$reason" || { printf 'never said: %s\n' "$reason" && status=1; }
        done
        ! serial_says "$state/serial" "$KERNEL_RUNS" || { printf 'the kernel runs\n' && status=1; }
    fi
    ((status == 0)) || cat -v "$state/qemu" "$state/serial" | tail -n 40
    return "$status"
}

# cell_start NAME ...: a cell beside the others; waits for a free place first.
cells_running=0
cell_start() {
    if ((cells_running >= jobs)); then
        wait -n || true
        cells_running=$((cells_running - 1))
    fi
    cell "$@" &
    cells_running=$((cells_running + 1))
}

cell_good() {
    cat "$WORK/$1.said"
    [[ $(<"$WORK/$1.status") == 0 ]]
}
