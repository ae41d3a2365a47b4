#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests scripts/pci-names.sh: what of a pci.ids arrives, in which order, and that nothing else
# becomes a list. How names are found is the business of tests/unit/test_pci_names.c.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"

NAMES=$HERE/../../scripts/pci-names.sh
INSTALLED=/usr/share/misc/pci.ids

# A small list with all that occurs, behind vendors enough to be taken for one.
ids_make()
{
    local i

    printf '# a comment\n\n'
    for i in {100..220}; do printf 'f%s  Vendor %s\n' "$i" "$i"; done
    printf '%b\n' '8086  Intel Corporation' '\t1237  440FX - 82441FX PMC [Natoma]' \
        '\t\t1af4 1100  Qemu virtual machine' '\t7000  82371SB' 'rubbish' '\t1111  Lost' \
        'C 03  Display controller' '\t00  VGA compatible controller' '\t\t01  8514 controller'
}

wanted_print()
{
    local i

    printf '%s\n' 'c03 Display controller' 'c0300 VGA compatible controller' \
        'c030001 8514 controller' 'd80861237 440FX - 82441FX PMC [Natoma]' 'd80867000 82371SB' \
        'v8086 Intel Corporation'
    for i in {100..220}; do printf 'vf%s Vendor %s\n' "$i" "$i"; done
}

arrives_in_order()
{
    "$NAMES" --out="$WORK/out" "$WORK/ids" && wanted_print | diff - "$WORK/out"
}

same_bytes_twice()
{
    "$NAMES" --out="$WORK/one" "$WORK/ids" && "$NAMES" "$WORK/ids" | cmp "$WORK/one" -
}

# Every vendor and device of the distribution's list is there, and lines are in order.
installed_is_whole()
{
    "$NAMES" --out="$WORK/all" "$INSTALLED" && sort -c -u "$WORK/all" &&
        [ "$(grep -c '^v' "$WORK/all")" -eq "$(grep -c '^[0-9a-f]\{4\}  ' "$INSTALLED")" ] &&
        [ "$(grep -c '^d' "$WORK/all")" -eq "$(grep -c '^'$'\t''[0-9a-f]\{4\}  ' "$INSTALLED")" ]
}

# Both have the size of whole pages, stay sorted, and the second has no devices.
few_take_the_same_room()
{
    local size

    "$NAMES" --out="$WORK/all" --few="$WORK/few" "$WORK/ids" || return 1
    size=$(stat -c %s "$WORK/all")
    ((size % 4096 == 0)) && [ "$(stat -c %s "$WORK/few")" -eq "$size" ] && sort -c "$WORK/all" &&
        sort -c "$WORK/few" && wanted_print | diff - <(grep -v '^z ' "$WORK/all") &&
        { wanted_print | grep -v ^d; echo 'y few'; } | diff - <(grep -v '^z ' "$WORK/few")
}

nothing_is_left()
{
    echo old >"$WORK/old"
    if "$NAMES" --out="$WORK/old" "$1" 2>/dev/null; then
        return 1
    fi
    [ "$(cat "$WORK/old")" = old ] && [ ! -e "$WORK/old.part" ]
}

main()
{
    tap_begin 10
    ids_make >"$WORK/ids"
    echo 'no list' >"$WORK/text"
    check 'vendors, devices and classes arrive, sorted' arrives_in_order
    check 'the same file gives the same bytes' same_bytes_twice
    check 'a list without devices takes the same room' few_take_the_same_room
    if [ -f "$INSTALLED" ]; then
        check "the distribution's list is whole" installed_is_whole
    else
        skip 1 'pci.ids is not installed' "the distribution's list is whole"
    fi
    check_status 2 'what is no list' 'text is no list of PCI vendors' "$NAMES" "$WORK/text"
    check 'and nothing half-written' nothing_is_left "$WORK/text"
    check_status 2 'a missing list is named with its package' \
        'none is missing: apt install pci.ids' "$NAMES" "$WORK/none"
    check_status 2 'no list' 'no pci.ids named' "$NAMES"
    check_status 2 'an unknown option' 'unknown option --ids' "$NAMES" --ids=x
    check_status 2 'a place that cannot be written to' 'cannot write' \
        "$NAMES" --out="$WORK/none/out" "$WORK/ids"
    tap_end
}

main
