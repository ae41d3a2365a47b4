#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Packs the distribution's pci.ids into the sorted text that fmt/pci_names.h describes: vendors,
# devices, classes. Subsystem names, half of the file, are left out. The same file gives the same
# bytes.
set -euo pipefail
export LC_ALL=C

readonly VENDORS_MIN=100

usage()
{
    cat <<'END'
usage: scripts/pci-names.sh [--out=FILE [--few=FILE]] PCI.IDS

Writes the packed list of names, for example of /usr/share/misc/pci.ids.

  --out=FILE  where to (standard output)
  --few=FILE  also a list without devices, of the same size: both get lines that come behind all others
  --help      this text
END
}

die()
{
    printf 'pci-names: %s\n' "$1" >&2
    exit 2
}

# A line that fits nowhere ends the list it stands in, so that nothing gets a stranger's name.
names_print()
{
    awk '
        /^#/ || /^$/ { next }
        /^C [0-9a-f][0-9a-f]  ./ {
            vendor = subclass = ""; class = substr($0, 3, 2)
            print "c" class " " substr($0, 7); next
        }
        /^[0-9a-f][0-9a-f][0-9a-f][0-9a-f]  ./ {
            class = ""; vendor = substr($0, 1, 4)
            print "v" vendor " " substr($0, 7); next
        }
        /^\t[0-9a-f][0-9a-f][0-9a-f][0-9a-f]  ./ && vendor != "" {
            print "d" vendor substr($0, 2, 4) " " substr($0, 8); next
        }
        /^\t[0-9a-f][0-9a-f]  ./ && class != "" {
            subclass = substr($0, 2, 2)
            print "c" class subclass " " substr($0, 6); next
        }
        /^\t\t[0-9a-f][0-9a-f]  ./ && class != "" && subclass != "" {
            print "c" class subclass substr($0, 3, 2) " " substr($0, 7); next
        }
        /^\t\t/ && vendor != "" { next }
        { class = vendor = subclass = "" }
    ' "$1" | sort -u
}

# pad FILE BYTES: appends lines that come behind all others, until it has so many bytes.
pad()
{
    local have

    have=$(stat -c %s "$1")
    awk -v rest=$(($2 - have)) 'BEGIN {
        for (; rest >= 8; rest -= 4)
            print "z -"
        line = "z "
        while (length(line) + 1 < rest)
            line = line "-"
        print line
    }' >>"$1"
}

# few_make FEW ALL: the second list for the place of the first, so both get one size, of whole pages.
few_make()
{
    local bytes

    LC_ALL=C grep '^[cv]' "$2" >"$1"
    echo 'y few' >>"$1"
    bytes=$((($(stat -c %s "$2") + 8 + 4095) / 4096 * 4096))
    pad "$1" "$bytes"
    pad "$2" "$bytes"
}

main()
{
    local out='' few='' ids='' argument

    for argument; do
        case $argument in
            --out=*) out=${argument#*=} ;;
            --few=*) few=${argument#*=} ;;
            --help)
                usage
                exit 0
                ;;
            -*) die "unknown option $argument" ;;
            *)
                [ -z "$ids" ] || die 'more than one file named'
                ids=$argument
                ;;
        esac
    done
    [ -n "$ids" ] || die 'no pci.ids named'
    [ -f "$ids" ] || die "$ids is missing: apt install pci.ids"
    (($(grep -c '^[0-9a-f]\{4\}  .' "$ids") >= VENDORS_MIN)) ||
        die "$ids is no list of PCI vendors"
    [ -n "$out" ] || {
        names_print "$ids"
        return
    }
    [ -z "$few" ] || [ "$few" != "$out" ] || die '--few= and --out= are one file'
    PART=$out.part
    { : >"$PART"; } 2>/dev/null || die "cannot write $out"
    trap 'rm -f "$PART"' EXIT
    names_print "$ids" >"$PART"
    if [ -n "$few" ]; then
        PART_FEW=$few.part
        trap 'rm -f "$PART" "$PART_FEW"' EXIT
        { few_make "$PART_FEW" "$PART"; } 2>/dev/null || die "cannot write $few"
        mv "$PART_FEW" "$few"
    fi
    mv "$PART" "$out"
}

main "$@"
