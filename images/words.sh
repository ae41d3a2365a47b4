# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the scripts that read it share its variables
#
# words.sh — takes command lines apart and puts them together again. Invariant: a word reaches the
# kernel exactly as the user wrote it or is refused; nothing in it is ever read by GRUB as a
# command.
#
# GRUB hands over a word with a space as "word" and puts a backslash before \ " and '; NoOS undoes
# that. The user quotes in the same way, so that words are taken apart here by the kernel's rules
# and each is put in single quotes for GRUB, in which nothing has a meaning.

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

# lines_read ARRAY TEXT: the lines of TEXT, none where it is empty.
lines_read() {
    local -n lines_out=$1

    lines_out=()
    [[ -z $2 ]] || mapfile -t lines_out <<<"${2%$'\n'}"
}
