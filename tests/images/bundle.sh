#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Bundles: what may stand in one comes out in the menu exactly, what may not is refused with file,
# line and reason, and leaves nothing behind. GRUB itself looks at every menu.
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=lib-foreign.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib-foreign.sh"

folder='' bundle=''

# Titles and lines that would be commands, or end their quotes, if anybody read them.
# shellcheck disable=SC2016  # that is the point
HOSTILE_TITLES=(
    "'; reboot; '" '"; reboot; "' '} reboot {' '$(reboot) `reboot` $root ${prefix}'
    "x' --id 'y' { reboot } menuentry 'z" "\\'; reboot #" '@ID@ @TITLE@ @KERNEL@ @MODULES@ @END_ENTRY@'
    '--id' '%s %n \n \\ \x41' '# ; [x] = y' "''\"''\"''"
)
# shellcheck disable=SC2016
HOSTILE_LINES=(
    '; reboot ; { } $root ${prefix} $(reboot) `reboot` && || | > < # @KERNEL@'
    '} menuentry x { reboot' '--nounzip --help -- -f %s' 'é=ü a=b=c = == [x] *?'
)

# menu_of FLAG...: the menu of a USB image from $bundle.
menu_of() {
    medium images/usb.sh "$WORK/usb" --bundle="$bundle" --list="$WORK/list" "$@" &&
        mtype -i "$WORK/usb@@1048576" ::/boot/grub/grub.cfg >"$WORK/grub.cfg"
}

write() {
    printf '%s\n' "$@" >"$bundle"
}

# entry_of ID: the lines of an entry, between its first and its last.
entry_of() {
    sed -n "/ --id '$1' {\$/,/^}/p" "$WORK/grub.cfg" | sed '1d; $d; s/^ *//'
}

# bad LINE REASON TEXT...: refused with "file:LINE: ... REASON", in one sentence, with nothing left.
bad() {
    local line=$1 reason=$2 said status=0
    shift 2

    write "$@"
    rm -rf "$WORK/out"
    mkdir "$WORK/out"
    said=$(medium images/usb.sh "$WORK/out/usb" --bundle="$bundle" --list="$WORK/out/list" 2>&1) ||
        status=$?
    same 'status' "$status" 2 && same 'what is there' "$(ls -A "$WORK/out")" '' || return 1
    [[ $said != *$'\n'* && $said == "usb.sh: $bundle:$line"*"$reason"* ]] ||
        { printf 'said: %s\n' "$said" && return 1; }
}

# The title of each entry as GRUB reads it: for words in single quotes the shell's rules are GRUB's.
titles_read() {
    local line

    while IFS= read -r line; do
        line=${line#menuentry }
        eval "printf '%s\n' ${line%% --id *([a-z0-9])}" 2>/dev/null
    done < <(sed -n "s/^\(menuentry .*\) --id 't[0-9]*' {\$/\1/p" "$WORK/grub.cfg")
}

titles_good() {
    local title number=0

    : >"$bundle"
    for title in "${HOSTILE_TITLES[@]}"; do
        [[ $title != -* ]] || continue
        printf '[t%d]\ntitle = %s\n' "$number" "$title" >>"$bundle"
        printf '%s\n' "$title" >>"$WORK/titles"
        number=$((number + 1))
    done
    menu_of && grub-script-check "$WORK/grub.cfg" && diff "$WORK/titles" <(titles_read) &&
        same 'entries' "$(grep -c '^menuentry ' "$WORK/grub.cfg")" "$number"
}

lines_good() {
    local line words found

    for line in "${HOSTILE_LINES[@]}"; do
        write '[x]' 'kernel = our multiboot2' "cmdline = $line"
        menu_of && grub-script-check "$WORK/grub.cfg" || return 1
        found=$(entry_of x | sed -n "s|^multiboot2 '/boot/kernels/1-our_multiboot2' ||p")
        eval "words=($found)"
        same 'line' "${words[*]}" "$line" || return 1
        same 'lines of the entry' "$(entry_of x | wc -l)" 4 || return 1
    done
}

# The whole of a menu with everything in it.
# shellcheck disable=SC2016
all_good() {
    write '# a comment' '; another' '' 'timeout=08' '  hidden = no  ' 'serial = com2 9600' '' \
        '[noos]' 'title = NoOS @VERSION@ it'"'"'s' 'cmdline = a="b c" loglevel=3 console=ttyS0,9600' \
        'module = a module x="y z"' \
        '[more]' 'like = noos' 'without = loglevel= console=ttyS0' 'cmdline = k=v' 'serial = 19200' \
        'module = a module' 'default = yes' \
        '[mb]' 'kernel = our multiboot' 'module = a module one two' \
        '[lin]' 'kernel = our linux' 'cmdline = quiet' 'module = a module' 'module = rd 2' \
        '[two]' 'like = lin' 'module = a module' 'serial = unit3' '[last]' 'kernel=our linux' 'cmdline='
    menu_of --machine 2>/dev/null && return 1
    menu_of || return 1
    grep -qx "set default='more'" "$WORK/grub.cfg" && grep -qx 'set menu_timeout=8' "$WORK/grub.cfg" &&
        grep -qx 'set menu_hidden=no' "$WORK/grub.cfg" &&
        grep -qx 'set serial_port=0x2f8' "$WORK/grub.cfg" &&
        grep -qx 'set serial_speed=9600' "$WORK/grub.cfg" || return 1
    entries_wanted >"$WORK/wanted"
    for id in noos more mb lin two last; do entry_of "$id"; done |
        sed "s/crc32=[0-9a-f]*/crc32=X/g; s/$version/V/g" | grep -v '^screen_\|^echo ' |
        diff "$WORK/wanted" -
}

entries_wanted() {
    cat <<'END'
multiboot2 '/boot/noos.elf' 'a=b c' 'loglevel=3' 'console=ttyS0,9600' 'medium=usb'
module2 '/boot/noos-V' 'noos-V' 'crc32=X'
module2 --nounzip '/boot/modules/1-a_module' 'a module' 'x=y z' 'crc32=X'
serial_set 19200
multiboot2 '/boot/noos.elf' 'a=b c' 'k=v' 'medium=usb'
module2 '/boot/noos-V' 'noos-V' 'crc32=X'
module2 --nounzip '/boot/modules/1-a_module' 'a module' 'x=y z' 'crc32=X'
module2 --nounzip '/boot/modules/1-a_module' 'a module' 'crc32=X'
multiboot '/boot/kernels/1-our_multiboot'
module --nounzip '/boot/modules/1-a_module' 'one' 'two'
linux '/boot/kernels/2-our_linux' 'quiet'
initrd '/boot/modules/1-a_module' '/boot/modules/2-rd_2'
set serial_port=
set serial_unit=3
serial_set 115200
linux '/boot/kernels/2-our_linux' 'quiet'
initrd '/boot/modules/1-a_module' '/boot/modules/2-rd_2' '/boot/modules/1-a_module'
linux '/boot/kernels/2-our_linux'
END
}

# A file of an editor of another system: a mark before the first line, CR before each LF, no last LF.
foreign_editor_good() {
    printf '\xef\xbb\xbf[a]\r\ntitle = A\r\ncmdline = b=c' >"$bundle"
    menu_of && grep -qF "menuentry 'A' --id 'a' {" "$WORK/grub.cfg" &&
        grep -qF "multiboot2 '/boot/noos.elf' 'b=c' 'medium=usb'" "$WORK/grub.cfg"
}

check_form() {
    check 'no section' bad '' 'no entry in it' '# nothing'
    check 'an unknown key' bad 2 "unknown key 'titel': the keys of an entry are" '[a]' 'titel = x'
    check 'a key of an entry before one' bad 1 "unknown key 'kernel': before the first" 'kernel = x'
    check 'initrd' bad 2 'module = FILE' '[a]' 'initrd = x'
    check 'a key twice' bad 3 "'title' already stands in line 2" '[a]' 'title = x' 'title = x'
    check 'two sections of one name' bad 3 'already is an entry [a], in line 1' '[a]' '[b]' '[a]'
    check 'an odd name' bad 1 'is no name for an entry' '[A b]'
    check 'a number for a name' bad 1 'is no name for an entry' '[1]'
    check 'an open bracket' bad 1 'no ] at its end' '[a'
    check 'a line that is nothing' bad 2 'neither [name] nor key = value' '[a]' 'title'
    check 'a value that is none' bad 2 'has no value' '[a]' 'title ='
    check 'a control character' bad 2 'control character' '[a]' $'cmdline = a\tb'
    check 'two defaults' bad 4 '[a] is the default already' '[a]' 'default = yes' '[b]' 'default = yes'
    check 'neither yes nor no' bad 2 'yes or no' '[a]' 'default = maybe'
    check 'an odd timeout' bad 1 'seconds up to' 'timeout = 1s' '[a]'
    check 'a menu nobody sees and that waits' bad 1 'needs hidden = no' 'timeout = none' '[a]'
    check 'an odd serial line' bad 1 'a speed of' 'serial = com1 12345' '[a]'
    check 'an odd serial port' bad 1 'is no I/O port' 'serial = 0xzz' '[a]'
    check 'like nothing' bad 2 'no entry [b] above' '[a]' 'like = b' '[b]'
}

check_values() {
    local long

    printf -v long '%400s' ''
    check 'a title that is not ASCII' bad 2 'ASCII characters only' '[a]' 'title = é'
    check 'a title like an option' bad 2 "does not begin with '-'" '[a]' 'title = --id'
    check 'a title like a name' bad 3 'the name of another entry' '[a]' '[b]' 'title = a'
    check 'no kernel file' bad 2 'no readable kernel file' '[a]' 'kernel = none'
    check 'a folder' bad 2 'no readable kernel file' '[a]' 'kernel = .'
    check 'a text for a kernel' bad 2 'no kernel that this menu can start' '[a]' 'kernel = a module'
    check 'a torn file of gzip' bad 2 'cannot unpack' '[a]' 'kernel = torn.gz'
    check 'a text in a file of gzip' bad 2 'no kernel that' '[a]' 'kernel = text.gz'
    check 'a quote in a foreign line' bad 3 'may not hold them' '[a]' 'kernel = our linux' 'cmdline = a="b"'
    check "an apostrophe in a foreign line" bad 3 'may not hold them' \
        '[a]' 'kernel = our multiboot' "cmdline = it's"
    check 'a backslash in a foreign line' bad 3 'may not hold them' \
        '[a]' 'kernel = our multiboot2' 'cmdline = a\b'
    check 'a quote behind a foreign module' bad 3 'may not hold them' \
        '[a]' 'kernel = our multiboot2' 'module = a module "x"'
    check 'a line that Linux would not get whole' bad 3 'longer than the 300 bytes' \
        '[a]' 'kernel = our linux' "cmdline = ${long// /x}"
    check 'an open quote' bad 2 'is never closed' '[a]' 'cmdline = a="b'
    check 'no module file' bad 2 'no module file' '[a]' 'module = none x=y'
    check 'arguments behind an initrd' bad 3 'takes no arguments' \
        '[a]' 'kernel = our linux' 'module = a module x'
    check 'a file that FAT cannot hold' bad 2 'larger than 4 GiB' '[a]' 'module = large'
}

# said PATTERN COMMAND...: fine, with a word like this.
said() {
    local pattern=$1 output
    shift

    output=$("$@" 2>&1) || { printf '%s\n' "$output" && return 1; }
    [[ $output =~ $pattern && $output != *$'\n'* ]] || { printf 'said: "%s"\n' "$output" && return 1; }
}

check_flags() {
    write '[a]' 'kernel = our linux'
    check 'CMDLINE= without an entry for it' check_status_of 'there is none that it could be for' \
        menu_of --cmdline=x
    check 'MODULES= without an entry for it' check_status_of 'there is none that it could be for' \
        menu_of --modules="$folder/rd"
    check 'an entry that is not there' check_status_of 'no such entry, only a' menu_of --default=release
    check 'no bundle file' check_status_of 'no readable bundle' menu_of --bundle="$folder/none"
    check 'an image for a bundle' check_status_of 'no bundle' menu_of --bundle="$build/noos-usb.img"
    head -c 9 /dev/zero >"$WORK/zeros"
    check 'zeros for a bundle' check_status_of 'byte of zero' menu_of --bundle="$WORK/zeros"
    truncate -s 33M "$folder/big"
    write '[a]' 'module = big'
    check 'a file of 33 MiB is warned of' said 'usb\.sh: warning: .*bundle:2: the module .*big. has 33 MiB' menu_of
    check 'unless it was already' said '^$' menu_of --no-warnings
    bundle=$top/config/bundle.conf
    check 'several files in MODULES=, one with a blank' modules_good
    bundle=$folder/bundle
}

# check_status_of REASON COMMAND...: status 2 and one sentence.
check_status_of() {
    local reason=$1 said status=0
    shift

    said=$("$@" 2>&1) || status=$?
    same 'status' "$status" 2 || return 1
    [[ $said == *"$reason"* && $said != *$'\n'* ]] || { printf 'said: %s\n' "$said" && return 1; }
}

modules_good() {
    menu_of --modules="\"$folder/a module\" $WORK/zeros \"$WORK/zeros x=y\"" --cmdline=z=1 || return 1
    same 'modules' "$(entry_of auto | grep -c '^module2 --nounzip')" 3 &&
        entry_of auto | grep -q "'zeros' 'x=y' 'crc32=" &&
        entry_of debug | grep -qF "multiboot2 '/boot/noos.elf' 'z=1' 'mode=debug' 'medium=usb'"
}

# KERNEL= alone: one entry for another kernel, and nothing of ours in its line.
one_good() {
    medium images/usb.sh "$WORK/one" --kernel="$folder/our linux" --cmdline='a b' \
        --modules="\"$folder/rd 2\"" || return 1
    mtype -i "$WORK/one@@1048576" ::/boot/grub/grub.cfg >"$WORK/grub.cfg"
    same 'entries' "$(grep '^menuentry ' "$WORK/grub.cfg")" "menuentry 'our linux' --id 'kernel' {" &&
        same 'entry' "$(entry_of kernel | grep '^linux\|^initrd')" \
            "linux '/boot/kernels/1-our_linux' 'a' 'b'"$'\n'"initrd '/boot/modules/1-rd_2'"
}

# What --list= says is what the medium holds.
list_good() {
    write '[noos]' 'cmdline = a="b c"' 'module = a module x' '[lin]' 'kernel = our linux' 'cmdline = q'
    menu_of || return 1
    rm -rf "$WORK/files"
    mkdir "$WORK/files"
    mcopy -s -n -Q -i "$WORK/usb@@1048576" ::/ "$WORK/files"
    diff <(cd "$WORK/files" && find . -type f -printf '%P\t%s\n' | sort) \
        <(awk -F '\t' '$1 == "file" { print $2 "\t" $3 }' "$WORK/list" | sort) &&
        grep -qxF "boot"$'\t'"noos"$'\t'"multiboot2"$'\t'"boot/noos.elf"$'\t''"a=b c" medium=usb' \
            "$WORK/list" &&
        grep -qx "boot"$'\t'"lin"$'\t'"linux"$'\t'"boot/kernels/1-our_linux"$'\t'"q" "$WORK/list" &&
        grep -q "^load"$'\t'"noos"$'\t'"boot/modules/1-a_module"$'\t''"a module" x crc32=' "$WORK/list"
}

# The printed example is good as it is, and with its comments taken away where there are files for it.
example_good() {
    make --no-print-directory -s bundle-example >"$bundle" && menu_of &&
        same 'entries' "$(grep -c '^menuentry ' "$WORK/grub.cfg")" 2 || return 1
    sed -i 's/^# *\(\[.*\|[a-z]* = .*\)$/\1/; s|^kernel = .*|kernel = our multiboot2|
        s|^module = [^ ]*|module = rd|' "$bundle"
    menu_of && same 'entries' "$(grep -c '^menuentry ' "$WORK/grub.cfg")" 6
}

main() {
    local id

    flags_read "$@"
    tap_begin 52
    folder="$WORK/a folder's [files]"
    bundle=$folder/bundle
    mkdir "$folder"
    foreign_make "$WORK"
    for id in multiboot multiboot2 linux; do mv "$WORK/$id" "$folder/our $id"; done
    printf 'a module\n' | tee "$folder/a module" "$folder/rd" >"$folder/rd 2"
    gzip -n <"$folder/our linux" | head -c 60 >"$folder/torn.gz"
    gzip -n <"$folder/rd" >"$folder/text.gz"
    truncate -s 4G "$folder/large"
    check 'hostile titles come out as they were' titles_good
    check 'hostile lines come out as they were' lines_good
    check 'every key' all_good
    check 'the file of another editor' foreign_editor_good
    check_form
    check_values
    check_flags
    check 'one entry for another kernel' one_good
    check 'the list says what the medium holds' list_good
    check 'the example' example_good
    tap_end
}

main "$@"
