/* SPDX-License-Identifier: MIT */
/*
 * tty.c — termios settings for a serial line that is only listened to.
 */
#include "common/tty.h"

#include <errno.h>
#include <stddef.h>
#include <sys/ioctl.h>

static const struct {
    unsigned baud;
    speed_t speed;
} SPEEDS[] = {
    { 300, B300 },         { 600, B600 },         { 1200, B1200 },       { 2400, B2400 },
    { 4800, B4800 },       { 9600, B9600 },       { 19200, B19200 },     { 38400, B38400 },
    { 57600, B57600 },     { 115200, B115200 },   { 230400, B230400 },   { 460800, B460800 },
    { 500000, B500000 },   { 576000, B576000 },   { 921600, B921600 },   { 1000000, B1000000 },
    { 1152000, B1152000 }, { 1500000, B1500000 }, { 2000000, B2000000 }, { 2500000, B2500000 },
    { 3000000, B3000000 }, { 3500000, B3500000 }, { 4000000, B4000000 },
};

static bool speed_find(unsigned baud, speed_t *speed)
{
    for (size_t i = 0; i < sizeof(SPEEDS) / sizeof(SPEEDS[0]); i++) {
        if (SPEEDS[i].baud == baud) {
            *speed = SPEEDS[i].speed;
            return true;
        }
    }
    return false;
}

bool tty_knows_baud(unsigned baud)
{
    speed_t speed;

    return speed_find(baud, &speed);
}

int tty_setup(struct tty *tty, int fd, unsigned baud)
{
    struct termios now;
    speed_t speed;

    tty->fd = fd;
    if (!speed_find(baud, &speed)) {
        errno = EINVAL;
        return -1;
    }
    if (tcgetattr(fd, &tty->before) != 0)
        return -1;
    now = tty->before;
    cfmakeraw(&now);
    now.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS);
    now.c_cflag |= CLOCAL | CREAD;
    now.c_iflag &= ~(tcflag_t)(IXOFF | IXANY);
    now.c_cc[VMIN] = 1;
    now.c_cc[VTIME] = 0;
    if (cfsetispeed(&now, speed) != 0 || cfsetospeed(&now, speed) != 0)
        return -1;
    if (tcsetattr(fd, TCSANOW, &now) != 0)
        return -1;
    /* tcsetattr() is content when it could do a part of it. */
    if (tcgetattr(fd, &now) != 0 || cfgetispeed(&now) != speed) {
        tcsetattr(fd, TCSANOW, &tty->before);
        errno = EINVAL;
        return -1;
    }
    ioctl(fd, TIOCEXCL);
    return 0;
}

void tty_restore(const struct tty *tty)
{
    tcsetattr(tty->fd, TCSANOW, &tty->before);
    ioctl(tty->fd, TIOCNXCL);
}
