/* SPDX-License-Identifier: MIT */
/* fake/cpu/console_lock.h — nobody to wait for on a host with one thread; a test may look at the count. */
#pragma once

static int fake_console_locks;

static inline void console_lock(void)
{
    fake_console_locks++;
}

static inline void console_unlock(void)
{
    fake_console_locks--;
}
