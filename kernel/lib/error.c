/* SPDX-License-Identifier: MIT */
/* lib/error.c — names for error numbers, so that a log line can be read without the header. */
#include "lib/error.h"

#include <stddef.h>

static const char *const error_names[] = {
    [0] = "no error",           [E_NODEV] = "not there",    [E_INVAL] = "invalid",
    [E_RANGE] = "out of range", [E_NOSPACE] = "no space",   [E_TIMEOUT] = "timed out",
    [E_CRC] = "wrong checksum", [E_NOENT] = "no such name", [E_IO] = "wrong answer",
};

const char *error_name(int error)
{
    unsigned number = error < 0 ? 0u - (unsigned)error : (unsigned)error;

    if (number >= sizeof(error_names) / sizeof(error_names[0]))
        return "unknown error";
    return error_names[number];
}
