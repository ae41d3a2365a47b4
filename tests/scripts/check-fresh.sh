#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests what scripts/check-fresh.sh refuses, and that it cleans up; the machine itself is made by
# nothing but a real run. debootstrap and id are stand-ins, so that root is not needed.
# shellcheck disable=SC2016 # the quoted variables belong to the stand-ins
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"

# stand_in NAME LINE...
stand_in()
{
    printf '%s\n' '#!/bin/bash' "${@:2}" >"$WORK/bin/$1"
    chmod +x "$WORK/bin/$1"
}

fresh()
{
    PATH=$WORK/bin:$PATH "$WORK/tree/scripts/check-fresh.sh" --dir="$WORK/machine" \
        --logs="$WORK/logs" --mirror=http://mirror.invalid/debian "$@"
}

repository_make()
{
    git init -q "$WORK/tree"
    git -C "$WORK/tree" add -A
    git -C "$WORK/tree" -c user.name=nobody -c user.email=nobody@invalid commit -q -m 'tests: a tree'
}

main()
{
    tap_begin 14
    mkdir -p "$WORK/bin" "$WORK/tree/scripts"
    cp "$HERE/../../scripts/check-fresh.sh" "$WORK/tree/scripts/"
    stand_in id 'echo 0'
    stand_in debootstrap 'echo "E: Failed getting release file"; exit 1'

    check_status 2 'no suite' '^check-fresh: --suite=bookworm or --suite=trixie is needed' fresh
    check_status 2 'an unknown suite' "no suite 'sid'" fresh --suite=sid
    check_status 2 'a time that is none' "not 'soon'" fresh --suite=trixie --timeout=soon
    check_status 2 'an unknown argument' "unknown argument '--wrong'" fresh --suite=trixie --wrong
    check_status 2 'a tree without a commit' 'no commit to clone' fresh --suite=trixie
    repository_make
    stand_in id 'echo 1000'
    check_status 2 'a user who is not root' 'needs root: sudo make check-fresh SUITE=trixie' \
        fresh --suite=trixie
    stand_in id 'echo 0'
    mkdir "$WORK/machine"
    check_status 2 'a folder that is in the way' 'is in the way: remove it' fresh --suite=trixie
    check 'which is left alone' test -d "$WORK/machine"
    rmdir "$WORK/machine"
    check_status 2 'logs that cannot be written' 'cannot write to /proc/none' \
        fresh --suite=trixie --logs=/proc/none
    check_status 2 'a mirror that fails' 'debootstrap failed; see .*debootstrap.log' fresh --suite=trixie
    check 'its log is kept' grep -q 'Failed getting' "$WORK/logs/debootstrap.log"
    check 'its folder is removed' test ! -e "$WORK/machine"
    printf 'changed\n' >"$WORK/tree/more"
    check_status 2 'what is not committed' 'not committed is not part of it' fresh --suite=trixie
    check_status 2 'a folder that was to be kept' "kept: $WORK/machine" fresh --suite=trixie --keep
    tap_end
}

main
