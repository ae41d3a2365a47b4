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

# Everything that could be missing is looked for before minutes are spent.
inputs_check() {
    local file

    for file in manifest.json noos.spdx.json SHA256SUMS noos.iso noos-usb.img; do
        [[ -f $build/$file ]] || fail "there is no $build/$file: make images builds it"
    done
    (cd "$build" && sha256sum --quiet --strict -c SHA256SUMS) >&2 ||
        fail "the media are no longer those of the manifest: make images builds them again"
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

# folder_make FOLDER: what is given away. Checksums come last, as they cover the rest.
folder_make() {
    cp --preserve=timestamps --sparse=always -- "$build/noos.iso" "$build/noos-usb.img" "$1/"
    cp -r --preserve=timestamps,mode -- "$build/netboot" "$1/"
    jq -S --slurpfile verdicts "$work/verdicts" '.rehearsal = $verdicts[0]' \
        "$build/manifest.json" >"$1/manifest.json"
    cp -- "$build/noos.spdx.json" "$1/"
    (cd "$1" && { grep -v '  manifest\.json$' "$build/SHA256SUMS" && sha256sum manifest.json; } \
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
