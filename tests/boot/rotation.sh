#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# New keys on machines that know the old ones, as docs/signing.md tells it: the certificate is added to
# the firmware's db by what the old KEK has signed, and then takes the old one's place. A Linux
# from a medium signed with the old keys hands it to the firmware, which runs with Secure Boot all the time.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../images/lib.sh
source "$HERE/../images/lib.sh"
# shellcheck source=lib-signed.sh
source "$HERE/lib-signed.sh"
# shellcheck source=../images/lib-foreign.sh
source "$HERE/../images/lib-foreign.sh"

DENIED='BdsDxe: failed to (load|start) .*: (Access Denied|Security Violation)'
CHECKS=10
# Two packages of one version: a kernel and a module that fits it.
PACKAGE='linux-image-cloud-amd64'
network=no linux='' module=''

linux_and_module_find() {
    linux=$(debian_file $PACKAGE vmlinuz-efivarfs '/boot/vmlinuz-*-cloud-amd64') &&
        module=$(debian_file $PACKAGE efivarfs.ko '/lib/modules/*-cloud-amd64/kernel/fs/efivarfs/efivarfs.ko*') &&
        case $module in
            *.xz) xz -dc "$module" >"$WORK/efivarfs.ko" ;;
            *) cp "$module" "$WORK/efivarfs.ko" ;;
        esac
    # What was fetched may be packed under the plain name.
    ! xz -dc "$WORK/efivarfs.ko" >"$WORK/efivarfs.plain" 2>/dev/null ||
        mv "$WORK/efivarfs.plain" "$WORK/efivarfs.ko"
    [[ -s $WORK/efivarfs.ko ]]
}

# Two labs' keys and a medium of each; the old ones stay in $WORK/keys, with their loaders.
media_make() {
    signed_loaders_make && signed_medium images/usb.sh "$WORK/usb-new" "${FLAGS[@]}" || return 1
    mv "$WORK/keys" "$WORK/new" && rm -r "$WORK/loaders" || return 1
    signed_loaders_make && signed_medium images/usb.sh "$WORK/usb-old" "${FLAGS[@]}" && lists_make
}

FLAGS=(--cmdline='autorun="diag boot; poweroff"')

# The commands of docs/signing.md; without -a a list replaces, and has to be younger than what is there.
lists_make() {
    local old=$WORK/keys new=$WORK/new

    sleep 1.1
    cert-to-efi-sig-list -g "$(cat "$new/owner")" "$new/db.crt" "$WORK/db.esl" &&
        sign-efi-sig-list -a -k "$old/KEK.key" -c "$old/KEK.crt" db "$WORK/db.esl" "$WORK/add.auth" &&
        sign-efi-sig-list -k "$old/KEK.key" -c "$old/KEK.crt" db "$WORK/db.esl" "$WORK/replace.auth" &&
        sign-efi-sig-list -a -k "$new/KEK.key" -c "$new/KEK.crt" db "$WORK/db.esl" "$WORK/foreign.auth"
}

# cpio_put NAME MODE FILE
cpio_put() {
    local size

    size=$(stat -c %s "$3")
    member_put "$1" "$2" "$size"
    cat "$3"
    zeros_put "$size"
}

# update_make NAME append|replace: a medium of the old keys that hands over NAME.auth.
update_make() {
    gcc -static -O2 -s -o "$WORK/init" "$HERE/rotation-init.c" || return 1
    {
        cpio_put init 0100755 "$WORK/init"
        cpio_put efivarfs.ko 0100644 "$WORK/efivarfs.ko"
        cpio_put list.auth 0100644 "$WORK/$1.auth"
        member_put 'TRAILER!!!' 0 0
    } | gzip -9n >"$WORK/initrd-$1"
    printf '%s\n' '[update]' "kernel = $linux" "cmdline = console=ttyS0,115200 quiet update=$2" \
        "module = $WORK/initrd-$1" >"$WORK/bundle-$1"
    signed_medium images/usb.sh "$WORK/usb-$1" --bundle="$WORK/bundle-$1"
}

# update NAME append|replace PATTERN: the machine goes on with what became of its variables.
update() {
    local state=$WORK/update-$1 words=() i

    mkdir "$state"
    update_make "$1" "$2" && machine_words uefi-secure usb-xhci "$WORK/usb-$1" "$state" \
        --vars="$WORK/enrolled.fd" || return 1
    for ((i = 0; i < ${#words[@]}; i++)); do
        [[ ${words[i]} != -m ]] || words[i + 1]=1024
    done
    machine_until "$state" "$CELL_SECONDS" "$3" 1 || { cat -v "$state/serial" | tail -n 20 && return 1; }
    mv "$state/vars.fd" "$WORK/enrolled.fd"
}

# boots NAME KEYS-OF-THE-MEDIUM runs|denied
boots() {
    local wanted=runs

    [[ $3 == runs ]] || wanted=$DENIED
    cell "$1" uefi-secure usb-xhci "$WORK/usb-$2" "$wanted"
    cell_good "$1"
}

main() {
    flags_read "$@"
    tap_begin "$CHECKS"
    if ! linux_and_module_find; then
        skip "$CHECKS" "$PACKAGE cannot be fetched" 'new keys on a machine that knows the old ones'
        tap_end
    fi
    check 'old and new keys, media and lists are made' media_make
    check 'the stick enrols the old keys' keys_enrol
    check 'a medium of the new keys is refused' boots before new denied
    check 'a list that the new KEK has signed is refused' \
        update foreign append '^update: refused, the firmware: '
    check 'one that the old KEK has signed is added' update add append '^update: taken'
    check 'a medium of the new keys starts' boots added-new new runs
    check 'one of the old keys still does' boots added-old old runs
    check 'a list that replaces is taken' update replace replace '^update: taken'
    check 'a medium of the new keys starts' boots replaced-new new runs
    check 'one of the old keys is refused' boots replaced-old old denied
    tap_end
}

main "$@"
