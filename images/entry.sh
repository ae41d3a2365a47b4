# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2004,SC2034,SC2154  # the scripts that read it share its variables
#
# entry.sh — what each entry of the menu comes to: its kernel, the words of its command line, the
# files to load, each with its place on the medium. Invariant: an entry for a foreign kernel gets
# what its author wrote and nothing else; only NoOS gets the marker, names and checksums beside.

# By id: the kernel's file, its words and its loads, one to a line. A load is the file's path on the
# medium, what GRUB reads behind it, and what the kernel gets of that, apart by tabulators.
declare -A entry_file=() entry_words=() entry_loads=()
# By file: its path on the medium, and its checksum.
declare -A path_of=() crc_of=()
kernels_count=0 modules_count=0

# NoOS keeps 64 modules, 256 bytes of text for each, and a line of 120 words.
MODULES_MAX=63
MODULE_TEXT_MAX=255
CMDLINE_WORDS_MAX=120

# path_new VARIABLE FOLDER NUMBER FILE: numbered and in lower case, so that every file system and
# TFTP server holds them apart.
path_new() {
    local -n path_out=$1
    local name=${4##*/}

    name=${name,,}
    name=${name//[^a-z0-9._-]/_}
    path_out=$2/$3-${name:0:40}
}

# kernel_add FILE: puts it on the medium once. The first NoOS has a name of its own.
kernel_add() {
    local file=$1 path=boot/noos.elf

    [[ -z ${path_of[kernel $file]-} ]] || return 0
    if [[ -z ${kernel_own[$file]} || -n ${path_of[noos]-} ]]; then
        kernels_count=$((kernels_count + 1))
        path_new path boot/kernels "$kernels_count" "$file"
    else
        path_of[noos]=$path
    fi
    path_of[kernel $file]=$path
    content_add "$path" "$file" kernel
}

module_file_add() {
    local file=$1 path

    [[ -z ${path_of[module $file]-} ]] || return 0
    modules_count=$((modules_count + 1))
    path_new path boot/modules "$modules_count" "$file"
    path_of[module $file]=$path
    content_add "$path" "$file" module
}

# entry_resolve ID: the entries are resolved in their order, so that the one it is like is ready.
entry_resolve() {
    local id=$1 base=${entry_like[$1]-} file where

    file=${entry_kernel[$id]-}
    where=${entry_where[$id kernel]-${entry_where[$id ]-}}
    if [[ -z $file && -n $base ]]; then
        file=${entry_file[$base]}
    fi
    [[ -n $file ]] || fail "which kernel? --kernel=FILE is missing"
    [[ $file == /* ]] || file=$PWD/$file
    kernel_probe "$file" "$where"
    kernel_add "$file"
    entry_file[$id]=$file
    entry_words_make
    entry_modules_make
}

# foreign_check WHERE TEXT: GRUB would change these on their way to a kernel that does not know.
foreign_check() {
    [[ -n ${kernel_own[$file]} || $2 != *[\\\"\']* ]] ||
        fail "$1: GRUB would hand \\, \" and ' to the kernel in another form; \
only NoOS turns them back, so that another kernel's line may not hold them"
}

# Words that the entry takes over from another one, and its own behind them.
entry_words_make() {
    local words=() text=${entry_cmdline[$id]-} word line where=${entry_where[$id cmdline]-}

    words_inherit
    foreign_check "$where" "$text"
    words_read words "$text" || fail "$where: $words_error"
    for word in "${words[@]}"; do
        foreign_check "${where:-${entry_where[$id ]-}}" "${word/ /\"}"
    done
    words_delivered line "${words[@]}"
    words_room "${where:-${entry_where[$id ]-}}" "$line" "${#words[@]}"
    entry_words[$id]=''
    ((${#words[@]} == 0)) || printf -v "entry_words[$id]" '%s\n' "${words[@]}"
}

# The words of `without` are the beginnings of those that stay behind.
words_inherit() {
    local word prefix prefixes=()

    [[ -n $base ]] || return 0
    read -ra prefixes <<<"${entry_without[$id]-}"
    while IFS= read -r word; do
        for prefix in "${prefixes[@]}"; do
            [[ $word != "$prefix"* ]] || continue 2
        done
        [[ -z $word ]] || words+=("$word")
    done <<<"${entry_words[$base]}"
}

# words_room WHERE LINE WORDS: what the kernel takes, with what is put before or behind it.
words_room() {
    local room=${kernel_room[$file]} bytes=${#2}

    if [[ ${kernel_protocol[$file]} == linux ]]; then
        bytes=$((bytes + 13 + ${#path_of[kernel $file]}))
    fi
    ((bytes <= room)) ||
        fail "$1: the command line is longer than the $room bytes that this kernel takes"
    [[ -z ${kernel_own[$file]} ]] || (($3 <= CMDLINE_WORDS_MAX)) ||
        fail "$1: the command line has more than $CMDLINE_WORDS_MAX words"
}

entry_modules_make() {
    local module count=0

    # What it is like comes first, here and for those that are like this one.
    entry_modules[$id]=${base:+${entry_modules[$base]}}${entry_modules[$id]-}
    entry_loads[$id]=''
    while IFS= read -r module; do
        [[ -n $module ]] || continue
        count=$((count + 1))
        module_make "$module" "${entry_where[module $module]}"
    done <<<"${entry_modules[$id]}"
    [[ -z ${kernel_own[$file]} ]] || ((count <= MODULES_MAX)) ||
        fail "${entry_where[$id ]:---module}: NoOS takes no more than $MODULES_MAX modules"
}

# module_make 'FILE [ARGS]' WHERE: the file name is the longest one that exists, so that it may hold
# spaces.
module_make() {
    local flag=$1 where=$2 name=$1 arguments quoted text words=()

    until [[ -f $name ]]; do
        [[ $name == *' '* ]] || fail "$where: there is no module file '${flag%% *}'"
        name=${name% *}
    done
    arguments=${flag:${#name}}
    trim arguments
    [[ $name == /* ]] || name=$PWD/$name
    [[ -n ${path_of[module $name]-} ]] || file_check "$name" "$where" module
    foreign_check "$where" "$arguments"
    words_read words "$arguments" || fail "$where: $words_error"
    case ${kernel_protocol[$file]} in
        linux) [[ -z $arguments ]] || fail "$where: the initrd of a Linux kernel takes no arguments: \
there is no file '$flag'" ;;
        *) module_words ;;
    esac
    module_file_add "$name"
    words_quoted quoted "${words[@]}"
    words_delivered text "${words[@]}"
    entry_loads[$id]+=${path_of[module $name]}$'\t'$quoted$'\t'$text$'\n'
}

# NoOS also gets the name and the checksum.
module_words() {
    [[ -n ${kernel_own[$file]} ]] || return 0
    [[ -n ${crc_of[$name]-} ]] || crc_of[$name]=$(crc32_of "$name")
    words=("${name##*/}" "${words[@]}" "crc32=${crc_of[$name]}")
    words_delivered text "${words[@]}"
    ((${#text} <= MODULE_TEXT_MAX)) ||
        fail "$where: name and arguments are longer than $MODULE_TEXT_MAX bytes"
}
