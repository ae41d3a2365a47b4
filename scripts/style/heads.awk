# SPDX-License-Identifier: MIT
#
# Finds sources that do not name their licence within two lines, and code that does not begin with
# a comment saying what it is.

function file_end()
{
    if (last == "")
        return
    if (!licence)
        print last ":1: no \"SPDX-License-Identifier: MIT\" in its first two lines"
    if (words < 4 && last ~ /\.(c|h|asm|inc|ld|sh|awk)$/)
        print last ":1: does not begin with a comment that says what it is"
}

FNR == 1 {
    file_end()
    last = FILENAME
    licence = words = 0
}

FNR <= 2 && /SPDX-License-Identifier: MIT( |$)/ {
    licence = 1
    next
}

FNR <= 8 && /^([\/ ]\*|;|#|\/\/)/ && !/^#(!|include|pragma|define)/ { words += NF - 1 }

END { file_end() }
