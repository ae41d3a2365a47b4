/* SPDX-License-Identifier: MIT */
/*
 * qmp.h — the client's side of the QEMU Machine Protocol (QEMU, docs/interop/qmp-spec): commands
 * out, answers and events in, one JSON object a line.
 *
 * One command is under way at a time. Nothing here waits: the caller polls `fd`.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QMP_LINE_MAX   65536
#define QMP_TEXT_MAX   256
#define QMP_REASON_MAX 32

struct qmp {
    int fd; /* not blocking; not owned */
    char buffer[QMP_LINE_MAX];
    size_t length;
    bool greeted;  /* QEMU has introduced itself */
    uint64_t sent; /* number of the last command */
    uint64_t answered;
    bool refused;                  /* the last answer was an error */
    char error[QMP_TEXT_MAX];      /* its text */
    char shutdown[QMP_REASON_MAX]; /* why the guest went ("guest-…"), empty before it did */
};

/* Begins a conversation over a connected socket. */
void qmp_init(struct qmp *qmp, int fd);

/*
 * Sends a command; takes over `arguments`, which may be NULL. 0, or -1 with errno. Its answer is
 * there when qmp_is_answered().
 */
int qmp_send(struct qmp *qmp, const char *command, json_t *arguments);

/* Takes everything that has come. 0, or -1 when QEMU closed the line or does not speak QMP. */
int qmp_receive(struct qmp *qmp);

/* Takes one message, a line without its end. False when it is no JSON object. */
bool qmp_message(struct qmp *qmp, const char *line, size_t length);

/* True when the last command has its answer. */
bool qmp_is_answered(const struct qmp *qmp);
