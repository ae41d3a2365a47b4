# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # the scripts that read it share its variables
#
# list.sh — writes down what a medium's maker has resolved, for whoever describes or checks the
# medium. Invariant: a list that is there is that of a finished medium.
#
# One record to a line, its fields apart by tabulators; no field holds a control character, and one
# that is not known is "-". Paths on the medium have no slash at their beginning.
#
#   noos-content 1                          the form of this list
#   medium     iso|usb|pxe
#   version    STR
#   epoch      SECONDS
#   default    ID
#   menu       timeout=SECONDS hidden=yes|no serial=SPEED|none
#   file       PATH BYTES ROLE SOURCE       ROLE: kernel module marker menu signature loader
#   entry      ID TITLE
#   boot       ID PROTOCOL PATH LINE        PROTOCOL: multiboot2 multiboot linux; LINE as the kernel
#                                           gets it, but for Linux's BOOT_IMAGE=
#   load       ID PATH TEXT                 in the order of loading
#   machine    MAC ID

# record FIELD...: one line of the list.
record() {
    local IFS=$'\t'

    printf '%s\n' "$*"
}

list_put() {
    {
        record noos-content 1
        record medium "$2"
        record version "$version"
        record epoch "$epoch"
        record default "$default"
        record menu "timeout=$bundle_timeout" "hidden=$bundle_hidden" "serial=$bundle_speed"
        list_files
        list_entries "$2"
        list_machines
    } >"$1"
}

list_files() {
    local i source

    for i in "${!content_paths[@]}"; do
        source=${content_files[i]}
        # What was made for this medium alone has no source that stays.
        [[ ${content_roles[i]} != marker && ${content_roles[i]} != menu ]] || source=-
        record file "${content_paths[i]}" "${content_sizes[i]}" "${content_roles[i]}" "$source"
    done
}

list_entries() {
    local id file words path text

    for id in "${entry_ids[@]}"; do
        file=${entry_file[$id]}
        record entry "$id" "${entry_title[$id]}"
        lines_read words "${entry_words[$id]}"
        [[ -z ${kernel_own[$file]} ]] || words+=("medium=$1")
        words_delivered text "${words[@]}"
        record boot "$id" "${kernel_protocol[$file]}" "${path_of[kernel $file]}" "$text"
        [[ -z ${kernel_own[$file]} ]] ||
            record load "$id" "boot/$marker_name" "$marker_name crc32=$marker_crc"
        while IFS=$'\t' read -r path _ text; do
            [[ -z $path ]] || record load "$id" "$path" "$text"
        done <<<"${entry_loads[$id]}"
    done
}

list_machines() {
    local machine mac id

    for machine in "${menu_machines[@]}"; do
        read -r mac id <<<"$machine"
        record machine "${mac,,}" "$id"
    done
}

# The list goes behind the medium.
list_publish() {
    [[ -z $list ]] || file_publish "$work/list" "$list"
}
