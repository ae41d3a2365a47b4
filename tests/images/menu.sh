#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Command lines reach the kernel as they were written, whatever is in them, and nothing in them is
# taken for a command: by the menu's own words, by the kernel's parser on both sides of GRUB's
# rewriting, and by GRUB itself in a machine.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

BOOT_SECONDS=120

# What a user may write, and below each line its words, one by one.
# shellcheck disable=SC2016  # that is the point
HOSTILE=(
    'autorun="diag all; poweroff" console=ttyS0,115200n8'
    'autorun=diag all; poweroff|console=ttyS0,115200n8'
    '$root ${prefix} $(touch pwned) `touch pwned` ; halt && true || { } # comment'
    '$root|${prefix}|$(touch|pwned)|`touch|pwned`|;|halt|&&|true||||{|}|#|comment'
    "'\"; reboot; \"' a'b c\"d x=\"it's\" y=\\\"q\\\" z=a\\\\b tail\\"
    "\"; reboot; \"|a'b|c\"d|x=it's|y=\"q\"|z=a\\b|tail\\"
    '%(x) *? [a] ~ ! < > | & @KERNEL@ @MODULES@ @ID@ "@TITLE@  @END_ENTRY@" é=ü'
    '%(x)|*?|[a]|~|!|<|>|||&|@KERNEL@|@MODULES@|@ID@|@TITLE@  @END_ENTRY@|é=ü'
    '"a=b c" "" =v a= b="" k="menuentry x { reboot; }"'
    'a=b c|=v|a=|b=|k=menuentry x { reboot; }'
)

# menu_of FLAG...: the menu of a medium made with these flags.
menu_of() {
    medium images/usb.sh "$WORK/usb" "$@" &&
        mtype -i "$WORK/usb@@1048576" ::/boot/grub/grub.cfg >"$WORK/grub.cfg"
}

# words_of PATTERN: the words in single quotes of the first line with it, joined by "|". For words
# in quotes the shell's rules are GRUB's.
words_of() {
    local line words=()

    line=$(grep -m 1 -- "$1" "$WORK/grub.cfg") || return 1
    line=${line#*"$1"}
    [[ $line =~ ^(\ (\'[^\']*\'(\"\'\"\'[^\']*\')*|\'\"\'\"\'))+$ ]] ||
        { printf 'not in quotes: %s\n' "$line" && return 1; }
    eval "words=($line)"
    (IFS='|' && printf '%s\n' "${words[*]}")
}

hostile_good() {
    local found

    menu_of --cmdline="$1" || return 1
    grub-script-check "$WORK/grub.cfg" || return 1
    found=$(words_of "    multiboot2 '/boot/noos.elf'") || { printf '%s\n' "$found" && return 1; }
    same 'words' "$found" "$2|medium=usb" && [[ ! -e pwned ]]
}

# Not one line more or less than in a plain menu, so that nothing broke out of its line.
lines_same() {
    local lines

    menu_of && lines=$(wc -l <"$WORK/grub.cfg") && menu_of --cmdline="${HOSTILE[6]}" &&
        same 'lines' "$(wc -l <"$WORK/grub.cfg")" "$lines"
}

# A host program with the kernel's own parser: one line in, its words out.
parser_build() {
    cat >"$WORK/words.c" <<'END'
#include "lib/cmdline.h"
#include <stdio.h>
#include <string.h>

static struct cmdline cmdline;
static char line[8192];

int main(void)
{
    while (fgets(line, sizeof(line), stdin)) {
        line[strcspn(line, "\n")] = '\0';
        printf("%d:", cmdline_parse(&cmdline, line, sizeof(line)));
        for (unsigned i = 0; i < cmdline.count; i++)
            printf(" <%s>%s<%s>", cmdline.words[i].key, cmdline.words[i].value ? "=" : "",
                   cmdline.words[i].value ? cmdline.words[i].value : "");
        putchar('\n');
    }
    return 0;
}
END
    gcc -std=gnu11 -Ikernel -o "$WORK/words" "$WORK/words.c" kernel/lib/cmdline.c kernel/lib/str*.c
}

# lines_random: lines of what has a meaning to somebody; quotes that stay open are refused later.
lines_random() {
    awk 'BEGIN {
        srand(7)
        count = split("a b = = \" \" '"'"' '"'"' \\ \\ \" $ ; { } # k=v k=\" x=y", piece, " ")
        for (i = 0; i < 400; i++) {
            line = ""
            for (j = int(rand() * 16); j >= 0; j--)
                line = line (rand() < 0.25 ? " " : piece[1 + int(rand() * count)])
            print line
        }
    }'
}

# words_both: each line that the menu's writer takes, and below it what GRUB would hand over.
words_both() (
    here=$top/images
    # shellcheck source=../../images/words.sh
    source "$top/images/words.sh"
    delivered=''
    while IFS= read -r line; do
        words=()
        words_read words "$line" || continue
        words_delivered delivered "${words[@]}"
        printf '%s\n%s\n' "$line" "$delivered"
    done
)

# parser_agrees: the kernel reads the same words out of a line and out of what GRUB makes of it.
parser_agrees() {
    lines_random >"$WORK/random"
    parser_build && words_both <"$WORK/random" >"$WORK/both" && "$WORK/words" <"$WORK/both" |
        awk '{ if (NR % 2) { wanted = $0; next } }
            $0 != wanted { print "line " NR ": " $0 ", wanted " wanted; bad = 1 }
            END { if (NR < 200) { print "only " NR " lines"; bad = 1 } exit bad }'
}

# machine_good: GRUB hands over to the kernel what it is said to, and the modules as well.
machine_good() {
    local autorun='diag boot.modules; poweroff'
    local line="x=\"it's\" \$(touch pwned) {; }; y=\\\"q\\\" z=a\\\\b autorun=\"$autorun\""
    local wanted="x=it\\'s \$(touch pwned) {; }; y=\\\"q\\\" z=a\\\\b \"autorun=$autorun\""

    printf 'hello\n' >"$WORK/Some File.txt"
    medium images/iso.sh "$WORK/iso" --cmdline="$line" --module="$WORK/Some File.txt say=\"a b\"" ||
        return 1
    timeout "$BOOT_SECONDS" qemu-system-x86_64 -accel tcg -display none -nodefaults -m 128 \
        -no-reboot -serial "file:$WORK/serial" -cdrom "$WORK/iso" -net none || true
    tr -d '\r' <"$WORK/serial" >"$WORK/log"
    if ! grep -qF "boot: command line: $wanted medium=iso" "$WORK/log" ||
        ! grep -q 'boot: module 1 .*: "Some File.txt" "say=a b" crc32=363a3020$' "$WORK/log" ||
        ! grep -qx '# leave how=poweroff' "$WORK/log"; then
        cat "$WORK/log"
        return 1
    fi
}

entries_good() {
    menu_of --cmdline='console=ttyS0,115200n8 a=b console=tty0 mode=release' --default=baud57600 || return 1
    same 'default' "$(grep "^set default=" "$WORK/grub.cfg")" "set default='baud57600'" &&
        same 'release' "$(words_at release)" \
            "'console=ttyS0,115200n8' 'a=b' 'console=tty0' 'mode=release' 'medium=usb'" &&
        same 'debug' "$(words_at debug)" \
            "'console=ttyS0,115200n8' 'a=b' 'console=tty0' 'mode=debug' 'medium=usb'" &&
        same 'auto' "$(words_at auto)" "'console=ttyS0,115200n8' 'a=b' 'console=tty0' \
'mode=release' 'autorun=diag all; poweroff' 'medium=usb'" &&
        same '9600' "$(words_at baud9600)" \
            "'a=b' 'console=tty0' 'mode=release' 'console=ttyS0,9600n8' 'medium=usb'" &&
        same '57600' "$(words_at baud57600)" \
            "'a=b' 'console=tty0' 'mode=release' 'console=ttyS0,57600n8' 'medium=usb'" &&
        same 'speeds' "$(grep -o 'serial_set [0-9]*$' "$WORK/grub.cfg" | tr '\n' ' ')" \
            'serial_set 9600 serial_set 57600 '
}

# words_at ID: the words of the entry.
words_at() {
    sed -n "/ --id '$1' {\$/,/^}/s|^ *multiboot2 '/boot/noos.elf' ||p" "$WORK/grub.cfg"
}

# order_good: drivers for the screen before the kernel, the mode behind it, then the marker.
order_good() {
    local order

    menu_of || return 1
    order=$(sed -n "/ --id 'release' {\$/,/^}/s|^    \([a-z_0-9]*\).*|\1|p" "$WORK/grub.cfg")
    same 'commands' "${order//$'\n'/ }" 'echo screen_open multiboot2 screen_choose module2'
}

main() {
    local i

    flags_read "$@"
    tap_begin 10
    for ((i = 0; i < ${#HOSTILE[@]}; i += 2)); do
        check "comes through: ${HOSTILE[i]//#/(hash)}" \
            hostile_good "${HOSTILE[i]}" "${HOSTILE[i + 1]}"
    done
    check 'nothing breaks out of its line' lines_same
    check 'the kernel reads the same words behind GRUB' parser_agrees
    check 'GRUB hands over what was written' machine_good
    check 'the five entries' entries_good
    check 'the order of an entry' order_good
    tap_end
}

main "$@"
