/* SPDX-License-Identifier: MIT */
/* recorder.h — the loop between the wire, the logs, the serial line and the flight recorder. */
#pragma once

#include "benchwatch/bench.h"
#include "benchwatch/once.h"
#include "benchwatch/serial.h"
#include "common/exit_code.h"

struct recorder {
    const char *iface; /* NULL: no packets are looked at */
    struct bench bench;
    struct voice voice;
    struct onces onces;
    struct serial serial;
};

/* Runs until standard input ends or a stopping signal comes; then tells what is left to tell. */
enum exit_code recorder_run(struct recorder *recorder);
