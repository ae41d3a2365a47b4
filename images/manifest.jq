# SPDX-License-Identifier: MIT
#
# manifest.jq — the layout of build/manifest.json; docs/release.md tells what each part is.

def rows: split("\n") | map(select(. != "") | split("\t"));

# What does not apply to a kind of medium is left out.
def medium(name; path): {medium: name, path: path} + (with_entries(select(.value != null and .value != [] and .value != {})));

{
    format: "noos-manifest-1",
    name: "NoOS",
    version: $version,
    epoch: ($epoch | tonumber),
    date: ($epoch | tonumber | todate),
    tools: ($tools | rows | map({(.[0]): .[1]}) | add // {}),
    packages: ($packages | rows | map({name: .[0], version: .[1], architecture: .[2]})
        | sort_by(.name)),
    kernel: ([$usb[0].files[] | select(.path == "boot/noos.elf")][0]),
    media: [($iso[0] | medium("iso"; "noos.iso")), ($usb[0] | medium("usb"; "noos-usb.img")),
        ($netboot[0] | medium("netboot"; "netboot"))]
}
+ if $commit == "" then {} else {commit: $commit} end
