# SPDX-License-Identifier: MIT
#
# sbom.jq — makes an SPDX 2.3 document of the manifest: what is inside the media, from which package
# of the distribution, under which licence. Only what ends up in the bytes is listed; a compiler that
# merely made them is not.

# From the manifest, so that two documents share a namespace only if they are the same.
def uuid: .[0:8] + "-" + .[8:12] + "-8" + .[13:16] + "-a" + .[17:20] + "-" + .[20:32];

def spdx_id: "SPDXRef-" + gsub("[^A-Za-z0-9.-]"; "-");

def package(id; version): {
    SPDXID: (id | spdx_id), versionInfo: version, filesAnalyzed: false,
    downloadLocation: "NOASSERTION", copyrightText: "NOASSERTION"
};

def relation(from; type; to): {
    spdxElementId: (from | if . == "DOCUMENT" then "SPDXRef-DOCUMENT" else spdx_id end),
    relationshipType: type, relatedSpdxElement: (to | spdx_id)
};

# What the distribution brings: the package, who wrote it, its licence, and what of it goes in.
def upstream: [
    ["grub-pc-bin", "GNU GRUB", "GPL-3.0-or-later",
        "boot sectors, core and modules for BIOS: in the ISO, the USB image and noos-bios.0"],
    ["grub-efi-amd64-bin", "GNU GRUB", "GPL-3.0-or-later", "kernel and modules for 64-bit UEFI"],
    ["grub-efi-ia32-bin", "GNU GRUB", "GPL-3.0-or-later", "kernel and modules for 32-bit UEFI"],
    ["grub-common", "GNU Unifont", "GPL-2.0-or-later WITH Font-exception-2.0",
        "the menu's font, /usr/share/grub/ascii.pf2"],
    ["console-setup-linux", "Terminus Font", "OFL-1.1",
        "the console font in the kernel, Uni2-Terminus16"],
    ["xkb-data", "X Keyboard Extension data", "MIT",
        "the keyboard layouts in the kernel, as ckbcomp of console-setup turns them into tables"],
    ["pci.ids", "The PCI ID Repository", "GPL-2.0-or-later OR BSD-3-Clause",
        "the names of PCI vendors, devices and classes in the kernel"]
];

def purl:
    "pkg:deb/debian/\(.name)@\(.version | @uri)?arch=\(.architecture)";

# Font, layouts and names are in NoOS, which is not on media of another kernel alone.
def inside: (.kernel == null) as $foreign | upstream
    | map(select(($foreign | not) or (.[0] | startswith("grub-"))));

def upstream_packages: . as $manifest | inside[] | . as [$name, $what, $licence, $part]
    | ([$manifest.packages[] | select(.name == $name)][0]) as $found
    | package($name; $found.version // "NOASSERTION") + {
        name: $name, summary: "\($what): \($part)",
        supplier: "Organization: Debian", licenseConcluded: $licence, licenseDeclared: $licence
    } + if $found == null then {} else {externalRefs: [{
        referenceCategory: "PACKAGE-MANAGER", referenceType: "purl",
        referenceLocator: ($found | purl)
    }]} end;

# What a user put on the media beside NoOS: nothing is known of its licence.
def foreign: [.media[] | (.files // []) + ((.packed // []) | map(del(.loader))) | .[]
    | select(.path | test("^boot/(modules|kernels|files)/"))] | unique_by(.sha256);

def sbom($sum): . as $manifest
| (foreign) as $foreign
| {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: "NoOS-\(.version)",
    documentNamespace: "https://spdx.org/spdxdocs/noos-\(.version | @uri)-\($sum | uuid)",
    creationInfo: {created: .date, creators: ["Tool: noos-sbom-\(.version)"]},
    packages: ([
        (.media[] | package(.path; $manifest.version) + {
            name: .path, licenseConcluded: "NOASSERTION", licenseDeclared: "NOASSERTION",
            primaryPackagePurpose: "OPERATING-SYSTEM"
        } + if .sha256 then {
            packageFileName: .path, checksums: [{algorithm: "SHA256", checksumValue: .sha256}]
        } else {} end),
        (package("noos"; .version) + {
            name: "NoOS", supplier: "NOASSERTION", licenseConcluded: "MIT",
            licenseDeclared: "MIT", summary: "the kernel, the menus and the configuration of the loaders"
        } + if .kernel then {checksums: [{algorithm: "SHA256", checksumValue: .kernel.sha256}]}
        else {} end),
        upstream_packages,
        ($foreign[] | package("file-" + .sha256[0:16]; "NOASSERTION") + {
            name: .path, licenseConcluded: "NOASSERTION", licenseDeclared: "NOASSERTION",
            checksums: [{algorithm: "SHA256", checksumValue: .sha256}]
        })
    ]),
    relationships: ([
        (.media[] | .path as $path
            | relation("DOCUMENT"; "DESCRIBES"; $path),
            (["noos"] + ($manifest | inside | map(.[0])) + ($foreign | map("file-" + .sha256[0:16]))
                | .[] | relation($path; "CONTAINS"; .)))
    ])
};
