# SPDX-License-Identifier: MIT
#
# Finds macros that clang-format 14 and 19 lay out differently: a parameter in brackets before
# "-", "*" or "&" and a plain operand. Version 14 takes such a bracket for a cast and writes
# "(a)-1", version 19 writes "(a) - 1"; no file can please both.

FNR == 1 { inside = 0 }

/^#define [A-Za-z_0-9]+\(/ {
    parameters = $0
    sub(/^#define [A-Za-z_0-9]+\(/, "", parameters)
    sub(/\).*/, "", parameters)
    gsub(/[ .]/, "", parameters)
    gsub(/,/, "|", parameters)
    inside = parameters != ""
}

inside {
    if (match($0, "[^A-Za-z0-9_]\\((" parameters ")\\) ?[-*&] ?[A-Za-z0-9_]+"))
        print FILENAME ":" FNR ": \"" substr($0, RSTART + 1, RLENGTH - 1) "\" looks different to " \
            "clang-format 14 and 19; put the parameter last (\"7 & (a)\", \"-1 + (a)\")"
    inside = /\\$/
}
