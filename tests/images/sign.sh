#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Tests keys and what is signed with them, without a machine: who may read them, that no private part
# gets onto a medium or into BUILD, that every signature is good, that what should be refused is, and that
# verify and what-is know a signed medium. tests/boot/signed.sh starts them.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"
# shellcheck source=../boot/lib-signed.sh
source "$HERE/../boot/lib-signed.sh"
# shellcheck source=../../images/sign.sh
source "$HERE/../../images/sign.sh"

KEYS=''

keys_make() {
    "$top/scripts/keys.sh" --out="$KEYS" --build="$build" || return 1
    same "gpg's folders" "$(find "${TMPDIR:-/tmp}" -maxdepth 2 -path '*/noos-gpg.*' -lname "$WORK/*" 2>/dev/null)" ''
}

# signs_in FOLDER PATTERN: with that TMPDIR a signature is made, in a home that the pattern fits.
signs_in() (
    mkdir -p "$1"
    TMPDIR=$1
    gpg_home_open "$KEYS"
    # shellcheck disable=SC2053  # a pattern
    [[ $gpg_home == $2 ]] && "${gpg_command[@]}" --output "$WORK/out.sig" --yes --detach-sign "$KEYS/owner"
)

keys_closed() {
    local open

    open=$(find "$KEYS" -perm /077)
    same 'files that others may use' "$open" '' && same 'mode' "$(stat -c %a "$KEYS" "$KEYS/db.key" | tr '\n' ' ')" '700 600 '
}

# Each certificate is in its list, under the owner that is written down, and firmware takes db.
lists_good() {
    local name

    for name in PK KEK db; do
        openssl x509 -in "$KEYS/$name.cer" -inform DER -noout -text |
            grep 'Public-Key: (2048 bit)' >/dev/null || return 1
        sig-list-to-certs "$KEYS/$name.esl" "$WORK/out-$name" >/dev/null || return 1
        cmp "$WORK/out-$name-0.der" "$KEYS/$name.cer" || return 1
        # The list follows its signature as it is.
        cmp <(tail -c "$(stat -c %s "$KEYS/$name.esl")" "$KEYS/$name.auth") "$KEYS/$name.esl" || return 1
        mcopy -n -i "$KEYS/enrol.img" "::/loader/keys/noos/$name.auth" - | cmp - "$KEYS/$name.auth" || return 1
    done
}

# media_make KEYS FOLDER: the loaders and the three media there.
media_make() {
    local script

    printf 'A module.\n' >"$WORK/module"
    "$top/images/loaders.sh" --sign="$1" --out="$2/loaders" --version="$version" --epoch="$EPOCH" || return 1
    for script in images/iso.sh:noos.iso images/usb.sh:noos-usb.img netboot/tree.sh:netboot; do
        medium "${script%:*}" "$2/${script#*:}" --sign="$1" --loaders="$2/loaders" \
            --list="$2/content/${script#*:}.list" --module="$WORK/module text" || return 1
    done
}

# again_same: made again, by keys that lie elsewhere, at another hour, every byte is the same.
again_same() {
    cp -r "$KEYS" "$WORK/other place" && chmod go= "$WORK/other place"
    (export TZ=Asia/Tokyo && media_make "$WORK/other place" "$WORK/again") &&
        diff -r "$BUILT/netboot" "$WORK/again/netboot" && diff -r "$BUILT/loaders" "$WORK/again/loaders" &&
        cmp "$BUILT/noos.iso" "$WORK/again/noos.iso" && cmp "$BUILT/noos-usb.img" "$WORK/again/noos-usb.img"
}

# secrets_list: what gives a private key away, in hexadecimal: a prime of each, and the words of their files.
secrets_list() {
    local key

    printf 'PRIVATE KEY' | basenc --base16
    printf '(private-key' | basenc --base16
    for key in "$KEYS"/*.key; do
        openssl rsa -in "$key" -noout -text | sed -n '/^prime1/,/^prime2/{/^ /p}' | tr -d ' :\n' |
            tr a-f A-F | sed 's/^00//; s/\(.\{64\}\).*/\1\n/'
    done
    for key in "$KEYS"/gpg/*.key; do
        tr -d '\n ' <"$key" | grep -ao '(p#00[0-9A-F]\{64\}' | tail -c 65
    done
}

# secrets_hold FOLDER: true where some file there holds one of them.
secrets_hold() {
    find "$1" -type f -exec cat {} + | basenc --base16 -w0 | LC_ALL=C grep -oF -f "$WORK/secrets" | sort -u
    [[ ${PIPESTATUS[2]} == 0 ]]
}

# The look for secrets finds each where it is: as the file has it, and as bytes.
secrets_seen() {
    local key

    secrets_list >"$WORK/secrets"
    same 'secrets' "$(grep -cxE '([0-9A-F]{22,24}|[0-9A-F]{64})' "$WORK/secrets")" 6 || return 1
    mkdir -p "$WORK/leak"
    for key in "$KEYS"/*.key "$KEYS"/gpg/*.key; do
        cp "$key" "$WORK/leak/x.bin"
        secrets_hold "$WORK/leak" || return 1
        [[ $key != "$KEYS"/*/*.key ]] || continue
        openssl rsa -in "$key" -outform DER -out "$WORK/leak/x.bin" 2>/dev/null
        secrets_hold "$WORK/leak" || return 1
    done
    gpg_leak_seen
}

# As gpg would hand it over.
gpg_leak_seen() (
    gpg_home_open "$KEYS"
    "${gpg_command[@]}" --export-secret-keys >"$WORK/leak/x.bin" && secrets_hold "$WORK/leak"
)

no_secrets() {
    ! secrets_hold "$BUILT"
}

# Every file that GRUB loads has a signature, and it is good; of the loaders, too.
signatures_good() {
    local name

    mkdir -p "$WORK/files"
    mcopy -s -n -i "$BUILT/noos-usb.img@@1M" ::/boot ::/EFI "$WORK/files/"
    for name in boot/noos.elf boot/grub/grub.cfg boot/modules/1-module "boot/noos-$version"; do
        gpgv --keyring "$KEYS/boot.gpg" "$WORK/files/$name.sig" "$WORK/files/$name" || return 1
        gpgv --keyring "$KEYS/boot.gpg" "$BUILT/netboot/$name.sig" "$BUILT/netboot/$name" || return 1
    done
    for name in "$WORK"/files/EFI/BOOT/*.EFI "$BUILT"/netboot/*.efi; do
        sbverify --cert "$KEYS/db.crt" "$name" || return 1
    done
}

# one_machine_good: what the server adds for one machine is signed, too.
one_machine_good() {
    medium netboot/tree.sh "$WORK/one" --sign="$KEYS" --loaders="$BUILT/loaders" --only-loaders --below=lab/one --extra=nosmp &&
        gpgv --keyring "$KEYS/boot.gpg" "$WORK/one/boot/grub/grub.cfg.sig" "$WORK/one/boot/grub/grub.cfg" &&
        grep -q "'nosmp'" "$WORK/one/boot/grub/grub.cfg" &&
        same 'files' "$(files_below "$WORK/one" | tr '\n' ' ')" \
            'boot/grub/grub.cfg boot/grub/grub.cfg.sig noos-bios.0 noos-ia32.efi noos-x64.efi '
}

# The SBAT section of every UEFI loader tells of GRUB and of NoOS.
sbat_there() {
    local name

    for name in "$BUILT"/loaders/*.efi "$BUILT"/loaders/own/*.efi "$BUILT"/netboot/*.efi; do
        objcopy -O binary -j .sbat "$name" "$WORK/sbat" && tr -d '\0' <"$WORK/sbat" >"$WORK/sbat.csv"
        grep -q '^sbat,1,' "$WORK/sbat.csv" && grep -qE '^grub,[0-9]+,' "$WORK/sbat.csv" &&
            grep -q "^noos,1,NoOS,noos,$version," "$WORK/sbat.csv" || return 1
    done
}

# described: manifest.json of these media.
described() {
    local kind

    mkdir -p "$BUILT/facts"
    for kind in iso:noos.iso usb:noos-usb.img netboot:netboot; do
        "$top/images/facts.sh" --lines --image="$BUILT/${kind#*:}" --out="$BUILT/facts/${kind%:*}" || return 1
    done
    "$top/images/manifest.sh" --facts="$BUILT/facts" --out="$BUILT" --version="$version" --epoch="$EPOCH" \
        --tool=tar=tar && same 'signed media' "$(jq '[.media[] | select(.signed == $key)] | length' \
            --arg key "$(fingerprint)" "$BUILT/manifest.json")" 3
}

fingerprint() {
    gpg --homedir "$WORK" --no-options --batch --quiet --show-keys --with-colons "$KEYS/boot.gpg" 2>/dev/null |
        sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p'
}

verify() {
    "$top/scripts/verify.sh" --build="$BUILT" "$@"
}

# by_other_key: the same files, signed by somebody else, and a manifest that says they are right.
by_other_key() {
    local status=0

    "$top/scripts/keys.sh" --out="$WORK/stranger" && mkdir -p "$WORK/strange" || return 1
    cp "$BUILT/manifest.json" "$WORK/strange/"
    verify --image="$BUILT/noos.iso" --keys="$WORK/stranger" >"$WORK/said" || status=$?
    same 'status' "$status" 1 && same 'bad signatures' "$(grep -c '^not signed by this key: ' "$WORK/said")" 6
}

edited_named() {
    usb_changed "$BUILT/noos-usb.img" boot/grub/grub.cfg "$WORK/edited.img" || return 1
    ! verify --image="$WORK/edited.img" >"$WORK/said" || return 1
    grep -qx 'not signed by this key: boot/grub/grub.cfg' "$WORK/said" &&
        grep -q 'cannot be edited where it lies' "$WORK/said"
}

keys_refused() {
    local keys=$top/scripts/keys.sh folder

    check_status 2 'keys: where to?' 'where to\? SIGN=DIR' "$keys" --out=
    check_status 2 'keys: nothing is overwritten' 'never overwritten' "$keys" --out="$KEYS"
    check_status 2 'keys: not inside the sources' 'lies in .*: name a folder outside' "$keys" --out="$top/keys"
    check_status 2 'keys: not inside BUILD' 'lies in .*: name a folder outside' \
        "$keys" --out="$WORK/built/x/keys" --build="$WORK/built"
    ln -s "$top/docs" "$WORK/link"
    check_status 2 'keys: nor by a link' 'lies in .*: name a folder outside' "$keys" --out="$WORK/link/keys"
    printf x >"$WORK/file"
    check_status 2 'keys: a file is no folder' 'is no folder' "$keys" --out="$WORK/file"
    folder=$(find "$top" "$WORK" -maxdepth 1 -name '.noos-*')
    check 'keys: a refusal leaves nothing behind' same 'folders' "$folder" ''
}

media_refused() {
    local iso=("$top/images/iso.sh" --kernel="$kernel" --version="$version" --epoch="$EPOCH" --out="$WORK/no.iso")

    check_status 2 'no such keys' "there is no folder of keys '.*none': make keys" \
        "${iso[@]}" --loaders="$BUILT/loaders" --sign="$WORK/none"
    mkdir "$WORK/empty"
    check_status 2 'a folder without keys' 'has no boot.gpg' \
        "${iso[@]}" --loaders="$BUILT/loaders" --sign="$WORK/empty"
    chmod g+r "$KEYS/db.key"
    check_status 2 'keys that others may read' "others may use '.*db.key'" \
        "${iso[@]}" --loaders="$BUILT/loaders" --sign="$KEYS"
    chmod g-r "$KEYS/db.key"
    check_status 2 'signed files want signed loaders' 'are not signed with the keys in' \
        "${iso[@]}" --loaders="$build/loaders" --sign="$KEYS"
    check_status 2 'signed loaders want signed files' 'take signed files only' \
        "${iso[@]}" --loaders="$BUILT/loaders"
    check_status 2 'make images says it once' "there is no folder of keys" \
        "$top/images/plan.sh" --kernel="$kernel" --version="$version" --epoch="$EPOCH" --out="$WORK/plan" \
        --sign="$WORK/none"
    check 'nothing is half-written' test ! -e "$WORK/no.iso" -a ! -e "$WORK/plan"
}

# made GOAL VARIABLE...: by make, for the kernel of the build.
made() {
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$top" BUILD="$WORK/made" VERSION="$version" \
        SOURCE_DATE_EPOCH="$EPOCH" JOBS="$jobs" "$@"
}

# make_signs: with SIGN= the tree is signed, and what comes after knows that; when the keys are put away,
# nothing is made again; without, it is unsigned.
make_signs() {
    made netboot KERNEL="$kernel" SIGN="$KEYS" && [[ -f $WORK/made/netboot/boot/noos.elf.sig ]] || return 1
    made -n run >"$WORK/said" && grep -q "^scripts/run.sh" "$WORK/said" && grep -qxF "$KEYS" "$WORK/made/settings.mk" &&
        grep -qxF -e "--sign=$KEYS" "$WORK/made/media-flags" || return 1
    mv "$KEYS" "$WORK/away"
    made -q netboot KERNEL="$kernel" SIGN="$KEYS" || { mv "$WORK/away" "$KEYS" && return 1; }
    mv "$WORK/away" "$KEYS"
}

make_signs_no_more() {
    made netboot KERNEL="$kernel" && [[ ! -e $WORK/made/loaders/boot.gpg ]] || return 1
    medium netboot/tree.sh "$WORK/plain" --grubcore="$WORK/made/tools/grubcore" && diff -r "$WORK/plain" "$WORK/made/netboot"
}

main() {
    flags_read "$@"
    tap_begin 35
    KEYS=$WORK/keys BUILT=$WORK/built
    check 'keys are made, and nothing of gpg stays' keys_make
    check 'nobody else may use them' keys_closed
    check "gpg's home is in TMPDIR" signs_in "$WORK/here" "$WORK/here/noos-gpg.*"
    check 'but where its socket would have no room' signs_in "$WORK/$(printf 'long%.0s' {1..20})" '/tmp/noos-gpg.*'
    check 'the lists for firmware hold the certificates' lists_good
    keys_refused
    check 'the media are made' media_make "$KEYS" "$BUILT"
    check 'every signature is good' signatures_good
    check 'a menu for one machine is signed' one_machine_good
    check 'UEFI loaders have an SBAT section' sbat_there
    check 'a private key would be found' secrets_seen
    check 'no private key is in what was built' no_secrets
    check 'the same keys make the same bytes' again_same
    media_refused
    check 'the manifest says what is signed' described
    check_status 0 'verify checks the signatures' '^6 signatures are good, the menu by the key [0-9A-F]{40}$' \
        verify --image="$BUILT/noos.iso"
    check_status 0 'verify: the stick' '^6 signatures are good' verify --image="$BUILT/noos-usb.img"
    check_status 0 'verify: the tree' '^6 signatures are good' verify --image="$BUILT/netboot"
    check 'verify: another key' by_other_key
    check 'verify: an edited menu' edited_named
    check_status 0 'what-is tells who signed' "^  signed +by the key [0-9A-F]{40}" \
        "$top/scripts/what-is.sh" --image="$BUILT/noos.iso" --build="$BUILT"
    check 'make: SIGN= is kept, and the keys may be put away' make_signs
    check 'make: without it media are unsigned again' make_signs_no_more
    tap_end
}

main "$@"
