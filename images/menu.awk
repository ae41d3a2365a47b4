# SPDX-License-Identifier: MIT
#
# menu.awk — reads a grub.cfg, ours or anybody's, and prints what it offers, one tab-separated line
# each:
#
#   default WORD                 the entry that starts by itself
#   entry   ID     TITLE
#   kernel  COMMAND PATH CMDLINE of the entry above it
#   module  COMMAND PATH WORDS
#
# Words are taken apart as GRUB's script language does; a command line is put together again as GRUB
# hands it over. Nothing is run: variables and conditions stay as they are written, but for the medium
# of our own netboot menu, which is what it is set to first.

# words_read LINE: fills word[1..words] up to the end of the first command.
function words_read(line,    i, char, text, open, quote) {
    words = 0
    text = ""
    open = 0
    quote = ""
    for (i = 1; i <= length(line); i++) {
        char = substr(line, i, 1)
        if (quote == "'") {
            if (char == "'")
                quote = ""
            else
                text = text char
        } else if (quote == "\"" && char == "\"") {
            quote = ""
        } else if (char == "\\" && (quote == "" || substr(line, i + 1, 1) ~ /[\\"$]/)) {
            i++
            text = text substr(line, i, 1)
            open = 1
        } else if (quote == "\"") {
            text = text char
        } else if (char == "'" || char == "\"") {
            quote = char
            open = 1
        } else if (char ~ /[ \t;{}&|]/ || (char == "#" && !open)) {
            if (open)
                word[++words] = text
            text = ""
            open = 0
            if (char !~ /[ \t]/ && (words > 0 || char == "#"))
                return
        } else {
            text = text char
            open = 1
        }
    }
    if (open)
        word[++words] = text
}

# delivered FROM: the words from this one on, as multiboot2 and linux are handed them.
function delivered(from,    i, text, all) {
    all = ""
    for (i = from; i <= words; i++) {
        text = word[i]
        if (text == "medium=$medium" && medium != "")
            text = "medium=" medium
        gsub(/[\\"']/, "\\\\&", text)
        if (text ~ / /)
            text = "\"" text "\""
        all = all (i > from ? " " : "") text
    }
    return all
}

# The path without the device in front of it.
function path_of(text) {
    sub(/^\([^)]*\)/, "", text)
    sub(/^\$\{?[a-z_]+\}?\//, "/", text)
    return text
}

function option_read(name, fallback,    i) {
    for (i = 2; i <= words; i++) {
        if (word[i] == name && i < words)
            return word[i + 1]
        if (index(word[i], name "=") == 1)
            return substr(word[i], length(name) + 2)
    }
    return fallback
}

# What GRUB itself takes for a switch stands before the file.
function file_at(    i) {
    for (i = 2; i < words && word[i] ~ /^--/; i++)
        continue
    return i
}

{
    gsub(/\r/, "")
    words_read($0)
    if (words == 0)
        next
    command = word[1]
    if (command == "set" && words >= 2 && word[2] ~ /^default=/) {
        print "default\t" substr(word[2], 9)
    } else if (command == "set" && words >= 2 && word[2] ~ /^medium=/ && medium == "") {
        medium = substr(word[2], 8)
    } else if ((command == "menuentry" || command == "submenu") && words >= 2) {
        entries++
        print "entry\t" option_read("--id", "") "\t" word[2]
    } else if (entries && command ~ /^(multiboot2?|linux(16|efi)?|chainloader)$/ && words >= 2) {
        at = file_at()
        print "kernel\t" command "\t" path_of(word[at]) "\t" delivered(at + 1)
    } else if (entries && command ~ /^(module2?|initrd(16|efi)?)$/ && words >= 2) {
        at = file_at()
        print "module\t" command "\t" path_of(word[at]) "\t" delivered(at + 1)
    }
}
