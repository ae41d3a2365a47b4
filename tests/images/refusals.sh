#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What the makers of media refuse: with one sentence and exit status 2, leaving what was there before
# as it was and nothing of their own.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

DISK_KILOBYTES='12 200 1500'

# refused PATTERN COMMAND...: status 2, one line that matches, and $WORK/out as it was.
refused() {
    local pattern=$1 said status=0
    shift

    rm -rf "$WORK/out"
    mkdir -p "$WORK/out/folder"
    printf 'before\n' >"$WORK/out/file"
    said=$("$@" 2>&1 </dev/null) || status=$?
    if ((status != 2)) || [[ $said == *$'\n'* || ! $said =~ $pattern ]]; then
        printf 'status %d and "%s", wanted 2 and one line like: %s\n' "$status" "$said" "$pattern"
        return 1
    fi
    out_untouched
}

out_untouched() {
    same 'what is there' "$(cd "$WORK/out" && find . | sort | tr '\n' ' ')" '. ./file ./folder ' &&
        cmp "$WORK/out/file" <(printf 'before\n')
}

# made FLAG...: an ISO, of which the last of equal flags counts.
made() {
    medium images/iso.sh "$WORK/out/file" "$@"
}

kernels_make() {
    printf 'no kernel\n' >"$WORK/text"
    cp /bin/true "$WORK/program"
    # A kernel whose ELF header names no section headers (e_shoff, and their count and names).
    cp "$kernel" "$WORK/stripped"
    printf '\0\0\0\0\0\0\0\0' | dd of="$WORK/stripped" bs=1 seek=40 conv=notrunc status=none
    printf '\0\0\0\0\0\0' | dd of="$WORK/stripped" bs=1 seek=58 conv=notrunc status=none
    mkdir "$WORK/loaders"
    printf '9.9\n' >"$WORK/loaders/version"
}

check_kernels() {
    check 'no kernel file' refused 'no readable kernel file' made --kernel="$WORK/none"
    check 'no kernel flag' refused 'which kernel' made --kernel=
    check 'a text for a kernel' refused 'is no kernel that this menu can start' made --kernel="$WORK/text"
    check 'a program for a kernel' refused 'is no kernel that this menu can start' made --kernel="$WORK/program"
    check 'a kernel without section headers' refused 'no section headers' \
        made --kernel="$WORK/stripped"
}

check_flags() {
    check 'an unknown flag' refused "unknown flag '--nothing'" made --nothing
    check 'no version' refused 'which version' made --version=
    check 'a version with a blank' refused 'is no version' made --version='1 2'
    check 'a version that leads elsewhere' refused 'is no version' made --version=../../x
    check 'no time' refused 'which time' made --epoch=
    check 'a time that is none' refused 'is no time' made --epoch=now
    check 'a time beyond FAT' refused 'is no time' made --epoch=4354819199
    check 'an entry that is not there' refused 'there is no such entry' made --default=other
    check 'two entries' refused 'there is no such entry' made --default='release debug'
    check 'no loaders' refused 'no finished loaders' made --loaders="$WORK/out"
    check 'loaders of another version' refused 'are of 9\.9, not' made --loaders="$WORK/loaders"
    check 'an odd partition type' refused 'may be 0c or ef' \
        medium images/usb.sh "$WORK/out/file" --type=83
    check 'a server that is none' refused 'is no IPv4 address' \
        medium netboot/tree.sh "$WORK/out/folder" --server=10.0.0.256
    check 'a machine without an address' refused 'is no address' \
        medium netboot/tree.sh "$WORK/out/folder" --machine='52:54:00 auto'
    check 'a machine with an odd entry' refused 'there is no entry' \
        medium netboot/tree.sh "$WORK/out/folder" --machine="52:54:00:00:00:01 a'b"
}

check_words() {
    local long words modules=() i

    printf -v long '%4100s' ''
    printf -v words '%121s' ''
    words=${words// /a }
    for ((i = 0; i < 64; i++)); do modules+=(--module="$WORK/text"); done
    check 'a quote that stays open' refused 'is never closed' made --cmdline='a="b'
    check 'a line break' refused 'control character' made --cmdline=$'a\nb'
    check 'a tabulator in quotes' refused 'control character' made --cmdline=$'a="b\tc"'
    check 'a long command line' refused 'longer than the 4000 bytes' made --cmdline="${long// /a}"
    check 'many words' refused '120 words' made --cmdline="$words"
    check 'no module file' refused 'no module file' made --module="$WORK/none with=arguments"
    check 'a folder for a module' refused 'no module file' made --module="$WORK"
    check 'an open quote behind a module' refused 'is never closed' made --module="$WORK/text 'a"
    check 'a long text behind a module' refused 'longer than 255' \
        made --module="$WORK/text ${long// /a}"
    check 'many modules' refused 'more than 63 modules' made "${modules[@]}"
    truncate -s 4G "$WORK/large"
    check 'a module of 4 GiB' refused 'larger than 4 GiB' made --module="$WORK/large"
    rm "$WORK/large"
}

check_places() {
    check 'no place' refused 'where to' made --out=
    check 'a folder in the place of a file' refused 'is no plain file' made --out="$WORK/out/folder"
    check 'a device in the place of a file' refused 'is no plain file' made --out=/dev/null
    check 'a file in the place of a folder' refused 'is no folder' \
        medium netboot/tree.sh "$WORK/out/file"
    check 'a folder of somebody else' refused 'holds something else' \
        medium netboot/tree.sh "$WORK/loaders"
    check 'a place below a file' refused 'cannot make the folder' made --out="$WORK/text/iso"
    check 'a place that cannot be written' refused 'cannot (write in|make the folder)' \
        made --out=/proc/noos/iso
}

# without TOOL COMMAND...: with a PATH that has all tools of /usr/bin but this one.
without() {
    local tool=$1
    shift

    rm -rf "$WORK/path"
    mkdir "$WORK/path"
    find /usr/bin /bin -maxdepth 1 ! -name "$tool" -exec ln -sf -t "$WORK/path" {} +
    PATH=$WORK/path "$@"
}

check_tools() {
    check 'no xorriso' refused 'xorriso is missing: apt install xorriso' without xorriso made
    check 'no mcopy' refused 'mcopy is missing: apt install mtools' \
        without mcopy medium images/usb.sh "$WORK/out/file"
    check 'no grub-mkimage' refused 'grub-mkimage is missing: apt install grub-common' \
        without grub-mkimage medium netboot/tree.sh "$WORK/out/folder"
    check 'no grub-file' refused 'grub-file is missing: apt install grub-common' \
        without grub-file made
}

# full KILOBYTES COMMAND...: with $WORK/out on a disk of this size.
full() {
    local kilobytes=$1
    shift

    export -f medium
    export WORK top kernel build version EPOCH
    # shellcheck disable=SC2016  # for the shell inside
    "${NAMESPACE[@]}" bash -c '
        set -e
        mount -t tmpfs -o "size=$1k" tmpfs "$WORK/out" && shift
        mkdir "$WORK/out/folder" && printf "before\n" >"$WORK/out/file"
        status=0
        said=$("$@" 2>&1) || status=$?
        printf "%s\n" "$said"
        [[ $(cd "$WORK/out" && find . | sort | tr "\n" " ") == ". ./file ./folder " ]] ||
            { ls -lRA "$WORK/out" && status=1; }
        exit "$status"' x "$kilobytes" "$@"
}

check_full() {
    local kilobytes scripts='images/iso.sh images/usb.sh netboot/tree.sh' script out

    NAMESPACE=(unshare -m)
    ((EUID == 0)) || NAMESPACE=(unshare -Urm)
    if ! "${NAMESPACE[@]}" mount -t tmpfs tmpfs /mnt 2>/dev/null; then
        skip 10 'this system allows no mounts, not even private ones' 'a full disk'
        return
    fi
    for kilobytes in $DISK_KILOBYTES; do
        for script in $scripts; do
            out=$WORK/out/file
            [[ $script != *tree.sh ]] || out=$WORK/out/folder
            check "$script on a disk of $kilobytes KiB" refused 'is full' \
                full "$kilobytes" medium "$script" "$out" --module="$kernel" --module="$kernel"
        done
    done
    check 'images/loaders.sh on a full disk' refused 'is full' full 300 \
        "$top/images/loaders.sh" --out="$WORK/out/folder" --version="$version" --epoch="$EPOCH"
}

# Ended in the middle of its work, at whichever moment, a script leaves what was there before or a
# finished medium.
ended_clean() {
    local moment

    made --default=release && mv "$WORK/out/file" "$WORK/finished"
    for moment in 0.02 0.04 0.06 0.08 0.1 0.13 0.16 0.2; do
        ended "$moment"
        if cmp -s "$WORK/out/file" "$WORK/finished"; then
            printf 'before\n' >"$WORK/out/file"
        fi
        out_untouched || return 1
    done
}

# ended SECONDS: begins to make a medium, and ends that after so long.
ended() {
    local pid

    printf 'before\n' >"$WORK/out/file"
    "$top/images/iso.sh" --kernel="$kernel" --loaders="$build/loaders" --version="$version" \
        --epoch="$EPOCH" --out="$WORK/out/file" &
    pid=$!
    sleep "$1"
    kill -TERM "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}

main() {
    flags_read "$@"
    tap_begin 53
    kernels_make
    check_kernels
    check_flags
    check_words
    check_places
    check_tools
    check_full
    check 'ended in the middle of its work' ended_clean
    tap_end
}

main "$@"
