/* SPDX-License-Identifier: MIT */
/*
 * shell/command.h — what a command is; all of them are in one table (shell/command.c).
 */
#pragma once

#include "lib/completion.h"
#include "shell/shell.h"

enum shell_status {
    SHELL_WELL,
    SHELL_FAILED,
    SHELL_USAGE, /* called wrongly: its usage is shown */
    SHELL_UNKNOWN = 127,
    SHELL_STOPPED = 130, /* by Ctrl-C, which also ends the rest of the line */
};

struct shell_command {
    const char *name;
    const char *usage;   /* what follows the name; "" for nothing */
    const char *summary; /* one line; NULL: another way to call the command `like` */
    const char *details; /* more, whole lines with their LF; may be NULL */
    const char *like;
    /* words[0] is the name; count is at least 1. */
    int (*run)(unsigned count, const char *const words[]);
    /* Offers what word number `word` (from 1) may be; may be NULL. */
    void (*complete)(struct completion *completion, unsigned word);
};

/* Command number index in the table's order, NULL behind the last. */
const struct shell_command *shell_command(unsigned index);

/* The command of that name; NULL: there is none. size bytes of name are looked at. */
const struct shell_command *shell_command_find(const char *name, size_t size);

/* What shell_init() was given. */
const struct shell_context *shell_context(void);

int command_help(unsigned count, const char *const words[]);
int command_clear(unsigned count, const char *const words[]);
int command_echo(unsigned count, const char *const words[]);
int command_color(unsigned count, const char *const words[]);
int command_keymap(unsigned count, const char *const words[]);
int command_version(unsigned count, const char *const words[]);
int command_dmesg(unsigned count, const char *const words[]);
int command_log(unsigned count, const char *const words[]);
int command_mem(unsigned count, const char *const words[]);
int command_serial(unsigned count, const char *const words[]);
int command_irq(unsigned count, const char *const words[]);
int command_ps(unsigned count, const char *const words[]);
int command_cpu(unsigned count, const char *const words[]);
int command_pci(unsigned count, const char *const words[]);
int command_usb(unsigned count, const char *const words[]);
int command_acpi(unsigned count, const char *const words[]);
int command_smbios(unsigned count, const char *const words[]);
int command_mods(unsigned count, const char *const words[]);
int command_uptime(unsigned count, const char *const words[]);
int command_date(unsigned count, const char *const words[]);
int command_hexdump(unsigned count, const char *const words[]);
int command_peek(unsigned count, const char *const words[]);
int command_poke(unsigned count, const char *const words[]);
int command_diag(unsigned count, const char *const words[]);
int command_panic(unsigned count, const char *const words[]);
int command_reboot(unsigned count, const char *const words[]);
int command_poweroff(unsigned count, const char *const words[]);

void complete_help(struct completion *completion, unsigned word);
void complete_color(struct completion *completion, unsigned word);
void complete_keymap(struct completion *completion, unsigned word);
void complete_dmesg(struct completion *completion, unsigned word);
void complete_log(struct completion *completion, unsigned word);
void complete_diag(struct completion *completion, unsigned word);
