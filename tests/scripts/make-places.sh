#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Where and how make builds: from a source tree that cannot be written to, in a folder with blanks and
# signs in its name, into several build folders at once, and after it was ended in the middle; what a
# change makes it do again, and whether make -n tells that. All on a copy of the tree.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"
TOP=$(cd "$HERE/../.." && pwd)
unset MAKEFLAGS MFLAGS MAKELEVEL KERNEL CMDLINE MODULES BUNDLE BUILD
KILL_AFTER='0.3 0.8 1.5 2.5 0.6 4'

tree='' odd='' build=''

# The files that are there, without history: the version is that of config/version.
tree_copy() {
    tree="$WORK/a tree's (1) \$x"
    mkdir "$tree"
    tar -C "$TOP" --exclude=./.git --exclude='./build*' -cf - . | tar -C "$tree" -xf -
}

# made BUILD ARGUMENT...
made() {
    local place=$1
    shift

    make -C "$tree" BUILD="$place" SOURCE_DATE_EPOCH=1700000000 "$@"
}

# Two at once, from a tree that is read-only where that can be had.
both_made() {
    local status=0 namespace=(unshare -m)

    ((EUID == 0)) || namespace=(unshare -Urm)
    "${namespace[@]}" true 2>/dev/null || namespace=()
    export -f made
    # shellcheck disable=SC2016  # for the shell inside
    tree=$tree build=$build odd=$odd "${namespace[@]}" bash -c '
        if (($# > 0)); then
            mount --bind "$tree" "$tree" && mount -o remount,bind,ro "$tree" || exit 1
            ! touch "$tree/x" 2>/dev/null || exit 1
        fi
        made "$build" -j2 images &
        status=0
        made "$odd" images || status=1
        wait $! && exit "$status"' x "${namespace[@]}" >"$WORK/said" 2>&1 || status=$?
    tail -n 20 "$WORK/said"
    return "$status"
}

# same_media ONE OTHER
same_media() {
    local file

    for file in noos.elf noos.iso noos-usb.img; do cmp "$1/$file" "$2/$file" || return 1; done
    diff -r "$1/netboot" "$2/netboot"
}

# told PATTERN BUILD ARGUMENT...: what make -n says it would do, without "touch" and "mkdir", is one
# line for each word of PATTERN that holds it, in that order.
told() {
    local pattern=$1 said line word
    shift

    said=$(made "$1" -n "${@:2}" | grep -v '^mkdir \|^touch \|^command \|^make') || said=''
    for word in $pattern; do
        line=${said%%$'\n'*}
        [[ $line == *"$word"* ]] || { printf 'no %s in: %.200s\n' "$word" "$line" && return 1; }
        said=${said#"$line"} said=${said#$'\n'}
    done
    [[ -z $said ]] || { printf 'also: %.400s\n' "$said" && return 1; }
}

# newer STAMP BUILD: what was written after STAMP, by name.
newer() {
    (cd "$2" && find . -type f -newer "$1" ! -path './content/*' -printf '%P\n' | sort | tr '\n' ' ')
}

# told_kernel: make -n tells of one object and the names, of the links and the media, and of no loader.
told_kernel() {
    local said what

    said=$(made "$build" -n images)
    for what in welcome.c.o.new noos.unnamed.elf.new symbols.c.new symbols.o.new noos.elf.new iso.sh usb.sh \
        tree.sh; do
        [[ $said == *"$what"* ]] || { printf 'no word of %s\n' "$what" && return 1; }
    done
    said=$(grep -E 'loaders\.sh|tools/[a-z]*\.new| -c -o ' <<<"$said" | grep -vE ' [^ ]*/(welcome\.c|symbols\.c)') || return 0
    printf 'also: %.400s\n' "$said"
    return 1
}

# made_kernel FILES: the same of what is newer.
made_kernel() {
    local found=" $1" file

    for file in obj/kernel/welcome.c.o noos.elf noos.iso noos-usb.img netboot/noos-x64.efi; do
        [[ $found == *" $file "* ]] || { printf '%s is old\n' "$file" && return 1; }
    done
    for file in $1; do
        case $file in
            loaders/* | loaders.stamp | tools/* | version) ;;
            obj/*) [[ $file != obj/kernel/welcome.c.o* ]] || continue ;;
            *) continue ;;
        esac
        printf '%s was made again\n' "$file" && return 1
    done
}

# One byte of the kernel: it is compiled, linked, named and packed again, and goes into the media.
kernel_changed() {
    local stamp=$WORK/stamp

    sed -i 's/Welcome/Wellcome/' "$tree/kernel/welcome.c" && grep -q Wellcome "$tree/kernel/welcome.c" ||
        return 1
    told_kernel || return 1
    touch "$stamp" && sleep 0.05
    made "$build" images >/dev/null || return 1
    made_kernel "$(newer "$stamp" "$build")" || return 1
    mcopy -n -i "$build/noos-usb.img@@1M" ::/boot/noos.elf "$WORK/kernel" && grep -q Wellcome "$WORK/kernel"
}

# A bundle without NoOS needs no NoOS, and a change of one of its files makes the media again.
bundle_changed() {
    local place="$WORK/other place"

    nasm -f bin -D MULTIBOOT -o "$WORK/my kernel" "$TOP/tests/images/foreign.asm" || return 1
    printf 'module\n' >"$WORK/my module"
    printf '%s\n' '[mine]' 'kernel = my kernel' 'module = my module x' >"$WORK/my bundle"
    made "$place" iso BUNDLE="$WORK/my bundle" || return 1
    [[ ! -e $place/obj && ! -e $place/noos.elf ]] || { printf 'NoOS was built\n' && return 1; }
    told '' "$place" iso BUNDLE="$WORK/my bundle" || return 1
    printf 'another module\n' >"$WORK/my module"
    told 'plan.sh settings.mk iso.sh doctor' "$place" iso BUNDLE="$WORK/my bundle" || return 1
    made "$place" iso BUNDLE="$WORK/my bundle" && told '' "$place" iso BUNDLE="$WORK/my bundle"
}

# refused PATTERN ARGUMENT...: make ends with one sentence of the scripts', and its own about that.
refused() {
    local pattern=$1 said status=0
    shift

    said=$(made "$build" "$@" 2>&1) || status=$?
    [[ $status == 2 && $(grep -vc '^make' <<<"$said") == 1 && $said =~ $pattern ]] ||
        { printf 'status %d: %s\n' "$status" "$said" && return 1; }
}

# Killed at several moments, each time going on from what the last one left.
killed_restarts() {
    local place=$WORK/killed seconds pid

    for seconds in $KILL_AFTER; do
        setsid make -C "$tree" BUILD="$place" SOURCE_DATE_EPOCH=1700000000 -j2 images \
            >"$WORK/said" 2>&1 </dev/null &
        pid=$!
        sleep "$seconds"
        kill -KILL -- "-$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    made "$place" images >"$WORK/said" 2>&1 || { tail -n 5 "$WORK/said" && return 1; }
    same_media "$build" "$place"
}

cleaned() {
    made "$odd" clean && [[ ! -e $odd ]] && made "$odd" clean
}

main() {
    local flag

    for flag; do
        case $flag in
            --build=* | --jobs=*) ;; # nothing that was built is looked at
            *) printf '%s: unknown flag %s\n' "$0" "$flag" >&2 && exit 2 ;;
        esac
    done
    tap_begin 11
    tree_copy
    # Where a plain name for a folder with an odd one is kept.
    export XDG_RUNTIME_DIR=$WORK/run
    mkdir "$XDG_RUNTIME_DIR" "$WORK/tmp"
    # What a compiler leaves that is killed.
    export TMPDIR=$WORK/tmp
    build=$WORK/build odd="$WORK/an odd build's (2) \$y; #z"
    check 'two builds at once, from a tree that is read-only, into folders with any name' both_made
    check 'both have the same bytes' same_media "$build" "$odd"
    check 'nothing is left to do' told '' "$build" images
    check 'nor in the odd folder' told '' "$odd" images
    check 'one byte of the kernel' kernel_changed
    check 'a bundle of foreign files, and one byte of them' bundle_changed
    check 'a bundle that is not there' refused 'no readable bundle' images BUNDLE=none
    check 'a kernel that is not there' refused 'no readable kernel' images KERNEL='/no ne'
    check 'a line break in the command line' refused 'line break' images CMDLINE=$'a\nb'
    check 'killed at any moment, it goes on and comes to the same' killed_restarts
    check 'an odd folder is cleaned away' cleaned
    tap_end
}

main "$@"
