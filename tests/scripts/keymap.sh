#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests scripts/keymap.sh with the distribution's layouts and with a stand-in for ckbcomp. What
# the real layouts type is the business of tests/unit/test_keymap.c.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"

KEYMAP=$HERE/../../scripts/keymap.sh

# stand_in_make LINE... : a ckbcomp whose every layout types ASCII, key by key, and these lines.
stand_in_make()
{
    {
        printf '#!/bin/sh\ncat <<"END"\nkeymaps 0-127\n'
        awk 'BEGIN {
            for (i = 32; i < 127; i++)
                codes[i - 32] = sprintf("U+%04x", i)
            for (key = 2; key < 26; key++) {
                line = "keycode " key " ="
                for (column = 0; column < 4; column++)
                    line = line " " codes[((key - 2) * 4 + column) % 95]
                print line
            }
        }'
        printf '%s\n' "$@" 'END'
    } >"$WORK/bin/ckbcomp"
    chmod +x "$WORK/bin/ckbcomp"
}

same_bytes_twice()
{
    "$KEYMAP" --out="$WORK/one.c" us de fr &&
        "$KEYMAP" us de fr >"$WORK/two.c" &&
        cmp "$WORK/one.c" "$WORK/two.c"
}

# nothing_is_left LAYOUT : it fails, and an older file is still what it was.
nothing_is_left()
{
    echo old >"$WORK/out.c"
    if "$KEYMAP" --out="$WORK/out.c" "$1" 2>/dev/null; then
        return 1
    fi
    [ "$(cat "$WORK/out.c")" = old ] && [ ! -e "$WORK/out.c.part" ]
}

# types NUMBER COLUMN KEY : what the stand-in's layout types there.
types()
{
    PATH=$WORK/bin:$PATH "$KEYMAP" us >"$WORK/map.c" || return 1
    cat >"$WORK/main.c" <<END
#include "lib/keymap.h"
int main(void)
{
    return keymap_count == 1 && keymaps[0].symbols[$2][$3] == $1 ? 0 : 1;
}
END
    gcc -Wall -Wextra -Werror -I"$HERE/../../kernel" -o "$WORK/main" "$WORK/main.c" "$WORK/map.c" &&
        "$WORK/main"
}

main()
{
    tap_begin 17
    mkdir "$WORK/bin" "$WORK/empty"
    for tool in bash awk env; do
        ln -s "$(command -v "$tool")" "$WORK/empty/$tool"
    done

    check 'the same layouts give the same bytes' same_bytes_twice
    check_status 2 'a missing ckbcomp is named with its package' 'apt install console-setup' \
        env PATH="$WORK/empty" "$KEYMAP" us
    check_status 2 'a layout that does not exist' 'knows no layout xx' "$KEYMAP" us xx
    check 'and nothing half-written' nothing_is_left xx
    check_status 2 'a layout that cannot type ASCII' 'layout ru has no key for "#"' "$KEYMAP" ru
    check 'and nothing half-written' nothing_is_left ru
    check_status 2 'no layout' 'no layout named' "$KEYMAP"
    check_status 2 'what is no name' 'is no name of a layout' "$KEYMAP" '../us'
    check_status 2 'an unknown option' 'unknown option --layout' "$KEYMAP" --layout=us
    check_status 2 'a place that cannot be written to' 'cannot write' \
        "$KEYMAP" --out="$WORK/none/out.c" us

    stand_in_make 'keycode 40 = dead_acute dead_kcaron dead_hook VoidSymbol' \
        'keycode 41 = +U+00e4 +U+00c4 U+10000 U+0000' 'keycode 83 = KP_Comma KP_Period' \
        'keycode 89 = U+0041' 'keycode 1 = Escape'
    check 'a dead key types its accent' types 0x00b4 0 40
    check 'so does one under its other name' types 0x02c7 1 40
    check 'one without an accent of its own types nothing' types 0 2 40
    check 'the mark of a letter is dropped' types 0x00c4 1 41
    check 'what is no character of the first plane types nothing' types 0 2 41
    check 'the separator of the keypad' types "','" 0 83
    check 'a key with a meaning of its own is left out' types 0 0 1
    tap_end
}

main
