# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# rehearse-table.sh — what scripts/rehearse.sh prints: a line per finished cell, and the table.
#
# Sourced. Everything is read from the cells' verdict.txt, so that the table says what the files
# say. It uses the caller's cells, cell_medium, cell_column, out, tap, net and net_note.
# shellcheck disable=SC2154

readonly TABLE_MEDIA='iso virtio-disk stick stick-spoiled usb-xhci usb-ehci pxe pxe-tree'
declare -rA TABLE_TITLES=(
    [iso]='ISO as CD' [virtio-disk]='ISO as a board disk' [stick]='ISO as USB stick' [stick-spoiled]='ISO as stick, El Torito spoiled'
    [usb-xhci]='USB image on xHCI' [usb-ehci]='USB image on EHCI'
    [pxe]='network' [pxe-tree]='network, tree of files'
)

# cell_value NAME KEY: from the cell's verdict.txt.
cell_value() {
    sed -n "s/^$2=//p" "$out/$1/verdict.txt"
}

cell_is_expected() {
    [[ $(cell_value "$1" result) == expected ]]
}

# cell_text NAME: "pass    1.2 s"; a verdict that is not as expected stands in capitals with a mark.
cell_text() {
    local verdict

    verdict=$(cell_value "$1" verdict)
    cell_is_expected "$1" || verdict=${verdict^^}!
    printf '%-11s %5.1f s' "$verdict" "$(cell_value "$1" seconds)"
}

# cell_report NAME NUMBER: how a cell ended, when it did.
cell_report() {
    local name=$1 number=$2 mark=ok

    cell_is_expected "$name" || mark='not ok'
    if [[ $tap == yes ]]; then
        printf '%s %d - %s\n# %s\n' "$mark" "$number" "$name" "$(cell_text "$name")"
        [[ $mark == ok ]] || reasons_print "$name" '# '
    else
        printf '[%3d/%d] %s  %s\n' "$number" "${#cells[@]}" "$(cell_text "$name")" "$name"
        [[ $mark == ok ]] || reasons_print "$name" '          '
    fi
}

# reasons_print NAME PREFIX: each reason= line, and where the cell's files are.
reasons_print() {
    cell_value "$1" reason | sed "s/^/$2/"
    printf '%ssee %s\n' "$2" "$out/$1"
}

# matrix_print COLUMN...: media down, firmware across.
matrix_print() {
    local medium column name text row title

    row=$(printf ' %-22s' "$@")
    printf '%-32s%s\n' '' "${row%"${row##*[! ]}"}"
    for medium in $TABLE_MEDIA; do
        row=
        for column; do
            text=-
            for name in "${cells[@]}"; do
                [[ ${cell_medium[$name]} == "$medium" && ${cell_column[$name]} == "$column" ]] &&
                    text=$(cell_text "$name")
            done
            row+=$(printf ' %-22s' "$text")
        done
        [[ $row =~ [^\ -] ]] || continue
        title=${TABLE_TITLES[$medium]}
        [[ $medium == pxe* && -n $net_note ]] && title+=' [*]'
        printf '%-32s%s\n' "$title" "${row%"${row##*[! ]}"}"
    done
}

# The machines that are in no column, one line each.
list_print() {
    local name

    for name in "${cells[@]}"; do
        [[ -z ${cell_column[$name]} ]] || continue
        printf '%-32s %-22s expected %s, then %s\n' "$name" "$(cell_text "$name")" \
            "$(cell_value "$name" expect)" "$(cell_value "$name" leave)"
    done
}

# table_print SECONDS: the table, with what the whole rehearsal took.
table_print() {
    local seconds=$1 name good=0 column columns=()

    for name in "${cells[@]}"; do
        ! cell_is_expected "$name" || good=$((good + 1))
        column=${cell_column[$name]}
        [[ -z $column || " ${columns[*]/%/;} " == *" $column; "* ]] || columns+=("$column")
    done
    ((${#columns[@]} == 0)) || matrix_print "${columns[@]}"
    list_print
    [[ -z $net_note ]] || printf '[*] %s\n' "$net_note"
    printf '\n%d machines: %d as expected, %d not, in %d s; logs and screens in %s\n' \
        "${#cells[@]}" "$good" "$((${#cells[@]} - good))" "$seconds" "$out"
    ((good == ${#cells[@]}))
}
