/* SPDX-License-Identifier: MIT */
/* dev/rtc.h — the battery-backed clock. Which time zone it keeps, nobody knows. */
#pragma once

#include "fmt/cmos_time.h"

/*
 * Reads the date. Returns 0; -E_NODEV when there is no clock; -E_TIMEOUT when it never rests or
 * never reads the same twice; -E_INVAL when it holds no date (an empty battery). Waits up to about
 * 20 ms. Not for interrupt handlers: two readers would disturb each other.
 */
int rtc_read(struct date *date);
