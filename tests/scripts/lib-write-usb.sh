# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Sticks for the tests of writing one: loop devices, an image, and a library that makes a stick
# misbehave (write-usb-faults.c). sticks_begin, any number of checks, tap_end; whatever was made goes
# when the test ends.
#
# shellcheck disable=SC2034,SC2154  # HERE and WORK are the test's, some of these are for it

# shellcheck source=lib.sh
source "$HERE/lib.sh"

SCRIPT=$HERE/../../scripts/write-usb.sh
BUILD=$HERE/../../build
STICK_BYTES=$((128 << 20))
# More than two pieces of 4 MiB, and no whole number of them.
IMAGE_BYTES=$(((9 << 20) + 1536))
SECONDS_MAX=30

LOOP='' LOOPS=() MOUNTS=() SWAPS=()

# stick_make NAME BYTES [FLAG...] : a sparse file as a loop device, $LOOP.
stick_make()
{
    local file=$WORK/$1

    truncate -s 0 "$file" && truncate -s "$2" "$file"
    LOOP=$(losetup "${@:3}" -f --show "$file") || return 1
    LOOPS+=("$LOOP")
}

everything_ends()
{
    local each

    for each in "${SWAPS[@]}"; do swapoff "$each" 2>/dev/null || true; done
    for each in "${MOUNTS[@]}"; do umount "$each" 2>/dev/null || true; done
    for each in "${LOOPS[@]}"; do losetup -d "$each" 2>/dev/null || true; done
    rm -rf "$WORK"
}

image_make()
{
    head -c "$IMAGE_BYTES" /dev/urandom >"$1"
    printf '\x55\xaa' | dd of="$1" bs=1 seek=510 conv=notrunc status=none
}

# The script on $LOOP, by force and unasked.
write()
{
    "$SCRIPT" --build="$BUILD" --image="$WORK/image" --dev="$LOOP" --yes --force
}

# faulty FAULT : the same, with a stick that misbehaves.
faulty()
{
    FAULT=$1 FAULT_AT=$WORK/at FAULT_GO=$WORK/go LD_PRELOAD=$WORK/faults.so \
        "$BUILD/tools/writeusb" --image="$WORK/image" --yes --force "$LOOP"
}

holds_image()
{
    cmp -n "$IMAGE_BYTES" "$WORK/image" "$1"
}

# Behind the image there is nothing: neither marks nor tables.
rest_is_empty()
{
    [ -z "$(tail -c "+$((IMAGE_BYTES + 1))" "$1" | tr -d '\0' | head -c 1 | od -An -c)" ]
}

# Neither boot signature nor GPT nor anything else in the first sectors but the placeholder.
is_not_bootable()
{
    local first

    first=$(head -c 65536 "$1" | tr -d '\0')
    [ "$first" = 'NoOS: this stick was not written to its end' ]
}

await_file()
{
    local end=$((SECONDS + SECONDS_MAX))

    until [ -e "$1" ]; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.02
    done
}

await_words()
{
    local end=$((SECONDS + SECONDS_MAX))

    until grep -qa "$1" "$2" 2>/dev/null; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.02
    done
}

# sticks_begin CHECKS ARGUMENT... : the test's arguments, the plan, the image and the library.
sticks_begin()
{
    local checks=$1 argument

    shift
    for argument in "$@"; do
        case $argument in
        --build=*) BUILD=${argument#*=} ;;
        *) printf '%s: unknown argument %s\n' "${0##*/}" "$argument" >&2 && exit 2 ;;
        esac
    done
    tap_begin "$checks"
    trap everything_ends EXIT
    image_make "$WORK/image"
    gcc -shared -fPIC -O1 -Wall -Wextra -Werror -D_GNU_SOURCE -o "$WORK/faults.so" \
        "$HERE/write-usb-faults.c"
}

# loops_or_skip CHECKS : without loop devices, so many checks are skipped and the test ends.
loops_or_skip()
{
    stick_make probe "$STICK_BYTES" 2>/dev/null && return
    skip "$1" 'no loop device to be had here (root?)' 'writing a stick'
    tap_end
}
