/* SPDX-License-Identifier: MIT */
/* shell/command.c — the table of commands, in the order `help` shows them. */
#include "shell/command.h"

#include "lib/mem.h"
#include "lib/str.h"

#define ADDRESS_HELP                                                                 \
    "  An address below 0xffff800000000000 is physical, one from there on virtual. " \
    "What is not mapped\n  is refused.\n"

static const struct shell_command commands[] = {
    { .name = "help",
      .usage = "[COMMAND]",
      .summary = "list the commands, or explain one",
      .details =
          "  Commands are joined by ; or by &&, which goes on only when all went well. '...' and\n"
          "  \"...\" keep words together, \\ takes the next character as it is, # begins a comment.\n"
          "  Keys: Tab completes, twice lists; arrows or C-p C-n walk the history, C-r searches it;\n"
          "  C-a C-e C-b C-f M-b M-f move; C-k C-u C-w M-d cut, C-y puts back; C-l clears; C-c gives\n"
          "  up the line or stops a listing.\n",
      .run = command_help,
      .complete = complete_help },
    { .name = "clear", .usage = "", .summary = "clear the screen", .run = command_clear },
    { .name = "echo", .usage = "[WORD]...", .summary = "say the words", .run = command_echo },
    { .name = "color",
      .usage = "[FOREGROUND [BACKGROUND] | default]",
      .summary = "choose the colours of text, or show them",
      .details = "  The background is one of the first eight.\n",
      .run = command_color,
      .complete = complete_color },
    { .name = "keymap",
      .usage = "[NAME]",
      .summary = "choose the layout of the keyboard, or list them",
      .run = command_keymap,
      .complete = complete_keymap },
    { .name = "version",
      .usage = "",
      .summary = "say which build this is",
      .run = command_version },
    { .name = "dmesg",
      .usage = "[-l LEVEL]",
      .summary = "show what the kernel has said",
      .details =
          "  With -l only log lines up to that level: emerg alert crit err warning notice info\n"
          "  debug, or 0 to 7.\n",
      .run = command_dmesg,
      .complete = complete_dmesg },
    { .name = "log",
      .usage = "N | LEVEL TEXT...",
      .summary = "set which log lines are shown, or write one",
      .details =
          "  log N shows lines of levels below N (0 to 8), as loglevel=N does. LEVEL is emerg alert\n"
          "  crit err warning notice info debug, or 0 to 7.\n",
      .run = command_log,
      .complete = complete_log },
    { .name = "mem",
      .usage = "",
      .summary = "show the memory map, what is free, and who has the rest",
      .run = command_mem },
    { .name = "serial",
      .usage = "[probe | use WORD | drop ttySN]",
      .summary = "list the serial ports, look for them again, or choose consoles",
      .details =
          "  WORD is what stands behind console=: ttyS1,9600n8 or uart8250,pci,00:16.3 or\n"
          "  uart8250,mmio32,0xfe034000,115200. Each port's own is shown ready to be pasted.\n",
      .run = command_serial },
    { .name = "irq",
      .usage = "",
      .summary = "count the interrupts",
      .details = "  Behind a name stands CORE:COUNT for each core, where there are several.\n",
      .run = command_irq },
    { .name = "ps",
      .usage = "",
      .summary = "list the threads",
      .details = "  Behind the core a ! says that the thread is bound to it.\n",
      .run = command_ps },
    { .name = "cpu",
      .usage = "",
      .summary = "show the processor, and which protections are on",
      .run = command_cpu },
    { .name = "pci",
      .usage = "[-v] [-x]",
      .summary = "list what is on the PCI buses",
      .details =
          "  -v says more, -x adds configuration space in the form that lspci -F reads. The form is\n"
          "  lspci's. Sizes of screens, bridges and USB are not shown, as trying them is not safe.\n",
      .run = command_pci },
    { .name = "usb",
      .usage = "[-v]",
      .summary = "list the USB controllers and what is plugged in",
      .details = "  Behind the bus stand the ports on the way to a device. -v shows every port.\n",
      .run = command_usb },
    { .name = "acpi",
      .usage = "[-v | -x] [TABLE]",
      .summary = "list the firmware's ACPI tables",
      .details =
          "  -v says what is in those the kernel knows, -x writes all bytes as acpidump does, which\n"
          "  acpixtract and iasl read. TABLE is a signature of four letters, such as FACP.\n",
      .run = command_acpi },
    { .name = "smbios",
      .usage = "",
      .summary = "show board, processors and memory as the firmware names them",
      .run = command_smbios },
    { .name = "mods",
      .usage = "",
      .summary = "list the boot modules and check their sums",
      .details = "  Fails when a module differs from the crc32= its text states.\n",
      .run = command_mods },
    { .name = "uptime",
      .usage = "",
      .summary = "say how long this has run",
      .run = command_uptime },
    { .name = "date",
      .usage = "",
      .summary = "read the clock of the machine",
      .details = "  In the form of ISO 8601, without a time zone: the clock does not tell.\n",
      .run = command_date },
    { .name = "hexdump",
      .usage = "ADDRESS [LENGTH]",
      .summary = "show memory; 256 bytes unless told",
      .details = ADDRESS_HELP "  LENGTH may end in K or M.\n",
      .run = command_hexdump },
    { .name = "peek",
      .usage = "ADDRESS",
      .summary = "read a number from memory",
      .details =
          "  peek8, peek16, peek32 and peek64 say how many bits; peek alone reads 32.\n" ADDRESS_HELP,
      .run = command_peek },
    { .name = "peek8", .like = "peek", .run = command_peek },
    { .name = "peek16", .like = "peek", .run = command_peek },
    { .name = "peek32", .like = "peek", .run = command_peek },
    { .name = "peek64", .like = "peek", .run = command_peek },
    { .name = "poke",
      .usage = "ADDRESS VALUE",
      .summary = "write a number to memory",
      .details =
          "  poke8, poke16, poke32 and poke64 say how many bits; poke alone writes 32.\n" ADDRESS_HELP
          "  So is what is read-only. Nothing else is checked.\n",
      .run = command_poke },
    { .name = "poke8", .like = "poke", .run = command_poke },
    { .name = "poke16", .like = "poke", .run = command_poke },
    { .name = "poke32", .like = "poke", .run = command_poke },
    { .name = "poke64", .like = "poke", .run = command_poke },
    { .name = "diag",
      .usage = "[all | GROUP | TEST]...",
      .summary = "test the machine",
      .details =
          "  Groups: cpu memory boot uart clock irq cores task acpi smbios pci usb power, which are all;\n"
          "  and drill, bench, torture, which are not. Tab lists the tests; diag alone runs all. Fails unless the\n"
          "  verdict is pass.\n",
      .run = command_diag,
      .complete = complete_diag },
    { .name = "panic",
      .usage = "[TEXT]...",
      .summary = "stop as after a fatal error",
      .run = command_panic },
    { .name = "reboot", .usage = "", .summary = "reset the machine", .run = command_reboot },
    { .name = "poweroff",
      .usage = "",
      .summary = "switch the machine off",
      .run = command_poweroff },
};

const struct shell_command *shell_command(unsigned index)
{
    return index < ARRAY_SIZE(commands) ? &commands[index] : NULL;
}

const struct shell_command *shell_command_find(const char *name, size_t size)
{
    for (unsigned i = 0; i < ARRAY_SIZE(commands); i++)
        if (str_length(commands[i].name) == size && memcmp(commands[i].name, name, size) == 0)
            return &commands[i];
    return NULL;
}
