# SPDX-License-Identifier: MIT
#
# Finds files longer than `file_max` lines and functions longer than `function_max`. Tables may be
# as long as what they list (*_regs.h, *_table.c). A function begins with a line at the left edge
# and ends with the next closing brace there, which the layout rules see to.

function file_end()
{
    if (lines > file_max && last !~ /_(regs|tables?)\.[ch]$/)
        print last ":" lines ": more than " file_max " lines; name the second noun and split"
}

FNR == 1 {
    file_end()
    last = FILENAME
    begin = 0
}

{ lines = FNR }

/^[A-Za-z_].*\(/ && !/[;}]$/ {
    begin = FNR
    name = $0
}

# A prototype or an initialiser that began at the left edge ends here; it is no function.
/^[^ ].*[;=]$/ || /= \{$/ { begin = 0 }

/^}/ {
    if (begin && FNR - begin + 1 > function_max)
        print FILENAME ":" begin ": " FNR - begin + 1 " lines of one function: " name
    begin = 0
}

END { file_end() }
