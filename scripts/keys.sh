#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# keys.sh — makes the keys with which a laboratory signs its media (docs/signing.md): a GPG key for
# what GRUB loads, the three pairs of UEFI Secure Boot for the loaders, and a stick that enrols
# those. Invariant: the folder is moved into place when it is whole, nobody but its owner can read
# it, and no keys that are there already are touched.
set -euo pipefail

top=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
# shellcheck source=../images/lib.sh
source "$top/images/lib.sh"
# shellcheck source=../images/sign.sh
source "$top/images/sign.sh"

out='' build=''

YEARS=20
BOOT=/usr/lib/systemd/boot/efi/systemd-bootx64.efi
# The key of GRUB is dated before anything that it may have to sign.
DATED=315532800

usage() {
    cat <<'END'
usage: scripts/keys.sh --out=DIR [--build=DIR]
  --out=DIR     a folder that is not there yet, or empty; outside the sources and what is built
  --build=DIR   where media are built, which is no place for keys
Exits 0, or 2 on bad input.
END
}

flags_read() {
    local flag

    for flag; do
        case $flag in
            --help) usage && exit 0 ;;
            --out=*) out=${flag#*=} ;;
            --build=*) build=${flag#*=} ;;
            *) fail "unknown flag '$flag' (--help lists them)" ;;
        esac
    done
}

# Keys inside the sources would be committed one day, and keys inside BUILD shipped.
out_check() {
    local found='' folder

    [[ -n $out ]] || fail "where to? SIGN=DIR names a folder for the keys, outside the sources"
    [[ $out != *[[:cntrl:]]* ]] || fail "SIGN=$out has a control character in its name"
    out=$(readlink -m -- "$out")
    for folder in "$top" "${build:+$(readlink -m -- "$build")}"; do
        [[ -z $folder || $out/ != "$folder"/* ]] ||
            fail "SIGN=$out lies in $folder, from where keys get lost to others: name a folder outside"
    done
    [[ ! -e $out || -d $out ]] || fail "SIGN=$out is no folder: name one that is not there yet"
    [[ ! -d $out ]] || found=$(find "$out" -mindepth 1 -maxdepth 1 -print -quit 2>/dev/null) ||
        fail "SIGN=$out cannot be read"
    [[ -z $found ]] ||
        fail "SIGN=$out is not empty, and keys are never overwritten: name another folder"
}

gpg_key_make() {
    mkdir -m 700 "$1/gpg"
    gpg_home_open "$1"
    "${gpg_command[@]}" --faked-system-time "$DATED!" --passphrase '' --pinentry-mode loopback \
        --quick-generate-key "NoOS boot key, made $(date -u +%F)" rsa3072 sign never
    "${gpg_command[@]}" --export >"$1/boot.gpg"
    [[ -s $1/boot.gpg ]]
}

# pair_make FOLDER NAME: a key and its certificate, which is its own authority.
pair_make() {
    openssl req -new -x509 -newkey rsa:2048 -sha256 -nodes -days $((YEARS * 365)) \
        -subj "/CN=NoOS $2 $(date -u +%F)/" -keyout "$1/$2.key" -out "$1/$2.crt"
    openssl x509 -in "$1/$2.crt" -outform DER -out "$1/$2.cer"
    cert-to-efi-sig-list -g "$owner" "$1/$2.crt" "$1/$2.esl"
}

# enrol_put FOLDER NAME SIGNER: what firmware takes for the variable NAME.
enrol_put() {
    sign-efi-sig-list -g "$owner" -k "$1/$3.key" -c "$1/$3.crt" "$2" "$1/$2.esl" "$1/$2.auth"
}

secure_boot_make() {
    local owner name

    owner=$(</proc/sys/kernel/random/uuid)
    printf '%s\n' "$owner" >"$1/owner"
    for name in PK KEK db; do pair_make "$1" "$name"; done
    enrol_put "$1" PK PK
    enrol_put "$1" KEK PK
    enrol_put "$1" db KEK
}

# A stick with systemd-boot, which enrols what lies in loader/keys where the firmware is in its set-up
# mode. There is no private part on it.
stick_make() {
    local image=$1/enrol.img name

    mkfs.fat --invariant -C -F 32 -s 1 -n NOOS_KEYS "$image" 34816
    mmd -i "$image" ::/EFI ::/EFI/BOOT ::/loader ::/loader/keys ::/loader/keys/noos
    mcopy -i "$image" "$BOOT" ::/EFI/BOOT/BOOTX64.EFI
    printf 'timeout 0\nsecure-boot-enroll force\n' >"$work/loader.conf"
    mcopy -i "$image" "$work/loader.conf" ::/loader/
    for name in PK KEK db; do
        mcopy -i "$image" "$1/$name.auth" ::/loader/keys/noos/
    done
}

main() {
    flags_read "$@"
    out_check
    sign_tools_need
    tools_need openssl:openssl cert-to-efi-sig-list:efitools sign-efi-sig-list:efitools \
        mkfs.fat:dosfstools mcopy:mtools
    [[ -f $BOOT ]] || fail "$BOOT is missing: apt install systemd-boot-efi"
    umask 077
    work_open "$out" folder
    mkdir "$work/keys"
    step "gpg makes no key" gpg_key_make "$work/keys"
    step "cannot make the keys of Secure Boot" secure_boot_make "$work/keys"
    step "cannot make the stick that enrols them" stick_make "$work/keys"
    chmod -R go= "$work/keys"
    folder_publish "$work/keys" "$out"
    printf '%s: keys made; make images SIGN=DIR signs with them, docs/signing.md tells the rest\n' "$out"
}

main "$@"
