/* SPDX-License-Identifier: MIT */
/*
 * tftp.h — one TFTP packet (RFC 1350), and the options beside the name of a file (RFC 2347 to 2349).
 */
#pragma once

#include "benchwatch/frame.h"

#define TFTP_TEXT_MAX 256

enum tftp_kind {
    TFTP_READ = 1,
    TFTP_WRITE = 2,
    TFTP_DATA = 3,
    TFTP_ACK = 4,
    TFTP_ERROR = 5,
    TFTP_OPTIONS = 6
};

/* Errors that mean something here (RFC 1350, appendix; RFC 2347). */
#define TFTP_ERROR_OTHER     0
#define TFTP_ERROR_NO_FILE   1
#define TFTP_ERROR_NO_ACCESS 2
#define TFTP_ERROR_OPTIONS   8

struct tftp {
    enum tftp_kind kind;
    uint16_t block;           /* of data and acknowledgements */
    uint16_t error;           /* of an error */
    size_t data_bytes;        /* of data, captured or not */
    uint64_t size;            /* the option tsize, or 0 */
    uint64_t block_bytes;     /* the option blksize, or 0 */
    char text[TFTP_TEXT_MAX]; /* the file's name, or the error's words; printable */
};

/* Reads what a datagram carries; false when it is no TFTP. */
bool tftp_read(struct tftp *tftp, const struct datagram *datagram);
