# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # sourced by images/facts.sh, whose variables these are
#
# facts-sign.sh — whether a medium is signed, by which key, and whether its signatures are good. A
# medium is signed where its menu is. Invariant: what a signature says is taken from the medium, but
# that it is good only from the public keys that were handed over.

signature_facts() {
    local path

    content_put boot/grub/grub.cfg.sig >"$work/menu.sig"
    [[ -s $work/menu.sig ]] || return 0
    fact signed "$(signer_of "$work/menu.sig")"
    [[ -n $keys ]] || return 0
    tools_need gpgv:gpgv sbverify:sbsigntool
    while IFS= read -r path; do
        case ${path,,} in
            *.sig) signature_check "${path%.*}" ;;
            efi/boot/*.efi | noos-*.efi) loader_check "$path" ;;
        esac
    done < <(sed -n 's/^file\t\([^\t]*\).*/\1/p' "$work/lines")
}

# signer_of FILE: the fingerprint of the key, as the signature has it.
signer_of() {
    local said

    tools_need gpg:gpg
    said=$(gpg --homedir "$work" --no-options --batch --quiet --list-packets "$1" 2>/dev/null |
        sed -n 's/.*(issuer fpr v4 \([0-9A-F]*\)).*/\1/p') || said=''
    printf '%s' "${said:-unknown}"
}

signature_check() {
    local result=bad

    content_put "$1" >"$work/signed"
    content_put "$1.sig" >"$work/signature"
    ! gpgv --keyring "$keys/boot.gpg" "$work/signature" "$work/signed" >"$work/said" 2>&1 || result=good
    fact signature "$1" "$result"
}

loader_check() {
    local result=bad

    content_put "$1" >"$work/signed"
    ! sbverify --cert "$keys/db.crt" "$work/signed" >"$work/said" 2>&1 || result=good
    fact signature "$1" "$result"
}
