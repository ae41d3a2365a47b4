# SPDX-License-Identifier: MIT
#
# facts.jq — makes one object of the lines that images/facts.sh reads from a medium.

# The menu: each kernel and module belongs to the entry above it.
def menu:
    reduce (.[] | select(.[0] | startswith("menu"))) as $line (null;
        if $line[0] == "menu" then {path: $line[1], default: null, entries: []}
        elif $line[0] == "menu-default" then .default = (.default // $line[1])
        elif $line[0] == "menu-entry" then
            .entries += [{id: $line[1], title: $line[2], kernels: [], modules: []}]
        elif $line[0] == "menu-kernel" then
            .entries[-1].kernels += [{command: $line[1], path: $line[2], cmdline: $line[3]}]
        elif $line[0] == "menu-module" then
            .entries[-1].modules += [{command: $line[1], path: $line[2], words: $line[3]}]
        else . end);

def files(word):
    [.[] | select(.[0] == word) | {path: .[1], size: (.[2] | tonumber), sha256: .[3]}]
    | sort_by(.path);

[inputs | split("\t")] as $lines
| {
    kind: $kind,
    volume: ([$lines[] | select(.[0] == "volume") | .[1]][0]),
    made_by: ([$lines[] | select(.[0] == "made-by") | {(.[1]): .[2]}] | add // {}),
    size: ([$lines[] | select(.[0] == "whole") | .[1] | tonumber][0]),
    behind: ([$lines[] | select(.[0] == "whole") | $length - (.[1] | tonumber)
        | select(. > 0)][0]),
    sha256: ([$lines[] | select(.[0] == "whole") | .[2] | select(. != "")][0]),
    regions: [$lines[] | select(.[0] == "region")
        | {name: .[1], offset: (.[2] | tonumber), size: (.[3] | tonumber), sha256: .[4]}],
    partition_tables: [$lines[] | select(.[0] == "table") | .[1] | fromjson],
    boot_images: [$lines[] | select(.[0] == "boot-image") | .[1] | gsub(" +"; " ") | ltrimstr(" ")],
    files: ($lines | files("file")),
    esp_files: ($lines | files("esp-file")),
    packed: ([$lines[] | select(.[0] == "packed")
        | {loader: .[1], path: .[2], size: (.[3] | tonumber), sha256: .[4]}]),
    kernels: [$lines[] | select(.[0] == "kernel") | {path: .[1], kind: .[2]}
        + if .[3] == "" then {} else {version: .[3]} end],
    unreadable: [$lines[] | select(.[0] == "unreadable") | .[1]],
    menu: ($lines | menu)
}
