# SPDX-License-Identifier: MIT
#
# Finds includes that point right. The first input, "-", lists the files of the tree; the others
# are C files. In the kernel a file sees its own room and those further left (`rooms`, from left
# to right), what lies beside the rooms sees all; a host program sees itself, tools/common, folders of
# tools that are no program (without main.c) and the two rooms that build on the host. Everything is
# named by its full path.

function say(what)
{
    print FILENAME ":" FNR ": " what
}

# What is wrong with including `name` from this file, or nothing.
function fault(name,    target, in_kernel, in_tools)
{
    split(name, target, "/")
    in_kernel = ("kernel/" name) in exists
    in_tools = ("tools/" name) in exists
    if (top == "kernel") {
        if (!in_kernel)
            return "is no full path below kernel/"
        if (own != "" && !(target[1] in rank))
            return "is in no room"
        if (own != "" && rank[target[1]] > rank[own])
            return "lies to the right of " own
        return ""
    }
    if (!in_kernel && !in_tools && !(top == "tests" && ("tests/" own "/" name) in exists))
        return "is no full path below kernel/ or tools/"
    if (top == "tools" && in_kernel && target[1] !~ /^(lib|fmt)$/)
        return "is not for the host, only lib and fmt are"
    if (top == "tools" && in_tools && target[1] != own && ("tools/" target[1] "/main.c") in exists)
        return "belongs to another program; what is shared belongs to a folder without main.c"
    return ""
}

BEGIN {
    count = split(rooms, room_at, " ")
    for (i = 1; i <= count; i++)
        rank[room_at[i]] = i
    count = split("stdint stddef stdbool stdarg stdalign stdnoreturn limits", header, " ")
    for (i = 1; i <= count; i++)
        freestanding[header[i] ".h"] = 1
}

FILENAME == "-" || FILENAME == "" {
    exists[$0] = 1
    next
}

FNR == 1 {
    depth = split(FILENAME, part, "/")
    top = part[1]
    own = depth > 2 ? part[2] : ""
    if (top == "kernel" && own != "" && !(own in rank))
        say("kernel/" own " is no room of the kernel")
}

/^[ \t]*#[ \t]*include[ \t]*</ {
    name = $0
    sub(/^[^<]*</, "", name)
    sub(/>.*/, "", name)
    if (top == "kernel" && !(name in freestanding))
        say("<" name "> is no header of a freestanding compiler")
    next
}

/^[ \t]*#[ \t]*include/ {
    if ($0 !~ /^[ \t]*#[ \t]*include[ \t]*"[^"]+"/) {
        say("an include names its file in \"quotes\"")
        next
    }
    name = $0
    sub(/^[^"]*"/, "", name)
    sub(/".*/, "", name)
    why = fault(name)
    if (why != "")
        say("\"" name "\" " why)
}
