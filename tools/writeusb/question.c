/* SPDX-License-Identifier: MIT */
/*
 * question.c — /dev/tty, since make and pipes take standard input for themselves.
 */
#include "writeusb/question.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum question_answer question_ask(const char *text)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
    enum question_answer answer = QUESTION_NO;
    char line[16];
    FILE *terminal;

    if (fd < 0)
        return QUESTION_NOBODY;
    tcflush(fd, TCIFLUSH);
    dprintf(fd, "%s", text);
    terminal = fdopen(fd, "r");
    if (terminal == NULL) {
        close(fd);
        return QUESTION_NOBODY;
    }
    if (fgets(line, sizeof(line), terminal) != NULL && strcmp(line, "yes\n") == 0)
        answer = QUESTION_YES;
    fclose(terminal);
    return answer;
}
