#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Installs what building, rehearsing and testing NoOS needs and this machine does not have yet.
# Nothing to do is silent and fast. Invariants: no service is started (a policy-rc.d forbids it
# for the time of the install, unless the machine has one of its own), no boot code is written
# (only the parts of GRUB that hold files, and never an upgrade of a package that installs it), no
# service that came along starts when the machine does,
# nothing is removed, and apt's lists are fetched only when something is missing.
set -euo pipefail

# What is looked for, and the Debian package that brings it. A word is a command, a path is a
# file, and "clang:NAME" is a file that clang finds in its own folders. One entry per package is
# tested (the first); the others are there for --which.
TABLE='
make                                            make
gcc                                             gcc
ld                                              binutils
objcopy                                         binutils
objdump                                         binutils
readelf                                         binutils
/usr/include/stdio.h                            libc6-dev
/usr/include/cmocka.h                           libcmocka-dev
/usr/include/jansson.h                          libjansson-dev
/usr/include/lzma.h                             liblzma-dev
/usr/include/openssl/evp.h                      libssl-dev
clang                                           clang
clang:libclang_rt.fuzzer-x86_64.a               libclang-rt-dev
clang-format                                    clang-format
shellcheck                                      shellcheck
nasm                                            nasm
gdb                                             gdb
git                                             git
grub-mkimage                                    grub-common
grub-file                                       grub-common
grub-mknetdir                                   grub-common
grub-mkrescue                                   grub-common
grub-script-check                               grub-common
/usr/lib/grub/i386-pc/moddep.lst                grub-pc-bin
/usr/lib/grub/x86_64-efi/moddep.lst             grub-efi-amd64-bin
/usr/lib/grub/i386-efi/moddep.lst               grub-efi-ia32-bin
xorriso                                         xorriso
mformat                                         mtools
mcopy                                           mtools
mdir                                            mtools
mtype                                           mtools
mattrib                                         mtools
mkfs.fat                                        dosfstools
fsck.fat                                        dosfstools
parted                                          parted
qemu-system-x86_64                              qemu-system-x86
/usr/share/OVMF/OVMF_CODE_4M.fd                 ovmf
/usr/share/OVMF/OVMF32_CODE_4M.secboot.fd       ovmf-ia32
dnsmasq                                         dnsmasq-base
lighttpd                                        lighttpd
curl                                            curl
ip                                              iproute2
ss                                              iproute2
socat                                           socat
tftp                                            tftp-hpa
gcovr                                           gcovr
pgrep                                           procps
xz                                              xz-utils
jq                                              jq
sfdisk                                          fdisk
file                                            file
gpg                                             gpg
gpg-agent                                       gpg-agent
gpgconf                                         gpgconf
gpgv                                            gpgv
openssl                                         openssl
sbsign                                          sbsigntool
sign-efi-sig-list                               efitools
/usr/lib/systemd/boot/efi/systemd-bootx64.efi   systemd-boot-efi
faketime                                        faketime
diffoscope                                      diffoscope-minimal
strace                                          strace
pigz                                            pigz
/usr/bin/time                                   time
ckbcomp                                         console-setup
/usr/share/consolefonts/Uni2-Terminus16.psf.gz  console-setup-linux
/usr/share/misc/pci.ids                         pci.ids
lspci                                           pciutils
acpixtract                                      acpica-tools
'

# Their upgrade rewrites boot sectors or starts a name server: never part of an install here.
UNWANTED='grub-pc grub2 grub-efi grub-efi-amd64 grub-efi-ia32 grub-efi-amd64-signed dnsmasq'

# Packages of ours that bring a service of the same name, which nobody asked for.
SERVICES='lighttpd'

POLICY=/usr/sbin/policy-rc.d
POLICY_MARK='# written by scripts/setup.sh, removed when its install is over'

usage()
{
    cat <<'END'
usage: scripts/setup.sh [--dry-run] [--policy=FILE]
       scripts/setup.sh --which=NAME

Installs the Debian packages that are missing (with sudo when this is not root).

  --dry-run      only say what would be installed
  --policy=FILE  what Debian asks whether a service may be started (/usr/sbin/policy-rc.d)
  --which=NAME   print the package that brings a command or a file, and do nothing else
  --help         this text
END
}

die()
{
    printf 'setup: %s\n' "$2" >&2
    exit "$1"
}

# The administrator's folders are not on everybody's PATH, the tools in them work all the same.
entry_is_present()
{
    case $1 in
    /*) [ -e "$1" ] ;;
    clang:*) [[ $(clang -print-file-name="${1#clang:}" 2>/dev/null) == /* ]] ;;
    *) PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin command -v "$1" >/dev/null ;;
    esac
}

packages_missing()
{
    local entry package tested=' '

    while read -r entry package; do
        [[ -n $entry && $tested != *" $package "* ]] || continue
        tested+="$package "
        entry_is_present "$entry" || printf '%s\n' "$package"
    done <<<"$TABLE"
}

package_print()
{
    local entry package

    while read -r entry package; do
        if [[ -n $entry && ($1 == "$entry" || $1 == "${entry##*/}" || $1 == "$package") ]]; then
            printf '%s\n' "$package"
            return
        fi
    done <<<"$TABLE"
    die 2 "no package is known for '$1'; ask with: apt-cache search '$1'"
}

as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -- "$@"
    fi
}

apt()
{
    as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -o DPkg::Lock::Timeout=120 "$@"
}

# Says why nothing can be installed here, naming what somebody would have to install by hand.
installer_check()
{
    local packages=$1

    command -v apt-get >/dev/null ||
        die 2 "this is no Debian (no apt-get): install what brings these Debian packages: $packages"
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
        die 2 "not root and no sudo; as root: apt-get install --no-install-recommends $packages"
    as_root true ||
        die 2 "sudo refuses; as root: apt-get install --no-install-recommends $packages"
}

# Asks apt what it would do, and refuses what would touch boot code or a service somebody runs.
plan_check()
{
    local packages=("$@") plan name known=() unknown=()

    for name in "${packages[@]}"; do
        if [ -n "$(apt-cache --quiet=2 show --no-all-versions "$name" 2>/dev/null)" ]; then
            known+=("$name")
        else
            unknown+=("$name")
        fi
    done
    [ ${#unknown[@]} -eq 0 ] ||
        die 2 "apt knows no package ${unknown[*]}: is there a network, and a source for Debian 12 or later?"
    plan=$(LC_ALL=C apt-get --simulate --no-install-recommends --no-remove install "${known[@]}" \
        2>&1) || die 1 "apt cannot install ${known[*]}: $(grep '^E: ' <<<"$plan" | head -n 1)"
    for name in $UNWANTED; do
        ! grep -q "^Inst $name " <<<"$plan" ||
            die 2 "this would also upgrade $name, which is yours to do: apt-get install $name, then make setup again"
    done
}

# Writes the policy beside and moves it in place, so that no half of it is ever run.
policy_put()
{
    if [ -e "$POLICY" ] && ! grep -qxF "$POLICY_MARK" "$POLICY"; then
        return
    fi
    trap policy_drop EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    # shellcheck disable=SC2016 # the variables belong to the shell that root starts
    as_root sh -c 'printf "#!/bin/sh\n%s\nexit 101\n" "$2" >"$1.new" && chmod 755 "$1.new" &&
        mv "$1.new" "$1"' sh "$POLICY" "$POLICY_MARK"
}

policy_drop()
{
    as_root rm -f "$POLICY" "$POLICY.new"
}

# A service whose package was not there before shall not start with the machine either.
services_disable()
{
    local service

    for service in $SERVICES; do
        [[ " $* " == *" $service "* ]] || continue
        if command -v systemctl >/dev/null; then
            as_root systemctl --quiet disable "$service" 2>/dev/null ||
                printf 'setup: cannot keep %s from starting with the machine: systemctl disable %s\n' \
                    "$service" "$service" >&2
        fi
    done
}

packages_install()
{
    local packages=("$@") left

    installer_check "${packages[*]}"
    printf 'setup: installing %d packages: %s\n' "${#packages[@]}" "${packages[*]}"
    # One broken source among good ones is no reason to stop: the plan shows what is known.
    apt update || printf 'setup: apt-get update failed; going on with the lists at hand\n' >&2
    plan_check "${packages[@]}"
    policy_put
    apt --yes --no-install-recommends --no-remove -o Dpkg::Use-Pty=0 install "${packages[@]}" ||
        die 1 "apt-get install failed (its reason is above); not installed: ${packages[*]}"
    services_disable "${packages[@]}"
    left=$(packages_missing | tr '\n' ' ')
    [ -z "$left" ] || die 1 "installed, but their files are not where they belong: $left"
    printf 'setup: done\n'
}

main()
{
    local dry_run=no list missing

    while [ $# -gt 0 ]; do
        case $1 in
        --dry-run) dry_run=yes ;;
        --policy=/*) POLICY=${1#*=} ;;
        --which=?*) package_print "${1#*=}" && exit 0 ;;
        --which) [ $# -ge 2 ] || die 2 "--which needs a name"; package_print "$2" && exit 0 ;;
        --help) usage && exit 0 ;;
        *) usage >&2; die 2 "unknown argument '$1'" ;;
        esac
        shift
    done

    list=$(packages_missing)
    [ -n "$list" ] || exit 0
    mapfile -t missing <<<"$list"
    if [ "$dry_run" = yes ]; then
        printf 'setup: would install %d packages: %s\n' "${#missing[@]}" "${missing[*]}"
    else
        packages_install "${missing[@]}"
    fi
}

main "$@"
