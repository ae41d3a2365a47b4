# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the scripts that read it share its variables
#
# content.sh — what a medium carries: the flags that every maker of a medium takes, checked, and the
# list of files they lead to. Invariant: the list is the same for every medium, and between two
# media made with other --default= or --cmdline= only boot/grub/grub.cfg differs.

kernel='' loaders='' out='' version='' epoch='' cmdline='mode=release' default=release
module_flags=()

# The content: where a file goes on the medium (no leading slash), where it lies here, its bytes.
content_paths=() content_files=() content_sizes=()

# The modules behind the marker: path on the medium, and the words of the string they come with.
module_paths=() module_texts=()
marker_name='' marker_crc=''

# The kernel keeps 64 modules, 256 bytes of text for each, and 4096 bytes of command line.
MODULES_MAX=63
MODULE_TEXT_MAX=255
CMDLINE_MAX=4000
CMDLINE_WORDS_MAX=120
# FAT has no larger files, and no 32-bit loader takes them.
FILE_BYTES_MAX=4294967295
# The last second that a FAT directory can hold, and the first.
EPOCH_MAX=4354819198
EPOCH_FAT_MIN=315532800

content_usage() {
    cat <<'END'
  --kernel=ELF            a Multiboot2 kernel
  --loaders=DIR           what images/loaders.sh made, for the same version
  --version=STR           names the build; letters, digits, '.', '+' and '-'
  --epoch=SECONDS         the time that stands in every date
  --cmdline=STR           the kernel's command line (mode=release); words with spaces are quoted:
                          'console=ttyS0,115200n8 autorun="diag all; poweroff"'
  --module='FILE [ARGS]'  one more file for the kernel, repeatable
  --default=ID            the entry that starts by itself: release, debug, auto, baud9600, baud57600
END
}

# One of the flags above; false when it is another one.
content_flag() {
    case $1 in
        --kernel=*) kernel=${1#*=} ;;
        --loaders=*) loaders=${1#*=} ;;
        --out=*) out=${1#*=} ;;
        --version=*) version=${1#*=} ;;
        --epoch=*) epoch=${1#*=} ;;
        --cmdline=*) cmdline=${1#*=} ;;
        --module=*) module_flags+=("${1#*=}") ;;
        --default=*) default=${1#*=} ;;
        *) return 1 ;;
    esac
}

version_check() {
    [[ -n $version ]] || fail "which version? --version=... is missing"
    [[ $version =~ ^[A-Za-z0-9][A-Za-z0-9.+-]{0,47}$ ]] ||
        fail "'$version' is no version: at most 48 letters, digits, '.', '+' and '-'"
}

epoch_check() {
    [[ -n $epoch ]] || fail "which time? --epoch=SECONDS is missing"
    if [[ ! $epoch =~ ^[0-9]{1,10}$ ]] || ((10#$epoch > EPOCH_MAX)); then
        fail "'$epoch' is no time in seconds since 1970 that a disk can hold"
    fi
    epoch=$((10#$epoch))
    # Dates on FAT begin in 1980.
    export SOURCE_DATE_EPOCH=$((epoch < EPOCH_FAT_MIN ? EPOCH_FAT_MIN : epoch))
}

loaders_check() {
    local found=''

    [[ -n $loaders ]] || fail "with which loaders? --loaders=DIR is missing"
    [[ -f $loaders/version ]] ||
        fail "there are no finished loaders in $loaders: images/loaders.sh makes them"
    read -r found <"$loaders/version" || true
    [[ $found == "$version" ]] ||
        fail "the loaders in $loaders are of $found, not $version: images/loaders.sh makes them"
}

# GRUB 2.06 starts an ELF without section headers, GRUB 2.12 does not: one answer for both.
kernel_check() {
    local head offset

    [[ -n $kernel ]] || fail "which kernel? --kernel=ELF is missing"
    [[ -f $kernel && -r $kernel ]] || fail "there is no readable kernel file '$kernel'"
    grub-file --is-x86-multiboot2 "$kernel" 2>/dev/null ||
        fail "'$kernel' is no Multiboot2 kernel: KERNEL= takes an ELF with a Multiboot2 header"
    head=$(bytes_hex "$kernel" 0 48)
    case $head in
        7f454c4601*) offset=${head:64:8} ;;
        7f454c4602*) offset=${head:80:16} ;;
        *) return 0 ;;
    esac
    [[ $offset == *[1-9a-f]* ]] ||
        fail "'$kernel' has no section headers, which GRUB needs: strip it by strip, not further"
}

content_add() {
    content_paths+=("$1")
    content_files+=("$2")
}

# The file that marks a medium of this version, by which its loader finds it; it also goes to the
# kernel as a module, so that there always is one whose checksum can be proved.
marker_make() {
    local medium=$1 what=$2

    marker_name=noos-$version
    text_write "$work/$marker_name" \
        "NoOS $version" \
        "This is $what." \
        "Its boot loader looks for this file, and starts /boot/grub/grub.cfg where it is found." \
        "medium=$medium"
    marker_crc=$(crc32_of "$work/$marker_name")
    content_add "boot/$marker_name" "$work/$marker_name"
}

# module_add 'FILE [ARGS]': the file name is the longest one that exists, so that it may hold
# spaces.
module_add() {
    local flag=$1 file=$1 arguments name text words=()

    until [[ -f $file ]]; do
        [[ $file == *' '* ]] || fail "there is no module file '${flag%% *}'"
        file=${file% *}
    done
    [[ -r $file ]] || fail "the module file '$file' cannot be read"
    (($(stat -L -c %s -- "$file") <= FILE_BYTES_MAX)) ||
        fail "the module file '$file' is larger than 4 GiB, which no loader takes"
    arguments=${flag:${#file}}
    name=${file##*/}
    [[ $name != *[[:cntrl:]]* ]] || fail "the module '$file' has a control character in its name"
    words_read words "$arguments" || fail "--module=$flag: $words_error"
    words=("$name" "${words[@]}" "crc32=$(crc32_of "$file")")
    words_delivered text "${words[@]}"
    ((${#text} <= MODULE_TEXT_MAX)) ||
        fail "--module=$file: name and arguments are longer than $MODULE_TEXT_MAX bytes"
    words_quoted text "${words[@]}"
    module_texts+=("$text")
    # Numbered and in lower case, so that every file system and TFTP server holds them apart.
    name=${name,,}
    name=${name//[^a-z0-9._-]/_}
    module_paths+=("boot/modules/$((${#module_paths[@]} + 1))-${name:0:40}")
    content_add "${module_paths[-1]}" "$file"
}

modules_add() {
    local flag

    ((${#module_flags[@]} <= MODULES_MAX)) || fail "more than $MODULES_MAX modules"
    for flag in "${module_flags[@]}"; do module_add "$flag"; done
}

# sizes_read: sets content_sizes, once the list is complete.
sizes_read() {
    local sizes

    sizes=$(stat -L -c %s -- "${content_files[@]}") || fail "a file went away while it was used"
    mapfile -t content_sizes <<<"$sizes"
}

# content_make MEDIUM WHAT: checks the flags and lists the files; $work is open.
content_make() {
    local medium=$1 what=$2

    content_add boot/noos.elf "$kernel"
    marker_make "$medium" "$what"
    modules_add
    menu_make "$work/grub.cfg" "$medium"
    content_add boot/grub/grub.cfg "$work/grub.cfg"
}

content_check() {
    version_check
    epoch_check
    loaders_check
    kernel_check
    menu_check
}
