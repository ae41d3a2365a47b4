# SPDX-License-Identifier: MIT
#
# Judges what one test program printed (TAP on the input, its other stream in the file `stderr`)
# and how it ended. Prints lines for a person and, last, "PASSED FAILED SKIPPED" for run.sh.
# A program whose tests all look well but that did not keep its plan, ended with another status
# than 0 or was told off by a sanitizer counts as one failure more.
#
# Variables: label, status, limit (seconds), microseconds, stderr (a file name).

BEGIN {
    details_max = 25
    planned = -1
}

{ sub(/\r$/, "") }

/^1\.\.[0-9]+/ {
    number = $1
    sub(/^1\.\./, "", number)
    planned = (planned < 0 ? 0 : planned) + number
    in_failure = 0
    if (number + 0 == 0 && match(tolower($0), /#[ \t]*skip/))
        skip_add("all of it", substr($0, RSTART + RLENGTH))
    else if (number + 0 == 0)
        problem_add("its plan is empty")
    next
}

/^(not )?ok([ \t]|$)/ {
    results++
    good = ($1 == "ok")
    in_failure = 0
    name = $0
    sub(/^(not )?ok[ \t]*[0-9]*[ \t]*(-[ \t]+)?/, "", name)
    if (match(tolower(name), /(^|[ \t])#[ \t]*skip/)) {
        skip_add(substr(name, 1, RSTART - 1), substr(name, RSTART + RLENGTH))
    } else if (good) {
        passed++
    } else {
        failed++
        in_failure = 1
        details = 0
        text_add("      not ok - " name)
    }
    next
}

/^Bail out!/ { problem_add($0) }

# What a failed test says about itself; cmocka closes a group with "# not ok - NAME".
/^#/ && in_failure && !/^# (not )?ok - / {
    if (++details <= details_max)
        text_add("        " $0)
    else if (details == details_max + 1)
        text_add("        # more of it in the .tap file")
}

{ tail_add($0) }

function text_add(line)
{
    text = text line "\n"
}

function problem_add(line)
{
    problems++
    problem_text = problem_text "      " line "\n"
}

# cmocka 1.1.5 writes "not ok 3 # SKIP name": then the name is what follows the word.
function skip_add(name, reason)
{
    sub(/^[a-zA-Z]*[ \t:]*/, "", reason)
    sub(/[ \t]+$/, "", name)
    if (name == "") {
        name = reason
        reason = ""
    }
    skipped++
    text_add("      skipped: " name ": " (reason == "" ? "no reason given" : reason))
}

function tail_add(line)
{
    lines++
    last[lines % 30] = line
}

# A sanitizer that was told to carry on leaves the exit status 0: its words count all the same.
function stderr_read(    line, first)
{
    while ((getline line < stderr) > 0) {
        if (line ~ /: runtime error: |ERROR: (Address|Leak|Undefined)[A-Za-z]*Sanitizer/ && !first) {
            first = 1
            problem_add("a sanitizer complained: " line)
        }
        tail_add(line)
    }
    close(stderr)
}

function status_judge()
{
    if (status == 124 && microseconds / 1000000 >= limit || status == 137 && \
        microseconds / 1000000 >= limit)
        problem_add("timed out after " limit " s")
    else if (status == 126 || status == 127)
        problem_add("could not be started (is it there, and executable?)")
    else if (status > 128)
        problem_add("killed by signal " (status - 128))
    else if (status != 0 && !failed)
        problem_add("ended with status " status " though no test failed")
    if (planned < 0)
        problem_add("printed no plan (1..N)")
    else if (results + 0 != planned)
        problem_add("planned " planned " tests, but " results + 0 " have a result")
}

END {
    stderr_read()
    status_judge()
    if (problems) {
        failed++
        text = text problem_text
        for (i = (lines > 30 ? lines - 29 : 1); i <= lines; i++)
            text_add("        | " last[i % 30])
    }
    counted = passed + 0 " passed"
    if (failed)
        counted = counted ", " failed " failed"
    if (skipped)
        counted = counted ", " skipped " skipped"
    printf "%-5s %-36s %-32s %6.1f s\n%s", failed ? "FAIL" : "ok", label, counted, \
        microseconds / 1000000, text
    print passed + 0, failed + 0, skipped + 0
}
