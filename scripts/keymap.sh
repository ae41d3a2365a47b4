#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Makes the keyboard layouts of lib/keymap.h out of the distribution's: ckbcomp turns an X layout
# into a Linux console keymap, whose key numbers are the scancodes of set 1 and whose first four
# columns are plain, Shift, AltGr and AltGr+Shift. The same layouts give the same bytes.
#
# A dead key becomes its own accent standing alone; one that has no such character types nothing.
# A layout that cannot type all of ASCII is refused: it was not understood.
set -euo pipefail
export LC_ALL=C

usage()
{
    cat <<'END'
usage: scripts/keymap.sh [--out=FILE] LAYOUT...

Writes C source with the named layouts (us, de, fr, ...), the first being the default.

  --out=FILE  where to (standard output)
  --help      this text
END
}

die()
{
    printf 'keymap: %s\n' "$1" >&2
    exit 2
}

# One layout as an element of the array, from a console keymap on standard input.
layout_print()
{
    awk -v layout="$1" '
        BEGIN {
            split("grave 0060 acute 00b4 circumflex 005e tilde 007e diaeresis 00a8 cedilla 00b8 " \
                  "macron 00af breve 02d8 caron 02c7 abovedot 02d9 abovering 02da " \
                  "doubleacute 02dd ogonek 02db", pairs)
            for (i = 1; i in pairs; i += 2)
                accent["dead_" pairs[i]] = accent["dead_k" pairs[i]] = pairs[i + 1]
            accent["KP_Comma"] = "002c"
            accent["KP_Period"] = "002e"
            levels = 4
            keys_max = 88
        }
        function code_of(symbol)
        {
            sub(/^\+/, "", symbol)
            if (symbol ~ /^U\+[0-9a-f][0-9a-f][0-9a-f][0-9a-f]$/)
                return substr(symbol, 3)
            return symbol in accent ? accent[symbol] : ""
        }
        $1 == "keycode" && $3 == "=" && $2 + 0 == 100 {
            has_altgr = $4 == "AltGr"
        }
        $1 == "keycode" && $3 == "=" && $2 + 0 >= 1 && $2 + 0 <= keys_max {
            for (level = 0; level < levels; level++) {
                code = code_of($(4 + level))
                if (code == "" || code == "0000")
                    continue
                symbol[level, $2 + 0] = code
                types[code] = 1
            }
        }
        END {
            for (i = 32; i < 127; i++)
                if (!(sprintf("%04x", i) in types)) {
                    printf "keymap: layout %s has no key for \"%c\"\n", layout, i >"/dev/stderr"
                    exit 2
                }
            printf "    {\n        .name = \"%s\",\n", layout
            printf "        .has_altgr = %s,\n        .symbols = {\n", has_altgr ? "true" : "false"
            for (level = 0; level < levels; level++) {
                printf "            {"
                count = 0
                for (key = 1; key <= keys_max; key++)
                    if ((level, key) in symbol)
                        printf "%s[0x%02x] = 0x%s,", count++ % 5 ? " " : "\n                ", \
                               key, symbol[level, key]
                printf "\n            },\n"
            }
            print "        },\n    },"
        }'
}

layouts_print()
{
    local layout map errors

    errors=$(mktemp)
    # shellcheck disable=SC2064 # the name as it is now
    trap "rm -f '$errors'" EXIT
    printf '/* Made by scripts/keymap.sh. */\n#include "lib/keymap.h"\n\n'
    printf 'const struct keymap keymaps[] = {\n'
    for layout; do
        # What it complains about are accents that the Linux console does not have.
        if ! map=$(ckbcomp -layout "$layout" 2>"$errors"); then
            cat "$errors" >&2
            die "ckbcomp knows no layout $layout"
        fi
        layout_print "$layout" <<<"$map" || exit 2
    done
    printf '};\n\nconst unsigned keymap_count = sizeof(keymaps) / sizeof(keymaps[0]);\n'
}

main()
{
    local out='' layouts=()

    while (($# > 0)); do
        case $1 in
        --out=*) out=${1#*=} ;;
        --help)
            usage
            exit 0
            ;;
        -*) die "unknown option $1 (--help lists them)" ;;
        *[!a-z]*) die "'$1' is no name of a layout" ;;
        *) layouts+=("$1") ;;
        esac
        shift
    done
    ((${#layouts[@]} > 0)) || die 'no layout named (us, de, fr, ...)'
    command -v ckbcomp >/dev/null || die 'ckbcomp is missing: apt install console-setup'
    if [ -z "$out" ]; then
        layouts_print "${layouts[@]}"
        exit 0
    fi
    : 2>/dev/null >"$out.part" || die "cannot write $out"
    (layouts_print "${layouts[@]}") >"$out.part" || {
        rm -f "$out.part"
        exit 2
    }
    mv "$out.part" "$out"
}

main "$@"
