#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests .ci/run with a stand-in for make: whatever happens, the last line is the sum and the exit
# status tells whether all is well.
# shellcheck disable=SC2016 # the quoted variables belong to the stand-in
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"

# ends STATUS LAST-LINE DESCRIPTION LINE-OF-MAKE... : what .ci/run makes of such a make.
ends()
{
    local wanted=$1 last=$2 description=$3 output status=0

    shift 3
    printf '%s\n' '#!/bin/bash' "$@" >"$WORK/bin/make"
    output=$(cd / && PATH=$WORK/bin:$PATH "$WORK/tree/.ci/run" 2>&1) || status=$?
    if [ "$status" -eq "$wanted" ] && [ "${output##*$'\n'}" = "$last" ]; then
        tap_result 0 "$description"
    else
        tap_result 1 "$description" "$output"$'\n'"status $status"
    fi
}

main()
{
    tap_begin 7
    mkdir -p "$WORK/bin" "$WORK/tree/.ci"
    cp "$HERE/../../.ci/run" "$WORK/tree/.ci/run"
    touch "$WORK/bin/make"
    chmod +x "$WORK/bin/make"

    ends 0 '3 passed, 0 failed, 1 skipped' 'a good run' 'echo 3 passed, 0 failed, 1 skipped'
    ends 2 '3 passed, 1 failed, 0 skipped' 'a failed test, and the words of make after it' \
        'echo 3 passed, 1 failed, 0 skipped' 'echo "make: *** Error 1" >&2' 'exit 2'
    ends 2 '0 passed, 1 failed, 0 skipped' 'a build that breaks' 'echo "cc: error" >&2' 'exit 2'
    ends 1 '0 passed, 1 failed, 0 skipped' 'a make that does nothing' ':'
    ends 0 '1 passed, 0 failed, 0 skipped' 'nobody to answer' \
        'read -r line && exit 2' 'echo 1 passed, 0 failed, 0 skipped'
    ends 0 '1 passed, 0 failed, 0 skipped' 'the targets that are made' \
        '[ "$*" = "setup check" ] || exit 2' 'echo 1 passed, 0 failed, 0 skipped'
    ends 0 '1 passed, 0 failed, 0 skipped' 'the folder it runs in' \
        "[ \"\$PWD\" = '$WORK/tree' ] || exit 2" 'echo 1 passed, 0 failed, 0 skipped'
    tap_end
}

main
