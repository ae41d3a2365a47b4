/* SPDX-License-Identifier: MIT */
/*
 * finding_table.c — every kind of finding. "project#number" names a thread in which somebody's
 * machine did this; a file name, the source that does.
 */
#include "doctor/finding.h"

/* clang-format off */
const struct finding_kind finding_kinds[FINDING_COUNT] = {
    [FINDING_MBR_SIGNATURE] = {
        "mbr-signature", LEVEL_ERROR,
        "no BIOS starts a sector without it, and no firmware reads a partition table there",
        "UEFI Specification 5.2.1; kldload#3",
        "write 55 AA to bytes 510 and 511, or the whole image anew" },
    [FINDING_MBR_NO_ACTIVE] = {
        "mbr-no-active", LEVEL_ERROR,
        "some BIOSes and CSMs (HP MicroServer G8) do not offer the stick, or say \"Missing operating system\"",
        "chimera-live#21; qubes-builderv2#79; onie#495; WoeUSB#97; truenas-installer#62",
        "xorriso: --mbr-force-bootable; a raw image: parted set 1 boot on" },
    [FINDING_MBR_MANY_ACTIVE] = {
        "mbr-many-active", LEVEL_ERROR,
        "boot code that looks for the active partition stops at \"Invalid partition table\"",
        "UEFI Specification 5.2.1; chimera-live#21",
        "leave one status byte at 0x80 and set the others to 0" },
    [FINDING_MBR_EE_ACTIVE] = {
        "mbr-ee-active", LEVEL_ERROR,
        "UEFI demands 0 there: a Dell XPS 13 then finds no EFI system partition",
        "multibootusb#430; truenas-installer#61; UEFI Specification 5.2.3",
        "take the flag off the 0xEE entry and flag another: xorriso --mbr-force-bootable makes one of type 0" },
    [FINDING_MBR_STATUS] = {
        "mbr-status", LEVEL_ERROR,
        "a BIOS takes a table with such a byte for no table",
        "UEFI Specification 5.2.1",
        "set the byte to 0x80 for the active partition and to 0 for the others" },
    [FINDING_MBR_OVERLAP] = {
        "mbr-overlap", LEVEL_ERROR,
        "UEFI refuses the whole table, and what is written to one partition changes the other",
        "UEFI Specification 5.2.1; edk2 PartitionDxe/Mbr.c",
        "partition the image anew" },
    [FINDING_MBR_BEYOND] = {
        "mbr-beyond", LEVEL_ERROR,
        "UEFI refuses the whole table; mostly the image was cut off, or the stick is too small",
        "UEFI Specification 5.2.1; edk2 PartitionDxe/Mbr.c",
        "write the whole image to a stick that is large enough" },
    [FINDING_MBR_CHS] = {
        "mbr-chs", LEVEL_WARNING,
        "BIOSes that guess a stick's geometry from the table treat it as a floppy or read other sectors",
        "rmprepusb tutorial 27; alt.os.development 2017 \"USB-HDD, USB-FDD, USB-ZIP\"; memtest86plus#293",
        "write the numbers for 255 heads and 63 sectors that the LBA gives" },
    [FINDING_MBR_CHS_GEOMETRY] = {
        "mbr-chs-geometry", LEVEL_NOTE,
        "the numbers fit the LBA, but a BIOS that counts in 255 heads and 63 sectors reads others",
        "rmprepusb tutorial 27; memtest86plus#293",
        "write the numbers for 255 heads and 63 sectors that the LBA gives" },
    [FINDING_MBR_FLOPPY] = {
        "mbr-floppy", LEVEL_WARNING,
        "some BIOSes start such a stick as a floppy or ZIP disk, with another drive number",
        "grub boot.S; rmprepusb tutorial 27",
        "fill bytes 3 to 89 of sector 0 with zeros" },
    [FINDING_ISO_NOT_HYBRID] = {
        "iso-not-hybrid", LEVEL_WARNING,
        "it starts from a CD only: from a stick no BIOS does, and UEFI only where it looks for El Torito there",
        "kldload#3",
        "make the ISO with boot code and a partition table: xorriso --grub2-mbr, -append_partition" },
    [FINDING_GRUB_DRIVE] = {
        "grub-drive", LEVEL_WARNING,
        "a BIOS that passes a wrong drive number leaves \"GRUB\" on the screen and nothing else",
        "grub boot.S, util/setup.c",
        "install with grub-bios-setup, or write two NOPs (90 90) to byte 0x66" },
    [FINDING_GRUB_CORE] = {
        "grub-core", LEVEL_ERROR,
        "a BIOS prints \"GRUB\" and stops, or runs whatever lies there",
        "grub boot.S, diskboot.S, util/setup.c",
        "install with grub-bios-setup; make an ISO with one run of xorriso and change nothing behind it" },
    [FINDING_GRUB_GAP] = {
        "grub-gap", LEVEL_ERROR,
        "the first write to the partition destroys GRUB, or GRUB has destroyed the partition",
        "grub util/setup.c",
        "begin the first partition at LBA 2048, or take modules out of the core" },
    [FINDING_GAP_SMALL] = {
        "gap-small", LEVEL_WARNING,
        "GRUB's core hardly fits in front of it (31 KiB before LBA 63), and the next one may not",
        "grub util/setup.c",
        "begin the first partition at LBA 2048" },
    [FINDING_GPT_HEADER] = {
        "gpt-header", LEVEL_ERROR,
        "firmware does not take the table, or takes the copy and writes over this one",
        "UEFI Specification 5.3.2",
        "repair it with gdisk, or write the image anew" },
    [FINDING_GPT_ENTRIES] = {
        "gpt-entries", LEVEL_ERROR,
        "firmware does not take the table, or takes the copy and writes over this one",
        "UEFI Specification 5.3.2",
        "repair it with gdisk, or write the image anew" },
    [FINDING_GPT_BACKUP] = {
        "gpt-backup", LEVEL_ERROR,
        "partitioning tools call the disk damaged and offer to change it; mostly the image was cut off",
        "UEFI Specification 5.3.2; kairos#2547",
        "write the whole image, or repair it with gdisk" },
    [FINDING_GPT_BACKUP_PLACE] = {
        "gpt-backup-place", LEVEL_NOTE,
        "true of every image on a larger stick: tools offer to move the copy, and nothing else happens",
        "UEFI Specification 5.3.2",
        "nothing need be done; sgdisk --move-second-header moves it" },
    [FINDING_GPT_PROTECTIVE] = {
        "gpt-protective", LEVEL_ERROR,
        "UEFI ignores a GPT without it",
        "UEFI Specification 5.2.3; edk2 PartitionDxe/Gpt.c",
        "give sector 0 an entry of type 0xEE that begins at LBA 1" },
    [FINDING_GPT_OVERLAP] = {
        "gpt-overlap", LEVEL_ERROR,
        "UEFI refuses the partitions, and what is written to one changes the other",
        "UEFI Specification 5.3.3; edk2 PartitionDxe/Gpt.c",
        "partition the image anew" },
    [FINDING_GPT_BEYOND] = {
        "gpt-beyond", LEVEL_ERROR,
        "UEFI refuses the partition; mostly the image was cut off",
        "UEFI Specification 5.3.3; edk2 PartitionDxe/Gpt.c",
        "write the whole image, or partition it anew" },
    [FINDING_GPT_CSM] = {
        "gpt-csm", LEVEL_NOTE,
        "CSMs of ThinkPads (T460p, T480) refuse any stick with a GPT; a few UEFIs (OptiPlex 7050) want one",
        "Limine#470; eos-installer#15; NomadBSD#15; kairos#2547",
        "offer an image with a plain partition table beside this one" },
    [FINDING_GPT_4K] = {
        "gpt-4k", LEVEL_WARNING,
        "a stick with sectors of 512 bytes, as nearly all have, shows no partition",
        "seabios blockcmd.c; UEFI Specification 5.3.1",
        "make the image for sectors of 512 bytes" },
    [FINDING_ESP_MBR_TYPE] = {
        "esp-mbr-type", LEVEL_NOTE,
        "some UEFIs (MSI B550-A PRO, old Dells) look for type 0xEF only; Windows hides that type",
        "memtest86plus#332; Ventoy#1142; systemd#1125",
        "where a machine does not list the stick, set the type to 0xEF (here: make images USB_TYPE=ef)" },
    [FINDING_ESP_NOT_FAT] = {
        "esp-not-fat", LEVEL_ERROR,
        "UEFI reads FAT only, and finds no loader there",
        "UEFI Specification 13.3",
        "put a FAT file system there, or mark the partition as something else" },
    [FINDING_FAT_NOT_32] = {
        "fat-not-32", LEVEL_WARNING,
        "some UEFIs do not know the smaller kinds of FAT on a stick",
        "coreos/scripts#775; coreos-assembler#2491; fedora-coreos-docs#326; to the contrary rufus#1614",
        "mkfs.fat -F 32 -s 1 on 34 MiB or more" },
    [FINDING_FAT_12_ON_ISO] = {
        "fat-12-on-iso", LEVEL_NOTE,
        "usual on a CD and known to work; from a stick, a few UEFIs want FAT32",
        "coreos-assembler#2491; rufus#1614; fedora-coreos-docs#326",
        "offer an image with a FAT32 partition beside this one" },
    [FINDING_FAT_CLUSTERS] = {
        "fat-clusters", LEVEL_ERROR,
        "drivers that go by the number of clusters, as the specification says, read another kind of FAT",
        "Microsoft FAT Specification 1.03; coreos/scripts#775",
        "make the file system larger, or its clusters smaller: FAT32 has 65,525 and more" },
    [FINDING_FAT_SECTOR] = {
        "fat-sector", LEVEL_ERROR,
        "firmware reads sectors of 512 bytes from nearly all sticks, and finds nothing in this one",
        "seabios blockcmd.c; edk2 Fat",
        "mkfs.fat -S 512" },
    [FINDING_FAT_SIZE] = {
        "fat-size", LEVEL_ERROR,
        "drivers refuse the file system, or read beyond its partition",
        "Microsoft FAT Specification 1.03; edk2 Fat",
        "write the whole image, or make the file system anew for its partition" },
    [FINDING_FAT_HIDDEN] = {
        "fat-hidden", LEVEL_NOTE,
        "boot code inside a FAT partition counts from it; firmware does not look at it",
        "Microsoft FAT Specification 1.03",
        "mkfs.fat -h LBA" },
    [FINDING_FAT_BOGUS_PARTITION] = {
        "fat-bogus-partition", LEVEL_WARNING,
        "a MacBook's EFI takes it for a disk with a partition, and hangs",
        "grub-devel 2019-04 (msg00099)",
        "mformat -k, or fill bytes 446 to 509 with zeros" },
    [FINDING_FAT_COPIES] = {
        "fat-copies", LEVEL_WARNING,
        "readers differ in which one they take; mostly a stick was pulled while it was written",
        "Microsoft FAT Specification 1.03",
        "fsck.fat -a, or write the image anew" },
    [FINDING_FAT_DAMAGED] = {
        "fat-damaged", LEVEL_ERROR,
        "files cannot be read whole",
        "Microsoft FAT Specification 1.03",
        "write the image anew; fsck.fat -vn tells more" },
    [FINDING_ISO_DAMAGED] = {
        "iso-damaged", LEVEL_ERROR,
        "files cannot be read whole; mostly the image was cut off",
        "ECMA-119",
        "fetch or make the ISO anew" },
    [FINDING_FILES_CUT] = {
        "files-cut", LEVEL_NOTE,
        "the files behind them are not looked at, and nothing is called missing",
        "the doctor's own limits",
        "nothing need be done" },
    [FINDING_ISO_TREE_LOADER] = {
        "iso-tree-loader", LEVEL_WARNING,
        "a stick onto which the ISO's files are copied (Rufus in ISO mode, Ventoy) does not start under UEFI",
        "memtest86plus#402; memtest86plus#318; dasharo-issues#691",
        "put EFI/BOOT of the EFI system partition into the ISO's tree as well" },
    [FINDING_FILE_OVER_FAT32] = {
        "file-over-fat32", LEVEL_WARNING,
        "FAT32 holds no file of 4 GiB, so the ISO's files cannot be copied to a stick",
        "Microsoft FAT Specification 1.03; memtest86plus#402",
        "split the file, or say that the ISO has to be written as it is" },
    [FINDING_ELTORITO_NONE] = {
        "eltorito-none", LEVEL_ERROR,
        "no machine starts it from a CD",
        "El Torito Specification 1.0",
        "make the ISO with -b and -eltorito-alt-boot -e" },
    [FINDING_ELTORITO_CATALOG] = {
        "eltorito-catalog", LEVEL_ERROR,
        "firmware finds nothing to start from a CD",
        "El Torito Specification 1.0",
        "make the ISO anew, and change nothing behind xorriso" },
    [FINDING_ELTORITO_NO_BIOS] = {
        "eltorito-no-bios", LEVEL_WARNING,
        "no BIOS starts it from a CD",
        "El Torito Specification 1.0",
        "add a BIOS loader: xorriso -b FILE -no-emul-boot -boot-load-size 4" },
    [FINDING_ELTORITO_NO_EFI] = {
        "eltorito-no-efi", LEVEL_WARNING,
        "no UEFI starts it from a CD",
        "UEFI Specification 13.3.2",
        "add a UEFI image: xorriso -eltorito-alt-boot -e FILE -no-emul-boot" },
    [FINDING_ELTORITO_BEYOND] = {
        "eltorito-beyond", LEVEL_ERROR,
        "firmware loads what is not there; mostly the image was cut off or repacked",
        "El Torito Specification 1.0",
        "make the ISO anew, and change nothing behind xorriso" },
    [FINDING_ELTORITO_BIOS_LOAD] = {
        "eltorito-bios-load", LEVEL_ERROR,
        "a BIOS loads less than the first 2048 bytes of the loader, which then runs into nothing",
        "El Torito Specification 1.0; grub cdboot.S",
        "xorriso -boot-load-size 4" },
    [FINDING_ELTORITO_BIOS_LOAD_OTHER] = {
        "eltorito-bios-load-other", LEVEL_WARNING,
        "some BIOSes load no more than 4 sectors, or wrongly",
        "El Torito Specification 1.0; grub cdboot.S",
        "xorriso -boot-load-size 4, with a loader that fetches the rest itself" },
    [FINDING_ELTORITO_EFI_LOAD] = {
        "eltorito-efi-load", LEVEL_ERROR,
        "UEFI sees a file system that is cut off",
        "UEFI Specification 13.3.2; qubes-issues#794",
        "make the ISO anew with xorriso, which counts the sectors" },
    [FINDING_ELTORITO_EFI_LARGE] = {
        "eltorito-efi-large", LEVEL_ERROR,
        "the catalogue counts its sectors in 16 bits, so firmware sees a part of it",
        "qubes-issues#794",
        "keep only the loaders in it (2.88 MB) and the rest in the ISO's tree" },
    [FINDING_ELTORITO_BOOT_INFO] = {
        "eltorito-boot-info", LEVEL_ERROR,
        "GRUB and ISOLINUX stop at \"no boot info\", or load other blocks",
        "grub cdboot.S; isolinux.asm",
        "xorriso -boot-info-table; repacking an ISO with another tool breaks it" },
    [FINDING_UEFI_NONE] = {
        "uefi-none", LEVEL_WARNING,
        "no UEFI machine without a CSM, which is every new one, starts it",
        "UEFI Specification 3.5.1; memtest86plus#201",
        "add an EFI system partition with EFI/BOOT/BOOTX64.EFI" },
    [FINDING_UEFI_X64] = {
        "uefi-x64", LEVEL_ERROR,
        "64-bit UEFI looks for exactly this file on a removable medium, and does not list the stick without",
        "memtest86plus#201; memtest86plus#61 (HP Z440); UEFI Specification 3.5.1",
        "put the loader there under this name" },
    [FINDING_UEFI_IA32] = {
        "uefi-ia32", LEVEL_WARNING,
        "64-bit PCs with a 32-bit UEFI (Bay Trail tablets, early Macs, Atom D2550) do not start it",
        "Ventoy#169; home-assistant/os#3515; memtest86plus#243; supergrub#37; volumio/Build#61",
        "add GRUB for i386-efi under this name (package grub-efi-ia32-bin)" },
    [FINDING_PE_DAMAGED] = {
        "pe-damaged", LEVEL_ERROR,
        "firmware refuses to load it",
        "Microsoft PE and COFF Specification",
        "build or copy the loader anew" },
    [FINDING_PE_MACHINE] = {
        "pe-machine", LEVEL_ERROR,
        "firmware refuses a program for another machine",
        "UEFI Specification 2.1.1; Ventoy#169",
        "put the loader for that machine there" },
    [FINDING_PE_SUBSYSTEM] = {
        "pe-subsystem", LEVEL_ERROR,
        "firmware does not start what is no application",
        "UEFI Specification 2.1.1",
        "link it as an EFI application (subsystem 10)" },
    [FINDING_PE_WRITE_EXECUTE] = {
        "pe-write-execute", LEVEL_WARNING,
        "the newest AMI firmware, and OVMF with strict no-execute, refuse it",
        "memtest86plus#604, commit 5b867a1",
        "keep code and data in sections of their own" },
    [FINDING_PE_NX_COMPAT] = {
        "pe-nx-compat", LEVEL_NOTE,
        "firmware that insists on it is rare as yet; GRUB 2.06 and 2.12 do not set it",
        "memtest86plus#604; rhboot/grub2 ae45913ff",
        "a GRUB that sets NX_COMPAT, when the distribution has one" },
    [FINDING_PE_UNSIGNED] = {
        "pe-unsigned", LEVEL_NOTE,
        "Secure Boot refuses it, often without a word",
        "memtest86plus#318; memtest86plus#520",
        "switch Secure Boot off, or sign the loaders with a key of your own that the machine knows" },
    [FINDING_GRUB_CONFIG] = {
        "grub-config", LEVEL_ERROR,
        "GRUB ends at its prompt",
        "memtest86plus#402; kairos#3063; grub b7ec14c88",
        "put the file there, or let the loader search for one that is on the medium" },
    [FINDING_GRUB_ONE_ROOT] = {
        "grub-one-root", LEVEL_ERROR,
        "GRUB's root is the ISO from a CD and the EFI system partition from a stick: one of the two ends at its prompt",
        "kairos#3063",
        "put grub.cfg into both, or search for a file: search --file --set=root" },
    [FINDING_GRUB_SEARCH_UUID] = {
        "grub-search-uuid", LEVEL_WARNING,
        "files that are copied to another stick (Rufus in ISO mode, Ventoy) do not have it: GRUB ends at its prompt",
        "memtest86plus#402; memtest86plus#318",
        "search for a file whose name no other medium has" },
    [FINDING_NET_BIOS_NONE] = {
        "net-bios-none", LEVEL_WARNING,
        "BIOS machines, and old ROMs that do not say what they are, get nothing to start",
        "KB 932447; docker-netbootxyz#8",
        "add a loader for i386-pc-pxe" },
    [FINDING_NET_X64_NONE] = {
        "net-x64-none", LEVEL_WARNING,
        "64-bit UEFI machines get nothing to start",
        "opnsense/core#2223; xcat-core#7645",
        "add a loader for x86_64-efi" },
    [FINDING_NET_IA32_NONE] = {
        "net-ia32-none", LEVEL_NOTE,
        "the few machines with a 32-bit UEFI get nothing to start",
        "Ventoy#169; novaboot#8",
        "add a loader for i386-efi" },
    [FINDING_NET_BIOS_SIZE] = {
        "net-bios-size", LEVEL_ERROR,
        "it does not fit into base memory, where the ROM's own code also lies",
        "grub util/mkimage.c; ipxe-devel April 2011",
        "take modules out of the core, and let it fetch kernel and modules" },
    [FINDING_NET_FILE_32M] = {
        "net-file-32m", LEVEL_WARNING,
        "TFTP counts blocks in 16 bits: with blocks of 512 bytes some ROMs and servers stop at 32 MB",
        "grub net/tftp.c; rpi-eeprom#375; litex#1211",
        "keep every file below 32 MB, or use HTTP" },
    [FINDING_NET_FILE_64M] = {
        "net-file-64m", LEVEL_WARNING,
        "TFTP counts blocks in 16 bits: GRUB's blocks of 1024 bytes run over at 64 MB, which some servers do not survive",
        "grub net/tftp.c; litex#1211",
        "keep every file below 32 MB, or use HTTP" },
    [FINDING_NET_PRIVATE] = {
        "net-private", LEVEL_ERROR,
        "a TFTP server sends only what everybody may read: \"permission denied\"",
        "dnsmasq tftp.c; warewulf#1991; cockpit-machines#1658",
        "chmod -R u=rwX,go=rX on the tree" },
    [FINDING_NET_PROXY_DHCP] = {
        "net-proxy-dhcp", LEVEL_NOTE,
        "beside somebody else's DHCP server, GRUB asks that server for its files and ends at its prompt, or says nothing",
        "rhboot/grub2#87; ltsp#108; limine#265; grub efinet.c, bootp.c",
        "put everything into the loader's memory disk, or the server into the prefix: (tftp,ADDRESS)/boot/grub" },
};
/* clang-format on */
