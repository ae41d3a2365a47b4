#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Runs "make setup rehearse" and "make setup check" the way somebody does who has just installed
# Debian: in a chroot that debootstrap makes, with nothing in it but make, on a clone of HEAD.
# Invariant: nothing leaks; what is mounted and started lives in namespaces of its own and goes
# with them, and the folder is removed unless it is to be kept.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
UNWANTED='grub-pc grub2 grub-efi-amd64 grub-efi-ia32 dnsmasq'

usage()
{
    cat <<'END'
usage: scripts/check-fresh.sh --suite=bookworm|trixie [--dir=DIR] [--logs=DIR] [--mirror=URL]
                              [--timeout=SECONDS] [--jobs=N] [--keep]

  --suite=SUITE      which Debian
  --dir=DIR          where it is made (/var/tmp/noos-fresh-SUITE), about 3 GB
  --logs=DIR         where the logs and the rehearsal's files are kept (build/fresh/SUITE)
  --mirror=URL       where the packages come from (as apt is set up here)
  --timeout=SECONDS  for each of the two commands (1800)
  --jobs=N           handed to make as JOBS=N
  --keep             leave the folder there afterwards
  --help             this text
END
}

die()
{
    printf 'check-fresh: %s\n' "$1" >&2
    exit 2
}

# The tree may belong to the user who called sudo; git reads it all the same.
repository()
{
    git -c safe.directory='*' -C "$ROOT" "$@"
}

mirror_find()
{
    # shellcheck disable=SC2016 # apt-get fills in the words
    apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' 2>/dev/null |
        sort -u | sed -n '1p'
}

# A Debian with make and nothing else that matters, and the clone in /root/noos.
machine_make()
{
    printf '# debootstrap %s from %s\n' "$SUITE" "$MIRROR"
    mkdir -p "$DIR"
    MADE=yes
    debootstrap --variant=minbase --include=make,ca-certificates "$SUITE" "$DIR" "$MIRROR" \
        >"$LOGS/debootstrap.log" 2>&1 || {
        tail -n 5 "$LOGS/debootstrap.log" >&2
        die "debootstrap failed; see $LOGS/debootstrap.log"
    }
    printf 'deb %s %s main\n' "$MIRROR" "$SUITE" >"$DIR/etc/apt/sources.list"
    cp /etc/resolv.conf "$DIR/etc/resolv.conf"
    printf '[safe]\n\tdirectory = *\n' >"$DIR/tmp/gitconfig"
    GIT_CONFIG_GLOBAL=$DIR/tmp/gitconfig git clone --quiet --depth 1 "file://$ROOT" "$DIR/root/noos"
    rm "$DIR/tmp/gitconfig"
    printf '# a clone of %s\n' "$(git -C "$DIR/root/noos" rev-parse --short HEAD)"
}

# Runs a command in the machine: own mounts and processes, all of which end with it.
machine_run()
{
    # shellcheck disable=SC2016 # the variables belong to the shell inside
    timeout -k 10 "$TIMEOUT" unshare --mount --pid --fork --kill-child --propagation private \
        sh -euc 'mount -t proc proc "$1/proc"
            mount -t sysfs sysfs "$1/sys"
            mount --rbind /dev "$1/dev"
            exec chroot "$1" /usr/bin/env -i HOME=/root TERM=dumb LANG=C.UTF-8 \
                PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
                sh -c "cd /root/noos && exec $2"' sh "$DIR" "$1" </dev/null 2>&1
}

# What the set-up must not have done, and that it had nothing left to do the second time.
machine_judge()
{
    local name broken=0

    if grep -q '^setup: ' "$LOGS/check.log"; then
        printf 'the set-up had something to do twice\n'
        broken=1
    fi
    for name in $UNWANTED; do
        if grep -q -x "Package: $name" "$DIR/var/lib/dpkg/status" &&
            grep -A 1 -x "Package: $name" "$DIR/var/lib/dpkg/status" | grep -q 'installed$'; then
            printf 'the set-up installed %s\n' "$name"
            broken=1
        fi
    done
    if [ -e "$DIR/usr/sbin/policy-rc.d" ]; then
        printf 'the set-up left its policy-rc.d behind\n'
        broken=1
    fi
    return "$broken"
}

# command_try "NAME OF ITS LOG" COMMAND : runs it, keeps what it said, says how it went.
command_try()
{
    local log=$LOGS/$1.log status=0 began=$SECONDS

    printf '# %s\n' "$2"
    machine_run "$2" | tee "$log" || status=$?
    if [ "$status" -eq 0 ]; then
        SUMMARY+=("ok     $SUITE: $2, $((SECONDS - began)) s")
    elif [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
        SUMMARY+=("FAILED $SUITE: $2, timed out after $TIMEOUT s; see $log")
    else
        SUMMARY+=("FAILED $SUITE: $2, status $status after $((SECONDS - began)) s; see $log")
    fi
    return "$status"
}

# The logs of the machines and tests inside are worth more than the folder they were made in.
machine_end()
{
    local part

    [ "$MADE" = yes ] || return 0
    for part in tests rehearsal; do
        [ ! -d "$DIR/root/noos/build/$part" ] || cp -r "$DIR/root/noos/build/$part" "$LOGS/"
    done
    if [ "$KEEP" = yes ]; then
        printf '# kept: %s\n' "$DIR"
    else
        rm -rf --one-file-system "$DIR"
    fi
}

arguments_check()
{
    case $SUITE in
    bookworm | trixie) ;;
    '') usage >&2; die "--suite=bookworm or --suite=trixie is needed" ;;
    *) die "there is no suite '$SUITE' here: bookworm or trixie" ;;
    esac
    [[ $TIMEOUT =~ ^[1-9][0-9]{0,5}$ ]] || die "--timeout=SECONDS, not '$TIMEOUT'"
    [ "$(id -u)" -eq 0 ] ||
        die "a chroot needs root: sudo make check-fresh SUITE=$SUITE"
    command -v debootstrap >/dev/null || die "debootstrap is missing: apt install debootstrap"
    command -v git >/dev/null || die "git is missing: apt install git"
    repository rev-parse --verify --quiet HEAD >/dev/null || die "$ROOT has no commit to clone"
    [ -n "$MIRROR" ] || die "apt knows no mirror of Debian: name one with --mirror=URL"
    [ ! -e "$DIR" ] || die "$DIR is in the way: remove it, or name another --dir"
    [ -z "$(repository status --porcelain)" ] ||
        printf 'check-fresh: what is not committed is not part of it\n' >&2
}

main()
{
    local argument broken=0 jobs=''

    ROOT=$(cd "$HERE/.." && pwd)
    SUITE='' DIR='' LOGS='' MIRROR='' TIMEOUT=1800 KEEP=no MADE=no SUMMARY=()
    for argument in "$@"; do
        case $argument in
        --suite=*) SUITE=${argument#*=} ;;
        --dir=/?*) DIR=${argument#*=} ;;
        --logs=?*) LOGS=${argument#*=} ;;
        --mirror=?*) MIRROR=${argument#*=} ;;
        --timeout=*) TIMEOUT=${argument#*=} ;;
        --jobs=[1-9]*) jobs=" JOBS=${argument#*=}" ;;
        --keep) KEEP=yes ;;
        --help) usage && exit 0 ;;
        *) usage >&2; die "unknown argument '$argument'" ;;
        esac
    done
    DIR=${DIR:-/var/tmp/noos-fresh-$SUITE}
    LOGS=${LOGS:-$ROOT/build/fresh/$SUITE}
    MIRROR=${MIRROR:-$(mirror_find)}
    arguments_check
    mkdir -p "$LOGS" 2>/dev/null || die "cannot write to $LOGS: name another place with --logs=DIR"

    trap machine_end EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    machine_make
    command_try rehearse "make setup rehearse$jobs" || broken=1
    command_try check "make setup check$jobs" || broken=1
    machine_judge || broken=1
    printf '\n'
    printf '%s\n' "${SUMMARY[@]}"
    exit "$broken"
}

main "$@"
