# SPDX-License-Identifier: MIT
# The tests: their programs, and the targets that run them. Part of the top-level Makefile.

test_deps := $(wildcard kernel/*/*.h kernel/dev/*.c kernel/task/*.c tools/*/*.h tests/unit/fake/*/*.h) Makefile

$(BUILD)/unit/obj/%.o: %.c $(test_deps) | $(BUILD)/
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(test_cflags) -fsanitize=address,undefined -c -o $@ $<

$(BUILD)/unit/libkernel.a: $(host_rooms:%.c=$(BUILD)/unit/obj/%.o)
$(BUILD)/unit/libtools.a: $(tool_parts:%.c=$(BUILD)/unit/obj/%.o)
$(BUILD)/unit/lib%.a:
	$(Q)rm -f $@ && $(AR) rcsD $@ $^

$(BUILD)/unit/test_%: tests/unit/test_%.c $(wildcard tests/unit/*.h) $(BUILD)/unit/libtools.a $(BUILD)/unit/libkernel.a $(test_deps)
	$(Q)$(HOSTCC) -Itests/unit/fake $(test_cflags) -fsanitize=address,undefined -Itests/unit -o $@ $< $(filter %.a,$^) -lcmocka -ljansson -llzma -lcrypto

$(BUILD)/fuzz/obj/%.o: %.c $(test_deps) | $(BUILD)/
	@mkdir -p $(@D)
	$(Q)$(FUZZCC) $(test_cflags) -fsanitize=fuzzer-no-link,address,undefined -c -o $@ $<

$(BUILD)/fuzz/libkernel.a: $(host_rooms:%.c=$(BUILD)/fuzz/obj/%.o)
$(BUILD)/fuzz/libtools.a: $(tool_parts:%.c=$(BUILD)/fuzz/obj/%.o)
$(BUILD)/fuzz/lib%.a:
	$(Q)rm -f $@ && $(AR) rcsD $@ $^

$(BUILD)/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(BUILD)/fuzz/libtools.a $(BUILD)/fuzz/libkernel.a $(test_deps)
	$(Q)$(FUZZCC) $(test_cflags) -fsanitize=fuzzer,address,undefined -o $@ $< $(filter %.a,$^) -ljansson -llzma -lcrypto

unit_programs := $(unit_names:%=$(BUILD)/unit/%)
fuzz_programs := $(fuzz_names:%=$(BUILD)/fuzz/%)
# The tests call make themselves, with settings of their own.
test_run = env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL tests/run.sh --build='$(BUILD)' --jobs=$(JOBS)

units: $(unit_programs) # the programs, without running them

coverage: ## how much of lib, fmt and mm the unit tests reach (BUILD/coverage)
	$(Q)env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -j$(JOBS) BUILD='$(BUILD)/coverage' COVERAGE=1 units
	$(Q)scripts/coverage.sh --build='$(BUILD)/coverage'

check-fast: $(unit_programs) $(BUILD)/noos.elf ## style and unit tests, under a minute
	$(Q)$(test_run) style unit kernel

check: images $(tools) $(unit_programs) $(fuzz_programs) ## all tests, the whole rehearsal included (of plain media, which it makes anew)
	$(Q)$(test_run) style unit fuzz kernel images scripts netboot boot rehearse

SUITE ?= bookworm
check-fresh: ## the two commands in a fresh chroot: SUITE=bookworm|trixie (root)
	$(Q)env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL scripts/check-fresh.sh --suite='$(SUITE)'

check-reproducible: ## build twice, the second time under everything that must not matter
	$(Q)env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL scripts/check-reproducible.sh

bench: images $(tools) ## measure build, media, growth, boot, network and consoles beside grub-mkrescue
	$(Q)env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL scripts/bench.sh --build='$(BUILD)'
