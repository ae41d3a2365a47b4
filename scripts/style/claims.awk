# SPDX-License-Identifier: MIT
#
# Reads Markdown and prints what it claims about the tree, one claim per line and tab between the
# fields: its kind (link, path, symbol, function, target), the place "file:line", what it names.
# A link is looked for in prose, a make target also in fenced commands, the others in `code`.

function claim(kind, what)
{
    print kind "\t" FILENAME ":" FNR "\t" what
}

# What "make a b VARIABLE=value" asks for, up to the end of the command.
function targets_claim(command,    count, word, i)
{
    count = split(command, word, /[ \t]+/)
    for (i = 1; i <= count; i++) {
        if (word[i] ~ /^[#&;|>)\\]/)
            return
        if (word[i] ~ /^[a-z][a-z0-9-]*[;,.]?$/) {
            sub(/[;,.]$/, "", word[i])
            claim("target", word[i])
        } else if (word[i] !~ /^-|=|^\[/) {
            return
        }
    }
}

function code_claim(code)
{
    if (code ~ /^make [a-zA-Z-]/)
        targets_claim(substr(code, 6))
    else if (code ~ /^[A-Za-z_][A-Za-z0-9_]*\(\)$/)
        claim("function", substr(code, 1, length(code) - 2))
    else if (code ~ /^[A-Za-z0-9_.*\/-]+\.[a-z]+:[A-Za-z_.][A-Za-z0-9_.]*(\(\))?$/)
        claim("symbol", code)
    else if (code ~ /^(\.ci|[A-Za-z0-9_*-]+)\/[A-Za-z0-9_.*\/-]*$/)
        claim("path", code)
    else if (code ~ /^[A-Za-z0-9_-]+\.(c|h|asm|inc|sh|awk|ld|md|in)$/)
        claim("path", code)
}

FNR == 1 { fenced = 0 }

/^[ \t]*(```|~~~)/ {
    fenced = !fenced
    next
}

fenced {
    if ($0 ~ /^[ \t]*(\$ |# )?make [a-zA-Z-]/) {
        command = $0
        sub(/^[ \t]*(\$ |# )?make /, "", command)
        targets_claim(command)
    }
    next
}

{
    line = $0
    while (match(line, /`[^`]+`/)) {
        code_claim(substr(line, RSTART + 1, RLENGTH - 2))
        line = substr(line, 1, RSTART - 1) " " substr(line, RSTART + RLENGTH)
    }
    while (match(line, /\]\([^)]+\)/)) {
        target = substr(line, RSTART + 2, RLENGTH - 3)
        sub(/[ \t]+".*"$/, "", target)
        claim("link", target)
        line = substr(line, RSTART + RLENGTH)
    }
    if (match(line, /^\[[^]]+\]:[ \t]*/))
        claim("link", substr(line, RLENGTH + 1))
}
