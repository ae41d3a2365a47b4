#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Holds the tree to its house rules and says in TAP which are kept: one result per rule, every
# finding below it as "# file:line: what". Each rule is one function, and its patterns are written
# so that they do not match this file. scripts/check-docs.sh does the same for the prose.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=style/rules.sh
source "$HERE/style/rules.sh"

# The kernel's rooms from left to right; an include may only point left.
ROOMS='lib fmt cpu mm task dev fs proc diag shell'

FILE_LINES_MAX=400
FUNCTION_LINES_MAX=80

WARNINGS='-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror'
KERNEL_FLAGS="-std=gnu11 -ffreestanding -mno-red-zone -mgeneral-regs-only $WARNINGS -Ikernel"
HOST_FLAGS="-std=gnu11 -D_GNU_SOURCE $WARNINGS -Itools -Ikernel -Itests/unit"

RULES=(
    'includes point left, by full path'
    'every header compiles alone, and twice'
    "files end by $FILE_LINES_MAX lines, functions by $FUNCTION_LINES_MAX"
    'C is laid out as .clang-format says'
    'shell scripts are clean, strict and executable'
    'sources name their licence and say what they are'
    'assembly stays in boot and kernel/cpu'
    'no word of unfinished work or of the workplace'
    'no stray blanks, tabs or carriage returns'
)

# Words that do not belong into a finished tree: marks of unfinished work, the way it was made,
# and papers that are not part of it. Letters in brackets keep a pattern from finding itself.
WORDS_EXACT='\b(T[O]DO|F[I]XME|X[X]X|H[A]CK|T[B]D|W[I]P)\b
\((see )?[ABCM][0-9]{1,2}[a-z]?((, ?|/| and | to |-)[ABCM]?[0-9]{1,2}[a-z]?)*\)
\b(see|entry|entries) [ABCM][0-9]{1,2}[a-z]?\b'
WORDS_ANY_CASE='\bnot (yet )?implemented\b|\bun[i]mplemented\b|\bfor[ ]now\b|\bstubbed[ ]out\b
/work/(main|shared)\b|/tmp/[b]rief|\.\./[s]hared\b|(^|[^/a-z-])(design|style|peers)[.]md\b
\b(real-hardware|lab-engines)[.]md\b|\bdesign [1-9]\b
\b(this|previous|earlier|later|last|next|other|our) (session|issue)s?\b|\bissues? #?[0-9]+\b
\bsub-?[a]gents?\b|\b(another|other|fellow|lead) engineers?\b
\b(cla[u]de|anthr[o]pic|chat[g]pt|open[a]i|co[p]ilot|l[l]ms?|language[ ]model)\b'

usage()
{
    cat <<'END'
usage: scripts/check-style.sh [--root=DIR] [--cc=COMPILER] [--jobs=N] [--fix]

  --root=DIR     the tree to look at (the one this script is in)
  --cc=COMPILER  compiles the headers (gcc)
  --jobs=N       processes at a time (the number of processors)
  --fix          lay out the C files with clang-format instead of checking anything
  --help         this text
END
}

die()
{
    printf 'check-style: %s\n' "$1" >&2
    exit 2
}

tools_check()
{
    local tool

    for tool in "$CC" clang-format shellcheck; do
        command -v "$tool" >/dev/null ||
            die "$tool is missing: apt install $("$HERE/setup.sh" --which="$tool")"
    done
}

# Those of the tree that match a pattern, without those that match another.
files()
{
    printf '%s\n' "${TREE[@]}" | grep -E "$1" | grep -v -E "${2:-^$}" || true
}

shell_files()
{
    files '\.sh$'
    files '(^|/)[^.]*$' | while IFS= read -r file; do
        ! head -n 1 "$file" | grep -q -a -E '^#!.*\b(ba|da)?sh\b' || printf '%s\n' "$file"
    done
}

# Register tables indent a bit below its register, which clang-format would undo.
layout_files()
{
    files '\.[ch]$' '_regs\.h$'
}

rule_includes()
{
    local sources

    mapfile -t sources < <(files '^(kernel|tools|tests)/.*\.[ch]$')
    printf '%s\n' "${TREE[@]}" |
        awk -v rooms="$ROOMS" -f "$HERE/style/includes.awk" - "${sources[@]}"
}

# Each header is compiled twice in one unit, which also proves its guard.
rule_headers()
{
    local folder flags

    for folder in kernel tools tests; do
        flags=$HOST_FLAGS
        [ "$folder" != kernel ] || flags=$KERNEL_FLAGS
        # shellcheck disable=SC2016 # the variables belong to the shells that xargs starts
        files "^$folder/.*\.h$" | xargs -r -P "$JOBS" -n 1 sh -c '
            printf "#include \"%s\"\n#include \"%s\"\n" "$PWD/$3" "$PWD/$3" |
                $1 $2 -fsyntax-only -x c - 2>&1 | grep -E "error|fatal" |
                sed "s|^$PWD/||; s|^<stdin>:[0-9]*|$3:1|; s|:[0-9]*: |: |" | head -n 3' \
            sh "$CC" "$flags" || true
    done
    files '^(kernel|tools|tests)/.*\.h$' | xargs -r grep -L '^#pragma once$' |
        sed 's/$/:1: has no #pragma once/'
}

rule_sizes()
{
    files '\.(c|h|asm|inc|sh|awk|mk)$|(^|/)Makefile$|^\.ci/' | xargs -r awk -v file_max="$FILE_LINES_MAX" \
        -v function_max="$FUNCTION_LINES_MAX" -f "$HERE/style/sizes.awk"
}

rule_layout()
{
    local file

    layout_files | xargs -r clang-format --dry-run -Werror 2>&1 | awk -F: '
        / error: / && !($1 in count) { first[++files] = $1; line[$1] = $2 }
        / error: / { count[$1]++ }
        /^(Error|Invalid|clang-format|xargs|YAML)/ { print }
        END {
            for (i = 1; i <= files; i++)
                print first[i] ":" line[first[i]] ": laid out differently in " count[first[i]] \
                    " places; clang-format -i " first[i]
        }' || true
    layout_files | xargs -r awk -f "$HERE/style/macros.awk"
}

rule_shell()
{
    local file first

    shell_files | xargs -r -P "$JOBS" -n 4 shellcheck -f gcc 2>&1 |
        sed 's/^\([^:]*:[0-9]*\):[0-9]*: /\1: /' || true
    shell_files | while IFS= read -r file; do
        first=$(head -n 1 "$file")
        if [[ $first != '#!'* ]]; then
            [ ! -x "$file" ] || printf '%s:1: is executable and names no shell\n' "$file"
            continue
        fi
        [ -x "$file" ] || printf '%s:1: names a shell and is not executable\n' "$file"
        if [[ $first == *bash* ]]; then
            grep -q '^set -euo pipefail$' "$file" || printf '%s:1: no set -euo pipefail\n' "$file"
        else
            grep -q '^set -eu$' "$file" || printf '%s:1: no set -eu\n' "$file"
        fi
    done
}

rule_heads()
{
    files '\.(c|h|asm|inc|ld|sh|awk|conf|cfg|in|yml|mk)$|(^|/)Makefile$|^\.ci/|^\.[a-z-]+$' |
        xargs -r awk -f "$HERE/style/heads.awk"
}

rule_assembly()
{
    files '^(kernel|tools|boot|user)/.*\.[ch]$' '^(boot|kernel/cpu)/' |
        xargs -r grep -nHE '\b(asm|__asm|__asm__)\b *(volatile|inline|goto|__volatile__|\()' |
        sed 's/\([^:]*:[0-9]*\):.*/\1: assembly belongs to boot or kernel\/cpu/' || true
    files '^(kernel|tools|boot|user)/.*\.[ch]$' '^(boot|kernel/cpu)/' |
        xargs -r grep -nHE '__builtin_ia32_|<(cpuid|x86intrin|immintrin|x86gprintrin)\.h>' |
        sed 's/\([^:]*:[0-9]*\):.*/\1: an instruction by another name belongs to kernel\/cpu/' || true
    files '^(kernel|tools)/.*\.(asm|nasm|S|s)$' '^kernel/cpu/' |
        sed 's/$/:1: assembly belongs to boot or kernel\/cpu/'
}

rule_words()
{
    {
        files . | xargs -r grep -noHIE -e "$WORDS_EXACT" || true
        files . | xargs -r grep -noHIiE -e "$WORDS_ANY_CASE" || true
    } | sed 's/^\([^:]*:[0-9]*\):\(.*\)/\1: "\2" does not belong into the tree/' | LC_ALL=C sort -u
}

rule_blanks()
{
    local file

    files . | xargs -r grep -nHIE '[[:blank:]]$|'$'\r' |
        sed 's/^\([^:]*:[0-9]*\):.*/\1: ends in a blank or a carriage return/' || true
    files . '(^|/)(Makefile|.*\.mk|LICENSE)$' | xargs -r grep -nHI $'\t' |
        sed 's/^\([^:]*:[0-9]*\):.*/\1: holds a tab/' || true
    files '\.(c|h|asm|inc|ld|sh|awk|conf|cfg|in|md|yml|mk)$|(^|/)Makefile$' |
        while IFS= read -r file; do
            [ -z "$(tail -c 1 "$file")" ] || printf '%s:1: its last line has no end\n' "$file"
        done
}

# The findings of rule number $1.
rule_findings()
{
    case $1 in
    1) rule_includes ;;
    2) rule_headers ;;
    3) rule_sizes ;;
    4) rule_layout ;;
    5) rule_shell ;;
    6) rule_heads ;;
    7) rule_assembly ;;
    8) rule_words ;;
    9) rule_blanks ;;
    esac
}

main()
{
    local argument fix=no root

    CC=gcc JOBS=$(nproc) root=$HERE/..
    for argument in "$@"; do
        case $argument in
        --root=?*) root=${argument#*=} ;;
        --cc=?*) CC=${argument#*=} ;;
        --jobs=[1-9]*) JOBS=${argument#*=} ;;
        --fix) fix=yes ;;
        --help) usage && exit 0 ;;
        *) usage >&2; die "unknown argument '$argument'" ;;
        esac
    done
    [ -d "$root" ] || die "no such folder: '$root'"
    tools_check
    cd "$root"
    mapfile -t TREE < <(tree_list)
    [ ${#TREE[@]} -gt 0 ] || die "no files below $PWD"
    if [ "$fix" = yes ]; then
        layout_files | xargs -r clang-format -i
        exit 0
    fi
    rules_run "${RULES[@]}"
}

main "$@"
