# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # sourced by scripts/bench.sh, whose variables these are
#
# stick.sh — writing and reading back a stick, beside dd past the page cache and one read.
#
# The stick is a loop device that the kernel holds to the pace of a good one by a control group, the
# same for both; without that a loop device is as fast as memory, and the sums are what is measured.

STICK_WRITE_BYTES_S=$((100 * 1000000))
STICK_READ_BYTES_S=$((300 * 1000000))
STICK_AT_MOST=110
# Of an image with a few large modules; of the smallest, the flushes are what is measured.
STICK_IMAGE_BYTES=$((160 << 20))

stick_loop='' stick_group=''

stick_check() {
    tools_need losetup:mount
    files_need tools tools/writeusb
}

# shellcheck disable=SC2317  # called by the trap
stick_end() {
    [[ -z $stick_group ]] || rmdir "$stick_group" 2>/dev/null || true
    [[ -z $stick_loop ]] || losetup -d "$stick_loop" 2>/dev/null || true
}

# A control group with these limits for device MAJOR:MINOR, of the first or the second kind.
stick_pace() {
    local number=$1 first=/sys/fs/cgroup/blkio second=/sys/fs/cgroup

    if [[ -e $first/blkio.throttle.read_bps_device ]]; then
        stick_group=$first/noos-bench-$$
        mkdir "$stick_group" &&
            printf '%s %d\n' "$number" "$STICK_WRITE_BYTES_S" >"$stick_group/blkio.throttle.write_bps_device" &&
            printf '%s %d\n' "$number" "$STICK_READ_BYTES_S" >"$stick_group/blkio.throttle.read_bps_device"
    elif grep -qw io "$second/cgroup.subtree_control" 2>/dev/null; then
        stick_group=$second/noos-bench-$$
        mkdir "$stick_group" &&
            printf '%s wbps=%d rbps=%d\n' "$number" "$STICK_WRITE_BYTES_S" "$STICK_READ_BYTES_S" \
                >"$stick_group/io.max"
    else
        return 1
    fi 2>/dev/null
}

# stick_paced COMMAND...: in the control group.
stick_paced() {
    (printf '%s\n' "$BASHPID" >"$stick_group/cgroup.procs" && exec "$@")
}

stick_dd() {
    dd if="$work/image" of="$stick_loop" bs=4M oflag=direct conv=fsync status=none
    dd if="$stick_loop" of=/dev/null bs=4M iflag=direct count=$((STICK_IMAGE_BYTES >> 22)) status=none
}

stick_write() {
    "$build/tools/writeusb" --yes --force --image="$work/image" "$stick_loop"
}

stick_measure() {
    local rounds round peer number

    rounds=$(runs_of 7 3)
    trap 'stick_end; budget_end' EXIT
    head -c "$STICK_IMAGE_BYTES" /dev/urandom >"$work/image"
    printf '\x55\xaa' | dd of="$work/image" bs=1 seek=510 conv=notrunc status=none
    truncate -s 256M "$work/stick"
    stick_loop=$(losetup -f --show "$work/stick" 2>"$work/said") ||
        give_up "no loop device to be had (root?)"
    number=$(<"/sys/block/${stick_loop#/dev/}/dev")
    stick_pace "$number" || give_up "no control group of the kernel holds a loop device to a pace here"
    # The first of each fills the page cache and counts for nothing.
    timed dd stick_dd
    timed write stick_write
    samples_forget
    export -f stick_dd stick_write
    export stick_loop build work STICK_IMAGE_BYTES
    for ((round = 0; round < rounds; round++)); do
        timed dd stick_paced bash -c 'set -e; stick_dd'
        timed write stick_paced bash -c 'set -e; stick_write'
    done
    sample_median peer dd
    table_begin "stick: 100 MB/s to write, 300 to read; median of $rounds alternating runs" 'dd, one read'
    table_sample 'writeusb, written and proven' s write "$peer" "$STICK_AT_MOST"
}
