/* SPDX-License-Identifier: MIT */
/* bench_parts.h — what the parts of the flight recorder call of each other. */
#pragma once

#include "benchwatch/bench.h"
#include "benchwatch/diagnosis.h"

void bench_dhcp(struct bench *bench, const struct datagram *datagram, int64_t now_ms);
void bench_tftp(struct bench *bench, const struct datagram *datagram, int64_t now_ms);

/* A file has come whole; the fetch is done. */
void bench_fetched(struct bench *bench, struct client *client, struct fetch *fetch, int64_t now_ms);

/* Says once what is wrong with a boot. */
void bench_diagnose(struct bench *bench, struct client *client, enum diagnosis diagnosis,
                    int64_t now_ms);

/* Prints the line of a boot, once. */
void bench_tell(struct bench *bench, struct client *client, int64_t now_ms);

/* A new stage, if it is one: what was said to have stopped the boot has not. */
bool bench_reach(struct client *client, enum client_stage stage, int64_t now_ms);
