# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# cell-verdict.sh — weighs what was seen of one machine against what its file expects.
#
# Sourced by scripts/cell.sh once the machine has left. Each judge_… adds a sentence to `problems`
# for what is not as expected; a verdict without a sentence is the expected one. It uses the
# caller's machine, medium, out, run, watch_status, problems and over_namespace.
# shellcheck disable=SC2154

# More is sent to a network machine only where the tree is too big for one file.
readonly NETBOOT_FILES=3

# What the machine said, without the carriage returns of the wire; nothing where it was never heard.
serial_lines() {
    [[ ! -f $out/serial.log ]] || tr -d '\r' <"$out/serial.log"
}

# The last word of the kernel about how it leaves, or nothing.
leave_line() {
    serial_lines | sed -n 's/^# leave how=\([a-z]*\).*/\1/p' | tail -n 1
}

# Whether QEMU's word for how a machine left fits the kernel's.
shutdown_fits() {
    case $1:$2 in
        poweroff:guest-shutdown | reset:guest-reset | halt:stopped | halt:timeout) return 0 ;;
        *) return 1 ;;
    esac
}

judge_leaving() {
    local said

    said=$(leave_line)
    [[ $said == "${machine[leave]}" ]] ||
        problems+=("it said it leaves by '${said:-nothing}', not ${machine[leave]}")
    shutdown_fits "${machine[leave]}" "$shutdown" ||
        problems+=("it left by '$shutdown', which is not ${machine[leave]}")
}

judge_words() {
    local pattern

    [[ -n ${machine[says]-} ]] || return 0
    while IFS= read -r pattern; do
        serial_lines | grep -aE -- "$pattern" >/dev/null ||
            problems+=("it never said /$pattern/")
    done <<<"${machine[says]}"
}

# Noise that nobody typed proves nothing.
judge_noise() {
    local typed=0

    [[ ${machine[noise]} == yes ]] || return 0
    read -r typed 2>/dev/null <"$run/noise" || true
    ((typed > 0)) || problems+=("no noise was typed")
}

# A machine asks for nothing that is not there, and where a loader is one file it fetches that and
# little else.
judge_transfers() {
    local sent missing allowed=$NETBOOT_FILES

    over_namespace && [[ $medium == pxe* ]] || return 0
    sent=$(grep -c 'dnsmasq-tftp\[.*: sent ' "$out/dnsmasq.log" || true)
    missing=$(grep -c 'dnsmasq-tftp\[.*: file .* not found ' "$out/dnsmasq.log" || true)
    ((sent > 0)) || problems+=("dnsmasq tells of no file it fetched")
    # A signed file comes with its signature, a loader holds its own.
    [[ ! -f $image/boot/grub/grub.cfg.sig ]] || allowed=$((2 * NETBOOT_FILES - 1))
    [[ $medium != pxe ]] || ((sent <= allowed)) ||
        problems+=("it fetched $sent files, more than $allowed")
    ((missing == 0)) || problems+=("it asked for files that are not there: $missing")
}

# verdict_make: reads what the watchers left, and writes verdict.txt: `key=value` lines. Good when
# all is as expected.
verdict_make() {
    local sentence verdict seconds result=expected

    shutdown=$(sed -n 's/.*reason=\([^ ]*\).*/\1/p' "$run/shutdown.txt" 2>/dev/null || true)
    seconds=$(sed -n 's/.*seconds=\([^ ]*\).*/\1/p' "$run/shutdown.txt" 2>/dev/null || true)
    case $shutdown in
        '') problems+=("QEMU was not started: $(tail -n 1 "$run/said")") ;;
        no-start | exit:*)
            problems+=("QEMU ended by itself: $(tail -n 1 "$run/qemu.log" 2>/dev/null)") ;;
    esac
    sentence=$(tail -n 1 "$out/bootwatch.txt" 2>/dev/null || true)
    sentence=${sentence#bootwatch: } sentence=${sentence% (*expected*)}
    verdict=$(sed -n 's/^\([a-z]*\):.*/\1/p' <<<"$sentence")
    ((watch_status == 0)) ||
        problems+=("expected ${machine[expect]}, but ${sentence:-nobody judged it}")
    judge_leaving
    judge_words
    judge_noise
    judge_transfers
    ((${#problems[@]} == 0)) || result=unexpected
    {
        printf 'result=%s\nverdict=%s\n' "$result" "${verdict:-none}"
        printf 'expect=%s\nleave=%s\n' "${machine[expect]}" "${machine[leave]}"
        printf 'shutdown=%s\nseconds=%s\n' "${shutdown:-none}" "${seconds:-0}"
        printf 'said=%s\n' "$sentence"
        ((${#problems[@]} == 0)) || printf 'reason=%s\n' "${problems[@]}"
    } >"$out/verdict.txt.new"
    mv "$out/verdict.txt.new" "$out/verdict.txt"
    [[ $result == expected ]]
}
