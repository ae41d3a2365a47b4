/* SPDX-License-Identifier: MIT */
/*
 * voice.h — how the time line is written: a sentence for a person, or a JSON object for a tool, one
 * line each, pushed out at once.
 */
#pragma once

#include "benchwatch/client.h"

#include <stdio.h>

#define VOICE_TEXT_MAX 512

struct voice {
    FILE *to;
    bool json;
};

/* One thing that happened. `client` may be NULL: then it is of the server itself. */
void voice_event(struct voice *voice, const struct client *client, int64_t now_ms,
                 const char *event, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* A boot in one line. `diagnosis` is the sentence of what stopped it, or NULL. */
void voice_client(struct voice *voice, const struct client *client, int64_t now_ms,
                  const char *diagnosis);
