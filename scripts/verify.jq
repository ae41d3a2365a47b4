# SPDX-License-Identifier: MIT
#
# verify.jq — compares the facts of a medium with what its manifest says, one line for each
# difference. A line that begins with ! is a difference, one with = is only said.

def by_path: (. // []) | map({(.path): .}) | add // {};

def plural: "\(.) file" + if . == 1 then "" else "s" end;

# files WHERE ACTUAL WANTED
def files(where; actual; wanted):
    (actual | by_path) as $actual | (wanted | by_path) as $wanted
    | ($wanted | keys[] | . as $path
        | if $actual[$path] == null then "!missing: \(where)\($path)"
          elif $actual[$path].sha256 == $wanted[$path].sha256 then empty
          elif $actual[$path].size == $wanted[$path].size
          then "!changed: \(where)\($path), still \($wanted[$path].size) bytes"
          else "!changed: \(where)\($path), \($actual[$path].size) bytes instead of \($wanted[$path].size)"
          end),
      ($actual | keys[] | . as $path | select($wanted[$path] == null)
        | "!extra: \(where)\($path), \($actual[$path].size) bytes");

def partition: if . == null then "none" else
    "type \(.type), \(.size) sectors from \(.start)" + if .bootable then ", active" else "" end end;

def table($which): ([(.partition_tables // [])[] | select(.label == $which) | .partitions[]
    | {(.number | tostring): partition}] | add) // {};

def tables(actual; wanted): ("dos", "gpt") as $which
    | (actual | table($which)) as $actual | (wanted | table($which)) as $wanted
    | (($actual + $wanted) | keys[]) as $number
    | select($actual[$number] != $wanted[$number])
    | "!partition \($number) of the \(if $which == "dos" then "MBR" else "GPT" end): "
      + "\($actual[$number] // "none"); it was \($wanted[$number] // "none")";

def regions(actual; wanted):
    ((actual // []) | map({(.name): .}) | add // {}) as $actual
    | (wanted // [])[] | select($actual[.name].sha256 != .sha256)
    | "!differs: the \(.name), \(.size) bytes from byte \(.offset)";

.version as $version | .media[$number] as $wanted | $facts[0] as $actual
| [
    (if $actual.size < $wanted.size and $wanted.kind != "netboot"
        then "!too short: \($actual.size) bytes instead of \($wanted.size)" else empty end),
    (([tables($actual; $wanted)]) as $tables
        | (regions($actual.regions; $wanted.regions)
            | select($tables == [] or (startswith("!differs: the partition table") | not))),
        $tables[]),
    files(""; $actual.files; $wanted.files),
    files("in the EFI system partition: "; $actual.esp_files; $wanted.esp_files),
    (($actual.unreadable // [])[] | "!unreadable: \(.)"),
    (($actual.signatures // [])[] | select(.good | not) | "!not signed by this key: \(.path)")
] as $lines
| ($lines + if ($lines == [] and $wanted.sha256 != null and $wanted.sha256 != $actual.sha256) then
    [if $wanted.kind == "iso" then
        "!differs: bytes of the ISO that belong to no file, boot code or table"
     else "=only times, free space or marks of the file system differ, as after a stick was mounted" end]
  else [] end) as $lines
| $lines[],
  (if $wanted.signed == null then empty
    elif any($lines[]; startswith("!")) then
        "=it is signed, and cannot be edited where it lies: make images SIGN=DIR makes it anew"
    elif ($actual.signatures // []) == [] then "=it is signed; no public key was at hand to check it by"
    else "=\($actual.signatures | length) signatures are good, the menu by the key \($actual.signed)" end),
  (if $actual.behind then "=\($actual.behind) bytes lie behind the image, as on a larger stick"
    else empty end),
  "=" + $image + ": " + ([$lines[] | select(startswith("!"))] | length
    | if . == 0 then "as \($manifest) says: \($wanted.medium) of NoOS \($version), "
        + ($wanted.files | length | plural)
      else "\(.) difference\(if . == 1 then "" else "s" end) from \($manifest)" end)
