# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What check-style.sh and check-docs.sh share: the list of files to look at, and the loop that
# turns rules into TAP. A rule prints its findings and nothing else; what a tool prints when it
# breaks counts as a finding too, so a rule cannot pass by not having run.

# Every file that is, or is about to be, part of the tree; recorded bytes are not ours to judge.
tree_list()
{
    local file

    if [ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$PWD" ]; then
        git ls-files --cached --others --exclude-standard
    else
        find . \( -name .git -o -path './build*' \) -prune -o -type f -printf '%P\n'
    fi | grep -v -E '(^|/)(corpus|recorded)/' | LC_ALL=C sort | while IFS= read -r file; do
        [ ! -f "$file" ] || printf '%s\n' "$file"
    done
}

# rules_run DESCRIPTION... : runs rule_findings 1, 2, … and prints one result for each; returns 1
# when one of them found something.
rules_run()
{
    local number=0 description findings broken=0

    printf '1..%d\n' $#
    for description in "$@"; do
        number=$((number + 1))
        findings=$(rule_findings "$number" 2>&1) || findings+=$'\n'"the rule itself has failed"
        if [ -n "$findings" ]; then
            broken=1
            printf 'not '
        fi
        printf 'ok %d - %s\n' "$number" "$description"
        [ -z "$findings" ] || printf '# %s\n' "${findings//$'\n'/$'\n# '}"
    done
    return "$broken"
}
