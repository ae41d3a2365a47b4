# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the scripts that read it share its variables
#
# bundle.sh — reads a bundle, the INI file that describes a boot menu (docs/bundles.md), and adds what
# KERNEL=, CMDLINE= and MODULES= say. Invariant: every value is what stands in the file, or the file
# is refused with line and reason; nothing in it is ever run.

bundle_default_file=$here/../config/bundle.conf

bundle='' bundle_timeout=3 bundle_hidden=yes bundle_port=0x3f8 bundle_unit=0 bundle_speed=115200

# The entries in their order, and what the file says of each, by its id. Modules are one to a line;
# entry_where has the place of each value, by "id key".
entry_ids=()
declare -A entry_title=() entry_kernel=() entry_cmdline=() entry_modules=() entry_like=() \
    entry_without=() entry_port=() entry_unit=() entry_speed=() entry_where=()
# The entry that the flags are for, and the one that starts by itself.
flag_id='' default_id=''

BUNDLE_BYTES_MAX=$((1 << 20))
TITLE_MAX=200
TIMEOUT_MAX=86400
KEYS_ENTRY='title kernel cmdline module default like without serial'
KEYS_GLOBAL='timeout hidden serial'

# trim VARIABLE: without the blanks at both ends.
trim() {
    local -n trim_out=$1

    trim_out=${trim_out#"${trim_out%%[![:space:]]*}"}
    trim_out=${trim_out%"${trim_out##*[![:space:]]}"}
}

bundle_read() {
    local line number=0 id=''

    bundle_check
    while IFS= read -r line || [[ -n $line ]]; do
        number=$((number + 1))
        # What editors of other systems put there.
        line=${line%$'\r'}
        ((number > 1)) || line=${line#$'\xef\xbb\xbf'}
        trim line
        [[ $line != *[[:cntrl:]]* ]] || bundle_bad "a control character stands in this line"
        case $line in
            '' | '#'* | ';'*) ;;
            '['*) section_read "$line" ;;
            *=*) key_read "${line%%=*}" "${line#*=}" ;;
            *) bundle_bad "'$line' is neither [name] nor key = value" ;;
        esac
    done <"$bundle"
    ((${#entry_ids[@]} > 0)) || fail "$bundle: there is no entry in it: [name], and below it keys"
}

bundle_check() {
    local bytes

    [[ -f $bundle && -r $bundle ]] || fail "there is no readable bundle file '$bundle'"
    [[ $bundle != *[[:cntrl:]]* ]] || fail "the bundle '$bundle' has a control character in its name"
    bytes=$(stat -L -c %s -- "$bundle")
    ((bytes <= BUNDLE_BYTES_MAX)) ||
        fail "'$bundle' is larger than 1 MiB and therefore no bundle: BUNDLE= takes an INI file"
    (($(tr -d '\0' <"$bundle" | wc -c) == bytes)) ||
        fail "'$bundle' holds a byte of zero and is therefore no bundle: BUNDLE= takes an INI file"
}

# bundle_bad REASON: refuses the line that is being read.
bundle_bad() {
    fail "$bundle:$number: $1"
}

section_read() {
    [[ $1 =~ ^\[(.*)\]$ ]] || bundle_bad "'$1' begins a section and has no ] at its end"
    id=${BASH_REMATCH[1]}
    trim id
    [[ $id =~ ^[a-z][a-z0-9._-]{0,31}$ ]] || bundle_bad "'$id' is no name for an entry: \
a small letter, and up to 31 small letters, digits, '.', '_' and '-'"
    [[ -z ${entry_where[$id ]-} ]] ||
        bundle_bad "there already is an entry [$id], in line ${entry_where[$id ]##*:}"
    entry_ids+=("$id")
    entry_where[$id ]=$bundle:$number
    entry_title[$id]=$id
}

# key_read KEY VALUE
key_read() {
    local key=$1 value=$2 keys=$KEYS_ENTRY

    trim key
    trim value
    [[ -n $id ]] || keys=$KEYS_GLOBAL
    [[ $key =~ ^[a-z]+$ && " $keys " == *" $key "* ]] || key_unknown
    [[ $key == module || -z ${entry_where[$id $key]-} ]] ||
        bundle_bad "'$key' already stands in line ${entry_where[$id $key]##*:}"
    [[ -n $value || $key == cmdline ]] || bundle_bad "'$key' has no value"
    entry_where[$id $key]=$bundle:$number
    if [[ -n $id ]]; then entry_key; else global_key; fi
}

key_unknown() {
    local reason="the keys of an entry are ${keys// /, }"

    [[ -n $id ]] || reason="before the first [name] there may be ${keys// /, }"
    [[ $key != initrd && $key != modules ]] || reason="each file to load is a line: module = FILE"
    bundle_bad "unknown key '$key': $reason"
}

global_key() {
    case $key in
        timeout)
            bundle_timeout=-1
            [[ $value != none ]] || return 0
            if [[ ! $value =~ ^[0-9]{1,5}$ ]] || ((10#$value > TIMEOUT_MAX)); then
                bundle_bad "timeout = $value: seconds up to $TIMEOUT_MAX, or none to wait for a person"
            fi
            bundle_timeout=$((10#$value))
            ;;
        hidden) yes_or_no && bundle_hidden=$value ;;
        serial) serial_read bundle_port bundle_unit bundle_speed ;;
    esac
}

yes_or_no() {
    [[ $value == yes || $value == no ]] || bundle_bad "$key = $value: yes or no"
}

entry_key() {
    case $key in
        title) title_check && entry_title[$id]=$value ;;
        kernel) path_read value && entry_kernel[$id]=$value ;;
        cmdline) entry_cmdline[$id]=$value ;;
        module)
            path_read value
            entry_modules[$id]+=$value$'\n'
            : "${entry_where[module $value]:=$bundle:$number}"
            ;;
        default)
            yes_or_no
            [[ $value == yes ]] || return 0
            [[ -z $default_id ]] ||
                bundle_bad "[$default_id] is the default already; one entry only can start by itself"
            default_id=$id
            ;;
        like)
            [[ -n ${entry_where[$value ]-} && $value != "$id" ]] ||
                bundle_bad "like = $value: there is no entry [$value] above this one"
            entry_like[$id]=$value
            ;;
        without) entry_without[$id]=$value ;;
        serial) serial_read "entry_port[$id]" "entry_unit[$id]" "entry_speed[$id]" ;;
    esac
}

# The font of the menu has no other characters, and GRUB takes a title with '-' first for an option.
title_check() {
    [[ $value != *[^\ -~]* ]] ||
        bundle_bad "a title has ASCII characters only, since the menu's font has no others"
    [[ $value != -* ]] || bundle_bad "a title does not begin with '-'"
    ((${#value} <= TITLE_MAX)) || bundle_bad "a title has at most $TITLE_MAX characters"
}

# Names of files are meant from the folder of the bundle.
path_read() {
    local -n path_out=$1
    local folder=.

    [[ $path_out != /* ]] || return 0
    [[ $bundle != */* ]] || folder=${bundle%/*}
    path_out=${folder:-/}/$path_out
}

# serial_read PORT UNIT SPEED: variables for "com2 9600", "0x2f8", "unit1 9600", "9600" and "none".
serial_read() {
    local -n port_out=$1 unit_out=$2 speed_out=$3
    local -A ports=([com1]=0x3f8 [com2]=0x2f8 [com3]=0x3e8 [com4]=0x2e8)
    local words=() speeds=' 300 600 1200 2400 4800 9600 19200 38400 57600 115200 '

    read -ra words <<<"$value"
    case ${words[0]} in
        none)
            ((${#words[@]} == 1)) || bundle_bad "serial = none has nothing behind it"
            speed_out=none
            return 0
            ;;
        com[1-4]) port_out=${ports[${words[0]}]} unit_out=$((${words[0]#com} - 1)) ;;
        unit[0-9]) port_out='' unit_out=${words[0]#unit} ;;
        0x*)
            [[ ${words[0]} =~ ^0x[0-9a-f]{1,4}$ ]] || bundle_bad "'${words[0]}' is no I/O port"
            port_out=${words[0]} unit_out=''
            ;;
        *) words=('' "${words[@]}") ;;
    esac
    if ((${#words[@]} > 2)) || [[ $speeds != *" ${words[1]-115200} "* ]]; then
        bundle_bad "serial = $value: com1 to com4, a port like 0x2f8 or unit0 to unit9, \
and a speed of ${speeds:1:-1}; or none"
    fi
    speed_out=${words[1]-115200}
}

# bundle_one KERNEL: the bundle for a kernel that is not NoOS and came without one.
bundle_one() {
    local title=${1##*/}

    title=${title//[^ -~]/?}
    entry_ids=(kernel)
    entry_title[kernel]=${title#-}
    entry_where["kernel "]=--kernel
    bundle=''
}

# bundle_fill: what the flags say goes to the first entry without a kernel of its own, and the kernel
# to all of them.
bundle_fill() {
    local id module

    for id in "${entry_ids[@]}"; do
        [[ -z ${entry_kernel[$id]-} && -z ${entry_like[$id]-} ]] || continue
        entry_kernel[$id]=$kernel
        entry_where[$id kernel]=--kernel
        [[ -z $flag_id ]] || continue
        flag_id=$id
        if [[ $cmdline_given == yes ]]; then
            entry_cmdline[$id]=$cmdline
            entry_where[$id cmdline]=--cmdline
        fi
        for module in "${module_flags[@]}"; do
            entry_modules[$id]+=$module$'\n'
            : "${entry_where[module $module]:=--module}"
        done
    done
    [[ -n $flag_id ]] || bundle_full
}

# What is given in vain is an error.
bundle_full() {
    local rest="every entry of $bundle names a kernel, so there is none"

    [[ $cmdline_given == no ]] || fail "--cmdline (CMDLINE=): $rest that it could be for"
    ((${#module_flags[@]} == 0)) || fail "--module (MODULES=): $rest that it could be for"
}
