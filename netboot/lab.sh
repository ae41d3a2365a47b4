# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2004,SC2034  # the scripts that read it share its variables
#
# lab.sh — reads the list of a lab's machines (config/lab.conf tells its form). Invariant: every value
# is what stands in the file, or the file is refused with line and reason.
#
# Sourced; it uses the caller's fail.

# The machines in their order, and what is known of each, by its name.
lab_names=()
declare -A lab_mac=() lab_uuid=() lab_entry=() lab_cmdline=() lab_line=()

LAB_MACHINES_MAX=200
LAB_KEYS='mac uuid entry cmdline'

# lab_bad REASON: refuses the line that is being read.
lab_bad() {
    fail "$lab_file:$lab_number: $1"
}

lab_read() {
    local lab_file=$1 lab_number=0 line name=''

    [[ -f $lab_file && -r $lab_file ]] || fail "there is no readable list of machines '$lab_file'"
    while IFS= read -r line || [[ -n $line ]]; do
        lab_number=$((lab_number + 1))
        line=${line%$'\r'}
        line=${line#"${line%%[![:space:]]*}"} line=${line%"${line##*[![:space:]]}"}
        [[ $line != *[[:cntrl:]]* ]] || lab_bad "a control character stands in this line"
        case $line in
            '' | '#'* | ';'*) ;;
            '['*) lab_section "$line" ;;
            *=*) lab_key "${line%%=*}" "${line#*=}" ;;
            *) lab_bad "'$line' is neither [name] nor key = value" ;;
        esac
    done <"$lab_file"
    for name in "${lab_names[@]}"; do
        [[ -n ${lab_mac[$name]-}${lab_uuid[$name]-} ]] ||
            fail "$lab_file:${lab_line[$name]}: [$name] has neither mac nor uuid"
    done
}

lab_section() {
    [[ $1 =~ ^\[(.*)\]$ ]] || lab_bad "'$1' begins a machine and has no ] at its end"
    name=${BASH_REMATCH[1]}
    [[ $name =~ ^[a-z0-9][a-z0-9-]{0,30}$ ]] || lab_bad "'$name' is no name for a machine: \
at most 31 small letters, digits and '-'"
    [[ -z ${lab_line[$name]-} ]] ||
        lab_bad "there already is a machine [$name], in line ${lab_line[$name]}"
    ((${#lab_names[@]} < LAB_MACHINES_MAX)) || lab_bad "more than $LAB_MACHINES_MAX machines"
    lab_names+=("$name")
    lab_line[$name]=$lab_number
}

lab_key() {
    local key=$1 value=$2 other

    key=${key%"${key##*[![:space:]]}"} value=${value#"${value%%[![:space:]]*}"}
    [[ -n $name ]] || lab_bad "'$key' stands before the first [name]"
    [[ $key =~ ^[a-z]+$ && " $LAB_KEYS " == *" $key "* ]] ||
        lab_bad "unknown key '$key': there are ${LAB_KEYS// /, }"
    local -n values=lab_$key
    [[ -z ${values[$name]+set} ]] || lab_bad "[$name] already has a $key"
    case $key in
        mac) lab_value_check '^([0-9a-f]{2}:){5}[0-9a-f]{2}$' 'an address like 52:54:00:12:34:56' ;;
        uuid)
            lab_value_check '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' \
                'a UUID like 4c4c4544-0042-3510-8052-b4c04f564432 (dmidecode -s system-uuid)'
            ;;
        entry) [[ $value =~ ^[a-z][a-z0-9._-]{0,31}$ ]] || lab_bad "'$value' is no name of an entry" ;;
    esac
    values[$name]=$value
}

# lab_value_check PATTERN WHAT: of its form, and of no other machine.
lab_value_check() {
    value=${value,,}
    [[ $value =~ $1 ]] || lab_bad "'$value' is not $2"
    for other in "${lab_names[@]}"; do
        [[ ${values[$other]-} != "$value" ]] || lab_bad "$value is machine [$other] already"
    done
}
