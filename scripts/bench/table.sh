# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # sourced by scripts/bench.sh, whose variables these are
#
# table.sh — samples, their medians, and the lines of the tables that scripts/bench.sh prints.
#
# Sourced. Times are whole microseconds, sizes whole bytes. A budget is a ratio: ours to the peer's,
# or ours to the limit; it is judged by the median, and the worst is shown beside it.

# The samples of a name, divided by blanks.
declare -A samples=()

# now_us VARIABLE: microseconds since 1970, without a process.
now_us() {
    printf -v "$1" '%s' "${EPOCHREALTIME//[!0-9]/}"
}

sample_add() {
    samples[$1]+="$2 "
}

samples_forget() {
    samples=()
}

# sample_median VARIABLE NAME: of an even number of samples, the mean of the middle two.
sample_median() {
    local sorted count

    # shellcheck disable=SC2086  # a list of numbers
    mapfile -t sorted < <(printf '%s\n' ${samples[$2]} | sort -n)
    count=${#sorted[@]}
    printf -v "$1" '%d' $(((sorted[(count - 1) / 2] + sorted[count / 2]) / 2))
}

sample_worst() {
    local sample largest=0

    for sample in ${samples[$2]}; do ((sample <= largest)) || largest=$sample; done
    printf -v "$1" '%d' "$largest"
}

# timed NAME COMMAND...: a sample of how long the command takes, which says nothing but why it failed.
timed() {
    local name=$1 before after status=0
    shift

    now_us before
    "$@" >"$work/said" 2>&1 || status=$?
    now_us after
    ((status == 0)) || give_up "$* fails: $(tail -n 1 "$work/said")"
    sample_add "$name" $((after - before))
}

# value_text VARIABLE UNIT NUMBER: UNIT is s or ms for microseconds, bytes, or count.
value_text() {
    local digits=$3 grouped=''

    case $2 in
        s) printf -v "$1" '%d.%03d s' $(($3 / 1000000)) $(($3 / 1000 % 1000)) ;;
        ms) printf -v "$1" '%d.%d ms' $(($3 / 1000)) $(($3 / 100 % 10)) ;;
        count) printf -v "$1" '%d' "$3" ;;
        bytes)
            while ((${#digits} > 3)); do
                grouped=,${digits: -3}$grouped
                digits=${digits:0:-3}
            done
            printf -v "$1" '%s' "$digits$grouped" ;;
    esac
}

# table_begin TITLE PEER: PEER heads the column of what stands beside ours.
table_begin() {
    printf '\n%s\n' "$1"
    table_line what ours worst "$2" ratio 'at most' ''
}

table_line() {
    local line

    printf -v line '  %-44s %11s %11s %14s %6s %8s  %s' "$@"
    printf '%s\n' "${line%"${line##*[! ]}"}"
}

# table_row WHAT UNIT OURS WORST BESIDE AT_MOST: AT_MOST is the ratio allowed, in per cent. What is
# not there is an empty word: no worst, nothing beside it, no budget.
table_row() {
    local ours worst=$4 beside=$5 ratio='' limit='' judgement=''

    value_text ours "$2" "$3"
    [[ -z $4 ]] || value_text worst "$2" "$4"
    if [[ -n $5 ]]; then
        value_text beside "$2" "$5"
        (($5 == 0)) || printf -v ratio '%d.%02d' $(($3 / $5)) $(($3 * 100 / $5 % 100))
    fi
    if [[ -n $6 ]]; then
        printf -v limit '%d.%02d' $(($6 / 100)) $(($6 % 100))
        judgement=OVER
        (($3 * 100 > $5 * $6)) || judgement=within
    fi
    table_line "$1" "$ours" "$worst" "$beside" "$ratio" "$limit" "$judgement"
}

# table_sample WHAT UNIT NAME BESIDE AT_MOST: the row of the samples NAME.
table_sample() {
    local median worst

    sample_median median "$3"
    sample_worst worst "$3"
    table_row "$1" "$2" "$median" "$worst" "$4" "$5"
}

# table_least WHAT NAME LEAST: the row of a rate that has a lower limit.
table_least() {
    local median judgement=OVER

    sample_median median "$2"
    ((median < $3)) || judgement=within
    table_line "$1" "$median" "" "$3" "" 'at least' "$judgement"
}
