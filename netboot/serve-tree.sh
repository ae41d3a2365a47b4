# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2004,SC2034,SC2154  # the script that reads it shares its variables
#
# serve-tree.sh — the copy of the tree that is served: everybody may read it, nobody but its owner may
# change it, and no link leads out of it. Machines that start something else have folders in it.
#
# Sourced by netboot/serve.sh and netboot/serve-once.sh. Whatever a machine of the list starts lies
# below lab/NAME; once.sh gives others folders in spare/.

# What is told to dnsmasq ('WHO FOLDER') and to the flight recorder.
tree_machines=() watch_flags=()

tree_check() {
    local found

    [[ -f $tree/noos-bios.0 ]] || fail "'$tree' is no netboot tree: make netboot builds it"
    tree=$(readlink -f "$tree")
    found=$(find "$tree" ! -type f ! -type d -print -quit)
    [[ -z $found ]] || fail "$found is neither a file nor a folder, and may lead out of the tree: \
put the file itself there"
    build=$(dirname "$tree")
}

# tree_is_remade: true where other loaders can be made for this tree.
tree_is_remade() {
    [[ -f $build/media-flags ]]
}

# copy_make OUT FLAG...: a tree like the one that is served.
copy_make() {
    "$here/../scripts/copy.sh" --build="$build" --kind=tree --out="$1" "${server_flag[@]}" \
        "${@:2}" || fail "the loaders cannot be made again (the reason stands above)"
}

# The loaders of a tree of files ask a server for them: its address is baked in, so that no other
# DHCP server can send them elsewhere.
tree_stage() {
    server_flag=()
    if [[ -d $tree/boot ]] && tree_is_remade; then
        say "the tree fits into no loader: making it again for ${address%/*}"
        server_flag=(--server="${address%/*}")
        copy_make "$state/tree"
    else
        [[ ! -d $tree/boot ]] ||
            say "note: $build is not where this tree was built, so it cannot be made for our address"
        cp -r --reflink=auto -- "$tree" "$state/tree" ||
            fail "cannot copy the tree to $state: make room there, or set TMPDIR"
    fi
    watch_flags+=("$(files_flag)")
    [[ ! -f $state/tree/boot/grub/grub.cfg.sig ]] || watch_flags+=(--signed-menu)
    machines_stage
    chmod -R u=rwX,go=rX "$state/tree"
    chmod 644 "$state/hosts"
}

# files_flag: which loaders fetch more. What BIOS has no room for, UEFI loaders may still carry.
files_flag() {
    if [[ ! -d $state/tree/boot ]]; then
        printf -- '--files=none'
    elif grep -aq 'cannot start: the TFTP server' "$state/tree/noos-x64.efi"; then
        printf -- '--files=all'
    else
        printf -- '--files=bios'
    fi
}

# machine_loaders OUT FOLDER ENTRY CMDLINE: the loaders of one machine, for this folder of the tree.
machine_loaders() {
    local flags=(--pass=--only-loaders --pass=--below="$2")

    [[ -z $3 ]] || flags+=(--entry="$3")
    [[ -z $4 ]] || flags+=(--pass=--extra="$4")
    copy_make "$1" "${flags[@]}"
}

machines_stage() {
    local name once

    mkdir "$state/tree/lab" "$state/tree/spare" "$state/control/once"
    : >"$state/control/spares"
    : >"$state/hosts"
    ((${#lab_names[@]} + ${#onces[@]} > 0)) || return 0
    tree_is_remade ||
        fail "$build is not where this tree was built, so that no machine can have loaders of its own"
    for name in "${lab_names[@]}"; do
        machine_loaders "$state/tree/lab/$name" "lab/$name" "${lab_entry[$name]-}" \
            "${lab_cmdline[$name]-}"
        machine_tell "$name"
    done
    for once in "${onces[@]}"; do once_place "${once%%=*}" "${once#*=}"; done
}

machine_tell() {
    local name=$1 who=${lab_mac[$1]-} uuid=${lab_uuid[$1]-}

    tree_machines+=("--machine=$who${who:+${uuid:+,}}$uuid lab/$name")
    [[ -z $who ]] || watch_flags+=("--name=$who=$name")
}
