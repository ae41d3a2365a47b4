#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What describes the media tells the truth: the manifest by reading the media in other ways than it
# was made by, the checksums by sha256sum, the list of parts by the rules of SPDX 2.3.
# shellcheck disable=SC2016  # the variables belong to jq
set -euo pipefail

# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# says FILTER: what the manifest says, raw.
says() {
    jq -r "$1" "$build/manifest.json"
}

sums_good() {
    local listed

    (cd "$build" && sha256sum --strict --quiet -c SHA256SUMS) || return 1
    listed=$(cut -c 67- "$build/SHA256SUMS" | sort)
    diff <(printf '%s\n' "$listed") <({
        printf '%s\n' manifest.json noos.iso noos-usb.img noos.spdx.json
        cd "$build" && find netboot -type f
    } | sort)
}

head_good() {
    same 'format' "$(says .format)" noos-manifest-1 &&
        same 'version' "$(says .version)" "$version" &&
        same 'epoch' "$(says .epoch)" "$(sed -n 's/^--epoch=//p' "$build/media-flags")" &&
        same 'date' "$(says .date)" "$(date -u -d "@$(says .epoch)" +%FT%TZ)" &&
        same 'media' "$(says '[.media[].path] | join(" ")')" 'noos.iso noos-usb.img netboot'
}

# The commit is that of the version: the media may be older than the last one.
commit_good() {
    [[ $version == *+g* ]] || return 0
    [[ $(says .commit) == "${version#*+g}"* || "$(says .commit)" == "$(cut -d- -f1 <<<"${version#*+g}")"* ]]
}

tools_good() {
    local name

    for name in cc ld nasm grub-mkimage xorriso mtools mkfs.fat parted tar gzip; do
        [[ $(says ".tools[\"$name\"]") =~ [0-9]\.[0-9] ]] ||
            { printf '%s: %s\n' "$name" "$(says ".tools[\"$name\"]")" && return 1; }
    done
    [[ $(says '.tools["grub-mkimage"]') == "$(grub-mkimage --version)" ]]
}

# listed MEDIUM: its files by the manifest, as sha256sum would list them.
listed() {
    says ".media[] | select(.medium == \"$1\") | .files[] | \"\(.sha256)  \(.path)\"" | sort -k2
}

summed() {
    (cd "$1" && find . -type f -printf '%P\0' | sort -z | xargs -0 sha256sum) | sort -k2
}

sizes_good() {
    local medium=$1 path size

    while IFS=$'\t' read -r size path; do
        same "size of $path" "$(stat -c %s "$2/$path")" "$size" || return 1
    done < <(says ".media[] | select(.medium == \"$medium\") | .files[] | \"\(.size)\t\(.path)\"")
}

# The ISO is unpacked by xorriso, except for the catalogue, which is no file; the USB image by mcopy.
iso_listed() {
    xorriso -no_rc -osirrox on -indev "$build/noos.iso" -extract / "$WORK/iso" 2>/dev/null
    chmod -R u+w "$WORK/iso"
    rm -f "$WORK/iso/boot/boot.cat"
    diff <(listed iso) <(summed "$WORK/iso") && sizes_good iso "$WORK/iso"
}

usb_listed() {
    mkdir "$WORK/usb"
    mcopy -s -n -Q -i "$build/noos-usb.img@@1M" ::/ "$WORK/usb"
    diff <(listed usb) <(summed "$WORK/usb") && sizes_good usb "$WORK/usb"
}

netboot_listed() {
    diff <(listed netboot) <(summed "$build/netboot") && sizes_good netboot "$build/netboot"
}

whole_good() {
    local file

    for file in noos.iso noos-usb.img; do
        same "size of $file" "$(says ".media[] | select(.path == \"$file\") | .size")" \
            "$(stat -c %s "$build/$file")" || return 1
        same "sum of $file" "$(says ".media[] | select(.path == \"$file\") | .sha256")" \
            "$(sha256sum <"$build/$file" | cut -d' ' -f1)" || return 1
    done
}

menus_good() {
    local medium

    for medium in iso usb netboot; do
        same "entries of $medium" "$(says ".media[] | select(.medium == \"$medium\")
            | .menu | [.default, (.entries[].id)] | join(\" \")")" \
            'release release debug auto baud9600 baud57600' || return 1
        same "kernel of $medium" "$(says ".media[] | select(.medium == \"$medium\")
            | .menu.entries[2].kernels[0] | .path + \" \" + .cmdline")" \
            "/boot/noos.elf mode=release \"autorun=diag all; poweroff\" medium=${medium/netboot/pxe}" ||
            return 1
    done
}

tables_good() {
    same 'USB' "$(says '.media[1].partition_tables | map(.label + " " + (.partitions | map(
        "\(.number) \(.type) \(.start) \(.bootable // false)") | join(", "))) | join("; ")')" \
        'dos 1 c 2048 true' &&
        same 'ISO' "$(says '.media[0].partition_tables | map(.label + " "
            + (.partitions | map(.type[0:2] + (if .bootable then "*" else "" end)) | join(" ")))
            | join("; ")')" 'gpt EB C1 EB; dos ee 0*'
}

# Nothing of this machine is in it.
nothing_local() {
    ! grep -nF -e "$build" -e "$top" -e "$HOSTNAME" "$build/manifest.json" "$build/noos.spdx.json"
}

# The rules of SPDX 2.3 for JSON that a reader would stumble over (clauses 6, 7 and 11).
spdx_good() {
    jq -e '
        .spdxVersion == "SPDX-2.3" and .dataLicense == "CC0-1.0" and .SPDXID == "SPDXRef-DOCUMENT"
        and (.name | length > 0) and (.documentNamespace | test("^https://[^#]+$"))
        and (.creationInfo.created | test("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$"))
        and all(.creationInfo.creators[]; test("^(Tool|Person|Organization): "))
        and ([.packages[].SPDXID] | length == (unique | length))
        and all(.packages[]; (.SPDXID | test("^SPDXRef-[A-Za-z0-9.-]+$")) and (.name | length > 0)
            and .downloadLocation and .filesAnalyzed == false)
        and all(.packages[].checksums[]?; .algorithm == "SHA256"
            and (.checksumValue | test("^[0-9a-f]{64}$")))
        and (([.packages[].SPDXID] + [.SPDXID]) as $known
            | all(.relationships[]; (.spdxElementId, .relatedSpdxElement) as $id
                | $known | index($id)))
        and any(.relationships[]; .relationshipType == "DESCRIBES")
        and ([.packages[].SPDXID] - [.relationships[].relatedSpdxElement] == [])
    ' "${1:-$build/noos.spdx.json}" >/dev/null
}

spdx_rules_bite() {
    local spoil

    for spoil in 'del(.documentNamespace)' '.documentNamespace += "#x"' 'del(.packages[0].SPDXID)' \
        '.relationships[0].relatedSpdxElement = "SPDXRef-none"' '.packages[1].SPDXID = .packages[0].SPDXID' \
        '.creationInfo.created = "now"' 'del(.packages[2].downloadLocation)'; do
        jq "$spoil" "$build/noos.spdx.json" >"$WORK/spoilt.json"
        ! spdx_good "$WORK/spoilt.json" 2>/dev/null || { printf 'accepted: %s\n' "$spoil" && return 1; }
    done
}

# Every medium contains GRUB, with its licence and the version that dpkg knows.
spdx_names_grub() {
    local package

    for package in grub-pc-bin grub-efi-amd64-bin grub-efi-ia32-bin; do
        same "$package" "$(jq -r --arg name "$package" '.packages[] | select(.name == $name)
            | .licenseConcluded + " " + .versionInfo' "$build/noos.spdx.json")" \
            "GPL-3.0-or-later $(dpkg-query -W -f '${Version}' "$package")" || return 1
        same "media with $package" "$(jq -r --arg id "SPDXRef-$package" '[.relationships[]
            | select(.relatedSpdxElement == $id) | .spdxElementId] | sort | join(" ")' \
            "$build/noos.spdx.json")" 'SPDXRef-netboot SPDXRef-noos-usb.img SPDXRef-noos.iso' || return 1
    done
    jq -e 'any(.packages[]; .name == "console-setup-linux" and .licenseConcluded == "OFL-1.1")
        and any(.packages[]; .name == "xkb-data") and any(.packages[]; .name == "pci.ids") and any(.packages[]; .name == "NoOS"
            and .licenseConcluded == "MIT")' "$build/noos.spdx.json" >/dev/null
}

# One changed byte changes the facts; what is not a medium is told in a sentence.
facts_of_another() {
    cp "$build/noos.iso" "$WORK/other.iso"
    printf 'X' | dd of="$WORK/other.iso" bs=1 seek=$((124 * 2048)) conv=notrunc status=none
    ! cmp -s <("$top/images/facts.sh" --image="$WORK/other.iso") \
        <("$top/images/facts.sh" --image="$build/noos.iso")
}

main() {
    flags_read "$@"
    tap_begin 18
    check 'sha256sum -c finds every file it lists, and all are listed' sums_good
    check 'version, time and media' head_good
    check 'the commit' commit_good
    check 'the tools' tools_good
    check 'the files of the ISO, as xorriso unpacks them' iso_listed
    check 'the files of the USB image, as mcopy copies them' usb_listed
    check 'the files of the netboot tree' netboot_listed
    check 'the media as a whole' whole_good
    check 'the menus' menus_good
    check 'the partition tables' tables_good
    check 'no name or path of this machine' nothing_local
    check 'the list of parts keeps the rules of SPDX 2.3' spdx_good
    check 'and a list that does not is seen' spdx_rules_bite
    check 'GRUB, fonts and keyboard layouts with their licences' spdx_names_grub
    check 'other bytes, other facts' facts_of_another
    check_status 2 'no medium' "there is no '.*/none'" "$top/images/facts.sh" --image="$WORK/none"
    check_status 2 'no facts' 'no folder of facts' "$top/images/manifest.sh" --facts="$WORK/none" \
        --out="$WORK" --version=1 --epoch=1
    check_status 2 'half the facts' 'there is no .*/(iso|usb|netboot): make images' "$top/images/manifest.sh" \
        --facts="$WORK" --out="$WORK" --version=1 --epoch=1
    tap_end
}

main "$@"
