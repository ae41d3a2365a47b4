/* SPDX-License-Identifier: MIT */
/*
 * rotation-init.c — the only program of a Linux that hands the firmware a signed list of certificates:
 * /list.auth for the variable db, added to it when the kernel's command line says update=append. It says
 * what the firmware made of it, and switches the machine off.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DB "/vars/db-d719b2cb-3d3a-4596-a3bc-dad00e67656f"

/* UEFI 2.10, 8.2: non-volatile, boot services, run time, authenticated by time; append. */
#define ATTRIBUTES        0x27u
#define ATTRIBUTES_APPEND 0x40u

static uint8_t update[64 * 1024];

static const char *step(void)
{
    const char *kind = getenv("update");
    uint32_t attributes = ATTRIBUTES;
    ssize_t count;
    int flags = 0;
    int file;

    mkdir("/vars", 0755);
    mkdir("/sys", 0755);
    file = open("/efivarfs.ko", O_RDONLY);
    if (file < 0 || (syscall(SYS_finit_module, file, "", 0) != 0 && errno != EEXIST))
        return "loading efivarfs";
    mount("sysfs", "/sys", "sysfs", 0, NULL);
    if (mount("efivarfs", "/vars", "efivarfs", 0, NULL) != 0)
        return "mounting efivarfs";
    if (kind != NULL && strcmp(kind, "append") == 0)
        attributes |= ATTRIBUTES_APPEND;
    memcpy(update, &attributes, sizeof(attributes));
    file = open("/list.auth", O_RDONLY);
    count = file < 0 ? -1
                     : read(file, update + sizeof(attributes), sizeof(update) - sizeof(attributes));
    if (count <= 0)
        return "reading the list";
    /* Linux keeps such variables from being changed by accident. */
    file = open(DB, O_RDONLY);
    if (file < 0 || ioctl(file, FS_IOC_GETFLAGS, &flags) != 0)
        return "opening db";
    flags &= ~FS_IMMUTABLE_FL;
    if (ioctl(file, FS_IOC_SETFLAGS, &flags) != 0)
        return "opening db to be written";
    file = open(DB, O_WRONLY);
    if (file < 0 || write(file, update, sizeof(attributes) + (size_t)count) < 0)
        return "the firmware";
    return NULL;
}

int main(void)
{
    const char *failed = step();

    if (failed == NULL)
        printf("\nupdate: taken\n");
    else
        printf("\nupdate: refused, %s: %s\n", failed, strerror(errno));
    fflush(stdout);
    sync();
    reboot(RB_POWER_OFF);
    return 0;
}
