#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests scripts/check-style.sh: a small tree keeps every rule, then one violation at a time is
# planted in a copy, and exactly the rule that it breaks has to fail and to name the file.
# shellcheck disable=SC2016 # what is planted is not for this shell
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"
ROOT=$HERE/../..

SPDX='SPDX-License-Identifier: MIT'

# The words below would be found in this file too, were they written in one piece.
MARK=TO"DO"
ENTRY='(A'"16)"

# put FILE LINE... : a file with a head that keeps the rules, then these lines.
put()
{
    local file=$1

    shift
    mkdir -p "$(dirname "$file")"
    case $file in
    *.sh) printf '%s\n' '#!/bin/bash' "# $SPDX" '#' '# Says what it is in one sentence.' \
        'set -euo pipefail' "$@" >"$file" && chmod +x "$file" ;;
    *.asm) printf '%s\n' "; $SPDX" '; Says what it is in one sentence.' "$@" >"$file" ;;
    *.h) printf '%s\n' "/* $SPDX */" '/* Says what it is in one sentence. */' '#pragma once' \
        "$@" >"$file" ;;
    *) printf '%s\n' "/* $SPDX */" '/* Says what it is in one sentence. */' "$@" >"$file" ;;
    esac
}

tree_make()
{
    mkdir -p "$1" && cd "$1"
    cp "$ROOT/.clang-format" "$ROOT/.shellcheckrc" .
    put kernel/lib/print.h '#include <stddef.h>' '#define MASK(a) (7 & (a))' 'size_t print(void);'
    put kernel/lib/print.c '#include "lib/print.h"' 'size_t print(void)' '{' '    return 0;' '}'
    put kernel/cpu/port.h 'static inline void port_wait(void)' '{' '    asm volatile("pause");' '}'
    put kernel/cpu/gate.asm '    ret'
    put kernel/dev/uart.c '#include "cpu/port.h"' '#include "lib/print.h"'
    put kernel/main.c '#include "dev/uart_regs.h"' '#include "lib/print.h"'
    put kernel/dev/uart_regs.h '#define UART_LCR         3' '#define   UART_LCR_DLAB  128'
    put tools/common/clock.h '#include <stdio.h>'
    put tools/watch/main.c '#include "common/clock.h"' '#include "lib/print.h"'
    put tests/unit/test_print.c '#include "lib/print.h"'
    put scripts/hello.sh 'printf hello'
    printf 'A session over a serial line, and an issue of paper.\n' >README.md
}

# planted RULE FILE DESCRIPTION : the tree in $PWD has to break this rule, and no other.
planted()
{
    local output status=0 broken

    output=$("$ROOT/scripts/check-style.sh" --root="$PWD" 2>&1) || status=$?
    broken=$(sed -n 's/^not ok \([0-9]*\) .*/\1/p' <<<"$output" | tr '\n' ' ')
    if [ "$status" = 1 ] && [ "$broken" = "$1 " ] && grep -q "^# $2:[0-9]*: " <<<"$output"; then
        tap_result 0 "$3"
    else
        tap_result 1 "$3" "$output"$'\n'"status $status, broken rules: $broken, wanted: $1 in $2"
    fi
}

# plant RULE DESCRIPTION FILE LINE... : these lines as a file of a copy.
plant()
{
    local rule=$1 description=$2 file=$3

    shift 3
    copy
    put "$file" "$@"
    planted "$rule" "$file" "$description"
}

copy()
{
    rm -rf "$WORK/copy"
    cp -r "$WORK/tree" "$WORK/copy"
    cd "$WORK/copy"
}

lines()
{
    local number

    for ((number = 0; number < $1; number++)); do
        printf '    f();\n'
    done
}

test_includes()
{
    plant 1 'an include that points right' kernel/lib/bad.c '#include "cpu/port.h"'
    plant 1 'an include without its room' kernel/lib/bad.c '#include "print.h"'
    plant 1 'an include that climbs' kernel/dev/bad.c '#include "../lib/print.h"'
    plant 1 'a hosted header in the kernel' kernel/lib/bad.c '#include <string.h>'
    plant 1 'an unknown room' kernel/misc/bad.c
    plant 1 'a program that uses another one' tools/watch/bad.c '#include "other/x.h"'
    plant 1 'a program that uses a driver' tools/watch/bad.c '#include "cpu/port.h"'
    plant 1 'an include by macro' kernel/lib/bad.c '#include HEADER'
}

test_headers()
{
    plant 2 'a header that needs another' kernel/lib/bad.h 'size_t bad(void);'
    plant 2 'a header that needs another, on the host' tools/watch/bad.h 'size_t bad(void);'
    copy
    put kernel/lib/bad.h 'struct bad {' '    int member;' '};'
    sed -i '/pragma once/d' kernel/lib/bad.h
    planted 2 kernel/lib/bad.h 'a header without a guard'
}

test_sizes()
{
    copy
    { put kernel/lib/bad.c 'void bad(void)' '{' && lines 78 && printf '}\n'; } >body
    cat body >>kernel/lib/bad.c && rm body
    planted 3 kernel/lib/bad.c 'a function of 81 lines'
    copy
    put kernel/lib/bad.c 'int a;' && { for _ in {1..398}; do printf 'extern int a;\n'; done; } >>kernel/lib/bad.c
    planted 3 kernel/lib/bad.c 'a file of 401 lines'
    copy
    { printf 'bad()\n{\n' && lines 78 | tr -d '()' && printf '}\n'; } >>scripts/hello.sh
    sed -i 's/^    f;/    true/' scripts/hello.sh
    planted 3 scripts/hello.sh 'a shell function of 81 lines'
}

test_layout()
{
    plant 4 'a brace in the wrong place' kernel/lib/bad.c 'int bad(void) {' '    return 0;' '}'
    plant 4 'a tabulator of two' kernel/lib/bad.c 'int bad(void)' '{' '  return 0;' '}'
    plant 4 'a macro that two versions lay out differently' kernel/lib/bad.c '#define BAD(a) ((a)-1)'
    copy
    printf 'NoSuchKey: 1\n' >>.clang-format
    check_status 1 'a layout tool that breaks' '^not ok 4 ' "$ROOT/scripts/check-style.sh" \
        --root="$PWD"
}

test_shell()
{
    plant 5 'an unquoted variable' scripts/bad.sh 'rm $1'
    copy && chmod -x scripts/hello.sh && planted 5 scripts/hello.sh 'a script that is not executable'
    copy && sed -i 's/^set -.*/true/' scripts/hello.sh &&
        planted 5 scripts/hello.sh 'a script that is not strict'
    copy && sed -i 1d scripts/hello.sh && sed -i '1i # shellcheck shell=bash' scripts/hello.sh &&
        planted 5 scripts/hello.sh 'a script that names no shell'
    copy && put scripts/bad.sh 'rm $1' && mv scripts/bad.sh scripts/bad &&
        planted 5 scripts/bad 'a script without the ending .sh'
}

test_heads()
{
    copy && sed -i '1d' kernel/lib/print.c && planted 6 kernel/lib/print.c 'a missing licence'
    copy && sed -i '2d' kernel/lib/print.c && planted 6 kernel/lib/print.c 'a missing comment'
    copy && sed -i '1,2d' kernel/cpu/gate.asm && planted 6 kernel/cpu/gate.asm 'assembly without a head'
}

test_assembly()
{
    plant 7 'inline assembly outside cpu' kernel/dev/bad.c 'void bad(void)' '{' '    asm("hlt");' '}'
    plant 7 'an intrinsic outside cpu' kernel/dev/bad.c 'void bad(void)' '{' \
        '    __builtin_ia32_pause();' '}'
    plant 7 'a file of assembly outside cpu' kernel/dev/bad.asm '    hlt'
}

test_words()
{
    plant 8 'a mark of unfinished work' kernel/lib/bad.c "/* $MARK */"
    plant 8 'a citation of a list that is not here' kernel/lib/bad.c "/* as firmware does $ENTRY */"
    plant 8 'the number of an issue' scripts/bad.sh "# as issue"" 7 wants it"
    plant 8 'a place of work' scripts/bad.sh "cd /work"/main
    copy && printf 'It is not '"implemented.\n" >>README.md &&
        planted 8 README.md 'prose about what is missing'
}

test_blanks()
{
    copy && printf 'blank \n' >>README.md && planted 9 README.md 'a blank at the end of a line'
    copy && printf 'return\r\n' >>README.md && planted 9 README.md 'a carriage return'
    copy && printf 'a\tb\n' >>README.md && planted 9 README.md 'a tab'
    copy && printf 'no end' >>README.md && planted 9 README.md 'a last line without an end'
}

main()
{
    tap_begin 41
    (tree_make "$WORK/tree")
    check_status 0 'a tree that keeps the rules passes' '^ok 9 ' \
        "$ROOT/scripts/check-style.sh" --root="$WORK/tree"
    check_status 2 'a folder that is not there is refused' 'no such folder' \
        "$ROOT/scripts/check-style.sh" --root="$WORK/none"
    check_status 2 'an unknown argument is refused' 'unknown argument' \
        "$ROOT/scripts/check-style.sh" --wrong
    test_includes
    test_headers
    test_sizes
    test_layout
    test_shell
    test_heads
    test_assembly
    test_words
    test_blanks
    tap_end
}

main
