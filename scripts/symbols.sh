#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# scripts/symbols.sh: the kernel's functions, as a C table for lib/symbols.h, from `nm` of a linked kernel on standard input.
#
# Without input (the first of two links) the table is empty. Text comes before the table in the image, so that
# the addresses of functions are the same in both links.
set -euo pipefail
export LC_ALL=C

main() {
    if (($# > 0)); then
        echo "usage: nm -n noos.elf | symbols.sh" >&2
        exit 2
    fi
    awk '
        BEGIN {
            print "/* Made by scripts/symbols.sh. */"
            print "#include \"lib/symbols.h\"\n"
            print "const struct symbol kernel_symbols[] = {"
        }
        $3 == "kernel_text_end" { end = $1 }
        $2 ~ /^[tT]$/ && $1 ~ /^ffffffff/ && $3 !~ /^(kernel_text|\.)/ && $3 !~ /\./ && $1 != last {
            printf "    { 0x%sull, \"%s\" },\n", $1, $3
            last = $1
            count++
        }
        END {
            printf "    { 0x%sull, NULL },\n};\n", count ? end : "0"
            printf "\nconst unsigned kernel_symbol_count = %d;\n", count
        }'
}

main "$@"
