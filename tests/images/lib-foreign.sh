# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the tests that read it share its variables
#
# lib-foreign.sh — kernels that are not NoOS, for the tests, and machines that start them: files out of
# Debian's packages, which are unpacked and never installed, an initrd that says hello, and kernels
# of our own for each protocol. Source it behind lib.sh; it uses its build and WORK.

MACHINE_SECONDS=150

# debian_file PACKAGE NAME PATTERN...: prints the path of a file that is installed, was fetched before,
# or is fetched now from Debian's mirror; false when there is none.
debian_file() {
    local package=$1 cached=$build/cache/$2 pattern path
    shift 2

    for pattern; do
        for path in $pattern; do
            [[ ! -f $path || ! -r $path ]] || { printf '%s\n' "$path" && return 0; }
        done
    done
    [[ -f $cached ]] || debian_fetch "$package" "$cached" "$@" || return 1
    printf '%s\n' "$cached"
}

debian_fetch() {
    local package=$1 cached=$2 folder name pattern path
    shift 2

    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
    # A name without a version leads to the package that has the file.
    name=$(apt-cache depends "$package" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p')
    folder=$(mktemp -d "$WORK/fetch.XXXXXX")
    (cd "$folder" && timeout 200 apt-get -qq download "${name:-$package}" >/dev/null 2>&1) || return 1
    dpkg-deb -x "$folder"/*.deb "$folder/files" || return 1
    for pattern; do
        for path in "$folder/files"$pattern; do
            [[ -f $path ]] || continue
            mkdir -p "${cached%/*}" && mv "$path" "$cached.new" && mv "$cached.new" "$cached"
            rm -rf "$folder"
            return 0
        done
    done
    return 1
}

memtest_find() {
    debian_file memtest86+ memtest '/boot/memtest86+x64.bin' '/boot/mt86+x64*'
}

linux_find() {
    debian_file linux-image-cloud-amd64 vmlinuz '/boot/vmlinuz-*-cloud-amd64' '/boot/vmlinuz-*-amd64'
}

# foreign_make FOLDER: one kernel for each protocol.
foreign_make() {
    local protocol

    for protocol in linux multiboot multiboot2; do
        nasm -f bin -D "${protocol^^}" -o "$1/$protocol" "$top/tests/images/foreign.asm" || return 1
    done
}

# initrd_make FILE: its init tells the command line and switches off.
initrd_make() {
    local size

    cat >"$WORK/init.c" <<'END'
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    char line[4096];
    int file;
    ssize_t count;

    mkdir("/proc", 0755);
    mount("proc", "/proc", "proc", 0, NULL);
    file = open("/proc/cmdline", O_RDONLY);
    count = read(file, line, sizeof(line) - 1);
    line[count > 1 ? count - 1 : 0] = '\0';
    printf("\ninitrd: hello, the line is <%s>\n", line);
    fflush(stdout);
    reboot(RB_POWER_OFF);
    return 0;
}
END
    gcc -static -O2 -s -o "$WORK/init" "$WORK/init.c" || return 1
    size=$(stat -c %s "$WORK/init")
    {
        member_put init 0100755 "$size"
        cat "$WORK/init"
        zeros_put "$size"
        member_put 'TRAILER!!!' 0 0
    } | gzip -9n >"$1"
}

# member_put NAME MODE BYTES: a header of cpio's form "newc" (Documentation, initramfs buffer format).
member_put() {
    printf '070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X' \
        1 $(($2)) 0 0 1 0 "$3" 0 0 0 0 $((${#1} + 1)) 0
    printf '%s\0' "$1"
    zeros_put $((110 + ${#1} + 1))
}

# zeros_put BYTES: up to the next multiple of four.
zeros_put() {
    head -c $(((4 - $1 % 4) % 4)) /dev/zero
}

# machine_says FIRMWARE MEDIUM IMAGE PATTERN...: the machine's serial line has lines like these before
# its time ends.
machine_says() {
    local firmware=$1 medium=$2 image=$3 state pid deadline=$((SECONDS + MACHINE_SECONDS))
    local words=()
    shift 3

    state=$(mktemp -d "$WORK/machine.XXXXXX")
    printf '# A machine of this test.\nfirmware=%s\nmedium=%s\nmemory=512\n' "$firmware" "$medium" \
        >"$state/m.conf"
    "$top/scripts/machine.sh" --machine="$state/m.conf" --image="$image" --state="$state" \
        --medium="$medium" --net=user --serial="file:$state/serial" --print0 >"$state/words" || return 1
    mapfile -d '' -t words <"$state/words"
    : >"$state/serial"
    "${words[@]}" >"$state/qemu" 2>&1 </dev/null &
    pid=$!
    until serial_has "$state/serial" "$@"; do
        if ((SECONDS > deadline)) || ! kill -0 "$pid" 2>/dev/null; then
            break
        fi
        sleep 0.2
    done
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    serial_has "$state/serial" "$@" || { cat -v "$state/qemu" "$state/serial" | tail -n 40 && return 1; }
}

serial_has() {
    local file=$1 pattern
    shift

    for pattern; do
        tr -d '\r' <"$file" | grep -aE -- "$pattern" >/dev/null || return 1
    done
}
