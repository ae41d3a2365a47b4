/* SPDX-License-Identifier: MIT */
/* dev/xhci_command.c — one command at a time, and what to do about one that never ends (xHCI 1.2 4.6). */
#include "dev/clock.h"
#include "dev/xhci.h"
#include "dev/xhci_regs.h"
#include "lib/error.h"
#include "lib/field.h"
#include "lib/types.h"
#include "task/thread.h"

#define COMMAND_MS 2000
#define ABORT_MS   5000 /* 4.6.1.2 */

const char *xhci_code_name(unsigned code)
{
    static const char *const names[] = {
        [XHCI_CODE_SUCCESS] = "success",
        [XHCI_CODE_DATA_BUFFER] = "memory too slow",
        [XHCI_CODE_BABBLE] = "device sends too much",
        [XHCI_CODE_TRANSACTION] = "device does not answer",
        [XHCI_CODE_TRB] = "request block refused",
        [XHCI_CODE_STALL] = "device refuses",
        [XHCI_CODE_RESOURCE] = "controller has no room",
        [XHCI_CODE_BANDWIDTH] = "bus has no room",
        [XHCI_CODE_NO_SLOTS] = "controller has no slot left",
        [XHCI_CODE_SHORT_PACKET] = "short packet",
        [XHCI_CODE_SPLIT] = "hub's translator failed",
    };

    if (code < ARRAY_SIZE(names) && names[code] != NULL)
        return names[code];
    return "error of the controller";
}

/* Takes back a command that hangs, so that the next one can be given; else the controller is lost. */
static void command_abort(struct xhci *xhci)
{
    const unsigned naps = ABORT_MS;

    xhci_write64(xhci->operational, XHCI_CRCR, XHCI_CRCR_ABORT);
    for (unsigned i = 0; xhci_read(xhci->operational, XHCI_CRCR) & XHCI_CRCR_RUNNING; i++) {
        if (i == naps) {
            xhci_give_up(xhci, "a command neither ends nor can be taken back");
            return;
        }
        xhci_serve(xhci);
        thread_sleep_ms(1);
    }
    xhci_serve(xhci);
    xhci_ring_clear(&xhci->commands);
    xhci_write64(xhci->operational, XHCI_CRCR, xhci->commands.address | XHCI_CRCR_CYCLE);
}

int xhci_command(struct xhci *xhci, struct xhci_trb trb)
{
    uint64_t flags;

    if (xhci->is_dead)
        return -E_NODEV;
    flags = spin_lock(&xhci->lock);
    xhci->command_done = false;
    xhci->command = xhci_ring_put(&xhci->commands, trb);
    spin_unlock(&xhci->lock, flags);
    xhci_doorbell(xhci, 0, 0);
    if (!xhci_await(xhci, &xhci->command_done, COMMAND_MS)) {
        if (!xhci->is_dead)
            command_abort(xhci);
        return -E_TIMEOUT;
    }
    if (FIELD_GET(XHCI_EVENT_CODE, xhci->command_status) == XHCI_CODE_SUCCESS)
        return 0;
    xhci->failure = (uint8_t)FIELD_GET(XHCI_EVENT_CODE, xhci->command_status);
    return -E_IO;
}
