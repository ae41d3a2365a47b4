#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Puts a console font of the distribution (PSF, gzipped or not) into a C array for
# dev/console_font.h. The bytes go into the kernel as they are and are understood there (fmt/psf.h),
# so that only the mark at their beginning is looked at here. The same font gives the same bytes.
set -euo pipefail
export LC_ALL=C

PSF1=' 36 04 '
PSF2=' 72 b5 4a 86 '

usage()
{
    cat <<'END'
usage: scripts/font.sh [--out=FILE] FONT

Writes C source with the font, for example /usr/share/consolefonts/Uni2-Terminus16.psf.gz.

  --out=FILE  where to (standard output)
  --help      this text
END
}

die()
{
    printf 'font: %s\n' "$1" >&2
    exit 2
}

font_print()
{
    local bytes

    bytes=$(gzip -dcf -- "$1" 2>/dev/null | od -An -v -tx1) || die "cannot unpack $1"
    [[ $bytes == "$PSF1"* || $bytes == "$PSF2"* ]] || die "$1 is no PSF font"
    printf '/* Made by scripts/font.sh from %s. */\n' "${1##*/}"
    printf '#include "dev/console_font.h"\n\nconst uint8_t console_font[] = {\n'
    sed 's/ \(..\)/0x\1, /g; s/ $//; s/^/    /' <<<"$bytes"
    printf '};\n\nconst size_t console_font_size = sizeof(console_font);\n'
}

main()
{
    local out='' font='' argument

    for argument; do
        case $argument in
            --out=*) out=${argument#*=} ;;
            --help)
                usage
                exit 0
                ;;
            -*) die "unknown option $argument" ;;
            *)
                [ -z "$font" ] || die 'more than one font named'
                font=$argument
                ;;
        esac
    done
    [ -n "$font" ] || die 'no font named'
    [ -f "$font" ] || die "$font is missing: apt install console-setup-linux"
    [ -n "$out" ] || {
        font_print "$font"
        return
    }
    PART=$out.part
    { : >"$PART"; } 2>/dev/null || die "cannot write $out"
    trap 'rm -f "$PART"' EXIT
    font_print "$font" >"$PART"
    mv "$PART" "$out"
}

main "$@"
