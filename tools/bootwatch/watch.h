/* SPDX-License-Identifier: MIT */
/*
 * watch.h — the loop that reads a source until the boot has been told to its end, or until
 * waiting longer would say nothing new.
 */
#pragma once

#include "bootwatch/ktap.h"
#include "bootwatch/record.h"
#include "common/source.h"
#include "bootwatch/verdict.h"

#include <stdbool.h>
#include <stdint.h>

struct watch {
    struct source *source;
    struct ktap *ktap;
    struct record *record;
    int64_t limit;      /* of the whole run (timelimit.h) */
    int64_t silence_ms; /* how long no byte may come; negative: for ever */
    uint64_t documents; /* wanted */
    bool hunts;         /* only until the line tells which port it is */
    bool wait_leave;    /* go on until the `# leave` line */
    bool follow;        /* the end of a regular file is not the end of the log */
    int stop_fd;        /* stop.h */
};

/*
 * Feeds the source to the parser and the record, and tells why it stopped. After ENDING_IO a
 * sentence is on stderr. A regular file that is not followed is read to its end.
 */
enum verdict_ending watch_run(struct watch *watch);
