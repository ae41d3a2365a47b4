#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# From the sources: two builds under different surroundings give the same bytes. That this can fail
# is seen by leaks planted into a copy of the tree: the path, the clock, the user, the order of files.
# shellcheck disable=SC2016  # the variables belong to make and to its shell
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

script=$top/scripts/check-reproducible.sh

# tree_plant: a small tree with a Makefile like ours, which leaks what is asked for.
tree_plant() {
    mkdir -p "$WORK/tree/kernel/lib"
    printf 'x\n' | tee "$WORK/tree/kernel/lib/"{b,a,d,c,f,e,h,g} >/dev/null
    printf 'BUILD ?= build\nWHAT ?= true\nimages:\n\t@mkdir -p $(BUILD)\n%s\n' \
        $'\t@$(WHAT) >$(BUILD)/noos.elf && echo same >$(BUILD)/other' >"$WORK/tree/Makefile"
}

tree_same() {
    "$script" --root="$WORK/tree" >"$WORK/said" || { cat "$WORK/said" && return 1; }
}

# leaks WHAT COMMAND: what the command prints goes into the kernel, and is found.
leaks() {
    check_status 1 "a leak of $1 is found" '^differs: noos\.elf$' \
        "$script" --root="$WORK/tree" WHAT="$2"
}

main() {
    flags_read "$@"
    tap_begin 10
    check 'kernel, media, manifest and sums are the same' "$script"
    tree_plant
    check 'a tree without a leak is the same' tree_same
    leaks 'the path' pwd
    leaks 'the clock' 'date +%Y'
    leaks 'the user' 'id -u'
    leaks 'the mask' 'sh -c umask'
    leaks 'the time zone' 'sh -c "echo $$TZ"'
    if grep -q '^varied: .*file order' "$WORK/said"; then
        leaks 'the order of files' 'ls -U kernel/lib'
    else
        skip 1 'there is no second file system here' 'a leak of the order of files is found'
    fi
    check_status 2 'a build that fails is no comparison' 'a build failed' \
        "$script" --root="$WORK/tree" WHAT=false
    check_status 2 'a tree that is none is refused' "no tree with a Makefile in '.*none'" \
        "$script" --root="$WORK/none"
    tap_end
}

main "$@"
