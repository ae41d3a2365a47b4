# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # sourced by scripts/bench.sh, whose variables these are
#
# build.sh — how long all three media take with their loaders, beside one grub-mkrescue ISO of the
# same kernel for the same three platforms.
#
# make runs in a copy of the build folder in which only the kernel is built, so that its own
# work counts too; the runs of all kinds alternate, so that a busy moment hits each alike.

PLATFORMS='i386-pc:grub-pc-bin x86_64-efi:grub-efi-amd64-bin i386-efi:grub-efi-ia32-bin'

# What make writes last for each medium.
MEDIA='noos.iso noos-usb.img netboot.stamp'

# In per cent of the time of grub-mkrescue.
BUILD_AT_MOST=120
REBUILD_AT_MOST=50

build_check() {
    tools_need make:make xorriso:xorriso
    files_need kernel noos.elf
    rescue_check
}

# What grub-mkrescue needs to make an ISO for the same three platforms.
rescue_check() {
    local pair

    tools_need grub-mkrescue:grub-common xorriso:xorriso mformat:mtools
    for pair in $PLATFORMS; do
        [[ -f /usr/lib/grub/${pair%:*}/moddep.lst ]] ||
            fail "GRUB's folder ${pair%:*} is missing: apt install ${pair#*:}"
    done
}

# rescue_prepare KERNEL: the folder an ISO is made from by hand.
rescue_prepare() {
    mkdir -p "$work/rescue/boot/grub"
    cp "$1" "$work/rescue/boot/noos.elf"
    printf '%s\n' 'set timeout=0' 'menuentry NoOS {' '    multiboot2 /boot/noos.elf mode=release' '}' \
        >"$work/rescue/boot/grub/grub.cfg"
}

rescue_make() {
    rm -f "$work/rescue.iso"
    grub-mkrescue -o "$work/rescue.iso" "$work/rescue"
}

tree_make() {
    make -C "$top" BUILD="$work/build" "$@"
}

# The kernel and what it is made from, brought up to date.
tree_prepare() {
    local part

    mkdir "$work/build"
    for part in obj gen tools version noos.unnamed.elf noos.debug.elf noos.elf; do
        [[ ! -e $build/$part ]] || cp -a "$build/$part" "$work/build/"
    done
    tree_make kernel >"$work/said" 2>&1 ||
        give_up "the kernel cannot be built: $(tail -n 1 "$work/said")"
    cp "$work/build/noos.elf" "$work/build/version" "$work/"
}

# Whether all runs had the same kernel.
tree_is_same() {
    cmp -s "$work/build/noos.elf" "$work/noos.elf" && cmp -s "$work/build/version" "$work/version"
}

# Everything but the kernel goes.
media_remove() {
    rm -rf "$work"/build/{loaders,loaders.stamp,media-flags,plan,netboot,netboot.stamp,noos.iso,noos-usb.img,facts,manifest.json}
}

# Only the kernel is newer, by more than the clock of the file system is coarse.
kernel_touch() {
    local medium

    sleep 0.02
    touch "$work/build/noos.elf"
    for medium in $MEDIA; do
        [[ $work/build/noos.elf -nt $work/build/$medium ]] ||
            give_up "the clock of the file system is too coarse to tell kernel and media apart"
    done
}

media_are_fresh() {
    local medium

    for medium in $MEDIA; do
        [[ $work/build/$medium -nt $work/build/noos.elf ]] ||
            give_up "make images has not made $medium"
    done
}

# scripts_run serial|parallel: the scripts as the Makefile runs them, without it.
scripts_run() {
    local place=$work/build version epoch flags pid status=0

    read -r version epoch <"$place/version"
    flags=(--version="$version" --epoch="$epoch")
    "$top/images/loaders.sh" --out="$place/loaders" "${flags[@]}" || return
    flags+=(--kernel="$place/noos.elf" --loaders="$place/loaders")
    if [[ $1 == serial ]]; then
        "$top/images/iso.sh" "${flags[@]}" --out="$place/noos.iso" &&
            "$top/images/usb.sh" "${flags[@]}" --out="$place/noos-usb.img" &&
            "$top/netboot/tree.sh" "${flags[@]}" --out="$place/netboot"
        return
    fi
    "$top/images/iso.sh" "${flags[@]}" --out="$place/noos.iso" &
    "$top/images/usb.sh" "${flags[@]}" --out="$place/noos-usb.img" &
    wait -n || status=1
    "$top/netboot/tree.sh" "${flags[@]}" --out="$place/netboot" &
    for pid in $(jobs -p); do wait "$pid" || status=1; done
    return "$status"
}

# round_run: one sample of each kind.
round_run() {
    local way jobs=()

    timed rescue rescue_make
    for way in plain parallel; do
        [[ $way == plain ]] || jobs=(-j 2)
        media_remove
        timed "media-$way" tree_make "${jobs[@]}" iso usb netboot
        media_are_fresh
        kernel_touch
        timed "again-$way" tree_make "${jobs[@]}" iso usb netboot
        media_are_fresh
        media_remove
        timed "images-$way" tree_make "${jobs[@]}" images
        media_are_fresh
    done
    for way in serial parallel; do
        media_remove
        timed "scripts-$way" scripts_run "$way"
    done
}

build_measure() {
    local rounds round peer

    rounds=$(runs_of 7 3)
    tree_prepare
    rescue_prepare "$work/noos.elf"
    # The first round fills the page cache and counts for nothing.
    round_run
    samples_forget
    for ((round = 0; round < rounds; round++)); do round_run; done
    tree_is_same || give_up "the sources changed in the meantime; measure again when nobody edits them"
    sample_median peer rescue
    table_begin "build: wall time, median of $rounds alternating runs" grub-mkrescue
    table_sample 'make iso usb netboot, only the kernel there' s media-plain "$peer" "$BUILD_AT_MOST"
    table_sample '  the same, make -j2' s media-parallel "$peer" ''
    table_sample '  make images: and manifest, sums, SBOM' s images-plain "$peer" ''
    table_sample '  the same, make -j2' s images-parallel "$peer" ''
    table_sample '  the four scripts alone, one by one' s scripts-serial "$peer" ''
    table_sample '  the four scripts alone, two at a time' s scripts-parallel "$peer" ''
    table_sample 'make iso usb netboot, only the kernel changed' s again-plain "$peer" "$REBUILD_AT_MOST"
    table_sample '  the same, make -j2' s again-parallel "$peer" ''
    table_sample 'grub-mkrescue, one ISO' s rescue '' ''
}
