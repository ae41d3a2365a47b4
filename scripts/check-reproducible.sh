#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# check-reproducible.sh — builds the tree twice, the second time under everything that must not
# matter, and compares what came out byte by byte.
#
# What is varied is reprotest's list, done with the tools of util-linux and faketime: they need no
# FUSE and no container. What cannot be varied here is said, never silently left out. Invariant: the
# tree itself is only read; both builds lie in scratch folders that go away.
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

top=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

# How many files are reported on, how much on each, and how long that may take.
readonly REPORTS=3 REPORT_LINES=30 REPORT_SECONDS=120
# What both builds leave in memory file systems at most.
readonly SHM_MIB_MIN=512

usage() {
    cat <<'END'
usage: scripts/check-reproducible.sh [option...] [VARIABLE=VALUE...]
  --root=DIR       the tree that is built (the one this script is in)
  --target=WORD    what make builds (images)
  VARIABLE=VALUE   goes to make, both times
Exits 0 when both builds gave the same bytes, 1 when they did not, 2 when one could not be made.
END
}

fail() {
    printf 'check-reproducible.sh: %s\n' "$1" >&2
    exit 2
}

target=images variables=() scratch='' fast=''
# The second build runs behind these.
wrap=() varied=() kept=()

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --root=?*) top=$(readlink -f "${flag#*=}") ;;
            --target=?*) target=${flag#*=} ;;
            --help) usage && exit 0 ;;
            -*) usage >&2 && fail "unknown flag '$flag'" ;;
            *=*) variables+=("$flag") ;;
            *) usage >&2 && fail "'$flag' is no VARIABLE=VALUE" ;;
        esac
    done
    [[ -f $top/Makefile ]] || fail "there is no tree with a Makefile in '$top'"
}

# shellcheck disable=SC2317  # called by the trap
clean_up() {
    [[ -z $scratch ]] || rm -rf "$scratch"
    [[ -z $fast ]] || rm -rf "$fast"
}

# A memory file system lists its files in another order than they would come on a disk.
scratch_make() {
    local free

    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/noos-reproducible.XXXXXX") ||
        fail "cannot write in ${TMPDIR:-/tmp}: choose another place with TMPDIR="
    chmod 755 "$scratch"
    free=$(df --output=avail -BM /dev/shm 2>/dev/null | tail -n 1) || free=0
    free=${free//[!0-9]/}
    ((${free:-0} < SHM_MIB_MIN)) || fast=$(mktemp -d /dev/shm/noos.XXXXXX) || fast=''
    [[ -z $fast ]] || chmod 755 "$fast"
}

# vary WHAT TOOL COMMAND...: puts the command before the second build where it works here.
vary() {
    local what=$1
    shift

    if "$@" true 2>/dev/null; then
        wrap+=("$@") varied+=("$what")
    else
        kept+=("$what")
    fi
}

# Root builds as nobody the second time, and anybody else as root of a namespace of its own.
variations_choose() {
    if ((EUID == 0)); then
        vary 'host name' unshare --uts -- sh -c 'hostname elsewhere && exec "$@"' sh
        vary user setpriv --reuid=65534 --regid=65534 --clear-groups --
    else
        vary 'user, host name' unshare --user --map-root-user --uts -- \
            sh -c 'hostname elsewhere && exec "$@"' sh
    fi
    vary 'kernel version, address layout' setarch --uname-2.6 -R
    vary processors taskset -c 0
    vary time faketime -f +401d
    varied+=(path BUILD umask 'time zone' language HOME PATH dates -j)
}

# tree_copy TO sorted|reversed: the files as they stand, in this order, with the history behind them.
tree_copy() {
    local to=$1 order=$2 list=$scratch/list

    mkdir -p "$to"
    if [[ -e $top/.git ]]; then
        git -c safe.directory='*' clone -q --no-hardlinks --no-checkout "$top" "$scratch/clone" \
            2>/dev/null || fail "git cannot clone $top"
        mv "$scratch/clone/.git" "$to/" && rmdir "$scratch/clone"
        git -C "$to" read-tree HEAD
        git -c safe.directory='*' -C "$top" ls-files --cached --others --exclude-standard
    else
        (cd "$top" && find . \( -name .git -o -path './build*' \) -prune -o -type f -printf '%P\n')
    fi | sort >"$list.all"
    (cd "$top" && while IFS= read -r file; do [[ ! -f $file ]] || printf '%s\n' "$file"; done) \
        <"$list.all" >"$list"
    [[ $order == sorted ]] || tac "$list" >"$list.new"
    [[ $order == sorted ]] || mv "$list.new" "$list"
    tar -C "$top" -cf - --no-recursion --verbatim-files-from -T "$list" | tar -C "$to" -xf -
}

# Where a tree has no history, the date of one file is the date of the build.
dates_change() {
    [[ ! -d $1/.git ]] ||
        find "$1" -type f ! -path "$1/.git/*" -exec touch -d '2009-08-07 06:05:04' {} +
}

# build_run LOG COMMAND...
build_run() {
    local log=$1
    shift

    "$@" >"$log" 2>&1 </dev/null || {
        tail -n 12 "$log" | sed 's/^/  /' >&2
        fail "a build failed (its last words are above)"
    }
}

first_build() {
    first=$scratch/a
    tree_copy "$first" sorted
    (umask 022 && build_run "$scratch/first.log" env -i PATH="$PATH" HOME="$HOME" LC_ALL=C TZ=UTC0 \
        make -C "$first" -j1 "$target" "${variables[@]}")
    first+=/build
}

second_build() {
    local place=${fast:-$scratch}/elsewhere/far/away

    tree_copy "$place/tree-of-another-name" reversed
    dates_change "$place/tree-of-another-name"
    mkdir -p "$place/home" "$place/bin"
    second=$place/built-beside
    mkdir "$second"
    ((EUID != 0)) || chown -R 65534:65534 "${fast:-$scratch}/elsewhere"
    (umask 077 && build_run "$scratch/second.log" "${wrap[@]}" env \
        PATH="$place/bin:$PATH" HOME="$place/home" LC_ALL=fr_CH.UTF-8 LANG=de_DE.UTF-8 \
        LANGUAGE=fr TZ=Asia/Kathmandu USER=somebody CDPATH=/ \
        make -C "$place/tree-of-another-name" -j5 "$target" BUILD="$second" "${variables[@]}")
}

# order_note: whether the second tree really lists its files in another order.
order_note() {
    local folder tree=${fast:-$scratch}/elsewhere/far/away/tree-of-another-name

    for folder in kernel/lib config images tests/unit; do
        if ! cmp -s <(ls -U "$scratch/a/$folder" 2>/dev/null) \
            <(ls -U "$tree/$folder" 2>/dev/null); then
            varied+=('file order')
            return
        fi
    done
    kept+=('file order')
}

# products FOLDER: what counts of what was built, and the modes of what a server offers.
products() {
    (cd "$1" && find . -type f ! -path './obj/*' ! -path './content/*' ! -path './plan/*' \
        ! -path './unit/*' ! -path './tests/*' ! -name '*.stamp' ! -name settings.mk ! -name 'media-*' ! -name '*.d' -printf '%P\n' | sort)
}

# difference_show FILE: how the two differ.
difference_show() {
    if command -v diffoscope >/dev/null; then
        timeout "$REPORT_SECONDS" diffoscope --no-progress --text - "$first/$1" "$second/$1" \
            2>&1 | head -n "$REPORT_LINES" | sed 's/^/    /' || true
        return
    fi
    printf '    diffoscope would say more: apt install diffoscope-minimal\n'
    printf '    byte, first (octal), second (octal):\n'
    cmp -l "$first/$1" "$second/$1" 2>&1 | head -n 8 | sed 's/^/    /' || true
}

compare() {
    local file same=0 differing=0

    diff <(products "$first") <(products "$second") | sed -n 's/^</only in the first:/p
        s/^>/only in the second:/p' >"$scratch/names"
    if [[ -s $scratch/names ]]; then
        cat "$scratch/names"
        differing=1
    fi
    while IFS= read -r file; do
        [[ -f $second/$file ]] || continue
        if cmp -s "$first/$file" "$second/$file"; then
            same=$((same + 1))
            continue
        fi
        differing=$((differing + 1))
        printf 'differs: %s\n' "$file"
        ((differing > REPORTS)) || difference_show "$file"
    done < <(products "$first")
    if [[ -d $first/netboot ]] && ! diff <(modes "$first/netboot") <(modes "$second/netboot"); then
        differing=$((differing + 1))
        printf 'differs: the modes in netboot/ (above)\n'
    fi
    ((same > 0)) || fail "make $target made nothing that could be compared"
    printf '%d files the same, %d not\n' "$same" "$differing"
    ((differing == 0))
}

modes() {
    (cd "$1" && find . -printf '%P %m\n' | sort)
}

main() {
    local first='' second='' text

    parse_flags "$@"
    scratch_make
    variations_choose
    first_build
    second_build
    order_note
    printf -v text '%s, ' "${varied[@]}"
    printf 'varied: %s\n' "${text%, }"
    if ((${#kept[@]} > 0)); then
        printf -v text '%s, ' "${kept[@]}"
        printf 'could not be varied here: %s\n' "${text%, }"
    fi
    compare
}

main "$@"
