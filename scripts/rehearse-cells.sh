# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# rehearse-cells.sh — which machines are rehearsed from which media, and which copies that takes.
#
# Sourced by scripts/rehearse.sh. A cell is one machine starting from one medium. It uses the
# caller's here, only, work, machine_paths and fail, and machine-file.sh.
# shellcheck disable=SC2154,SC2034

# The cells by name, in the order of the table; for each its machine file, its medium, the copy it
# starts from, the title of its column, when it goes (weight) and how much it takes (load, in halves
# of a job).
cells=()
declare -A cell_file=() cell_image=() cell_weight=() cell_load=()
declare -A cell_medium=() cell_column=()
# The copies to make, by path: the flags of copy.sh, one per line.
declare -A copies=()

# cells_of FILE: one cell for each medium its machine starts from; its name tells which, unless
# there is only one.
cells_of() {
    local file=$1 medium name

    machine_read "$file"
    for medium in ${machine[medium]}; do
        name=${machine[name]}
        [[ ${machine[medium]} == "$medium" ]] || name+=-$medium
        [[ -z $only || $name =~ $only ]] || continue
        [[ -z ${cell_file[$name]+set} ]] || fail "two machines are named ${machine[name]}"
        cells+=("$name")
        cell_file[$name]=$file
        cell_medium[$name]=$medium
        cell_column[$name]=${machine[column]-}
        cell_weight[$name]=$(weight_of "$medium")
        # A BIOS machine spends its time in the hidden menu.
        cell_load[$name]=2
        [[ ${machine[firmware]} != bios ]] || cell_load[$name]=1
        cell_image[$name]=$(copy_of "$medium")
        copies[${cell_image[$name]}]=$(copy_flags "$medium")
    done
}

# The slow ones go first, so that none is left to run alone at the end.
weight_of() {
    local weight=0

    [[ ${machine[firmware]} == bios ]] || weight=4
    [[ $1 != pxe* ]] || weight=$((weight + 3))
    [[ ${machine[noise]} == no ]] || weight=$((weight + 2))
    printf '%s' "$weight"
}

kind_of() {
    case $1 in
        iso | virtio-disk | stick) printf 'iso' ;;
        stick-spoiled) printf 'iso-spoiled' ;;
        usb-*) printf 'usb' ;;
        pxe) printf 'tree' ;;
        pxe-tree) printf 'tree-of-files' ;;
    esac
}

# The flags for copy.sh, one per line: a command line is printable and has no line end in it.
copy_flags() {
    printf -- '--kind=%s\n' "$(kind_of "$1")"
    if [[ -n ${machine[cmdline]+set} ]]; then
        printf -- '--cmdline=%s\n' "${machine[cmdline]}"
    else
        printf -- '--entry=%s\n' "${machine[entry]}"
    fi
}

# Machines that start the same medium with the same command line share one copy.
copy_of() {
    local sum

    sum=$(copy_flags "$1" | sha256sum)
    printf '%s/%s-%s' "$work" "$(kind_of "$1")" "${sum:0:12}"
}

# machines_find: the machine files asked for, in the order of the names; the matrix unless named.
machines_find() {
    local path file wanted=without files=()

    if ((${#machine_paths[@]} == 0)); then
        machine_paths=("$here/../config/machines") wanted=with
    fi
    for path in "${machine_paths[@]}"; do
        if [[ -d $path ]]; then
            for file in "$path"/*.conf; do
                if grep -q '^column=' "$file" 2>/dev/null; then
                    [[ $wanted == without ]] || files+=("$file")
                else
                    [[ $wanted == with ]] || files+=("$file")
                fi
            done
        else
            files+=("$path")
        fi
    done
    for file in "${files[@]}"; do
        cells_of "$file"
    done
    ((${#cells[@]} > 0)) || fail "no machine is left to rehearse"
}
