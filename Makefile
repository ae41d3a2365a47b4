# SPDX-License-Identifier: MIT
# NoOS: every entry point. `make help` lists them.
MAKEFLAGS += -rR --no-print-directory
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := help
.SECONDEXPANSION:

# A value in single quotes for the shell, and whether a file does not hold these lines: then what
# depends on it is made again. make looks at this by itself, so that make -n tells the truth.
quoted = '$(subst ','"'"',$(1))'
stale = $(if $(call differ,$(file <$(1)),$(2)),ALWAYS)
differ = $(subst x$(1),,x$(2))$(subst x$(2),,x$(1))

# Tools of networks and file systems lie where an ordinary user's PATH does not lead.
export PATH := $(PATH):/usr/sbin:/sbin

# With set-up in the list, goals go one after another: the others need what it installs.
ifneq ($(filter setup,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

BUILD ?= build
# make splits names at blanks; a folder with odd characters in its name goes by another one.
ifneq ($(value BUILD),build)
ifneq ($(shell printf '%s' $(call quoted,$(value BUILD)) | tr -d 'A-Za-z0-9/._+-'),)
override BUILD := $(shell scripts/build-path.sh $(call quoted,$(value BUILD)))
endif
endif
ifeq ($(BUILD),)
$(error BUILD names no folder that can be built in)
endif
# The media do not depend on each other, so they are made side by side unless -j says otherwise; one
# more than there are processors, since xorriso mostly waits.
ifeq ($(origin JOBS),undefined)
JOBS := $(shell nproc)
endif
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell expr $(JOBS) + 1)
endif

V ?=
Q := $(if $(V),,@)
ACCEL ?= tcg

# The toolchain: CC= and CROSS_COMPILE= win; a plain gcc serves where no cross compiler is installed.
ifeq ($(origin CROSS_COMPILE),undefined)
CROSS_COMPILE := $(patsubst %gcc,%,$(notdir $(firstword $(foreach p,x86_64-linux-gnu-gcc x86_64-elf-gcc,$(wildcard $(addsuffix /$(p),$(subst :, ,$(PATH))))))))
endif
ifneq ($(filter default undefined,$(origin CC)),)
CC := $(CROSS_COMPILE)gcc
endif
LD := $(CROSS_COMPILE)ld
OBJCOPY := $(CROSS_COMPILE)objcopy
NM := $(CROSS_COMPILE)nm
HOSTCC ?= gcc
AR := ar
FUZZCC ?= clang
NASM ?= nasm

VERSION := $(shell scripts/version.sh --both)
ifndef SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH := $(lastword $(VERSION))
endif
VERSION := $(firstword $(VERSION))
export SOURCE_DATE_EPOCH

# What the menu boots. `make images` with these keeps them for run, serve, write-usb and
# rehearse, until the media are made again without.
ifeq ($(filter iso usb netboot images keys check bundle-example,$(MAKECMDGOALS)),)
-include $(BUILD)/settings.mk
endif
KERNEL ?=
CMDLINE ?=
MODULES ?=
BUNDLE ?=
SIGN ?=
USB_TYPE ?= 0c

# A value goes to the scripts as one line.
define newline


endef
$(foreach v,KERNEL BUNDLE CMDLINE MODULES SIGN USB_TYPE,$(if $(findstring $(newline),$(value $(v))),$(error $(v) has a line break in it)))

# ---- sources -------------------------------------------------------------------------------------

kernel_c    := $(sort $(wildcard kernel/*.c kernel/*/*.c))
kernel_asm  := $(sort $(wildcard boot/*.asm kernel/*/*.asm))
kernel_obj  := $(patsubst %,$(BUILD)/obj/%.o,$(kernel_asm) $(kernel_c))
host_rooms  := $(filter-out kernel/lib/mem.c,$(sort $(wildcard kernel/lib/*.c kernel/fmt/*.c kernel/mm/*.c)))
tool_names  := $(sort $(patsubst tools/%/main.c,%,$(wildcard tools/*/main.c)))
tool_common := $(sort $(wildcard tools/common/*.c))
tool_parts  := $(filter-out %/main.c,$(sort $(wildcard tools/*/*.c)))
unit_names  := $(sort $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c)))
fuzz_names  := $(sort $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c)))
tools       := $(tool_names:%=$(BUILD)/tools/%)

# ---- flags ---------------------------------------------------------------------------------------

warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
kernel_cflags := -std=gnu11 -O2 -g -ffreestanding -fno-pic -mcmodel=kernel -mno-red-zone \
    -mgeneral-regs-only -fstack-protector-strong -mstack-protector-guard=global \
    -fno-asynchronous-unwind-tables -fcf-protection=none -fno-omit-frame-pointer \
    -fno-strict-aliasing -ffile-prefix-map=$(call quoted,$(CURDIR))=. \
    -ffile-prefix-map=$(call quoted,$(abspath $(BUILD)))/=build/ -ffile-prefix-map=$(BUILD)/=build/ \
    $(warnings) -Ikernel
kernel_ldflags := -nostdlib -static -z max-page-size=4096 -z noexecstack --build-id=none \
    --no-warn-rwx-segments --fatal-warnings -T config/linker.ld
# Relocations in 32-bit code are meant; older versions do not know that warning.
nasm_warnings := -Wall -Werror -w-unknown-warning -w-reloc
host_cflags := -std=gnu11 -O2 -g -D_GNU_SOURCE -ffile-prefix-map=$(call quoted,$(CURDIR))=. \
    $(warnings) -Itools -Ikernel
test_cflags := -std=gnu11 -O1 -g -D_GNU_SOURCE -fno-omit-frame-pointer -fno-sanitize-recover=all \
    $(warnings) -Itools -Ikernel
# Counts what a run reaches; only scripts/coverage.sh asks for it, in a folder of its own.
COVERAGE ?=
test_cflags += $(if $(COVERAGE),--coverage)

# ---- help, set-up --------------------------------------------------------------------------------

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## /  make \1\t/p' Makefile tests/tests.mk | expand -t 27

setup: ## install what is missing (Debian packages); starts no service
	@scripts/setup.sh

# ---- kernel --------------------------------------------------------------------------------------

kernel: $(BUILD)/noos.elf ## build the kernel

build_id := $(VERSION) $(SOURCE_DATE_EPOCH)
$(BUILD)/version: $$(call stale,$$@,$$(build_id)) | $(BUILD)/
	@printf '%s\n' '$(build_id)' >$@.new && mv $@.new $@

# BUILD that cannot be written to is one sentence, not a page of make's.
$(BUILD)/:
	@folder=$$(readlink -m '$@') && mkdir -p "$$folder" 2>/dev/null && test -w "$$folder" || { echo "make: cannot write to $$folder (choose another place: make BUILD=DIR)" >&2; exit 2; }

$(BUILD)/obj/%.asm.o: %.asm scripts/assemble.sh Makefile | $(BUILD)/
	@command -v $(NASM) >/dev/null || { echo "nasm is missing: apt install nasm (or: make setup)" >&2; exit 2; }
	@mkdir -p $(@D)
	@$(NASM) -f elf64 -Iboot/ -M -MP -MT $@ -MF $@.d.new $< && mv $@.d.new $@.d
	$(Q)scripts/assemble.sh --out=$@.new $< $(NASM) -f elf64 -g -F dwarf $(nasm_warnings) -Iboot/ && mv $@.new $@

$(BUILD)/obj/%.c.o: %.c Makefile | $(BUILD)/
	@command -v $(CC) >/dev/null || { echo "$(CC) is missing: apt install gcc (or: make setup)" >&2; exit 2; }
	@mkdir -p $(@D)
	$(Q)$(CC) $(kernel_cflags) -MMD -MP -MT $@ -MF $@.d.new -c -o $@.new $< && mv $@.d.new $@.d && mv $@.new $@

$(BUILD)/obj/kernel/version.c.o: kernel_cflags += -DNOOS_VERSION='"$(VERSION)"' \
    -DNOOS_DATE='"$(shell date -u -d @$(SOURCE_DATE_EPOCH) +%F)"'
$(BUILD)/obj/kernel/version.c.o: $(BUILD)/version

# Linked twice: the first link tells where the functions lie, the second carries their names.
$(BUILD)/gen/symbols-none.c: scripts/symbols.sh | $(BUILD)/
	@mkdir -p $(@D)
	$(Q)scripts/symbols.sh </dev/null >$@.new && mv $@.new $@

$(BUILD)/gen/symbols.c: $(BUILD)/noos.unnamed.elf scripts/symbols.sh
	$(Q)$(NM) -n $< | scripts/symbols.sh >$@.new && mv $@.new $@

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c Makefile
	$(Q)$(CC) $(kernel_cflags) -c -o $@.new $< && mv $@.new $@

$(BUILD)/noos.unnamed.elf: $(kernel_obj) $(BUILD)/gen/symbols-none.o config/linker.ld
	$(Q)$(LD) $(kernel_ldflags) -o $@.new $(filter %.o,$^) && mv $@.new $@

$(BUILD)/noos.debug.elf: $(kernel_obj) $(BUILD)/gen/symbols.o config/linker.ld
	$(Q)$(LD) $(kernel_ldflags) -o $@.new $(filter %.o,$^) && mv $@.new $@

$(BUILD)/noos.elf: $(BUILD)/noos.debug.elf
	$(Q)$(OBJCOPY) --strip-all $< $@.new && mv $@.new $@

# ---- console font --------------------------------------------------------------------------------

FONT := /usr/share/consolefonts/Uni2-Terminus16.psf.gz

$(BUILD)/gen/font.c: scripts/font.sh $(wildcard $(FONT)) Makefile | $(BUILD)/
	@mkdir -p $(@D)
	$(Q)scripts/font.sh --out='$@' '$(FONT)'

$(BUILD)/gen/font.o: kernel/dev/console_font.h
$(BUILD)/noos.unnamed.elf $(BUILD)/noos.debug.elf: $(BUILD)/gen/font.o

# ---- keyboard layouts ----------------------------------------------------------------------------

# The first is the default.
KEYMAPS := us de fr

$(BUILD)/gen/keymaps.c: scripts/keymap.sh Makefile | $(BUILD)/
	@mkdir -p $(@D)
	$(Q)scripts/keymap.sh --out='$@' $(KEYMAPS)

$(BUILD)/gen/keymaps.o: kernel/lib/keymap.h
$(BUILD)/noos.unnamed.elf $(BUILD)/noos.debug.elf: $(BUILD)/gen/keymaps.o
host_rooms += $(BUILD)/gen/keymaps.c

# ---- names of PCI devices ------------------------------------------------------------------------

PCI_IDS := /usr/share/misc/pci.ids

pci_names := $(BUILD)/gen/pci-names $(BUILD)/gen/pci-names-few
$(pci_names) &: scripts/pci-names.sh $(wildcard $(PCI_IDS)) Makefile | $(BUILD)/
	@mkdir -p $(@D)
	$(Q)scripts/pci-names.sh --out='$(BUILD)/gen/pci-names' --few='$(BUILD)/gen/pci-names-few' '$(PCI_IDS)'

# Linked in as it is; objcopy makes the symbols out of the file's name.
$(BUILD)/gen/pci-names.o: $(BUILD)/gen/pci-names
	$(Q)cd $(@D) && $(OBJCOPY) -I binary -O elf64-x86-64 -B i386:x86-64 \
	    --rename-section .data=.pci_names,alloc,load,readonly,data,contents \
	    --redefine-sym _binary_pci_names_start=pci_names_start \
	    --redefine-sym _binary_pci_names_end=pci_names_end --strip-symbol _binary_pci_names_size \
	    pci-names $(@F).new && mv $(@F).new $(@F)

$(BUILD)/noos.unnamed.elf $(BUILD)/noos.debug.elf: $(BUILD)/gen/pci-names.o

# Network loaders for BIOS have little room: their kernel has the names of classes and vendors only.
$(BUILD)/noos-few-names.elf: $(BUILD)/noos.elf $(BUILD)/gen/pci-names-few
	$(Q)$(OBJCOPY) --update-section .pci_names=$(BUILD)/gen/pci-names-few $< $@.new && mv $@.new $@

# ---- media ---------------------------------------------------------------------------------------

own_kernel := $(BUILD)/noos.elf
# Each flag is a line, for the script that makes a copy of a medium.
flag = $(if $(value $(2)),$(newline)--$(1)=$(value $(2)))
media_lines = --kernel=$(or $(value KERNEL),$(own_kernel))$(newline)--version=$(VERSION)$(newline)--epoch=$(SOURCE_DATE_EPOCH)$(call \
    flag,bundle,BUNDLE)$(call flag,cmdline,CMDLINE)$(call flag,modules,MODULES)$(call flag,sign,SIGN)$(newline)--no-warnings$(newline)--type=$(USB_TYPE)
media_flags = --kernel=$(call quoted,$(or $(value KERNEL),$(own_kernel))) --version='$(VERSION)' --epoch='$(SOURCE_DATE_EPOCH)' \
    $(if $(value BUNDLE),--bundle=$(call quoted,$(value BUNDLE))) \
    $(if $(value CMDLINE),--cmdline=$(call quoted,$(value CMDLINE))) \
    $(if $(value MODULES),--modules=$(call quoted,$(value MODULES))) $(sign_flag)
sign_flag = $(if $(value SIGN),--sign=$(call quoted,$(value SIGN)))
bundle_scripts := $(addprefix images/,$(addsuffix .sh,lib words kernel bundle entry list menu content plan grub sign))
menu_inputs := $(sort $(wildcard config/grub/*)) config/bundle.conf $(bundle_scripts)

# Files that a bundle names may have any name, which make could not handle: a script says which they
# are, whether one is the kernel built here, and how they stand; the plan changes when they do, or
# this folder moves. Nobody has to ask where only the kernel built here can be meant.
media_facts = $(if $(media_facts_now),,$(eval media_facts_now := $$(facts_found) $$(subst $$$$,,$$(CURDIR))))$(media_facts_now)
facts_found = $(if $(value KERNEL)$(value BUNDLE)$(value MODULES)$(strip $(call names_files,config/bundle.conf)),$(shell images/plan.sh \
    --facts --built='$(own_kernel)' $(media_flags)),$(own_kernel))
names_files = $(foreach w,kernel module,$(findstring $(w)=,$(subst $(w) =,$(w)=,$(strip $(file <$(1))))))
media_kernel = $(filter $(own_kernel),$(media_facts))

# Media depend on the variables too, which are kept once they have led to a plan.
$(BUILD)/media-flags: $$(call stale,$$@,$$(media_lines)) | $(BUILD)/
	@printf '%s\n' $(subst $(newline),' ',$(call quoted,$(media_lines))) >$@.new && mv $@.new $@

plan := $(BUILD)/plan/facts
$(plan): $(BUILD)/media-flags $(menu_inputs) $$(call stale,$$@,$$(media_facts)) | $$(media_kernel)
	$(Q)images/plan.sh $(media_flags) --facts=$(call quoted,$(media_facts)) --out='$(@D)'
	@printf 'define %s\n%s\nendef\n' $(foreach v,KERNEL BUNDLE CMDLINE MODULES SIGN USB_TYPE,$(v) $(call quoted,$(value $(v)))) >$(BUILD)/settings.mk.new && mv $(BUILD)/settings.mk.new $(BUILD)/settings.mk

# Which keys the loaders are for; there is no such file until some are signed. Keys that are put away
# sign nothing, but what they have signed stays as it is.
signing := $(if $(value SIGN)$(wildcard $(BUILD)/signing),$(BUILD)/signing)
signing_line = $(value SIGN): $(if $(value SIGN),$(signing_sum))
signing_sum = $(shell cd $(call quoted,$(value SIGN)) 2>/dev/null && cat boot.gpg db.crt | cksum || sed 's/.*: //' '$(BUILD)/signing' 2>/dev/null)
$(BUILD)/signing: $$(call stale,$$@,$$(signing_line)) | $(BUILD)/
	@printf '%s\n' $(call quoted,$(signing_line)) >$@.new && mv $@.new $@

$(BUILD)/loaders.stamp: images/loaders.sh images/lib.sh images/content.sh images/grub.sh images/sign.sh $(wildcard config/grub/*) $(BUILD)/version $(signing) $(if $(value SIGN),| $(plan))
	$(Q)images/loaders.sh --out='$(BUILD)/loaders' --version='$(VERSION)' --epoch='$(SOURCE_DATE_EPOCH)' $(sign_flag)
	@touch $@

# What a medium holds is also written down, beside it (images/list.sh).
media_inputs := $(BUILD)/loaders.stamp $(plan) $$(media_kernel)
media_make = --plan='$(BUILD)/plan' --version='$(VERSION)' --epoch='$(SOURCE_DATE_EPOCH)' --loaders='$(BUILD)/loaders' \
    --list='$(BUILD)/content/$(1).list'

# What the doctor finds broken does not stay.
medium_check = $(Q)$(BUILD)/tools/doctor --quiet --level=warning

$(BUILD)/noos.iso: images/iso.sh $(media_inputs) | $(BUILD)/tools/doctor
	$(Q)images/iso.sh $(call media_make,iso) --out='$@'
	$(medium_check) '$@'

$(BUILD)/noos-usb.img: images/usb.sh $(media_inputs) | $(BUILD)/tools/doctor
	$(Q)images/usb.sh $(call media_make,usb) --type='$(USB_TYPE)' --out='$@'
	$(medium_check) '$@'

$(BUILD)/netboot.stamp: netboot/tree.sh $(media_inputs) $$(if $$(media_kernel),$(BUILD)/noos-few-names.elf) | $(BUILD)/tools/doctor $(BUILD)/tools/grubcore
	$(Q)netboot/tree.sh $(call media_make,netboot) --grubcore='$(BUILD)/tools/grubcore' \
	    --small-kernel='$(own_kernel)=$(BUILD)/noos-few-names.elf' --out='$(BUILD)/netboot'
	$(medium_check) '$(BUILD)/netboot' || { rm -rf '$(BUILD)/netboot'; exit 1; }
	@touch $@

bundle-example: ## print a bundle with comments: BUNDLE=file builds media from one
	@cat config/bundle-example.conf

keys: ## make the keys that sign media: SIGN=DIR, which make images SIGN=DIR then takes
	$(Q)scripts/keys.sh --out=$(call quoted,$(value SIGN)) --build='$(BUILD)'

iso: $(BUILD)/noos.iso ## build the hybrid ISO
usb: $(BUILD)/noos-usb.img ## build the raw USB image
netboot: $(BUILD)/netboot.stamp ## build the netboot tree
images: iso usb netboot $(BUILD)/manifest.json ## build all three media, and what describes them: [CMDLINE=] [KERNEL= MODULES=] [BUNDLE=] [SIGN=] [USB_TYPE=0c|ef]

# ---- what the media hold -------------------------------------------------------------------------

facts_scripts := images/facts.sh images/facts-read.sh images/facts-sign.sh images/menu.awk images/lib.sh
facts := $(BUILD)/facts/iso $(BUILD)/facts/usb $(BUILD)/facts/netboot

$(BUILD)/facts/iso: $(BUILD)/noos.iso
$(BUILD)/facts/usb: $(BUILD)/noos-usb.img
$(BUILD)/facts/netboot: $(BUILD)/netboot.stamp
$(facts): $(facts_scripts)
	@mkdir -p $(@D)
	$(Q)images/facts.sh --lines --image='$(patsubst %.stamp,%,$(filter $(BUILD)/%,$^))' --out='$@'

described := $(BUILD)/manifest.json $(BUILD)/noos.spdx.json $(BUILD)/SHA256SUMS
$(described) &: images/manifest.sh $(wildcard images/*.jq) $(facts) $(BUILD)/version
	$(Q)images/manifest.sh --facts='$(BUILD)/facts' --out='$(BUILD)' --version='$(VERSION)' \
	    --epoch='$(SOURCE_DATE_EPOCH)' --commit='$(shell scripts/version.sh --commit)' \
	    $(foreach t,cc=$(CC) ld=$(LD) nasm=$(NASM) grub-mkimage=grub-mkimage xorriso=xorriso mtools=mcopy \
	        mkfs.fat=mkfs.fat parted=parted tar=tar gzip=gzip,--tool='$(t)')

# ---- running -------------------------------------------------------------------------------------

tools: $(tools) ## build the host programs

tool_libs = $(if $(findstring qemuwatch,$(1)),-ljansson) $(if $(filter %/doctor %/grubcore,$(1)),-llzma) \
    $(if $(filter %/writeusb,$(1)),-lcrypto -pthread)

# It reads the kernel's font as the kernel does.
$(BUILD)/tools/screentext: kernel/fmt/psf.c kernel/lib/utf8.c
$(BUILD)/tools/doctor $(BUILD)/tools/writeusb: kernel/lib/crc32.c
$(BUILD)/tools/doctor $(BUILD)/tools/grubcore: $(wildcard tools/grub/*.c tools/grub/*.h)

$(tools): $(BUILD)/tools/%: $$(wildcard tools/%/*.c tools/%/*.h) $(tool_common) $(wildcard tools/common/*.h kernel/lib/*.h) Makefile | $(BUILD)/
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(host_cflags) -o $@.new $(filter %.c,$^) $(call tool_libs,$@) && mv $@.new $@

IMAGE ?=
doctor: $(BUILD)/tools/doctor ## what real machines dislike in a boot medium: IMAGE=FILE|DIR|DEV
	$(Q)$(BUILD)/tools/doctor $(call quoted,$(value IMAGE))

rehearse: images $(tools) ## boot every medium on every firmware in QEMU and print the table
	$(Q)scripts/rehearse.sh --build='$(BUILD)' --jobs=$(JOBS) $(if $(V),--v)

rehearse-all: images $(tools) $$(unit_programs) $$(fuzz_programs) ## everything docs/hardware.md tells of: covered, failing or not rehearsable
	$(Q)status=0; $(test_run) unit fuzz scripts boot rehearse || status=$$?; \
	    scripts/hardware-table.sh --build='$(BUILD)' && exit $$status

release: images $(tools) ## rehearse everything, and only then write build/release/; SIGN_KEY=GPG-key signs it
	$(Q)scripts/release.sh --build='$(BUILD)' --jobs=$(JOBS) $(if $(SIGN_KEY),--sign-key='$(SIGN_KEY)')

MEDIUM ?= iso
FIRMWARE ?= bios
run: images $(tools) ## boot interactively here: MEDIUM=iso|usb|pxe FIRMWARE=bios|uefi|uefi32
	$(Q)scripts/run.sh --build='$(BUILD)' --medium='$(MEDIUM)' --firmware='$(FIRMWARE)' --accel='$(ACCEL)'

debug: images $(tools) ## the same, stopped at the start, with gdb attached
	$(Q)scripts/debug.sh --build='$(BUILD)' --medium='$(MEDIUM)' --firmware='$(FIRMWARE)' --accel='$(ACCEL)'

serve: netboot $(BUILD)/tools/benchwatch ## netboot a bench: IFACE=eth1 [PROXY=1] [HTTP=1] [LAB=file] [ONCE=MAC=ENTRY] [SERIAL=] [JSON=1]
	$(Q)netboot/serve.sh --iface='$(IFACE)' --tree='$(BUILD)/netboot' $(if $(FORCE),--force) $(if $(PROXY),--proxy) \
	    $(if $(HTTP),--http) $(if $(value LAB),--lab=$(call quoted,$(value LAB))) $(if $(JSON),--json) \
	    $(foreach once,$(ONCE),--once='$(once)') $(if $(value SERIAL),--serial=$(call quoted,$(value SERIAL)))

serve-once: ## tell the server that runs: IFACE=eth1 ONCE=MAC=ENTRY starts that entry at the next boot only
	$(Q)netboot/serve-once.sh --iface='$(IFACE)' $(foreach once,$(ONCE),--once='$(once)')

write-usb: $(if $(value IMAGE),,usb) $(tools) ## write the USB image to a stick: DEV=/dev/sdX [IMAGE=FILE] [YES=1] [REHEARSE=1] [FORCE=1]
	$(Q)scripts/write-usb.sh --build='$(BUILD)' --dev=$(call quoted,$(value DEV)) $(if $(value IMAGE),--image=$(call quoted,$(value IMAGE))) \
	    $(if $(YES),--yes) $(if $(FORCE),--force) $(if $(REHEARSE),--rehearse)

image_flags = $(if $(value IMAGE),--image=$(call quoted,$(value IMAGE))) $(if $(value DEV),--dev=$(call quoted,$(value DEV))) \
    $(if $(MANIFEST),--manifest='$(MANIFEST)') --build='$(BUILD)'

verify: ## compare a medium with its manifest: IMAGE=FILE|DIR or DEV=/dev/sdX
	$(Q)scripts/verify.sh $(image_flags) $(if $(filter-out file undefined,$(origin SIGN)),--keys=$(call quoted,$(value SIGN)))

what-is: ## say what any medium is: IMAGE=FILE|DIR or DEV=/dev/sdX
	$(Q)scripts/what-is.sh $(image_flags)

include tests/tests.mk

clean: ## remove what was built
	@test ! -e '$(BUILD)' || test -f '$(BUILD)/version' || { echo "make: $(BUILD) was not made by this Makefile, so it stays" >&2; exit 2; }
	$(Q)folder=$$(readlink -f '$(BUILD)') && rm -rf "$$folder" '$(BUILD)'

ALWAYS:
.PHONY: ALWAYS help setup kernel iso usb netboot images keys bundle-example tools doctor rehearse rehearse-all release run \
    debug serve serve-once write-usb verify what-is units coverage check check-fast check-fresh check-reproducible bench clean

-include $(kernel_obj:%=%.d)
