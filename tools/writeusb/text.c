/* SPDX-License-Identifier: MIT */
/*
 * text.c — reads a file of sysfs in one go, as sysfs wants it.
 */
#include "writeusb/text.h"

#include "common/number.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool path_make(char *path, size_t size, const char *folder, const char *name)
{
    int length = snprintf(path, size, "%s/%s", folder, name);

    return length >= 0 && (size_t)length < size;
}

static void text_clean(char *text, size_t length)
{
    size_t start = 0;

    while (length > 0 && (text[length - 1] == '\0' || strchr(" \t\n", text[length - 1]) != NULL))
        length--;
    while (start < length && strchr(" \t\n", text[start]) != NULL)
        start++;
    memmove(text, text + start, length - start);
    text[length - start] = '\0';
    for (char *byte = text; byte < text + length - start; byte++) {
        if (*byte < ' ' || *byte > '~')
            *byte = '?';
    }
}

bool text_read(const char *folder, const char *name, char *text, size_t size)
{
    char path[PATH_MAX];
    ssize_t length;
    int fd;

    text[0] = '\0';
    if (!path_make(path, sizeof(path), folder, name))
        return false;
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    length = read(fd, text, size - 1);
    close(fd);
    text_clean(text, length > 0 ? (size_t)length : 0);
    return text[0] != '\0';
}

bool text_read_number(const char *folder, const char *name, uint64_t *value)
{
    char text[32];

    return text_read(folder, name, text, sizeof(text)) && number_parse(text, UINT64_MAX, value);
}

bool text_exists(const char *folder, const char *name)
{
    char path[PATH_MAX];

    return path_make(path, sizeof(path), folder, name) && access(path, F_OK) == 0;
}
