# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the scripts that read it share its variables
#
# content.sh — what a medium carries: the flags that every maker of a medium takes, checked, and the
# list of files they lead to. Invariant: the list is the same for every medium, and between two
# media made with other --default= or --cmdline= only boot/grub/grub.cfg differs.
#
# It takes two steps: content_resolve for what all media have in common, content_medium for what each
# has of its own. plan.sh keeps the outcome of both in a folder, from which --plan= takes it.

# shellcheck source=images/words.sh
source "$here/words.sh"
# shellcheck source=images/kernel.sh
source "$here/kernel.sh"
# shellcheck source=images/bundle.sh
source "$here/bundle.sh"
# shellcheck source=images/entry.sh
source "$here/entry.sh"
# shellcheck source=images/list.sh
source "$here/list.sh"
# shellcheck source=images/menu.sh
source "$here/menu.sh"
# shellcheck source=images/sign.sh
source "$here/sign.sh"

plan='' kernel='' loaders='' out='' version='' epoch='' cmdline='' cmdline_given=no default='' list=''
module_flags=()

# The content: where a file goes on the medium (no leading slash), where it lies here, what it is
# there, its bytes.
content_paths=() content_files=() content_roles=() content_sizes=()

marker_name='' marker_crc=''

# The last second that a FAT directory can hold, and the first.
EPOCH_MAX=4354819198
EPOCH_FAT_MIN=315532800

# What a medium is, by its name.
declare -A MEDIUM_IS=(
    [iso]='a hybrid ISO: a CD, or a stick it was written to or copied to'
    [usb]='a USB stick'
    [pxe]='a tree for network boot'
)

# What plan_save keeps.
PLAN_VARIABLES='sign default bundle_timeout bundle_hidden bundle_port bundle_unit bundle_speed
    entry_ids entry_title entry_file entry_words entry_loads kernel_protocol kernel_own kernel_packed
    kernel_room path_of marker_name marker_crc content_paths content_files content_roles'

content_usage() {
    cat <<'END'
  --plan=DIR              what images/plan.sh made of the flags below, for the same version; then it
                          needs none of them but --loaders, --version, --epoch and --list
  --kernel=FILE           the kernel of the entries that name none: NoOS, another Multiboot2 or
                          Multiboot kernel, or Linux; gzip may have packed it
  --loaders=DIR           what images/loaders.sh made, for the same version
  --version=STR           names the build; letters, digits, '.', '+' and '-'
  --epoch=SECONDS         the time that stands in every date
  --bundle=FILE           the menu (docs/bundles.md; default: config/bundle.conf for NoOS, and one
                          entry for another --kernel)
  --cmdline=STR           the command line of the first entry without a kernel of its own; for NoOS,
                          words with spaces are quoted:
                          'console=ttyS0,115200n8 autorun="diag all; poweroff"'
  --module='FILE [ARGS]'  one more file for that entry, repeatable
  --modules=STR           several of them, apart by blanks; one with a blank in it is quoted
  --default=ID            the entry that starts by itself (default: what the bundle says)
  --sign=DIR              signs what GRUB loads with the keys there (docs/signing.md); the loaders
                          are signed with the same ones
  --list=FILE             also writes there what was resolved (images/list.sh tells the form)
  --no-warnings           says nothing of large files
END
}

# One of the flags above; false when it is another one.
content_flag() {
    case $1 in
        --plan=*) plan=${1#*=} ;;
        --kernel=*) kernel=${1#*=} ;;
        --loaders=*) loaders=${1#*=} ;;
        --out=*) out=${1#*=} ;;
        --version=*) version=${1#*=} ;;
        --epoch=*) epoch=${1#*=} ;;
        --bundle=*) bundle=${1#*=} ;;
        --cmdline=*) cmdline=${1#*=} cmdline_given=yes ;;
        --module=*) module_flags+=("${1#*=}") ;;
        --modules=*) words_read module_flags "${1#*=}" || fail "--modules (MODULES=): $words_error" ;;
        --default=*) default=${1#*=} ;;
        --sign=*) sign=${1#*=} ;;
        --list=*) list=${1#*=} ;;
        --no-warnings) warnings=no ;;
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

# content_add PATH FILE ROLE
content_add() {
    local file=$2

    [[ $file == /* ]] || file=$PWD/$file
    content_paths+=("$1")
    content_files+=("$file")
    content_roles+=("$3")
}

# marker_make MEDIUM FOLDER: the file that marks a medium of this version, by which its loader finds
# it; it also goes to NoOS as a module, so that there always is one whose checksum can be proved.
marker_make() {
    local medium=$1 folder=$2

    marker_name=noos-$version
    text_write "$folder/$marker_name" \
        "NoOS $version" \
        "This is ${MEDIUM_IS[$medium]}." \
        "Its boot loader looks for this file, and starts /boot/grub/grub.cfg where it is found." \
        "medium=$medium"
    marker_crc=$(crc32_of "$folder/$marker_name")
    content_add "boot/$marker_name" "$folder/$marker_name" marker
}

# bundle_make: the menu that the flags ask for.
bundle_make() {
    local file=$kernel

    if [[ -z $bundle ]]; then
        bundle=$bundle_default_file
        [[ -n $kernel ]] || fail "which kernel? --kernel=FILE is missing"
        [[ $file == /* ]] || file=$PWD/$file
        kernel_probe "$file" '--kernel (KERNEL=)'
        [[ -n ${kernel_own[$file]} ]] || bundle=''
    fi
    if [[ -n $bundle ]]; then
        bundle_read
    else
        bundle_one "$kernel"
    fi
    bundle_fill
}

# content_resolve: the menu and the files it names; $work is open.
content_resolve() {
    local id

    tools_need grub-file:grub-common grub-script-check:grub-common gzip:gzip
    bundle_make
    menu_check
    [[ -z $sign ]] || sign_check
    [[ -z ${extra-} ]] || entry_cmdline[$default]="${entry_cmdline[$default]-} $extra"
    for id in "${entry_ids[@]}"; do entry_resolve "$id"; done
}

# content_medium MEDIUM FOLDER: marker and menu, which are made in the folder.
content_medium() {
    marker_make "$1" "$2"
    menu_make "$2/grub.cfg" "$1"
    content_add boot/grub/grub.cfg "$2/grub.cfg" menu
}

# content_make MEDIUM: all of it, or what a plan has of it.
content_make() {
    if [[ -n $plan ]]; then
        [[ -z $kernel$bundle$default$sign && $cmdline_given == no && ${#module_flags[@]} == 0 &&
            ${#menu_machines[@]} == 0 && -z ${extra-} ]] || fail "--plan= is there already: no other flag can change it"
        plan_load "$plan/$1/content"
    else
        content_resolve
        content_medium "$1" "$work"
    fi
    sign_content
}

# plan_save FILE: as a script, for plan_load.
plan_save() {
    local text

    # shellcheck disable=SC2086  # a list of names
    text=$'\n'$(declare -p $PLAN_VARIABLES)
    text_write "$1" "${text//$'\n'declare /$'\n'declare -g }"
}

plan_load() {
    [[ -f $1 ]] || fail "there is no plan in $plan: images/plan.sh makes it"
    # shellcheck disable=SC1090  # what plan_save wrote
    source "$1"
}

content_check() {
    version_check
    epoch_check
    loaders_check
}

# content_folders: the folders of all files, those above before those below, one line each.
content_folders() {
    local path folder

    for path in "${content_paths[@]}"; do
        folder=$path
        while [[ $folder == */* ]]; do
            folder=${folder%/*}
            printf '%s\n' "$folder"
        done
    done | sort -u
}

# content_done MEDIUM: the list is complete; sets content_sizes, and makes what --list= asks for.
content_done() {
    local sizes

    sizes=$(stat -L -c %s -- "${content_files[@]}") || fail "a file went away while it was used"
    mapfile -t content_sizes <<<"$sizes"
    [[ -n $list ]] || return 0
    [[ $list != */* || -d ${list%/*} ]] || step "cannot write $list" mkdir -p -- "${list%/*}"
    step "cannot write $list" list_put "$work/list" "$1"
}
