#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Tests scripts/setup.sh without installing anything: it runs with a PATH on which apt-get, sudo
# and id are stand-ins that write down how they were called. What apt really does with its
# packages is seen by scripts/check-fresh.sh.
# shellcheck disable=SC2016 # the quoted variables belong to the stand-ins
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
source "$HERE/lib.sh"
SETUP=$HERE/../../scripts/setup.sh

# stand_in NAME LINE... : a command on the PATH of the script.
stand_in()
{
    local name=$1

    shift
    rm -f "$WORK/bin/$name"
    printf '%s\n' '#!/bin/bash' 'echo "${0##*/} $*" >>"$WORK/log"' "$@" >"$WORK/bin/$name"
    chmod +x "$WORK/bin/$name"
}

# A machine with nothing of what is needed, an apt that works, and its user (0: root).
machine_make()
{
    local tool

    cd "$WORK"
    rm -rf bin log policy
    mkdir bin
    : >"$WORK/log"
    for tool in bash sh env true tr grep head cat chmod mv rm sleep ln touch; do
        ln -s "$(type -P "$tool")" "$WORK/bin/$tool"
    done
    printf '#!/bin/sh\necho %d\n' "$1" >"$WORK/bin/id"
    chmod +x "$WORK/bin/id"
    stand_in sudo 'shift; exec "$@"'
    stand_in systemctl
    stand_in apt-cache 'echo "Package: $4"'
    stand_in apt-get 'case " $* " in' \
        '*" --simulate "*) cat "$WORK/plan" 2>/dev/null; exit 0 ;;' \
        '*" install "*) [ ! -e "$WORK/policy" ] || { "$WORK/policy"; echo "policy $?" >>"$WORK/log"; }' \
        '    names="make gcc ld clang-format shellcheck nasm gdb git grub-mkimage xorriso mformat"' \
        '    names="$names mkfs.fat parted qemu-system-x86_64 dnsmasq ip socat tftp pgrep xz ckbcomp"' \
        '    names="$names strace pigz lighttpd curl openssl sbsign sign-efi-sig-list"' \
        '    for name in $names jq sfdisk file gpg gpg-agent gpgconf gpgv faketime diffoscope gcovr lspci acpixtract; do' \
        '        ln -sf /bin/true "$WORK/bin/$name"' \
        '    done' \
        '    printf "#!/bin/sh\necho /a/file\n" >"$WORK/bin/clang"; chmod +x "$WORK/bin/clang" ;;' \
        'esac'
    rm -f "$WORK/plan"
}

# setup [ARGUMENT]...
setup()
{
    # shellcheck disable=SC2120 # most calls need no argument
    env -i WORK="$WORK" PATH="$WORK/bin" "$BASH" "$SETUP" --policy="$WORK/policy" "$@"
}

called()
{
    cat "$WORK/log"
    grep -q -E -e "$1" "$WORK/log"
}

count_is()
{
    cat "$WORK/log"
    [ "$(grep -c -E -e "$2" "$WORK/log")" -eq "$1" ]
}

none_unwanted()
{
    ! grep -E '^[^#]* (grub2|grub-pc|grub-efi-amd64|grub-efi-ia32|dnsmasq)$' <(
        sed -n "/^TABLE='/,/^'/p" "$SETUP"
    )
}

# As this machine has the service already, its part of the script is run by itself.
service_disabled()
{
    env -i PATH="$WORK/bin" WORK="$WORK" "$BASH" -c "as_root() { \"\$@\"; }
        $(sed -n '/^SERVICES=/p; /^services_disable()/,/^}/p' "$SETUP")
        services_disable make lighttpd" && count_is 1 '^systemctl .*disable lighttpd$' || return 1
    env -i PATH="$WORK/bin" WORK="$WORK" "$BASH" -c "as_root() { \"\$@\"; }
        $(sed -n '/^SERVICES=/p; /^services_disable()/,/^}/p' "$SETUP")
        services_disable make" && count_is 1 '^systemctl .*disable lighttpd$'
}

# This machine, which runs the tests, has what it needs: then there is nothing to say or to do.
test_complete()
{
    local started=${EPOCHREALTIME/[.,]/} words

    words=$("$SETUP" --dry-run)
    if [ -n "$words" ]; then
        skip 2 'this machine was not set up by it' 'nothing to do is silent and fast'
        return
    fi
    started=${EPOCHREALTIME/[.,]/}
    check 'nothing to do is silent' test -z "$("$SETUP" 2>&1)"
    check 'nothing to do takes less than a second' \
        test "$((${EPOCHREALTIME/[.,]/} - started))" -lt 1000000
}

test_words()
{
    check_status 0 'a command has a package' '^dosfstools$' "$SETUP" --which=mkfs.fat
    check_status 0 'a file has a package' '^ovmf-ia32$' "$SETUP" --which OVMF32_CODE_4M.secboot.fd
    check_status 2 'an unknown command has none' "no package is known for 'none'" "$SETUP" --which=none
    check_status 2 'an unknown argument is refused' 'unknown argument' "$SETUP" --wrong
    check 'no package of the table writes boot code or starts a name server' none_unwanted
    machine_make 0
    check_status 0 'a dry run says what it would install' 'would install [0-9]+ packages: make gcc' \
        setup --dry-run
    check 'a dry run calls nothing' test ! -s "$WORK/log"
}

test_install()
{
    machine_make 0
    check_status 0 'root installs' '^setup: installing [0-9]+ packages: make gcc binutils' setup
    check 'the lists are fetched once' count_is 1 '^apt-get .*\bupdate'
    check 'nothing is recommended or removed' \
        called '^apt-get .*--no-install-recommends --no-remove .*install make gcc'
    check 'no service may start while it installs' called '^policy 101$'
    check 'nor does one that came along start with the machine' service_disabled
    check 'the policy is removed' test ! -e "$WORK/policy"
    check 'root needs no sudo' count_is 0 '^sudo'
    : >"$WORK/log"
    check_status 0 'the second time there is nothing to do' '^$' setup
    check 'and nothing is called' test ! -s "$WORK/log"

    machine_make 1000
    check_status 0 'a user installs' 'setup: done' setup
    check 'by way of sudo' called '^sudo -- env DEBIAN_FRONTEND=noninteractive .*apt-get'

    machine_make 0
    printf '#!/bin/sh\nexit 0\n' >"$WORK/policy"
    chmod +x "$WORK/policy"
    check_status 0 'a policy of the machine' 'setup: done' setup
    check 'is asked as it is' called '^policy 0$'
    check 'and is left alone' test -x "$WORK/policy"
}

test_failures()
{
    local pid

    machine_make 0
    rm "$WORK/bin/apt-get"
    check_status 2 'where there is no apt the packages are named' 'no Debian.*: make gcc' setup
    machine_make 1000
    rm "$WORK/bin/sudo"
    check_status 2 'where there is no sudo the command is named' 'as root: apt-get install .*make gcc' setup
    machine_make 1000
    stand_in sudo 'exit 1'
    check_status 2 'where sudo refuses the command is named' 'sudo refuses; as root: apt-get' setup
    machine_make 0
    sed -i '3i [[ $* != *update ]] || exit 100' "$WORK/bin/apt-get"
    check_status 0 'lists that cannot be fetched are no end' 'apt-get update failed; going on' setup
    machine_make 0
    stand_in apt-cache 'exit 100'
    check_status 2 'a package that apt does not know is named' 'apt knows no package make' setup
    machine_make 0
    stand_in apt-get 'case " $* " in *" --yes "*) exit 100 ;; esac'
    check_status 1 'an install that fails' 'apt-get install failed' setup
    check 'leaves no policy behind' test ! -e "$WORK/policy"
    machine_make 0
    stand_in apt-get 'exit 0'
    check_status 1 'an install that brings nothing' 'not where they belong: make ' setup
    machine_make 0
    printf 'Inst grub-common [1] (2)\nInst grub-pc [1] (2)\n' >"$WORK/plan"
    check_status 2 'an upgrade of boot code is refused' 'would also upgrade grub-pc' setup
    check 'before anything is installed' count_is 0 '^apt-get .*--yes'

    machine_make 0
    stand_in apt-get 'case " $* " in *" --yes "*) touch "$WORK/started"; sleep 1 ;; esac'
    env -i WORK="$WORK" PATH="$WORK/bin" "$BASH" "$SETUP" --policy="$WORK/policy" >/dev/null 2>&1 &
    pid=$!
    for _ in {1..100}; do
        [ ! -e "$WORK/started" ] || break
        sleep 0.05
    done
    check 'an install that is under way has its policy' test -e "$WORK/policy"
    kill -TERM "$pid"
    wait "$pid" || true
    check 'an interrupted install leaves none behind' test ! -e "$WORK/policy"
}

main()
{
    tap_begin 35
    test_complete
    test_words
    test_install
    test_failures
    tap_end
}

main
