# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# machine-file.sh — reads one machine file (config/machines/README.md) into the array `machine`.
#
# Sourced, not run. A machine file is data: it is parsed, never sourced, and nothing in it is
# taken over before its key is known and its value has the form that key asks for.

# The form of each key's value; a key that is not here is refused.
declare -rA MACHINE_FORMS=(
    [column]='[[:print:]]+'
    [chipset]='[a-z][A-Za-z0-9.,=_-]*'
    [cpu]='[A-Za-z0-9][A-Za-z0-9.,=+_-]*'
    [memory]='[1-9][0-9]{0,5}[MG]?'
    [smp]='[1-9][0-9]{0,2}(,maxcpus=[1-9][0-9]{0,2})?'
    [firmware]='bios|uefi|uefi32|uefi-secure|uefi-secure-nx'
    [medium]='MEDIA( MEDIA)*'
    [entry]='release|debug|auto'
    [cmdline]='[[:print:]]*'
    [vga]='[a-z0-9-]+'
    [nic]='[a-z0-9-]+'
    [serial]='com[1-4]|none|pci|pci-[24]x|pci-port'
    [noise]='yes|no'
    [qemu]='-[[:print:]]+'
    [expect]='pass|fail|error|(refuse|panic):[[:print:]]+'
    [says]='[[:print:]]+'
    [leave]='poweroff|reset|halt'
    [timeout]='[1-9][0-9]{0,3}'
)

# The ways a machine may be started (config/machines/README.md, "Media").
declare -r MACHINE_MEDIA='(iso|virtio-disk|stick|stick-spoiled|usb-xhci|usb-ehci|pxe|pxe-tree)'

# Keys that may stand more than once; their values are kept one per line.
declare -r MACHINE_LISTS=' qemu says '

# What a machine is where its file says nothing. `cmdline` has no default: a machine without one
# starts its menu entry (`entry`) as it is.
declare -rA MACHINE_DEFAULTS=(
    [chipset]=q35 [memory]=256 [smp]=1 [entry]=auto [vga]=std [nic]=virtio-net-pci
    [serial]=com1 [noise]=no [expect]=pass [leave]=poweroff [timeout]=120
)

declare -gA machine=()

# machine_refuse FILE LINE SENTENCE: ends the script as one with bad input; LINE may be empty.
machine_refuse() {
    printf '%s:%s %s\n' "$1" "${2:+$2:}" "$3" >&2
    exit 2
}

# machine_take FILE LINE KEY VALUE: checks one setting and keeps it.
machine_take() {
    local file=$1 line=$2 key=$3 value=$4 form

    form=${MACHINE_FORMS[$key]-}
    [[ -n $form ]] || machine_refuse "$file" "$line" "unknown key '$key'"
    form=${form//MEDIA/$MACHINE_MEDIA}
    [[ $value =~ ^($form)$ ]] ||
        machine_refuse "$file" "$line" "'$value' is no value for '$key' (wanted: $form)"
    if [[ -z ${machine[$key]+set} ]]; then
        machine+=([$key]=$value)
    elif [[ $MACHINE_LISTS == *" $key "* ]]; then
        machine+=([$key]="${machine[$key]}"$'\n'$value)
    else
        machine_refuse "$file" "$line" "'$key' is given twice"
    fi
}

# machine_read FILE: fills the associative array `machine`: every key of the file, the defaults of
# the others, and `name`, the file's name without .conf.
machine_read() {
    local file=$1 text key number=0 lines

    machine=()
    [[ -f $file && -r $file ]] || machine_refuse "$file" "" "no such machine file"
    mapfile -t lines <"$file"
    for text in "${lines[@]}"; do
        number=$((number + 1))
        [[ -z $text || $text == '#'* ]] && continue
        [[ $text =~ ^([a-z_]+)=(.*)$ ]] ||
            machine_refuse "$file" "$number" "not of the form key=value: '$text'"
        machine_take "$file" "$number" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    done
    for key in firmware medium; do
        [[ -n ${machine[$key]-} ]] || machine_refuse "$file" "" "'$key' is not given"
    done
    for key in "${!MACHINE_DEFAULTS[@]}"; do
        [[ -n ${machine[$key]+set} ]] || machine+=([$key]=${MACHINE_DEFAULTS[$key]})
    done
    machine+=([name]="$(basename "$file" .conf)")
    [[ ${machine[name]} =~ ^[a-z0-9][a-z0-9-]*$ ]] ||
        machine_refuse "$file" "" "a machine's name is made of a-z, 0-9 and '-'"
}
