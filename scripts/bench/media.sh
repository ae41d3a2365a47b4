# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # sourced by scripts/bench.sh, whose variables these are
#
# media.sh — each medium by itself, in time and bytes, beside what GRUB's own tools make of the same
# kernel for the same three platforms; and how time, memory and boot grow with the menu and with
# modules.
#
# Only the makers run, with the loaders that are there. The memory is that of the largest process, as
# GNU time tells it.

# How much longer a boot with the largest module may take until it is given up.
GROWTH_SECONDS=400
ENTRIES='1 8 64'
MODULE_MIB='1 16 256'

media_check() {
    tools_need make:make xorriso:xorriso grub-mknetdir:grub-common
    files_need images noos.elf loaders/version version
    rescue_check
}

# maker_run SCRIPT OUT: as the Makefile runs it.
maker_run() {
    local version epoch

    read -r version epoch <"$build/version"
    "$top/$1" --kernel="$build/noos.elf" --loaders="$build/loaders" --version="$version" \
        --epoch="$epoch" --no-warnings --out="$2"
}

netdir_make() {
    rm -rf "$work/netdir"
    grub-mknetdir --net-directory="$work/netdir" --subdir=boot/grub
    cp "$build/noos.elf" "$work/netdir/boot/"
}

tree_bytes() {
    printf -v "$1" '%d' "$(find "$2" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')"
}

media_measure() {
    local runs run rescue netdir bytes

    runs=$(runs_of 7 3)
    rescue_prepare "$build/noos.elf"
    for ((run = 0; run <= runs; run++)); do
        timed rescue rescue_make
        timed netdir netdir_make
        timed iso maker_run images/iso.sh "$work/noos.iso"
        timed usb maker_run images/usb.sh "$work/noos-usb.img"
        timed netboot maker_run netboot/tree.sh "$work/netboot"
        # The first round fills the page cache and counts for nothing.
        ((run > 0)) || samples_forget
    done
    sample_median rescue rescue
    sample_median netdir netdir
    table_begin "media: each by itself, the loaders are there, median of $runs runs" "GRUB's tool"
    table_sample 'ISO, beside grub-mkrescue' s iso "$rescue" ''
    table_sample 'USB image, beside grub-mkrescue' s usb "$rescue" ''
    table_sample 'netboot tree, beside grub-mknetdir' s netboot "$netdir" ''
    file_bytes rescue "$work/rescue.iso"
    tree_bytes netdir "$work/netdir"
    file_bytes bytes "$work/noos.iso"
    table_row 'ISO, beside grub-mkrescue' bytes "$bytes" '' "$rescue" ''
    file_bytes bytes "$work/noos-usb.img"
    table_row 'USB image, beside grub-mkrescue' bytes "$bytes" '' "$rescue" ''
    tree_bytes bytes "$work/netboot"
    table_row 'netboot tree, beside grub-mknetdir' bytes "$bytes" '' "$netdir" ''
}

growth_check() {
    [[ -x /usr/bin/time ]] || fail "GNU time is missing: apt install time"
    media_check
    machine_check
}

# bundle_put COUNT: a menu of so many entries.
bundle_put() {
    local number

    printf 'timeout = 0\n'
    for ((number = 1; number <= $1; number++)); do
        printf '\n[entry%d]\ntitle = Entry %d\ncmdline = %s\n' "$number" "$number" "$CMDLINE_TRIVIAL"
    done
}

# largest_run NAME COMMAND...: a sample of the time of all three media, and of the memory in bytes.
largest_run() {
    local name=$1 script before after kilobytes largest=0
    shift

    now_us before
    for script in images/iso.sh:noos.iso images/usb.sh:noos-usb.img netboot/tree.sh:netboot; do
        /usr/bin/time -f '%M' -o "$work/kilobytes" "$BASH" -c '"$@"' bash \
            "$top/${script%%:*}" --loaders="$build/loaders" --no-warnings \
            --out="$work/${script#*:}" "$@" >"$work/said" 2>&1 ||
            give_up "${script%%:*} fails: $(tail -n 1 "$work/said")"
        kilobytes=$(tail -n 1 "$work/kilobytes")
        ((kilobytes <= largest)) || largest=$kilobytes
    done
    now_us after
    sample_add "time-$name" $((after - before))
    sample_add "memory-$name" $((largest * 1024))
}

# growth_boot NAME: from the start of QEMU to the kernel's first line, with GRUB's reading.
growth_boot() {
    local before
    # shellcheck disable=SC2034  # for machine_start
    local MACHINE_SECONDS=$GROWTH_SECONDS

    now_us before
    machine_run "$work/uefi.conf" "$work/noos-usb.img"
    sample_add "boot-$1" $((first_us - before))
}

# growth_rows WORD FIRST NAME...: each beside the first.
growth_rows() {
    local what=$1 first=$2 name small unit span text
    shift 2

    for span in time memory boot; do
        sample_median small "$span-$first"
        for name; do
            unit=s text='the three media'
            [[ $span != memory ]] || { unit=bytes && text='largest process'; }
            [[ $span != boot ]] || text="UEFI to the first line"
            table_sample "${name#*-} $what: $text" "$unit" "$span-$name" "$small" ''
        done
    done
}

growth_measure() {
    local version epoch count flags names=()

    read -r version epoch <"$build/version"
    flags=(--kernel="$build/noos.elf" --version="$version" --epoch="$epoch")
    conf_make "$work/uefi.conf" uefi medium=usb-xhci memory=1G
    for count in $ENTRIES; do
        bundle_put "$count" >"$work/menu.conf"
        largest_run "entries-$count" "${flags[@]}" --bundle="$work/menu.conf"
        growth_boot "entries-$count"
        names+=("entries-$count")
    done
    table_begin 'growth: with the entries of the menu, one run' 'one entry'
    growth_rows entries "${names[0]}" "${names[@]}"
    names=()
    for count in $MODULE_MIB; do
        head -c "${count}M" /dev/urandom >"$work/module"
        largest_run "modules-$count" "${flags[@]}" --modules="$work/module" --cmdline="$CMDLINE_TRIVIAL"
        growth_boot "modules-$count"
        names+=("modules-$count")
    done
    table_begin 'growth: with the bytes of a module, one run' '1 MiB'
    growth_rows 'MiB of modules' "${names[0]}" "${names[@]}"
}
