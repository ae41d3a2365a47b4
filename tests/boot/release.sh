#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# make release: a green rehearsal gives a folder that is whole and signed where asked; one red
# machine gives none, and takes away the one that was there.
set -euo pipefail
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
SCRIPTS=$HERE/../../scripts
BUILD=build JOBS=1

# The build as the release script sees it: its own folder, so that no other test's release is
# touched.
build_link() {
    local file

    mkdir "$WORK/build"
    for file in manifest.json noos.spdx.json SHA256SUMS noos.iso noos-usb.img netboot loaders \
        media-flags tools noos.elf; do
        cp -r --sparse=always "$BUILD/$file" "$WORK/build/"
    done
    # Kernel and modules are named as make saw them.
    sed "s|^--kernel=$BUILD/|--kernel=$WORK/build/|" "$BUILD/media-flags" >"$WORK/build/media-flags"
}

# machine NAME LINE...: a BIOS machine that starts from the ISO.
machine() {
    printf '%s\n' firmware=bios chipset=pc medium=iso timeout=60 "${@:2}" >"$WORK/machines/$1.conf"
}

# shellcheck disable=SC2120  # most calls need no more flags
release() {
    "$SCRIPTS/release.sh" --build="$WORK/build" --jobs="$JOBS" --machines="$WORK/machines" "$@" \
        >"$WORK/said" 2>&1 </dev/null || { local status=$? && cat "$WORK/said" && return "$status"; }
}

folder_whole() {
    diff <(cd "$WORK/build/release" && find . -type f | sort) <({
        printf './%s\n' SHA256SUMS manifest.json noos-usb.img noos.iso noos.spdx.json "$@"
        cd "$BUILD" && find netboot -type f -printf './%p\n'
    } | sort) && (cd "$WORK/build/release" && sha256sum --quiet --strict -c SHA256SUMS) &&
        cmp "$BUILD/noos.iso" "$WORK/build/release/noos.iso"
}

verdicts_told() {
    jq -e '.rehearsal | length == 2 and all(.[]; .verdict == .expected and .seconds > 0)
        and map(.machine) == ["failing-as-asked", "good"] and map(.verdict) == ["fail", "pass"]' \
        "$WORK/build/release/manifest.json" >/dev/null
}

verifies() {
    "$SCRIPTS/verify.sh" --image="$WORK/build/release/noos-usb.img"
}

# A key of its own, in a keyring of its own.
key_make() {
    mkdir -m 700 "$GNUPGHOME"
    gpg --batch --quiet --passphrase '' --quick-generate-key 'Release <release@example.org>' \
        ed25519 sign never 2>&1
}

signature_good() {
    folder_whole SHA256SUMS.asc &&
        gpg --batch --verify "$WORK/build/release/SHA256SUMS.asc" "$WORK/build/release/SHA256SUMS" 2>&1
}

signature_bites() {
    signature_good || return 1
    sed 's/^....../000000/' "$WORK/build/release/SHA256SUMS" >"$WORK/spoilt"
    ! gpg --batch --verify "$WORK/build/release/SHA256SUMS.asc" "$WORK/spoilt" 2>/dev/null
}

# Loaders and flags as a build with SIGN= has them.
build_sign() {
    local flags=$WORK/build/media-flags

    "$SCRIPTS/keys.sh" --out="$WORK/keys" || return 1
    rm -rf "$WORK/build/loaders"
    "$SCRIPTS/../images/loaders.sh" --out="$WORK/build/loaders" --sign="$WORK/keys" \
        --version="$(sed -n 's/^--version=//p' "$flags")" --epoch="$(sed -n 's/^--epoch=//p' "$flags")" ||
        return 1
    printf '%s\n' "--sign=$WORK/keys" >>"$flags"
}

keys_told() {
    local keys=(boot.gpg db.crt db.cer PK.crt PK.cer KEK.crt KEK.cer) name

    folder_whole "${keys[@]/#/keys/}" || return 1
    ! grep -rl 'PRIVATE KEY' "$WORK/build/release" || return 1
    cmp "$WORK/keys/boot.gpg" "$WORK/build/release/keys/boot.gpg" || return 1
    for name in PK KEK db; do
        cmp "$WORK/keys/$name.cer" "$WORK/build/release/keys/$name.cer" || return 1
    done
    grep -q '  keys/boot\.gpg$' "$WORK/build/release/SHA256SUMS" &&
        jq -e '.keys | length == 7 and all(.[]; (.what | length > 5) and (.sha256 | length == 64))' \
            "$WORK/build/release/manifest.json"
}

# A file that somebody put in the place of a public one.
secret_refused() {
    cp "$WORK/build/loaders/boot.gpg" "$WORK/boot.gpg"
    gpg --batch --export-secret-keys --passphrase '' --pinentry-mode loopback release@example.org \
        >"$WORK/build/loaders/boot.gpg" && [[ -s $WORK/build/loaders/boot.gpg ]] || return 1
    release --only='^good$'
}

# red MACHINE: no release any more, exit 1.
red() {
    local status=0

    # shellcheck disable=SC2119  # as above
    release || status=$?
    [[ $status == 1 && ! -e $WORK/build/release ]] &&
        grep -q '^release.sh: no release, since the rehearsal is not green' "$WORK/said"
}

main() {
    local flag

    for flag; do
        case $flag in
            --build=*) BUILD=${flag#*=} ;;
            --jobs=*) JOBS=${flag#*=} ;;
            *) printf 'release.sh: unknown flag %s\n' "$flag" >&2 && exit 2 ;;
        esac
    done
    tap_begin 16
    export GNUPGHOME=$WORK/gnupg
    build_link
    mkdir "$WORK/machines"
    machine good
    machine failing-as-asked 'cmdline=autorun="diag drill.fail; poweroff"' expect=fail
    check 'a green rehearsal gives a release' release
    check 'media, manifest, list of parts, sums, and nothing else' folder_whole
    check 'the manifest tells verdicts and seconds' verdicts_told
    check 'a medium of the release is that of its manifest' verifies
    check_status 2 'an unknown key is refused before anything is rehearsed' "no secret key 'nobody'" \
        release --sign-key=nobody
    check 'and the release is still there' folder_whole
    check 'a key is made' key_make
    check 'with a key the release is signed' release --only='^good$' --sign-key=release@example.org
    check 'by a signature that holds' signature_good
    check 'and that breaks with the sums' signature_bites
    check 'loaders that are signed' build_sign
    check 'a release of signed media' release --only='^good$'
    check 'has the public keys, which the manifest names' keys_told
    check_status 2 'a secret key is not given away' 'is no public GPG key|holds a secret key' secret_refused
    gpgconf --kill gpg-agent 2>/dev/null || true
    cp "$WORK/boot.gpg" "$WORK/build/loaders/boot.gpg"
    machine failing 'cmdline=autorun="diag drill.fail; poweroff"'
    check 'one red machine leaves no release' red
    printf 'x' >>"$WORK/build/noos.iso"
    check_status 2 'media that are not those of the manifest are refused' 'no longer those of the manifest' \
        release
    tap_end
}

main "$@"
