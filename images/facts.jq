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

def lines($word): .[] | select(.[0] == $word);

def files($word):
    [lines($word) | {path: .[1], size: (.[2] | tonumber), sha256: .[3]}] | sort_by(.path);

def facts: split("\n") | map(select(. != "") | split("\t")) | {
    kind: ([lines("kind") | .[1]][0]),
    volume: ([lines("volume") | .[1]][0]),
    made_by: ([lines("made-by") | {(.[1]): .[2]}] | add // {}),
    size: ([lines("whole") | .[1] | tonumber][0]),
    behind: ([lines("behind") | .[1] | tonumber | select(. > 0)][0]),
    sha256: ([lines("whole") | .[2] | select(. != "")][0]),
    regions: [lines("region")
        | {name: .[1], offset: (.[2] | tonumber), size: (.[3] | tonumber), sha256: .[4]}],
    partition_tables: [lines("table") | .[1] | fromjson | .partitiontable],
    boot_images: [lines("boot-image") | .[1] | gsub(" +"; " ") | ltrimstr(" ")],
    files: files("file"),
    esp_files: files("esp-file"),
    packed: [lines("packed") | {loader: .[1], path: .[2], size: (.[3] | tonumber), sha256: .[4]}],
    kernels: [lines("kernel") | {path: .[1], kind: .[2]}
        + if .[3] == "" then {} else {version: .[3]} end],
    unreadable: [lines("unreadable") | .[1]],
    signed: ([lines("signed") | .[1]][0]),
    signatures: [lines("signature") | {path: .[1], good: (.[2] == "good")}],
    menu: menu
};
