/* SPDX-License-Identifier: MIT */
/*
 * diagnosis.h — why a machine does not come up, and what mends it.
 */
#pragma once

#include "benchwatch/bench.h"

enum diagnosis {
    DIAGNOSIS_NONE,
    DIAGNOSIS_OTHER_SERVER,
    DIAGNOSIS_WRONG_LOADER,
    DIAGNOSIS_WRONG_SERVER,
    DIAGNOSIS_HTTP_OFF,
    DIAGNOSIS_NO_OFFER,
    DIAGNOSIS_OFFER_IGNORED,
    DIAGNOSIS_NEVER_ASKED,
    DIAGNOSIS_PROXY_IGNORED,
    DIAGNOSIS_NO_FILE,
    DIAGNOSIS_NO_ACCESS,
    DIAGNOSIS_BROKEN_OFF,
    DIAGNOSIS_STALLED,
    DIAGNOSIS_NEVER_AGAIN,
    DIAGNOSIS_CAME_BACK,
    DIAGNOSIS_SILENT,
    DIAGNOSIS_PANIC,
    DIAGNOSIS_COUNT
};

/* A word for tools: "other-server". */
const char *diagnosis_name(enum diagnosis diagnosis);

/* The sentence, "what: mend", about this client; returns `to`. */
const char *diagnosis_text(char *to, size_t room, enum diagnosis diagnosis,
                           const struct bench *bench, const struct client *client);

/* What its silence means, or DIAGNOSIS_NONE while it may still go on. */
enum diagnosis diagnosis_of_silence(const struct bench *bench, const struct client *client,
                                    int64_t now_ms);
