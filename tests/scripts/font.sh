#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests scripts/font.sh: that the array holds the font byte by byte, and that nothing else becomes
# one. What is in the font is the business of tests/unit/test_psf.c.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"

FONT=$HERE/../../scripts/font.sh
INSTALLED=/usr/share/consolefonts/Uni2-Terminus16.psf.gz

# array_is SOURCE BYTES : the compiled array is the file.
array_is()
{
    cat >"$WORK/main.c" <<'END'
#include <stdio.h>
#include "dev/console_font.h"
int main(void)
{
    return fwrite(console_font, 1, console_font_size, stdout) == console_font_size ? 0 : 1;
}
END
    gcc -Wall -Wextra -Werror -I"$HERE/../../kernel" -o "$WORK/main" "$WORK/main.c" "$1" &&
        "$WORK/main" | cmp - "$2"
}

font_arrives()
{
    "$FONT" --out="$WORK/out.c" "$1" && array_is "$WORK/out.c" "$2"
}

same_bytes_twice()
{
    "$FONT" --out="$WORK/one.c" "$1" && "$FONT" "$1" >"$WORK/two.c" &&
        cmp "$WORK/one.c" "$WORK/two.c"
}

# nothing_is_left FONT : it fails, and an older file is still what it was.
nothing_is_left()
{
    echo old >"$WORK/old.c"
    if "$FONT" --out="$WORK/old.c" "$1" 2>/dev/null; then
        return 1
    fi
    [ "$(cat "$WORK/old.c")" = old ] && [ ! -e "$WORK/old.c.part" ]
}

main()
{
    tap_begin 13
    # 16 bytes a line of od: one byte more, and all values.
    printf '\x36\x04\x00\x01%b' "$(printf '\\x%02x' {0..255})" >"$WORK/first.psf"
    printf '\x72\xb5\x4a\x86\0\0\0\0x' >"$WORK/second.psf"
    printf 'no font' >"$WORK/text"
    gzip -c "$WORK/first.psf" >"$WORK/first.psf.gz"
    head -c 60 "$WORK/first.psf.gz" >"$WORK/cut.psf.gz"

    check 'a font of version 1' font_arrives "$WORK/first.psf" "$WORK/first.psf"
    check 'one of version 2' font_arrives "$WORK/second.psf" "$WORK/second.psf"
    check 'a packed one' font_arrives "$WORK/first.psf.gz" "$WORK/first.psf"
    check 'the same font gives the same bytes' same_bytes_twice "$WORK/first.psf.gz"
    if [ -f "$INSTALLED" ]; then
        gzip -dc "$INSTALLED" >"$WORK/installed.psf"
        check "the distribution's" font_arrives "$INSTALLED" "$WORK/installed.psf"
    else
        skip 1 'console-setup-linux is not installed' "the distribution's"
    fi
    check_status 2 'what is no font' 'text is no PSF font' "$FONT" "$WORK/text"
    check 'and nothing half-written' nothing_is_left "$WORK/text"
    check_status 2 'a packed font that is cut off' 'cannot unpack' "$FONT" "$WORK/cut.psf.gz"
    check_status 2 'a missing font is named with its package' \
        'none.psf is missing: apt install console-setup-linux' "$FONT" "$WORK/none.psf"
    check_status 2 'no font' 'no font named' "$FONT"
    check_status 2 'two fonts' 'more than one' "$FONT" "$WORK/first.psf" "$WORK/second.psf"
    check_status 2 'an unknown option' 'unknown option --font' "$FONT" --font=x
    check_status 2 'a place that cannot be written to' 'cannot write' \
        "$FONT" --out="$WORK/none/out.c" "$WORK/first.psf"
    tap_end
}

main
