#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# build-path.sh — prints a name for the build folder that make can handle, which splits names at
# blanks and reads signs in them. A folder below this one is named from here; any other with odd
# characters gets a link with a plain name, in a folder of the user's own that nobody else can
# write to. The name is the same each time, so that what was built is found again.
set -euo pipefail
export LC_ALL=C

usage() {
    cat <<'END'
usage: scripts/build-path.sh DIR
The link is made in $XDG_RUNTIME_DIR, else in $TMPDIR, else in /tmp.
END
}

fail() {
    printf 'build-path.sh: %s\n' "$1" >&2
    exit 2
}

# What neither make nor mtools reads anything into.
is_plain() {
    [[ $1 =~ ^[A-Za-z0-9/._+-]+$ && $1 != -* ]]
}

# folder_own: sets place to a folder that is this user's alone.
folder_own() {
    local owner mode

    place=${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}
    is_plain "$place" || place=/tmp
    place+=/noos-build-$UID
    mkdir -m 700 "$place" 2>/dev/null || true
    read -r owner mode < <(stat -c '%u %a' "$place" 2>/dev/null) || true
    [[ -d $place && ! -L $place && ${owner-} == "$UID" && ${mode-} == 700 ]] ||
        fail "cannot have a folder of my own at $place for a name without blanks: \
remove what is there, or choose a BUILD= without odd characters"
}

link_make() {
    local sum place

    folder_own
    sum=$(printf '%s' "$1" | sha256sum)
    place+=/${sum:0:16}
    [[ $(readlink "$place" 2>/dev/null) == "$1" ]] || ln -sfnT -- "$1" "$place"
    printf '%s\n' "$place"
}

main() {
    local folder=${1-}

    [[ $# -eq 1 && -n $folder ]] || { usage >&2 && exit 2; }
    [[ $folder != *[[:cntrl:]]* ]] || fail "BUILD has a control character in its name"
    folder=$(realpath -ms -- "$folder")
    if [[ $folder == "$PWD"/* ]] && is_plain "${folder#"$PWD"/}"; then
        printf '%s\n' "${folder#"$PWD"/}"
    elif is_plain "$folder"; then
        printf '%s\n' "$folder"
    else
        link_make "$folder"
    fi
}

main "$@"
