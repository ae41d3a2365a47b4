# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the scripts that read it share its variables
#
# menu.sh — the one writer of grub.cfg. Invariant: a word of a command line reaches the kernel
# exactly as the user wrote it or is refused; nothing in it is ever read by GRUB as a command.
#
# GRUB hands over a word with a space as "word" and puts a backslash before \ " and '; the kernel
# undoes that. The user quotes in the same way, so that words are taken apart here by the kernel's
# rules and each is put in single quotes for GRUB, in which nothing has a meaning.

menu_template=$here/../config/grub/menu.cfg.in
menu_terminal=$here/../config/grub/terminal.cfg

MENU_IDS='release debug auto baud9600 baud57600'

# Machines that start another entry by themselves: "aa:bb:cc:dd:ee:ff ID".
menu_machines=()

cmdline_words=()
words_error=''

# words_read ARRAY TEXT: appends the words of TEXT; false with words_error when it cannot be
# carried.
words_read() {
    local -n words_out=$1
    local text=$2 word='' quote='' char may_open=yes i

    words_error=''
    if [[ $text == *[[:cntrl:]]* ]]; then
        words_error='it holds a control character, which GRUB would not hand over as it is'
        return 1
    fi
    for ((i = 0; i < ${#text}; i++)); do
        char=${text:i:1}
        if [[ -z $quote && $char == ' ' ]]; then
            [[ -z $word ]] || words_out+=("$word")
            word='' may_open=yes
        elif [[ -n $quote && $char == "$quote" ]]; then
            quote='' may_open=''
        elif [[ -z $quote && -n $may_open && ($char == '"' || $char == "'") ]]; then
            quote=$char may_open=''
        elif [[ $char == "\\" && ${text:i+1:1} == [\\\"\'] ]]; then
            i=$((i + 1)) may_open=''
            word+=${text:i:1}
        else
            may_open=''
            [[ -n $quote || $char != '=' || $word == *=* ]] || may_open=yes
            word+=$char
        fi
    done
    if [[ -n $quote ]]; then
        words_error="the quote $quote is never closed"
        return 1
    fi
    [[ -z $word ]] || words_out+=("$word")
}

# words_quoted VARIABLE WORD...: the words as GRUB reads them, each in single quotes.
words_quoted() {
    local -n quoted_out=$1
    local word
    shift

    quoted_out=''
    for word in "$@"; do
        quoted_out+="${quoted_out:+ }'${word//\'/\'\"\'\"\'}'"
    done
}

# words_delivered VARIABLE WORD...: the words as GRUB hands them to the kernel.
words_delivered() {
    local -n delivered_out=$1
    local word
    shift

    delivered_out=''
    for word in "$@"; do
        word=${word//\\/\\\\}
        word=${word//\"/\\\"}
        word=${word//\'/\\\'}
        [[ $word != *' '* ]] || word=\"$word\"
        delivered_out+=${delivered_out:+ }$word
    done
}

id_known() {
    [[ $1 =~ ^[a-z0-9]+$ && " $MENU_IDS " == *" $1 "* ]]
}

menu_check() {
    local line machine mac id

    id_known "$default" ||
        fail "--default=$default: there is no such entry, only ${MENU_IDS// /, }"
    words_read cmdline_words "$cmdline" || fail "--cmdline=$cmdline: $words_error"
    words_delivered line "${cmdline_words[@]}"
    ((${#line} <= CMDLINE_MAX && ${#cmdline_words[@]} <= CMDLINE_WORDS_MAX)) ||
        fail "--cmdline: more than $CMDLINE_MAX bytes or $CMDLINE_WORDS_MAX words"
    for machine in "${menu_machines[@]}"; do
        read -r mac id <<<"$machine"
        [[ ${mac,,} =~ ^([0-9a-f]{2}:){5}[0-9a-f]{2}$ ]] ||
            fail "--machine='$machine': the first word is no address like 52:54:00:12:34:56"
        id_known "$id" ||
            fail "--machine='$machine': there is no entry '$id', only ${MENU_IDS// /, }"
    done
}

# words_without PREFIX...: entry_words becomes the user's words but for those that begin so.
words_without() {
    local word prefix

    entry_words=()
    for word in "${cmdline_words[@]}"; do
        for prefix in "$@"; do
            [[ $word != "$prefix"* ]] || continue 2
        done
        entry_words+=("$word")
    done
}

# entry_make ID: sets entry_title, entry_speed and entry_words.
entry_make() {
    entry_title="NoOS $version" entry_speed='' entry_words=()
    case $1 in
        release) entry_words=("${cmdline_words[@]}") ;;
        debug)
            entry_title+=', debug mode'
            words_without mode= loglevel=
            entry_words+=(mode=debug)
            ;;
        auto)
            entry_title+=', all tests, then power off'
            words_without autorun=
            entry_words+=('autorun=diag all; poweroff')
            ;;
        baud*)
            entry_speed=${1#baud}
            entry_title+=", serial line at $entry_speed baud"
            words_without console=ttyS0
            entry_words+=("console=ttyS0,${entry_speed}n8")
            ;;
    esac
}

# menu_line INDENT COMMAND WORDS: one finished line of the menu; menu_text grows.
menu_line() {
    menu_text+="$1$2 $3"$'\n'
}

# entry_put MEDIUM ID: the lines of the template between @EACH_ENTRY@ and @END_ENTRY@, filled in.
entry_put() {
    local medium=$1 id=$2 line quoted marker_root='' i

    # A network loader has the marker inside it, which saves a transfer where it fetches the rest.
    [[ $medium != pxe ]] || marker_root='(memdisk)'
    entry_make "$id"
    for line in "${entry_lines[@]}"; do
        case $line in
            *@SPEED@) [[ -z $entry_speed ]] || menu_line "${line%@*@}" serial_set "$entry_speed" ;;
            *@KERNEL@)
                words_quoted quoted "${entry_words[@]}" "medium=$medium"
                menu_line "${line%@*@}" "multiboot2 '/boot/noos.elf'" "$quoted"
                ;;
            *@MODULES@)
                words_quoted quoted "$marker_name" "crc32=$marker_crc"
                menu_line "${line%@*@}" "module2 '$marker_root/boot/$marker_name'" "$quoted"
                for i in "${!module_paths[@]}"; do
                    menu_line "${line%@*@}" "module2 '/${module_paths[i]}'" "${module_texts[i]}"
                done
                ;;
            *)
                line=${line//@TITLE@/"$entry_title"}
                menu_text+=${line//@ID@/"$id"}$'\n'
                ;;
        esac
    done
}

machines_put() {
    local machine mac id

    for machine in "${menu_machines[@]}"; do
        read -r mac id <<<"$machine"
        menu_text+="if [ \"\$net_default_mac\" = '${mac,,}' ]; then set default='$id'; fi"$'\n'
    done
}

# menu_make FILE MEDIUM: writes the menu and has GRUB's own parser look at it, since GRUB skips a
# line it does not understand and boots on without it.
menu_make() {
    local file=$1 medium=$2 line id entry_lines=() in_entry='' menu_text=''
    local entry_title entry_speed entry_words

    while IFS= read -r line; do
        case $line in
            @EACH_ENTRY@) in_entry=yes ;;
            @END_ENTRY@)
                in_entry=''
                for id in $MENU_IDS; do entry_put "$medium" "$id"; done
                ;;
            @TERMINAL@)
                line=$(<"$menu_terminal")
                menu_text+=${line#*$'\n'}$'\n' # without the licence, which stands at the top
                ;;
            @MACHINES@) machines_put ;;
            *)
                if [[ -n $in_entry ]]; then
                    entry_lines+=("$line")
                else
                    line=${line//@VERSION@/"$version"}
                    menu_text+=${line//@DEFAULT@/"$default"}$'\n'
                fi
                ;;
        esac
    done <"$menu_template"
    text_write "$file" "${menu_text%$'\n'}"
    step "the boot menu made from config/grub/menu.cfg.in is no valid GRUB script" \
        grub-script-check "$file"
}
