#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests scripts/check-docs.sh: pages that tell the truth pass, then one false claim at a time is
# added to them, and exactly the rule that it breaks has to fail and to name the page.
# shellcheck disable=SC2016 # the backticks are those of Markdown
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"
CHECK=$HERE/../../scripts/check-docs.sh

tree_make()
{
    mkdir -p "$1/docs" "$1/kernel/dev" "$1/config/machines" "$1/boot" && cd "$1"
    printf '%s\n' 'check check-fast: build ## tests' 'build:' 'BUILD := build' >Makefile
    printf '/* see docs/boot.md */\nint uart_init(void)\n' >kernel/dev/uart.c
    printf '_start:\n' >boot/entry.asm
    printf 'a\n' >config/machines/pc.conf
    printf '%s\n' '# How it boots' '' '## 1. From power-on to `kmain`' \
        'Back to [the start](../README.md).' >docs/boot.md
    printf '%s\n' '# A page' '[Boot](docs/boot.md), [here](docs/boot.md#1-from-power-on-to-kmain),' \
        '[there](https://example.org/none), [above](#a-page)' \
        '`kernel/dev/uart.c`, `dev/uart.c`, `uart.c`, `docs/`, `config/machines/*.conf`' \
        '`build/noos.iso`, `boot/grub/grub.cfg`, `EFI/BOOT/BOOTX64.EFI`, `a/b`' \
        '`boot/entry.asm:_start`, `uart_init()`, `make check-fast build`, `make check V=1`' \
        '```' 'make check   # all of them' 'ls none/of.c' '```' >README.md
}

# claim RULE DESCRIPTION LINE... : the page with these lines more has to break this rule only.
claim()
{
    local rule=$1 description=$2 output status=0 broken

    shift 2
    rm -rf "$WORK/copy"
    cp -r "$WORK/tree" "$WORK/copy"
    printf '%s\n' "$@" >>"$WORK/copy/README.md"
    output=$("$CHECK" --root="$WORK/copy" 2>&1) || status=$?
    broken=$(sed -n 's/^not ok \([0-9]*\) .*/\1/p' <<<"$output" | tr '\n' ' ')
    if [ "$status" = 1 ] && [ "$broken" = "$rule " ] && grep -q '^# README.md:[0-9]*: ' <<<"$output"; then
        tap_result 0 "$description"
    else
        tap_result 1 "$description" "$output"$'\n'"status $status, broken rules: $broken"
    fi
}

main()
{
    tap_begin 18
    (tree_make "$WORK/tree")
    check_status 0 'pages that tell the truth pass' '^ok 6 ' "$CHECK" --root="$WORK/tree"
    check_status 2 'a folder that is not there is refused' 'no such folder' "$CHECK" \
        --root="$WORK/none"
    claim 1 'a link to a page that is not there' '[Boot](docs/none.md)'
    claim 1 'a link to a heading that is not there' '[Boot](docs/boot.md#none)'
    claim 1 'a link to a heading of its own that is not there' '[Boot](#none)'
    claim 1 'an absolute link' '[Boot](/docs/boot.md)'
    claim 1 'a reference that leads nowhere' '[boot]: docs/none.md'
    claim 2 'a file that is not there' '`kernel/dev/none.c`'
    claim 2 'a file of a room that is not there' '`dev/none.c`'
    claim 2 'a file anywhere that is not there' '`none.sh`'
    claim 2 'a folder that is not there' '`config/none/`'
    claim 2 'a pattern that matches nothing' '`config/machines/*.none`'
    claim 3 'a symbol that is elsewhere' '`boot/entry.asm:uart_init`'
    claim 4 'a function that is not there' '`uart_none()`'
    claim 5 'a make target that is not there' '`make none`'
    claim 5 'the second of two targets that is not there' '`make build none`'
    claim 5 'a command with a target that is not there' '```' '$ make check none' '```'
    cd "$WORK/copy"
    cp -r "$WORK/tree/." .
    printf '/* see docs/none.md */\n' >kernel/dev/uart.h
    check_status 1 'a page that only a source knows' '^# kernel/dev/uart.h:1: .*docs/none.md' "$CHECK" \
        --root="$PWD"
    tap_end
}

main
