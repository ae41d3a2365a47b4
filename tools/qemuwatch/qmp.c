/* SPDX-License-Identifier: MIT */
/*
 * qmp.c — cuts the stream into lines and keeps what its messages say.
 */
#include "qemuwatch/qmp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COMMAND_MAX 32768 /* bytes; a path of 4096 may become six times as long */

void qmp_init(struct qmp *qmp, int fd)
{
    memset(qmp, 0, sizeof(*qmp));
    qmp->fd = fd;
}

/* A command is far smaller than a socket's buffer: it leaves at once or not at all. */
static int text_write(int fd, const char *text, size_t size)
{
    ssize_t count;

    do
        count = write(fd, text, size);
    while (count < 0 && errno == EINTR);
    if (count == (ssize_t)size)
        return 0;
    if (count >= 0)
        errno = EIO;
    return -1;
}

int qmp_send(struct qmp *qmp, const char *command, json_t *arguments)
{
    json_t *message = json_pack("{s:s, s:I, s:o*}", "execute", command, "id",
                                (json_int_t)(qmp->sent + 1), "arguments", arguments);
    char text[COMMAND_MAX];
    size_t size = message == NULL ? 0 : json_dumpb(message, text, sizeof(text), JSON_COMPACT);

    json_decref(message);
    if (size == 0 || size >= sizeof(text)) {
        errno = EINVAL;
        return -1;
    }
    text[size] = '\n';
    if (text_write(qmp->fd, text, size + 1) != 0)
        return -1;
    qmp->sent++;
    qmp->refused = false;
    qmp->error[0] = '\0';
    return 0;
}

bool qmp_is_answered(const struct qmp *qmp)
{
    return qmp->answered == qmp->sent;
}

static void answer_take(struct qmp *qmp, const json_t *message, const json_t *error)
{
    const char *text = json_string_value(json_object_get(error, "desc"));
    json_int_t id = json_integer_value(json_object_get(message, "id"));

    if (id <= 0 || (uint64_t)id != qmp->sent)
        return;
    qmp->answered = (uint64_t)id;
    qmp->refused = error != NULL;
    if (qmp->refused)
        snprintf(qmp->error, sizeof(qmp->error), "%s", text != NULL ? text : "no reason given");
}

/* SHUTDOWN also comes when QEMU itself is told to quit: that is not the machine's doing. */
static void event_take(struct qmp *qmp, const char *event, const json_t *data)
{
    const char *reason = json_string_value(json_object_get(data, "reason"));

    if (strcmp(event, "SHUTDOWN") != 0 || qmp->shutdown[0] != '\0' || reason == NULL ||
        strncmp(reason, "guest-", 6) != 0)
        return;
    snprintf(qmp->shutdown, sizeof(qmp->shutdown), "%s", reason);
}

bool qmp_message(struct qmp *qmp, const char *line, size_t length)
{
    json_t *message = json_loadb(line, length, 0, NULL);
    const char *event = json_string_value(json_object_get(message, "event"));
    const json_t *error = json_object_get(message, "error");
    bool is_object = json_is_object(message);

    if (json_object_get(message, "QMP") != NULL)
        qmp->greeted = true;
    else if (event != NULL)
        event_take(qmp, event, json_object_get(message, "data"));
    else if (error != NULL || json_object_get(message, "return") != NULL)
        answer_take(qmp, message, error);
    json_decref(message);
    return is_object;
}

/* Takes the whole lines in the buffer and moves the rest to its start. */
static bool lines_take(struct qmp *qmp)
{
    char *line = qmp->buffer;
    size_t left = qmp->length;
    char *end;

    while ((end = memchr(line, '\n', left)) != NULL) {
        size_t length = (size_t)(end - line);

        if (length > 0 && line[length - 1] == '\r')
            length--;
        if (length > 0 && !qmp_message(qmp, line, length))
            return false;
        left -= (size_t)(end + 1 - line);
        line = end + 1;
    }
    memmove(qmp->buffer, line, left);
    qmp->length = left;
    return left < sizeof(qmp->buffer);
}

int qmp_receive(struct qmp *qmp)
{
    for (;;) {
        ssize_t count = read(qmp->fd, qmp->buffer + qmp->length, sizeof(qmp->buffer) - qmp->length);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
        if (count == 0)
            return -1;
        qmp->length += (size_t)count;
        if (!lines_take(qmp))
            return -1;
    }
}
