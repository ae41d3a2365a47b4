/* SPDX-License-Identifier: MIT */
/*
 * message.c — sentences to the person. A sentence leaves in one write where stdio allows it, so
 * that several tools can share one terminal.
 */
#include "common/message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static const char *program_name = "tool";

void message_set_name(const char *name)
{
    program_name = name;
}

const char *message_name(void)
{
    return program_name;
}

void message_error(const char *format, ...)
{
    int saved_errno = errno;
    char sentence[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s: %s\n", program_name, sentence);
    errno = saved_errno;
}
