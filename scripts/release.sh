#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# release.sh — rehearses what was built, every medium on every firmware, and only when each machine
# did what its file expects writes a folder that can be given away. Invariant: the folder is there
# only as the outcome of a green rehearsal of exactly the bytes in it; once a rehearsal has begun, the
# one that was there before is gone, so that nobody gives away yesterday's by mistake.
set -euo pipefail
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

top=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

usage() {
    cat <<'END'
usage: scripts/release.sh [option...]
  --build=DIR       where `make images tools` built; DIR/release is the outcome (default build)
  --sign-key=KEY    a GPG key, by number or address: SHA256SUMS.asc signs the checksums, and with
                    them every file they list
  --machines=PATH, --only=REGEX, --jobs=N, --net=auto|user, --accel=tcg|kvm
                    as in scripts/rehearse.sh
Exits 0, 1 when a machine did not do what is expected, 2 on bad input.
END
}

fail() {
    printf 'release.sh: %s\n' "$1" >&2
    exit 2
}

build=build key='' work='' logs=''
rehearse=()

parse_flags() {
    local flag

    for flag; do
        case $flag in
            --build=*) build=${flag#*=} ;;
            --sign-key=*) key=${flag#*=} ;;
            --machines=* | --only=* | --jobs=* | --net=* | --accel=*) rehearse+=("$flag") ;;
            --help) usage && exit 0 ;;
            *) usage >&2 && fail "unknown flag '$flag'" ;;
        esac
    done
    [[ -d $build ]] || fail "there is no folder '$build': make images tools builds what is released"
    build=$(readlink -f "$build")
    logs=$build/rehearsal-release
}

# keys_check: what signed media give away beside them is the public half of a key.
keys_check() {
    local home packets

    command -v gpg >/dev/null || fail "gpg is missing: apt install gpg"
    command -v openssl >/dev/null || fail "openssl is missing: apt install openssl"
    home=$(mktemp -d "$build/.gpg.XXXXXX") || fail "cannot write in $build"
    packets=$(gpg --homedir "$home" --no-options --batch --list-packets "$build/loaders/boot.gpg" \
        2>/dev/null) || packets=''
    rm -rf "$home"
    [[ $packets == *':public key packet:'* ]] || fail "$build/loaders/boot.gpg is no public GPG key"
    [[ $packets != *':secret'* ]] || fail "$build/loaders/boot.gpg holds a secret key"
}

# Everything that could be missing is looked for before minutes are spent.
inputs_check() {
    local file

    for file in manifest.json noos.spdx.json SHA256SUMS noos.iso noos-usb.img; do
        [[ -f $build/$file ]] || fail "there is no $build/$file: make images builds it"
    done
    (cd "$build" && sha256sum --quiet --strict -c SHA256SUMS) >&2 ||
        fail "the media are no longer those of the manifest: make images builds them again"
    [[ ! -f $build/loaders/boot.gpg ]] || keys_check
    [[ -z $key ]] || command -v gpg >/dev/null || fail "gpg is missing: apt install gpg"
    [[ -z $key ]] || gpg --batch --list-secret-keys -- "$key" >/dev/null 2>&1 ||
        fail "gpg has no secret key '$key': gpg --list-secret-keys shows those there are"
}

# verdicts_list: what came of each machine, as JSON.
verdicts_list() {
    local file

    for file in "$logs"/*/verdict.txt; do
        jq -R -n --arg machine "$(basename "$(dirname "$file")")" '
            [inputs | capture("^(?<key>[a-z]+)=(?<value>.*)$")] | from_entries
            | {machine: $machine, verdict, expected: .expect, leave,
               seconds: (.seconds | tonumber)}' "$file"
    done | jq -s 'sort_by(.machine)'
}

# certificate_put FILE OUT: only what openssl knows as a certificate gets through.
certificate_put() {
    { openssl x509 -in "$1" -out "$2.crt" && openssl x509 -in "$1" -outform DER -out "$2.cer"; } ||
        fail "$1 is no certificate: make keys makes whole folders"
}

# keys_put FOLDER: of signed media the public keys, by which others check them and enrol machines. Those
# that signed are known to the loaders; those of the platform lie in the folder of keys, or were put
# away, which is no fault.
keys_put() {
    local sign name

    [[ -f $build/loaders/boot.gpg ]] || return 0
    mkdir "$1/keys"
    cp -- "$build/loaders/boot.gpg" "$1/keys/"
    certificate_put "$build/loaders/db.crt" "$1/keys/db"
    sign=$(sed -n 's/^--sign=//p' "$build/media-flags")
    for name in PK KEK; do
        [[ ! -r $sign/$name.crt ]] || certificate_put "$sign/$name.crt" "$1/keys/$name"
    done
    chmod 644 "$1"/keys/*
}

# keys_list FOLDER: what they are, as JSON.
keys_list() {
    local file

    for file in "$1"/keys/*; do
        [[ -f $file ]] || continue
        jq -n --arg path "keys/${file##*/}" --arg sum "$(sha256sum <"$file")" \
            --argjson size "$(stat -c %s "$file")" '
            {"boot.gpg": "the key by which GRUB takes menu, kernel and modules",
             "db": "signs the UEFI loaders", "KEK": "signs changes of db", "PK": "the platform key"} as $what
            | {path: $path, size: $size, sha256: $sum[:64],
               what: ($path | split("/")[1] | $what[.] // $what[split(".")[0]])}'
    done | jq -s .
}

# folder_make FOLDER: what is given away. Checksums come last, as they cover the rest.
folder_make() {
    keys_put "$1"
    keys_list "$1" >"$work/keys"
    cp --preserve=timestamps --sparse=always -- "$build/noos.iso" "$build/noos-usb.img" "$1/"
    cp -r --preserve=timestamps,mode -- "$build/netboot" "$1/"
    jq -S --slurpfile verdicts "$work/verdicts" --slurpfile keys "$work/keys" \
        '.rehearsal = $verdicts[0] | if $keys[0] == [] then . else .keys = $keys[0] end' \
        "$build/manifest.json" >"$1/manifest.json"
    cp -- "$build/noos.spdx.json" "$1/"
    (cd "$1" && { grep -v '  manifest\.json$' "$build/SHA256SUMS" && sha256sum manifest.json &&
        { [[ ! -d keys ]] || sha256sum keys/*; }; } \
        >SHA256SUMS && sha256sum --quiet --strict -c SHA256SUMS)
    [[ -z $key ]] || gpg --batch --yes --local-user "$key" --armor --detach-sign \
        --output "$1/SHA256SUMS.asc" "$1/SHA256SUMS" || fail "gpg cannot sign with '$key'"
}

# shellcheck disable=SC2317  # called by the trap
release_end() {
    [[ -z $work ]] || rm -rf "$work"
}

main() {
    local status=0 count

    parse_flags "$@"
    command -v jq >/dev/null || fail "jq is missing: apt install jq"
    inputs_check
    rm -rf "$build/release" "$logs" || fail "cannot remove the old $build/release"
    trap release_end EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    work=$(mktemp -d "$build/.release.XXXXXX") || fail "cannot write in $build"
    "$top/scripts/rehearse.sh" --build="$build" --out="$logs" "${rehearse[@]}" || status=$?
    if ((status != 0)); then
        printf 'release.sh: no release, since the rehearsal is not green; its logs are in %s\n' \
            "$logs" >&2
        exit "$status"
    fi
    verdicts_list >"$work/verdicts"
    count=$(jq length "$work/verdicts")
    mkdir "$work/release"
    chmod 755 "$work/release"
    folder_make "$work/release"
    mv -T "$work/release" "$build/release"
    printf '%s: NoOS %s, rehearsed on %d machines%s\n' "$build/release" \
        "$(jq -r .version "$build/release/manifest.json")" "$count" "${key:+, signed}"
}

main "$@"
