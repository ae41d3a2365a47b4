# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the tests that read it share its variables
#
# lib.sh — what the tests of the media share: flags, bytes of an image, the files inside it. A test
# looks at the media in --build=DIR, or at one medium named by --image=PATH (which may be spoiled on
# purpose), and compares with what stands in DIR.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=../scripts/lib.sh
source "$here/../scripts/lib.sh"
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

build=build jobs=1 image='' kernel='' version=''
EPOCH=1700000000

# flags_read ARGUMENT...: sets build, image, kernel and version.
flags_read() {
    local flag

    for flag in "$@"; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --image=*) image=${flag#*=} ;;
            --jobs=*) jobs=${flag#*=} ;;
            --help) printf 'usage: %s [--build=DIR] [--image=PATH] [--jobs=N]; prints TAP\n' "$0" && exit 0 ;;
            *) printf '%s: unknown flag %s\n' "$0" "$flag" >&2 && exit 2 ;;
        esac
    done
    [[ -f $build/loaders/version && -f $build/media-flags ]] || {
        printf '%s: there are no media in %s: make images builds them\n' "$0" "$build" >&2
        exit 2
    }
    build=$(cd "$build" && pwd)
    read -r version <"$build/loaders/version"
    # The paths in media-flags start at the top, where make runs.
    cd "$top" || exit 2
    kernel=$(sed -n 's/^--kernel=//p' "$build/media-flags")
    kernel=$(readlink -f "$kernel")
}

# medium SCRIPT OUT FLAG...: makes a medium with the kernel and the loaders of the build.
medium() {
    local script=$1 out=$2
    shift 2

    "$top/$script" --kernel="$kernel" --loaders="$build/loaders" --version="$version" \
        --epoch="$EPOCH" --out="$out" "$@"
}

# bytes FILE OFFSET COUNT: hexadecimal digits.
bytes() {
    local hex

    hex=$(od -An -v -tx1 -j $(($2)) -N $(($3)) "$1") || return 1
    printf '%s' "${hex//[[:space:]]/}"
}

# number FILE OFFSET COUNT: the little-endian number there.
number() {
    local hex value='' i

    hex=$(bytes "$1" "$2" "$3")
    for ((i = ${#hex} - 2; i >= 0; i -= 2)); do value+=${hex:i:2}; done
    printf '%d' "0x${value:-0}"
}

# same WHAT FOUND WANTED: says both when they differ.
same() {
    [[ $2 == "$3" ]] || { printf '%s: found %s, wanted %s\n' "$1" "$2" "$3" && return 1; }
}

# same_but FILE FILE FIRST LAST ...: of one size, and the same outside the bytes FIRST to LAST.
same_but() {
    local one=$1 other=$2 odd
    shift 2

    same 'size' "$(stat -c %s "$one")" "$(stat -c %s "$other")" || return 1
    odd=$(cmp -l "$one" "$other" | awk -v ranges="$*" '
        BEGIN { count = split(ranges, range, " ") }
        {
            for (i = 1; i < count; i += 2)
                if ($1 - 1 >= range[i] && $1 - 1 <= range[i + 1])
                    next
            print
        }' | head -n 3)
    [[ -z $odd ]] ||
        { printf '%s and %s differ (byte, octal, octal): %s\n' "$one" "$other" "$odd" && return 1; }
}

# zeros FILE OFFSET COUNT
zeros() {
    local hex

    hex=$(part "$1" "$2" "$3" | tr -d '\0' | od -An -tx1 -N 16)
    [[ -z $hex ]] ||
        { printf 'not only zeros in %d bytes from %d: %s\n' $(($3)) $(($2)) "$hex" && return 1; }
}

# part FILE OFFSET COUNT: a piece of it.
part() {
    dd if="$1" bs=1M iflag=skip_bytes,count_bytes skip=$(($2)) count=$(($3)) status=none
}

# one_active FILE: exactly one of the four entries of the MBR is active, and no status is odd.
one_active() {
    local entry status active=0

    for entry in 446 462 478 494; do
        status=$(bytes "$1" "$entry" 1)
        case $status in
            80) active=$((active + 1)) ;;
            00) ;;
            *) printf 'the entry at %d has the status %s\n' "$entry" "$status" && return 1 ;;
        esac
    done
    same 'active entries' "$active" 1
}

# grub_cfg_good FILE MEDIUM: GRUB understands it; every entry starts our kernel and says the medium
# last; the marker goes along, with the checksum it has in the folder of FILE.
grub_cfg_good() {
    local file=$1 medium=$2 marker entries kernels markers crc word

    # What came over a network is told by the loader itself.
    word="'medium=$medium'"
    # shellcheck disable=SC2016  # a variable of GRUB's
    [[ $medium != pxe ]] || word='"medium=\$medium"'

    grub-script-check "$file" || return 1
    marker=$(dirname "$(dirname "$file")")/noos-$version
    crc=$(gzip -nc "$marker" | tail -c 8 | od -An -tx4 -N 4)
    entries=$(grep -c '^menuentry ' "$file")
    kernels=$(grep -c "^    multiboot2 '/boot/noos.elf' .*$word\$" "$file")
    markers=$(grep -c "/boot/noos-$version' 'noos-$version' 'crc32=${crc// /}'\$" "$file")
    same 'entries' "$entries" 5 && same 'kernels' "$kernels" 5 && same 'markers' "$markers" 5
}

# files_below FOLDER: every file, one line each.
files_below() {
    (cd "$1" && find . -type f -printf '%P\n' | sort)
}

# files_wanted PATH...: these, and what every medium holds, one line each.
files_wanted() {
    {
        printf '%s\n' boot/grub/grub.cfg boot/noos.elf "boot/noos-$version" "$@"
        modules_wanted
    } | sort
}

# modules_wanted: the paths of the modules of the build, from its own flags.
modules_wanted() {
    local flag name number=0

    while read -r flag; do
        number=$((number + 1))
        name=${flag%% *}
        name=${name##*/}
        name=${name,,}
        name=${name//[^a-z0-9._-]/_}
        printf 'boot/modules/%d-%s\n' "$number" "${name:0:40}"
    done < <(sed -n 's/^--modules=//p' "$build/media-flags" | tr -s ' ' '\n')
}
