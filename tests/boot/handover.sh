#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What a loader may do to a kernel: bring so many modules with so long names that its information no
# longer fits where it usually lies, and load a large kernel straight over memory that the firmware keeps.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
TOP=$(readlink -f "$HERE/../..")
# Beside those, each medium brings one of its own.
MODULES=40 PADDING_MIB=9
BUILD=build

# iso_make KERNEL OUT FLAG...: the ISO that make images would make of that kernel, with more flags.
iso_make() {
    local version epoch

    version=$(sed -n 's/^--version=//p' "$BUILD/media-flags")
    epoch=$(sed -n 's/^--epoch=//p' "$BUILD/media-flags")
    "$TOP/images/iso.sh" --kernel="$1" --out="$2" --loaders="$BUILD/loaders" --version="$version" \
        --epoch="$epoch" --cmdline='autorun="diag memory boot; poweroff"' --no-warnings "${@:3}"
}

# boots NAME IMAGE LINE...: whether a UEFI machine does with that image what the lines of its file say.
boots() {
    local name=$1 image=$2 status=0

    shift 2
    printf '%s\n' firmware=uefi medium=iso smp=4 "$@" >"$WORK/$name.conf"
    "$TOP/scripts/cell.sh" --machine="$WORK/$name.conf" --image="$image" --out="$WORK/$name" \
        --tools="$BUILD/tools" || status=$?
    cat "$WORK/$name/verdict.txt"
    grep -a 'memory\|boot:' "$WORK/$name/serial.log" || true
    return "$status"
}

modules_iso() {
    local i name flags=()

    printf -v name '%0190d' 0
    for ((i = 0; i < MODULES; i++)); do
        head -c $((1000 * i)) /dev/zero | tr '\0' "$(printf '\\%03o' $((64 + i)))" >"$WORK/module-$i"
        flags+=(--module="$WORK/module-$i $name")
    done
    iso_make "$BUILD/noos.elf" "$WORK/modules.iso" "${flags[@]}"
}

# The kernel of the build, linked once more with a large array of zeros.
padded_kernel() {
    local objects=() source object prefix=''

    ! command -v x86_64-linux-gnu-gcc >/dev/null || prefix=x86_64-linux-gnu-
    while read -r source; do
        objects+=("$BUILD/obj/$source.o")
    done < <(cd "$TOP" && printf '%s\n' boot/*.asm kernel/*.c kernel/*/*.c kernel/*/*.asm)
    for object in "$BUILD"/gen/*.o; do
        [[ ${object##*/} == symbols-none.o ]] || objects+=("$object")
    done
    printf 'char padding[%d << 20];\n' "$PADDING_MIB" |
        "${prefix}gcc" -c -ffreestanding -mcmodel=kernel -fno-pic -x c -o "$WORK/padding.o" -
    "${prefix}ld" -nostdlib -static -z max-page-size=4096 -z noexecstack --build-id=none \
        --no-warn-rwx-segments -T "$TOP/config/linker.ld" -o "$WORK/padded.debug.elf" \
        "${objects[@]}" "$WORK/padding.o"
    "${prefix}objcopy" --strip-all "$WORK/padded.debug.elf" "$WORK/padded.elf"
}

padded_iso() {
    padded_kernel && iso_make "$WORK/padded.elf" "$WORK/padded.iso"
}

main() {
    local flag

    for flag; do
        case $flag in
            --build=*) BUILD=$(readlink -m "${flag#*=}") ;;
            --jobs=*) ;; # one machine at a time
            --help) printf 'usage: tests/boot/handover.sh [--build=DIR] [--jobs=N]\n' && exit 0 ;;
            *) printf 'handover.sh: unknown flag %s\n' "$flag" >&2 && exit 2 ;;
        esac
    done
    tap_begin 4
    check "an ISO with $MODULES modules" modules_iso
    check 'all of them arrive whole, and no memory of theirs is handed out' \
        boots modules "$WORK/modules.iso" 'says=cores: 4 of 4 run' \
        "says=^ok .*memory\\.modules # modules=$((MODULES + 1))" \
        "says=^ok .*boot\\.modules # checked=$((MODULES + 1)) of=$((MODULES + 1))" 'says=^ok .*memory\.frames '
    check "an ISO with a kernel $PADDING_MIB MiB larger" padded_iso
    check 'a kernel over memory of the firmware says so, and fails its test' \
        boots padded "$WORK/padded.iso" expect=fail \
        'says=memory: THE KERNEL ITSELF LIES OVER .* MEMORY' \
        'says=^not ok .*memory\.kernel # the kernel at .* lies over .* memory'
    tap_end
}

main "$@"
