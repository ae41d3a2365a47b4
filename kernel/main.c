/* SPDX-License-Identifier: MIT */
/*
 * kernel/main.c — the boot order, read aloud.
 *
 * boot/ has already said on the serial line that the kernel was entered. Each step here may rely on
 * those before it and on nothing else.
 */
#include "cpu/boot_state.h"
#include "cpu/console_lock.h"
#include "cpu/core.h"
#include "cpu/features.h"
#include "cpu/gdt.h"
#include "cpu/idt.h"
#include "cpu/machine_check.h"
#include "cpu/protection.h"
#include "cpu/registers.h"
#include "cpu/smi.h"
#include "cpu/spinlock.h"
#include "cpu/stack_guard.h"
#include "dev/acpi.h"
#include "dev/check_watch.h"
#include "dev/clock.h"
#include "dev/console.h"
#include "dev/core_start.h"
#include "dev/iommu.h"
#include "dev/irq.h"
#include "dev/machine.h"
#include "dev/nmi.h"
#include "dev/pci.h"
#include "dev/tick.h"
#include "dev/usb.h"
#include "diag/diag.h"
#include "kernel.h"
#include "lib/cmdline.h"
#include "lib/error.h"
#include "lib/log.h"
#include "lib/panic.h"
#include "lib/phases.h"
#include "lib/print.h"
#include "lib/str.h"
#include "lib/version.h"
#include "mm/direct_map.h"
#include "mm/heap.h"
#include "mm/memory_start.h"
#include "mm/stack.h"
#include "shell/shell.h"
#include "task/thread.h"
#include "welcome.h"

#define CMDLINE_SHOWN   512 /* bytes of the command line in the machine line */
#define UPTIME_EVERY_MS 10000

static struct boot_info boot;
static struct cmdline cmdline;
static struct memory_map memory;
static const struct test_subject subject = { .boot = &boot, .memory = &memory };
static char machine_fields[900];

/* Copies what the loader left before anything can overwrite it. */
static void boot_info_take(paddr_t info)
{
    const void *bytes = direct_map(info, MULTIBOOT2_INFO_MAX);
    const int result =
        bytes != NULL ? multiboot2_parse(&boot, bytes, MULTIBOOT2_INFO_MAX, info) : -E_RANGE;

    if (result != 0)
        log_error("boot: the loader's information at 0x%lx is damaged: %s", info,
                  error_name(result));
    if (cmdline_parse(&cmdline, boot.cmdline, sizeof(boot.cmdline)) < 0 || boot.cmdline_cut)
        log_warning("boot: the command line is too long or has an open quote; part of it is lost");
}

static bool mode_is(const char *name)
{
    const char *mode = cmdline_value(&cmdline, "mode");

    return mode != NULL && str_equal(mode, name);
}

static bool word_is_there(const char *name)
{
    return cmdline_value(&cmdline, name) != NULL;
}

static void log_level_apply(void)
{
    const char *value = cmdline_value(&cmdline, "loglevel");
    const char *mode = cmdline_value(&cmdline, "mode");
    uint64_t level = 7, given;

    if (mode_is("debug"))
        level = 8;
    if (value != NULL && (str_to_u64(value, NULL, &given) != 0 || given > 8))
        log_warning("boot: loglevel=%s is not 0 to 8", value);
    else if (value != NULL)
        level = given;
    log_set_threshold((int)level - 1); /* as Linux: messages below the number are shown */
    if (mode_is("debug"))
        log_info("boot: Debug mode enabled");
    else if (mode == NULL || mode_is("release"))
        log_info("boot: Release mode enabled");
    else
        log_warning("boot: mode=%s is neither debug nor release", mode);
}

static void unknown_words_name(void)
{
    static const char *const known[] = { "console", "loglevel", "mode",   "panic",
                                         "medium",  "autorun",  "keymap", "noapic",
                                         "nolapic", "nosmp",    "usb" };

    for (unsigned i = 0; i < cmdline.count; i++) {
        unsigned k = 0;

        while (k < ARRAY_SIZE(known) && !str_equal(cmdline.words[i].key, known[k]))
            k++;
        if (k == ARRAY_SIZE(known))
            log_notice("boot: \"%s\" on the command line has no effect here", cmdline.words[i].key);
    }
}

static void greet(void)
{
    log_info("boot: NoOS %s, loaded by %s", kernel_version, boot.loader);
    log_info("boot: command line: %s", boot.cmdline);
    log_debug("boot: at entry cr0=0x%x cr4=0x%x efer=0x%x info=0x%x", boot_state.cr0,
              boot_state.cr4, boot_state.efer, boot_state.info);
    for (unsigned i = 0; i < boot.module_count; i++)
        log_info("boot: module %u at 0x%lx, %lu bytes: %s", i, boot.modules[i].start,
                 boot.modules[i].end - boot.modules[i].start, boot.modules[i].text);
}

static void cpu_describe(void)
{
    const struct cpu_features *cpu = cpu_features();

    log_info("cpu: %s, %s family %u model %u stepping %u%s",
             cpu->brand[0] != '\0' ? cpu->brand : "unnamed", cpu->vendor, cpu->family, cpu->model,
             cpu->stepping, cpu->has_hypervisor ? ", under a hypervisor" : "");
}

/* Whether the screen lies where only the kernel's own map leads. */
static bool framebuffer_is_late(void)
{
    return boot.framebuffer.address >= DIRECT_MAP_BYTES;
}

/* The map changes under the screen, so nothing is said until it is reached again. */
static void memory_take(void)
{
    const int result = memory_start(&boot, &memory);

    if (framebuffer_is_late())
        console_screen_init(&cmdline, &boot.framebuffer);
    else
        console_screen_remap();
    if (result != 0)
        log_error("memory: no room for page tables; the first ones stay: %s", error_name(result));
    stack_init();
}

/* The line that says, in every report, which machine it was. */
static void machine_fields_make(void)
{
    const struct smbios_machine *id = machine_identity();
    const char *medium = cmdline_value(&cmdline, "medium");
    char line[CMDLINE_SHOWN];
    unsigned at = 0;
    int length = 0;

    for (const char *c = boot.cmdline; *c != '\0' && at < sizeof(line) - 3; c++) {
        if (*c == '"' || *c == '\\')
            line[at++] = '\\';
        line[at++] = *c;
    }
    line[at] = '\0';
    if (id->product[0] != '\0')
        length = print_format(machine_fields, sizeof(machine_fields), "machine=\"%s %s\" ",
                              id->manufacturer, id->product);
    length += print_format(machine_fields + length, sizeof(machine_fields) - (size_t)length,
                           "firmware=%s", machine_firmware(&boot));
    if (medium != NULL)
        length += print_format(machine_fields + length, sizeof(machine_fields) - (size_t)length,
                               " medium=%.16s", medium);
    print_format(machine_fields + length, sizeof(machine_fields) - (size_t)length,
                 " cpus=%u mem_mb=%lu version=%s cmdline=\"%s\"", core_count(),
                 memory_map_usable_bytes(&memory) >> 20, kernel_version, line);
}

static void threads_begin(void)
{
    static const struct thread_clock clock = { clock_now_ns, tick_want, tick_idle };
    const int result = thread_init("shell", &clock);

    if (result != 0)
        panic("no memory for threads: %s", error_name(result));
    tick_set_timer(thread_timer_fired);
}

/* So that a log that ends without a word, as by a board's watchdog, tells when. */
static void uptime_tell(void *context)
{
    (void)context;
    for (;;) {
        thread_sleep_ms(UPTIME_EVERY_MS);
        log_debug("uptime: %lu s", clock_now_ns() / 1000000000u);
    }
}

_Noreturn void kmain(uint32_t magic, uint32_t info)
{
    const struct shell_context context = { .boot = &boot, .memory = &memory };
    const char *autorun;

    (void)magic; /* boot/ refuses every other loader */
    stack_guard_seed();
    log_init();
    log_add_sink(shell_log_sink, NULL, false);
    gdt_set_first_stacks(core_first());
    gdt_init(core_first());
    idt_init();
    nmi_init();
    log_set_lock(console_lock, console_unlock);
    spin_set_checking(true);
    phase_end("begin", tsc_read());
    boot_info_take(info);
    panic_set_seconds(cmdline_value(&cmdline, "panic"));
    console_serial_init(&cmdline);
    phase_end("serial console", tsc_read());
    if (!framebuffer_is_late())
        console_screen_init(&cmdline, &boot.framebuffer);
    phase_end("screen", tsc_read());
    log_level_apply();
    spin_set_checking(mode_is("debug"));
    greet();
    unknown_words_name();
    pci_quiet();
    phase_end("PCI quieted", tsc_read());
    cpu_features_init();
    cpu_describe();
    smi_init();
    machine_check_init();
    machine_check_handle();
    protection_enable();
    phase_end("processor", tsc_read());
    pci_settle();
    phase_end("PCI settled", tsc_read());
    memory_take();
    kheap_init(mode_is("debug"));
    phase_end("memory", tsc_read());
    acpi_init(&boot);
    iommu_look();
    pci_segments_init(&memory);
    console_serial_find(&cmdline);
    phase_end("ACPI", tsc_read());
    clock_init();
    phase_end("clock", tsc_read());
    irq_init((struct irq_choice){ .no_ioapic = word_is_there("noapic"),
                                  .no_lapic = word_is_there("nolapic") });
    tick_init();
    phase_end("interrupts", tsc_read());
    threads_begin();
    if (word_is_there("nosmp"))
        log_info("cores: the others are left alone (nosmp)");
    else
        core_start_all(&boot, thread_idle_run);
    check_watch_start();
    thread_start("uptime", uptime_tell, NULL, THREAD_ANY_CORE);
    phase_end("cores", tsc_read());
    console_input_init(&cmdline);
    usb_init(cmdline_value(&cmdline, "usb"));
    phase_end("keyboard", tsc_read());
    machine_init(&boot);
    machine_fields_make();
    diag_init(&subject, machine_fields);

    shell_init(&context);
    phase_end("machine and shell", tsc_read());

    autorun = cmdline_value(&cmdline, "autorun");
    if (autorun != NULL)
        shell_execute(autorun);
    welcome(&boot, &memory, cmdline_value(&cmdline, "medium"));
    shell_run();
}
