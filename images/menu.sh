# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2004,SC2034,SC2154  # the scripts that read it share its variables
#
# menu.sh — the one writer of grub.cfg. Invariant: what comes from a bundle or a flag stands in it in
# single quotes, in which nothing has a meaning for GRUB, or is one of the words this script knows.

menu_template=$here/../config/grub/menu.cfg.in
menu_terminal=$here/../config/grub/terminal.cfg

# Machines that start another entry by themselves: "aa:bb:cc:dd:ee:ff ID".
menu_machines=()

id_known() {
    [[ -n $1 && -n ${entry_where[$1 ]-} ]]
}

# Settles which entry starts, and where another one does.
menu_check() {
    local machine mac id ids="${entry_ids[*]}"

    [[ -n $default ]] || default=${default_id:-${entry_ids[0]}}
    id_known "$default" ||
        fail "--default=$default: there is no such entry, only ${ids// /, }"
    for machine in "${menu_machines[@]}"; do
        read -r mac id <<<"$machine"
        [[ ${mac,,} =~ ^([0-9a-f]{2}:){5}[0-9a-f]{2}$ ]] ||
            fail "--machine='$machine': the first word is no address like 52:54:00:12:34:56"
        id_known "$id" ||
            fail "--machine='$machine': there is no entry '$id', only ${ids// /, }"
    done
    [[ $bundle_hidden == no || $bundle_timeout != -1 ]] ||
        fail "${entry_where[" timeout"]}: timeout = none needs hidden = no: nobody would see what waits"
    titles_check
}

# GRUB takes a default for a title as well.
titles_check() {
    local id

    for id in "${entry_ids[@]}"; do
        entry_title[$id]=${entry_title[$id]//@VERSION@/"$version"}
        [[ ${entry_title[$id]} == "$id" ]] || ! id_known "${entry_title[$id]}" ||
            fail "${entry_where[$id title]}: the title is the name of another entry"
    done
}

# menu_line INDENT COMMAND WORDS: one finished line of the menu; menu_text grows.
menu_line() {
    menu_text+="$1$2${3:+ $3}"$'\n'
}

# entry_put MEDIUM ID: the lines of the template between @EACH_ENTRY@ and @END_ENTRY@, filled in.
entry_put() {
    local medium=$1 id=$2 line title indent file=${entry_file[$2]}

    words_quoted title "${entry_title[$id]}"
    for line in "${entry_lines[@]}"; do
        indent=${line%@*@}
        case $line in
            *@SERIAL@) serial_lines ;;
            *@KERNEL@) kernel_lines ;;
            *@MODULES@) "${kernel_protocol[$file]}_lines" ;;
            *)
                line=${line//@ID@/"$id"}
                menu_text+=${line//@TITLE@/"$title"}$'\n'
                ;;
        esac
    done
}

serial_lines() {
    [[ -n ${entry_speed[$id]-} ]] || return 0
    if [[ -n ${entry_port[$id]+set} ]]; then
        menu_line "$indent" "set serial_port=${entry_port[$id]}"
        menu_line "$indent" "set serial_unit=${entry_unit[$id]}"
    fi
    menu_line "$indent" "serial_set ${entry_speed[$id]}"
}

kernel_lines() {
    local words=() quoted

    lines_read words "${entry_words[$id]}"
    [[ -z ${kernel_own[$file]} || $medium == pxe ]] || words+=("medium=$medium")
    words_quoted quoted "${words[@]}"
    [[ -z ${kernel_own[$file]} || $medium != pxe ]] || quoted+="${quoted:+ }\"medium=\$medium\""
    menu_line "$indent" "${kernel_protocol[$file]} '/${path_of[kernel $file]}'" "$quoted"
    load_check "/${path_of[kernel $file]}"
}

# A module keeps its bytes, also where gzip has packed it.
multiboot2_lines() {
    local marker_root='' quoted

    # A network loader has the marker inside it, which saves a transfer where it fetches the rest.
    [[ $medium != pxe ]] || marker_root='(memdisk)'
    if [[ -n ${kernel_own[$file]} ]]; then
        words_quoted quoted "$marker_name" "crc32=$marker_crc"
        menu_line "$indent" "module2 '$marker_root/boot/$marker_name'" "$quoted"
        load_check "$marker_root/boot/$marker_name"
    fi
    module_lines 'module2 --nounzip'
}

multiboot_lines() {
    module_lines 'module --nounzip'
}

module_lines() {
    local path quoted

    while IFS=$'\t' read -r path quoted _; do
        [[ -n $path ]] || continue
        menu_line "$indent" "$1 '/$path'" "$quoted"
        load_check "/$path"
    done <<<"${entry_loads[$id]}"
}

# Linux gets its files as one, in their order.
linux_lines() {
    local path files=''

    while IFS=$'\t' read -r path _; do
        [[ -z $path ]] || files+="${files:+ }'/$path'"
    done <<<"${entry_loads[$id]}"
    [[ -n $files ]] || return 0
    menu_line "$indent" initrd "$files"
    load_check 'a file of its initrd'
}

# load_check WHAT: GRUB goes on where a file is refused, and would start a kernel without it; a signed
# medium does not.
load_check() {
    [[ -z $sign ]] || menu_line "$indent" "if [ \"\$?\" != 0 ]; then refuse '$1'; fi"
}

machines_put() {
    local machine mac id

    for machine in "${menu_machines[@]}"; do
        read -r mac id <<<"$machine"
        menu_text+="if [ \"\$net_default_mac\" = '${mac,,}' ]; then set default='$id'; fi"$'\n'
    done
}

terminal_put() {
    local text

    menu_line '' "set serial_port=$bundle_port"
    menu_line '' "set serial_unit=$bundle_unit"
    menu_line '' "set serial_speed=$bundle_speed"
    text=$(<"$menu_terminal")
    menu_text+=${text#*$'\n'}$'\n' # without the licence, which stands at the top
}

# menu_make FILE MEDIUM: writes the menu and has GRUB's own parser look at it, since GRUB skips a
# line it does not understand and boots on without it.
menu_make() {
    local file=$1 medium=$2 line id entry_lines=() in_entry='' menu_text='' template

    template=$(<"$menu_template")
    sign_template template
    while IFS= read -r line; do
        case $line in
            @EACH_ENTRY@) in_entry=yes ;;
            @END_ENTRY@)
                in_entry=''
                for id in "${entry_ids[@]}"; do entry_put "$medium" "$id"; done
                ;;
            @TERMINAL@) terminal_put ;;
            @MACHINES@) machines_put ;;
            @PXE@*) [[ $medium != pxe ]] || menu_text+=${line#@PXE@}$'\n' ;;
            *)
                if [[ -n $in_entry ]]; then
                    entry_lines+=("$line")
                else
                    line=${line//@VERSION@/"$version"}
                    line=${line//@TIMEOUT@/"$bundle_timeout"}
                    line=${line//@HIDDEN@/"$bundle_hidden"}
                    menu_text+=${line//@DEFAULT@/"$default"}$'\n'
                fi
                ;;
        esac
    done <<<"$template"
    text_write "$file" "${menu_text%$'\n'}"
    step "the boot menu made from config/grub/menu.cfg.in is no valid GRUB script" \
        grub-script-check "$file"
}
