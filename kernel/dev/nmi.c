/* SPDX-License-Identifier: MIT */
/* dev/nmi.c — system port B tells of two reasons; nobody tells of others. */
#include "dev/nmi.h"

#include "cpu/console_lock.h"
#include "cpu/core.h"
#include "cpu/exception.h"
#include "cpu/io.h"
#include "dev/pit_regs.h"
#include "lib/log.h"

#define PORT_B_SERR        (1u << 7) /* [R ] an error on the bus */
#define PORT_B_CHANNEL     (1u << 6) /* [R ] a card's channel check */
#define PORT_B_SERR_OFF    (1u << 2) /* [RW] setting it takes the first away */
#define PORT_B_CHANNEL_OFF (1u << 3) /* [RW] and the other */
#define PORT_B_KEPT        0x0fu

static const char *reason_take(void)
{
    const uint8_t port = io_read8(PIT_PORT_B);
    const char *reason = "by nobody who says so";
    uint8_t off = 0;

    if (port == PIT_PORT_B_ABSENT)
        return reason;
    if (port & PORT_B_CHANNEL) {
        reason = "by a card's channel check";
        off |= PORT_B_CHANNEL_OFF;
    }
    if (port & PORT_B_SERR) {
        reason = "by a system error on the bus";
        off |= PORT_B_SERR_OFF;
    }
    if (off != 0) {
        io_write8(PIT_PORT_B, (uint8_t)((port & PORT_B_KEPT) | off));
        io_write8(PIT_PORT_B, (uint8_t)(port & PORT_B_KEPT & ~off));
    }
    return reason;
}

static bool nmi_handle(struct exception_frame *frame)
{
    struct core *core = core_here();

    core_stop_if_told();
    core->nmis++;
    console_lock(); /* or the reports of several cores would mix */
    log_error("cpu: NMI %lu on core %u, raised %s; going on", core->nmis, core->number,
              core->number == 0 ? reason_take() : "for all");
    exception_log(frame);
    console_unlock();
    return true;
}

void nmi_init(void)
{
    exception_set_handler(EXCEPTION_NMI, nmi_handle);
}
