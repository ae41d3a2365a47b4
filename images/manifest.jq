# SPDX-License-Identifier: MIT
#
# manifest.jq — the layout of build/manifest.json; docs/release.md tells what each part is. Prints the
# manifest, the list of parts, and the lines of SHA256SUMS that come from them, so that one process
# does it all.

include "facts";
include "sbom";

def rows: split("\n") | map(select(. != "") | split("\t"));

# What does not apply to a kind of medium is left out.
def medium(name; path): {medium: name, path: path} + (with_entries(select(.value != null and .value != [] and .value != {})));

def manifest: ($usb | facts) as $usb | {
    format: "noos-manifest-1",
    name: "NoOS",
    version: $version,
    epoch: ($epoch | tonumber),
    date: ($epoch | tonumber | todate),
    tools: ($tools | rows | map({(.[0]): .[1]}) | add // {}),
    packages: ($packages | rows | map({name: .[0], version: .[1], architecture: .[2]})
        | sort_by(.name)),
    kernel: ([$usb.files[] | select(.path == "boot/noos.elf")][0]),
    media: [($iso | facts | medium("iso"; "noos.iso")), ($usb | medium("usb"; "noos-usb.img")),
        ($netboot | facts | medium("netboot"; "netboot"))]
} + if $commit == "" then {} else {commit: $commit} end;

def sums: .media[] | .path as $path | if .sha256 then "\(.sha256)  \($path)"
    else .files[] | "\(.sha256)  \($path)/\(.path)" end;

manifest | ., sbom($sum), sums
