# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# TAP for the tests of scripts: tap_begin, any number of checks, tap_end. A check that fails shows
# what its command printed. Each test has a folder of its own, $WORK, which goes when it ends.

TAP_PLANNED=0 TAP_NUMBER=0 TAP_FAILED=0

# tap_begin NUMBER-OF-CHECKS
tap_begin()
{
    TAP_PLANNED=$1
    printf '1..%d\n' "$1"
    WORK=$(mktemp -d)
    trap 'rm -rf "$WORK"' EXIT
}

# tap_result STATUS DESCRIPTION [DETAILS]
tap_result()
{
    local details

    TAP_NUMBER=$((TAP_NUMBER + 1))
    if [ "$1" -eq 0 ]; then
        printf 'ok %d - %s\n' "$TAP_NUMBER" "$2"
    else
        TAP_FAILED=$((TAP_FAILED + 1))
        printf 'not ok %d - %s\n' "$TAP_NUMBER" "$2"
        details=${3-}
        [ -z "$details" ] || printf '# %s\n' "${details//$'\n'/$'\n# '}"
    fi
}

# check DESCRIPTION COMMAND... : good when the command succeeds.
check()
{
    local description=$1 output status=0

    shift
    output=$("$@" 2>&1) || status=$?
    tap_result "$status" "$description" "$output"$'\n'"status $status of: $*"
}

# check_status STATUS DESCRIPTION PATTERN COMMAND... : good when the command ends with this status
# and prints, to either stream, a line that matches the pattern.
check_status()
{
    local wanted=$1 description=$2 pattern=$3 output status=0

    shift 3
    output=$("$@" 2>&1 </dev/null) || status=$?
    if [ "$status" -eq "$wanted" ] && grep -q -E -e "$pattern" <<<"$output"; then
        tap_result 0 "$description"
    else
        tap_result 1 "$description" \
            "$output"$'\n'"status $status, wanted $wanted and a line like: $pattern"
    fi
}

# skip NUMBER REASON DESCRIPTION : so many checks that do not apply here.
skip()
{
    local left=$1

    while [ "$left" -gt 0 ]; do
        TAP_NUMBER=$((TAP_NUMBER + 1))
        left=$((left - 1))
        printf 'ok %d - %s # SKIP %s\n' "$TAP_NUMBER" "$3" "$2"
    done
}

tap_end()
{
    if [ "$TAP_NUMBER" -ne "$TAP_PLANNED" ]; then
        printf '# planned %d checks, made %d\n' "$TAP_PLANNED" "$TAP_NUMBER"
        exit 1
    fi
    [ "$TAP_FAILED" -eq 0 ] || exit 1
    exit 0
}
