/* SPDX-License-Identifier: MIT */
/*
 * tty.h — a serial device set up for a log: raw bytes, 8 data bits, no parity, 1 stop bit, no flow
 * control, modem lines ignored (termios(3)).
 */
#pragma once

#include <stdbool.h>
#include <termios.h>

struct tty {
    int fd;
    struct termios before; /* put back by tty_restore() */
};

/* True for the speeds that termios has a constant for. */
bool tty_knows_baud(unsigned baud);

/*
 * Sets up the terminal open as `fd` and claims it, so that no second reader takes bytes away.
 * 0, or -1 with errno and the settings as they were; ENOTTY when it is no terminal.
 */
int tty_setup(struct tty *tty, int fd, unsigned baud);

/* Puts the settings back and gives the terminal free. The descriptor stays open. */
void tty_restore(const struct tty *tty);
