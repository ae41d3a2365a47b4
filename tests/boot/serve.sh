#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Boots benches of machines from netboot/serve.sh in network namespaces, each scenario a test: as sole
# server, beside another one, over HTTP, with machines of a list, one time, and over bad wires. What
# the time line says is part of each. Those with machines of a list or with one turn are started by
# serve-machines.sh.
set -euo pipefail

SELF=$(readlink -f "${BASH_SOURCE[0]}")
HERE=$(dirname "$SELF")
TOP=$(readlink -f "$HERE/../..")
# shellcheck source=../scripts/lib.sh
source "$HERE/../scripts/lib.sh"
# shellcheck source=lib-bench.sh
source "$HERE/lib-bench.sh"
# shellcheck source=lib-scenarios.sh
source "$HERE/lib-scenarios.sh"

# The names, with what each shows.
SCENARIOS=(
    'full_bios:sole server: a BIOS machine runs all tests'
    'full_uefi:sole server: a UEFI machine runs all tests, and its serial line joins the time line'
    'full_uefi32:sole server: a 32-bit UEFI machine runs all tests'
    'proxy_bios:beside another server: a BIOS machine'
    'proxy_uefi:beside another server: a UEFI machine'
    'proxy_uefi32:beside another server: a 32-bit UEFI machine'
    'proxy_files_bios:beside another server: a BIOS loader that fetches its files asks the right server'
    'proxy_files_uefi:beside another server: a UEFI loader that fetches its files asks the right server'
    'http_uefi:UEFI HTTP Boot'
    'http_uefi32:UEFI HTTP Boot of 32-bit firmware'
    'http_files_uefi:UEFI HTTP Boot of a loader that fetches its files'
    'lab_http:a machine of a list over HTTP starts what it says, and once another entry'
    'lab_proxy:machines of a list, by address and by UUID, beside another server'
    'lab:machines of a list, by address and by UUID, start what it says'
    'once:one time another entry, then the default again'
    'once_proxy:the same, told to a server that runs beside another one'
    'once_files:the same with loaders that fetch their files'
    'once_signed:the same with files that are signed, each with its own signature'
    'flap:a link that goes away while the address is asked for'
    'loss:5 packets of 100 are lost'
    'many:1, 4 and 8 machines at once'
)

# scenario_run NAME: in a namespace of its own; what went wrong is in its folder.
# Never in a condition, in which a command that fails would not end it.
scenario_run() {
    trap bench_end EXIT
    exec >"$DIR/output" 2>&1
    "scenario_$1"
    exit 0
}

# scenario_report NAME DESCRIPTION STATUS
scenario_report() {
    local folder=$WORK/$1 details=''

    if [[ $3 != 0 ]]; then
        details=$(tail -n 20 "$folder/output" "$folder/said" 2>&1 || true
            tail -n 5 "$folder"/serial* 2>&1 | tr -cd '[:print:]\n' || true)
    fi
    tap_result "$3" "$2" "$details"
    [[ ! -f $folder/figures ]] || sed 's/^/# /' "$folder/figures"
}

# One to a process; how it ended is in the folder of each.
scenarios_run() {
    local entry name

    for entry in "${SCENARIOS[@]}"; do
        name=${entry%%:*}
        mkdir "$WORK/$name"
        # What measures runs alone.
        while (($(jobs -rp | wc -l) >= JOBS)) || [[ $name == many && -n $(jobs -rp) ]]; do
            wait -n || true
        done
        {
            status=0
            timeout -k 10 400 unshare -n "$SELF" --inside "$name" "$WORK" "$BUILD" >/dev/null 2>&1 ||
                status=$?
            printf '%s\n' "$status" >"$WORK/$name/status"
        } &
    done
    wait
    for entry in "${SCENARIOS[@]}"; do
        name=${entry%%:*}
        scenario_report "$name" "${entry#*:}" "$(cat "$WORK/$name/status")"
    done
}

# A build folder in which one tree takes the place of the one that is shipped.
trees_make() {
    local kind

    "$TOP/scripts/keys.sh" --out="$WORK/keys" >/dev/null
    for kind in auto plain files menu signed; do
        mkdir "$WORK/$kind"
        cp -r "$BUILD/loaders" "$WORK/$kind/"
        ln -s "$BUILD/tools" "$BUILD/noos.elf" "$BUILD/noos-few-names.elf" "$WORK/$kind/"
        cp "$BUILD/media-flags" "$WORK/$kind/"
    done
    printf '%s\n' "--cmdline=mode=release autorun=\"diag all; poweroff\"" >>"$WORK/auto/media-flags"
    cat "$WORK/auto/media-flags" - <<<--force-tree >"$WORK/files/media-flags"
    printf '%s\n' --force-tree >>"$WORK/menu/media-flags"
    printf '%s\n' "--sign=$WORK/keys" >>"$WORK/signed/media-flags"
    rm -r "$WORK/signed/loaders"
    "$TOP/images/loaders.sh" --out="$WORK/signed/loaders" --sign="$WORK/keys" \
        --version="$(sed -n 's/^--version=//p' "$WORK/plain/media-flags")" \
        --epoch="$(sed -n 's/^--epoch=//p' "$WORK/plain/media-flags")"
    for kind in auto plain files menu signed; do
        "$TOP/scripts/copy.sh" --build="$WORK/$kind" --kind=tree --out="$WORK/$kind/netboot"
    done
    "${CC:-gcc}" -O1 -o "$WORK/lossy" "$HERE/../netboot/lossy.c"
}

main() {
    local flag only='full.*|proxy.*|http.*|flap|loss|many'

    BUILD=build JOBS=1
    if [[ ${1-} == --inside ]]; then
        WORK=$3 DIR=$3/$2 BUILD=$4
        TREE=$WORK/auto/netboot PLAIN=$WORK/plain/netboot FILES=$WORK/files/netboot LOSSY=$WORK/lossy
        MENU=$WORK/menu/netboot SIGNED=$WORK/signed/netboot
        scenario_run "$2"
    fi
    for flag; do
        case $flag in
            --build=*) BUILD=${flag#*=} ;;
            --jobs=*) JOBS=${flag#*=} ;;
            --only=*) only=${flag#*=} ;;
            *) printf 'serve.sh: unknown flag %s\n' "$flag" >&2 && exit 2 ;;
        esac
    done
    BUILD=$(readlink -f "$BUILD")
    mapfile -t SCENARIOS < <(printf '%s\n' "${SCENARIOS[@]}" | grep -E "^($only):")
    tap_begin "${#SCENARIOS[@]}"
    if ! unshare -n true 2>/dev/null; then
        skip "${#SCENARIOS[@]}" 'no network namespace can be made here' 'serving a bench'
        tap_end
    fi
    chmod 755 "$WORK"
    trees_make
    scenarios_run
    tap_end
}

main "$@"
