/* SPDX-License-Identifier: MIT */
/*
 * kernel/welcome.c — one screen, no noise: a mark, the build, the machine.
 *
 * The mark is drawn with background colours and spaces, so that it looks the same in every font.
 */
#include "welcome.h"

#include "cpu/features.h"
#include "dev/console.h"
#include "dev/machine.h"
#include "dev/screen.h"
#include "lib/print.h"
#include "lib/version.h"

/* A ring with a bar through it: one character of the picture is two columns wide. */
static const char *const mark[] = {
    "  gggg  ", " g   bg ", "g   b  g", "g  b   g", " gb   g ", "  gggg  ",
};

/* Only on the screen: a serial line is a log, and somebody will read it in an editor. */
static void mark_row_write(const char *row)
{
    char text[96];
    int length = print_format(text, sizeof(text), "  ");

    for (; *row != '\0'; row++)
        length += print_format(text + length, sizeof(text) - (size_t)length, "%s  ",
                               *row == 'g'   ? "\033[42m"
                               : *row == 'b' ? "\033[46m"
                                             : "\033[0m");
    length += print_format(text + length, sizeof(text) - (size_t)length, "\033[0m  ");
    screen_write(text, (size_t)length);
}

static const char *cpu_name(void)
{
    return cpu_features()->brand[0] != '\0' ? cpu_features()->brand : cpu_features()->vendor;
}

void welcome(const struct boot_info *boot, const struct memory_map *memory, const char *medium)
{
    char lines[ARRAY_SIZE(mark)][128] = { "Kernel initialized successfully!", "Welcome to NoOS!" };
    const struct smbios_machine *id = machine_identity();

    print_format(lines[2], sizeof(lines[2]), "version %s of %s", kernel_version, kernel_date);
    print_format(lines[3], sizeof(lines[3]), "started by %s, %s%s%s", machine_firmware(boot),
                 boot->loader, medium != NULL ? ", from " : "", medium != NULL ? medium : "");
    print_format(lines[4], sizeof(lines[4]), "%.40s, %lu MiB of memory", cpu_name(),
                 memory_map_usable_bytes(memory) >> 20);
    console_describe(lines[5], sizeof(lines[5]));

    console_print("\n");
    for (unsigned i = 0; i < ARRAY_SIZE(mark); i++) {
        mark_row_write(mark[i]);
        console_print("%s\n", lines[i]);
    }
    if (id->product[0] != '\0')
        console_print("\n%s %s\n", id->manufacturer, id->product);
    console_print("\nType help for the list of commands.\n\n");
}
