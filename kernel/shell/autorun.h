/* SPDX-License-Identifier: MIT */
/* shell/autorun.h — commands given on the command line, run once at start-up. */
#pragma once

/*
 * Runs the `;`-separated commands of text: diag NAME…, poweroff, reboot. An unknown one is named in
 * the log and passed over.
 */
void autorun_run(const char *text);
