# SPDX-License-Identifier: MIT
#
# what-is.jq — the facts of a medium as a person reads them.

def row(name; text): "  " + (name + "             ")[0:11] + text;

# The marker file names the version; a foreign medium has none.
def marker: [(.files + (.packed // []))[] | .path
    | capture("^boot/noos-(?<version>[0-9].*)$").version][0];

def has_file(pattern): any(.files[]; .path | test(pattern; "i"));

def has_gpt: any(.partition_tables[]; .label == "gpt");

def has_mbr: any(.partition_tables[]; .label == "dos");

def kind_text: if .kind == "netboot" then "a netboot tree"
    elif .kind == "iso" then
        if has_mbr or has_gpt then "a hybrid ISO" else "an ISO, no hybrid" end
    elif has_gpt then "a disk with a GPT"
    elif has_mbr then "a disk with an MBR and no GPT"
    elif (.files | length) > 0 then "a FAT file system without a partition table"
    else "nothing that is known here: neither an ISO nor a disk with partitions" end;

# What would start it, by what is there to be started.
def firmware: [
    (if .kind == "netboot" then (if has_file("^noos-bios\\.0$|\\.0$") then "BIOS" else empty end)
     elif any(.boot_images[]?; test("BIOS")) then
        if has_mbr then "BIOS from CD and from a stick" else "BIOS from CD" end
     elif .kind == "disk" and any(.partition_tables[].partitions[]?; .bootable) then "BIOS"
     else empty end),
    (if has_file("bootx64\\.efi$|x64\\.efi$") or any(.esp_files[]?; .path | test("bootx64"; "i"))
        then "UEFI x64" else empty end),
    (if has_file("bootia32\\.efi$|ia32\\.efi$") or any(.esp_files[]?; .path | test("bootia32"; "i"))
        then "UEFI ia32" else empty end)
];

. as $facts | marker as $version
| "\($image): \(kind_text)" + (if $version then ", made by NoOS"
    elif .partition_tables == [] and .files == [] then "" else ", not made by NoOS" end),
  (if $version then row("version"; $version) else empty end),
  (if .volume then row("volume id"; .volume) else empty end),
  (if $version == null then (.made_by // {} | to_entries[] | row((.key | ascii_downcase); .value))
    else empty end),
  row("size"; "\(.size) bytes" + if .behind then ", and \(.behind) behind it" else "" end),
  (if .sha256 then row("sha256"; .sha256) else empty end),
  (firmware | if . == [] then empty else row("starts on"; join(", ")) end),
  (if .signed then row("signed"; "by the key \(.signed); it cannot be edited where it lies") else empty end),
  (.partition_tables[] | .label as $which | .partitions[]
    | row(if $which == "gpt" then "GPT" else "MBR" end;
        "\(.number): type \(.type), \(.size) sectors from \(.start)"
        + if .bootable then ", active" else "" end)),
  (.kernels[] | .path as $path | row("kernel"; "\(.path): \(.kind)"
    + (if .version then ", version \(.version)" else "" end))),
  (if .menu == null then row("menu"; "none that GRUB reads") else
    row("menu"; "\(.menu.path), \(.menu.entries | length) entries"),
    (.menu.default as $default | [.menu.entries[]
        | "    " + (if .id == $default and .id != "" then "* " else "  " end) + .title,
          (.kernels[] | "        \(.command) \(.path) \(.cmdline)"),
          (.modules[] | "        \(.command) \(.path) \(.words)")]
      | if length > 60 then .[0:60][], "    and more" else .[] end) end),
  row("files"; "\(.files | length)" + if (.files | length) > 12 then "" else
    (if .files == [] then "" else ": " + ([.files[].path] | join(" ")) end) end),
  (if .unreadable != [] then row("damaged"; .unreadable | join(" ")) else empty end),
  ($manifests | split("\n") | map(select(. != "") | split("\t"))
    | if . == [] then row("manifest"; "none at hand lists exactly these bytes") else
        .[] | row("manifest"; "\(.[0]) lists exactly these bytes as \(.[2]) of \(.[1])") end)
