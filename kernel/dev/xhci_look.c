/* SPDX-License-Identifier: MIT */
/*
 * dev/xhci_look.c — where a controller's registers are, and its list of extended capabilities: who owns it,
 * and what its ports are.
 *
 * The size of its region cannot be tried out, since firmware may be using it; but a region lies at a
 * multiple of its size, which bounds it. The list is a chain of offsets that may lead anywhere: it ends
 * where it leaves what is mapped, and when it was longer than any can be.
 */
#include "dev/clock.h"
#include "dev/xhci.h"
#include "dev/xhci_regs.h"
#include "fmt/pci_capability.h"
#include "fmt/pci_regs.h"
#include "lib/error.h"
#include "lib/field.h"
#include "lib/log.h"
#include "mm/mmio.h"
#include "task/thread.h"

#define REACH_MOST 0x100000u
#define REACH_LEAST \
    0x10000u /* what the list of capabilities may be in, where the region can be so large */
#define REACH_FIRST   0x1000u
#define LIST_MOST     64
#define LET_GO_MS     1000
#define POWER_STATE   4 /* PCI Power Management 1.2 3.2.4: [RW] 16 bits */
#define POWER_BITS    3u
#define POWER_WAKE_MS 10

static int lies(struct xhci *xhci, const char *what, uint32_t value)
{
    log_warning("usb: %s: %s is 0x%x, which cannot be; this controller is left alone", xhci->name,
                what, value);
    return -E_INVAL;
}

/* A controller that sleeps answers nothing. */
static void power_on(const struct pci_function *function)
{
    uint8_t config[PCI_CONFIG_BYTES];
    uint16_t state;
    int at;

    pci_config_copy(function->address, config, sizeof(config));
    at = pci_capability_find(config, sizeof(config), PCI_CAP_POWER);
    if (at < 0 || (unsigned)at + POWER_STATE + 2 > PCI_CONFIG_BYTES)
        return;
    state = pci_read16(function->address, (unsigned)at + POWER_STATE);
    if ((state & POWER_BITS) == 0)
        return;
    pci_write16(function->address, (unsigned)at + POWER_STATE, (uint16_t)(state & ~POWER_BITS));
    thread_sleep_ms(POWER_WAKE_MS);
}

static uint32_t reach_most(paddr_t address)
{
    const paddr_t aligned = address & -address;

    return aligned < REACH_MOST ? (uint32_t)aligned : REACH_MOST;
}

struct layout {
    uint32_t operational, runtime, doorbells;
};

/* Reads the registers that say where all others are. */
static int layout_read(struct xhci *xhci, uint32_t most, struct layout *layout)
{
    volatile uint8_t *registers = xhci->registers;
    const uint32_t first = xhci_read(registers, XHCI_CAPLENGTH);
    const uint32_t length = FIELD_GET(XHCI_CAPLENGTH_BYTES, first);
    const uint32_t sizes = xhci_read(registers, XHCI_HCSPARAMS1);
    const uint32_t more = xhci_read(registers, XHCI_HCSPARAMS2);
    const uint32_t can = xhci_read(registers, XHCI_HCCPARAMS1);
    const uint32_t doorbells = xhci_read(registers, XHCI_DBOFF) & XHCI_DBOFF_BYTES;
    const uint32_t runtime = xhci_read(registers, XHCI_RTSOFF) & XHCI_RTSOFF_BYTES;
    uint32_t ports_end;

    if (first == UINT32_MAX || length < XHCI_CAPLENGTH_LEAST)
        return lies(xhci, "the first register", first);
    xhci->version = FIELD_GET(XHCI_VERSION, first);
    xhci->ports = FIELD_GET(XHCI_PORTS, sizes);
    xhci->slots = FIELD_GET(XHCI_SLOTS, sizes);
    if (xhci->ports == 0 || xhci->slots == 0)
        return lies(xhci, "HCSPARAMS1", sizes);
    xhci->slots = xhci->slots < XHCI_SLOTS_MAX ? xhci->slots : XHCI_SLOTS_MAX;
    xhci->scratchpads =
        FIELD_GET(XHCI_SCRATCHPADS_HIGH, more) << 5 | FIELD_GET(XHCI_SCRATCHPADS_LOW, more);
    xhci->is_64bit = can & XHCI_AC64;
    xhci->context_bytes = can & XHCI_CONTEXT_64 ? 64 : 32;
    xhci->has_port_power = can & XHCI_PORT_POWER_CONTROL;
    ports_end = length + XHCI_PORTSC + xhci->ports * XHCI_PORT_STRIDE;
    if (ports_end > most)
        return lies(xhci, "CAPLENGTH", length);
    if (doorbells > most - XHCI_DOORBELL_STRIDE * (XHCI_SLOTS_MAX + 1))
        return lies(xhci, "DBOFF", doorbells);
    if (runtime > most - XHCI_RUNTIME_BYTES)
        return lies(xhci, "RTSOFF", runtime);
    xhci->reach = most < REACH_LEAST ? most : REACH_LEAST;
    for (uint32_t end = ports_end; xhci->reach < end; xhci->reach *= 2)
        ;
    while (xhci->reach < runtime + XHCI_RUNTIME_BYTES ||
           xhci->reach < doorbells + XHCI_DOORBELL_STRIDE * (XHCI_SLOTS_MAX + 1))
        xhci->reach *= 2;
    *layout = (struct layout){ length, runtime, doorbells };
    return 0;
}

static int registers_map(struct xhci *xhci, paddr_t address)
{
    const uint32_t most = reach_most(address);
    struct layout layout;
    int result;

    if (most < REACH_FIRST)
        return lies(xhci, "its address", (uint32_t)address);
    xhci->registers = mmio_map(address, REACH_FIRST, CACHING_UNCACHED);
    if (xhci->registers == NULL)
        return -E_NOSPACE;
    result = layout_read(xhci, most, &layout);
    mmio_unmap((void *)(uintptr_t)xhci->registers, REACH_FIRST);
    if (result != 0)
        return result;
    xhci->registers = mmio_map(address, xhci->reach, CACHING_UNCACHED);
    if (xhci->registers == NULL)
        return -E_NOSPACE;
    xhci->operational = xhci->registers + layout.operational;
    xhci->runtime = xhci->registers + layout.runtime;
    xhci->doorbells = xhci->registers + layout.doorbells;
    return 0;
}

/* The next capability that lies within reach with so many bytes, from *offset; false behind the last. */
static bool extended_next(const struct xhci *xhci, uint32_t *offset)
{
    uint32_t step;

    if (*offset == 0)
        step = FIELD_GET(XHCI_EXTENDED, xhci_read(xhci->registers, XHCI_HCCPARAMS1)) * 4;
    else
        step = FIELD_GET(XHCI_CAP_NEXT, xhci_read(xhci->registers, *offset)) * 4;
    *offset += step;
    return step != 0 && *offset <= xhci->reach - XHCI_LEGACY_BYTES;
}

static void protocol_take(struct xhci *xhci, uint32_t offset)
{
    uint32_t words[XHCI_PROTOCOL_WORDS_MAX];
    struct xhci_protocol *protocol = &xhci->protocols[xhci->protocol_count];
    unsigned count = 0;

    while (count < ARRAY_SIZE(words) && offset + 4 * count + 4 <= xhci->reach) {
        words[count] = xhci_read(xhci->registers, offset + 4 * count);
        count++;
    }
    if (xhci->protocol_count == XHCI_PROTOCOLS_MAX)
        return;
    if (xhci_protocol_parse(protocol, words, count, xhci->ports) == 0)
        xhci->protocol_count++;
    else
        log_warning("usb: %s: what it says of ports %u to %u makes no sense; passed over",
                    xhci->name, protocol->first_port,
                    protocol->first_port + protocol->port_count - 1);
}

static void protocols_read(struct xhci *xhci)
{
    uint32_t offset = 0;

    for (unsigned i = 0; i < LIST_MOST && extended_next(xhci, &offset); i++)
        if (FIELD_GET(XHCI_CAP_ID, xhci_read(xhci->registers, offset)) == XHCI_CAP_PROTOCOL)
            protocol_take(xhci, offset);
}

const struct xhci_protocol *xhci_port_protocol(const struct xhci *xhci, unsigned port)
{
    for (unsigned i = 0; i < xhci->protocol_count; i++)
        if (port >= xhci->protocols[i].first_port &&
            port - xhci->protocols[i].first_port < xhci->protocols[i].port_count)
            return &xhci->protocols[i];
    return NULL;
}

int xhci_look(struct xhci *xhci, const struct pci_function *function)
{
    const struct pci_bar bar = pci_bar_read(&function->header, 0);
    int result;

    xhci->function = function;
    xhci->lock = SPINLOCK("xHCI");
    pci_address_text(function->address, xhci->name);
    if (bar.kind != PCI_BAR_MEMORY || bar.address == 0) {
        log_warning("usb: %s: firmware gave it no address; it is left alone", xhci->name);
        return -E_NODEV;
    }
    power_on(function);
    pci_decode_enable(function, PCI_COMMAND_MEMORY);
    result = registers_map(xhci, bar.address);
    if (result == -E_NOSPACE)
        log_warning("usb: %s: its registers cannot be mapped", xhci->name);
    if (result != 0)
        return result;
    protocols_read(xhci);
    return 0;
}

/* Firmware is asked, and given time; if it does not answer it is taken to be gone. */
static void legacy_take(struct xhci *xhci, uint32_t offset)
{
    const uint64_t before_ns = clock_now_ns();
    uint32_t owner = xhci_read(xhci->registers, offset), control;
    unsigned waited_ms = 0;
    const bool was_firmware = owner & XHCI_LEGACY_FIRMWARE;

    xhci_write(xhci->registers, offset, owner | XHCI_LEGACY_SYSTEM);
    while ((owner = xhci_read(xhci->registers, offset)) & XHCI_LEGACY_FIRMWARE &&
           waited_ms < LET_GO_MS) {
        thread_sleep_ms(1);
        waited_ms++;
    }
    if (owner & XHCI_LEGACY_FIRMWARE) {
        log_warning("usb: %s: firmware does not let go of it within %u ms; taken all the same",
                    xhci->name, LET_GO_MS);
        xhci_write(xhci->registers, offset, owner & ~XHCI_LEGACY_FIRMWARE);
    } else if (was_firmware) {
        log_info("usb: %s: firmware let go of it after %lu ms", xhci->name,
                 (clock_now_ns() - before_ns) / 1000000u);
    }
    control = xhci_read(xhci->registers, offset + XHCI_LEGACY_CONTROL);
    control = (control & ~XHCI_LEGACY_SMI_ENABLES) | XHCI_LEGACY_SMI_EVENTS;
    xhci_write(xhci->registers, offset + XHCI_LEGACY_CONTROL, control);
}

void xhci_take_over(struct xhci *xhci)
{
    uint32_t offset = 0;

    for (unsigned i = 0; i < LIST_MOST && extended_next(xhci, &offset); i++)
        if (FIELD_GET(XHCI_CAP_ID, xhci_read(xhci->registers, offset)) == XHCI_CAP_LEGACY)
            legacy_take(xhci, offset);
}
