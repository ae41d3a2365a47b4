#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Nobody gets past a signed menu by its keyboard: neither the prompt nor the editor of entries opens, not
# where the medium was refused either; the entries start as before. The same keys open both on an
# unsigned medium, so that it is seen that they were pressed.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../images/lib.sh
source "$HERE/../images/lib.sh"
# shellcheck source=lib-signed.sh
source "$HERE/lib-signed.sh"
# shellcheck source=lib-shell.sh
source "$HERE/lib-shell.sh"

network=no
readonly MENU_SECONDS=60 PROMPT='grub( rescue)?> *$' ASKED='Enter username:'

media_make() {
    local flags=(--bundle="$WORK/bundle")

    printf '%s\n' 'hidden = no' 'timeout = none' '[noos]' 'title = An entry' \
        'cmdline = autorun="diag boot; poweroff"' >"$WORK/bundle"
    signed_loaders_make && signed_medium images/iso.sh "$WORK/signed.iso" "${flags[@]}" &&
        signed_medium images/iso.sh "$WORK/whole.iso" --cmdline='mode=release' || return 1
    medium images/iso.sh "$WORK/plain.iso" "${flags[@]}" || return 1
    menu_spoil
}

# An ISO of which the menu has one other byte: xorriso says where it lies.
menu_spoil() {
    local lba

    cp "$WORK/whole.iso" "$WORK/spoiled.iso"
    lba=$(xorriso -no_rc -indev "stdio:$WORK/whole.iso" -find /boot/grub/grub.cfg -exec report_lba -- \
        2>/dev/null | sed -n 's/^File data lba: *[0-9]* *, *\([0-9]*\) .*/\1/p')
    [[ -n $lba ]] && byte_change "$WORK/spoiled.iso" $((lba * 2048 + 100))
}

# medium_start NAME ISO: not in a subshell, so that machine_end knows what to end.
medium_start() {
    cp "$WORK/$2.iso" "$WORK/copy.iso"
    machine_start "$1"
}

menu_await() {
    await 'An entry' "$MENU_SECONDS"
}

# asked KEY: it asks who that is, takes nobody, and is back at the menu; there was no prompt.
asked() {
    mark_set
    press "$1" && await "$ASKED" || return 1
    type_keys nobody ret && await 'Enter password:' || return 1
    mark_set
    type_keys secret ret && await 'An entry' "$MENU_SECONDS" || return 1
    ! tail -c +1 "$WORK/seen" | plain | grep -aE "$PROMPT"
}

prompt_opens() {
    menu_await && mark_set && press c && await 'grub>'
}

# Back at the menu, the editor shows the commands of the entry.
edit_opens() {
    mark_set
    press esc && menu_await && mark_set && press e && await 'multiboot2'
}

entry_starts() {
    mark_set
    press ret && await "^# end verdict=pass" "$PROMPT_SECONDS"
}

# Esc, where an unsigned loader gives its prompt, starts the machine again.
refused_stays() {
    await 'The Esc key restarts the machine' "$MENU_SECONDS" || return 1
    press c e ret esc && until_true "$ANSWER_SECONDS" has_left || return 1
    grep -q '"reason": "guest-reset"' "$WORK/replies" || return 1
    ! plain <"$WORK/seen" | grep -aE "$PROMPT|$KERNEL_RUNS"
}

main() {
    local firmware

    flags_read "$@"
    # shellcheck disable=SC2034  # for lib-shell.sh
    BUILD=$build
    tap_begin 15
    trap session_end EXIT
    check 'the media are made' media_make
    for firmware in bios uefi; do
        medium_start "$firmware" plain
        check "$firmware: the keys open the prompt of an unsigned menu" prompt_opens
        check "$firmware: the keys open the editor of an unsigned menu" edit_opens
        medium_start "$firmware" signed
        check "$firmware: a signed menu shows" menu_await
        check "$firmware: the prompt of a signed menu opens for nobody" asked c
        check "$firmware: the editor of a signed menu opens for nobody" asked e
        check "$firmware: its entry starts" entry_starts
        medium_start "$firmware" spoiled
        check "$firmware: a refused medium gives no prompt" refused_stays
    done
    tap_end
}

main "$@"
