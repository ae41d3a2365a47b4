/* SPDX-License-Identifier: MIT */
/*
 * dev/xhci.h — a USB host controller of the xHCI kind (xHCI 1.2): its rings, its ports, and the devices
 * it knows by slot numbers. What the devices are is dev/usb.h's.
 *
 * One thread calls everything here, but for xhci_serve(), which anybody may call: it takes what the
 * controller has done off the event ring, under the controller's lock, and never waits. All that
 * the controller reads and writes lies below 4 GiB where there is such memory, as not every one that
 * claims 64-bit addresses has them. Every wait has a deadline; a controller that stops answering is named,
 * told to stop writing to memory, and never touched again.
 */
#pragma once

#include "cpu/spinlock.h"
#include "dev/pci.h"
#include "fmt/usb.h"
#include "fmt/xhci_protocol.h"

#define XHCI_PROTOCOLS_MAX 8
#define XHCI_SLOTS_MAX     64
#define XHCI_WHY_MAX       64

struct xhci_trb {
    uint64_t parameter;
    uint32_t status, control;
};

/* A page of blocks, of which the last links to the first; an event ring has no link. */
struct xhci_ring {
    struct xhci_trb *trbs;
    paddr_t address;
    unsigned next;
    bool cycle;
};

/*
 * What an interrupt endpoint sent; called from xhci_serve(), so short and without a log. The bytes are
 * good until it returns.
 */
typedef void (*xhci_report_t)(void *context, const uint8_t *bytes, size_t size);

struct xhci_endpoint {
    struct xhci_ring ring;
    unsigned number; /* as in the device's context */
    unsigned last;   /* control: the block that ends the transfer */
    bool is_done, is_halted;
    uint8_t code;
    uint32_t left; /* bytes that did not come */
    uint8_t *buffers;
    uint32_t packet_bytes;
    xhci_report_t report;
    void *context;
};

struct xhci;

/* Where a device is, in the controller's terms. */
struct xhci_place {
    unsigned root_port, speed_number;
    uint32_t route;
    enum usb_speed speed;
    unsigned translator_slot, translator_port; /* 0: none is needed */
};

struct xhci_device {
    struct xhci *xhci;
    unsigned slot;
    struct xhci_place place;
    struct xhci_endpoint control, interrupt;
    uint8_t *output, *input; /* contexts */
    uint8_t *buffer;         /* of a page */
};

struct xhci {
    const struct pci_function *function;
    char name[PCI_ADDRESS_TEXT];
    struct spinlock lock;
    volatile uint8_t *registers, *operational, *runtime, *doorbells;
    uint32_t reach; /* bytes that are mapped */
    unsigned version, ports, slots, context_bytes, scratchpads;
    bool is_64bit, has_port_power;
    struct xhci_protocol protocols[XHCI_PROTOCOLS_MAX];
    unsigned protocol_count;

    uint64_t *contexts; /* addresses of the devices', by slot; [0]: the scratchpads' */
    struct xhci_ring commands, events;
    unsigned command;  /* the block that is waited for */
    bool command_done; /* with the event's two words: */
    uint32_t command_status, command_control;
    uint8_t failure; /* the code of the last command or request that failed */
    struct xhci_device *devices[XHCI_SLOTS_MAX + 1];

    uint32_t changed[8];    /* ports with news, a bit each from bit 1 on */
    void (*has_news)(void); /* called when there are some; from xhci_serve(), with the lock */
    bool has_interrupts;    /* they were asked for; interrupt_count tells whether they come */
    uint64_t event_count, interrupt_count;
    uint32_t strange_events; /* with a code that belongs to nobody, or a full ring */
    bool is_dead;
    char why[XHCI_WHY_MAX];
};

/*
 * Maps the controller's registers and reads what it is. 0, or an error that has been logged. Nothing is
 * written to it.
 */
int xhci_look(struct xhci *xhci, const struct pci_function *function);

/* Has firmware let go of it (7.1.1), for which there is a second at most; then SMIs are off. */
void xhci_take_over(struct xhci *xhci);

/* Halts, resets and starts it. 0, or an error that has been logged; the controller is dead then. */
int xhci_start(struct xhci *xhci);

/* Takes events. Returns whether there were any. From anywhere, handlers included. */
bool xhci_serve(struct xhci *xhci);

/* Serves until *done, for at most so many milliseconds. False when that was not enough. */
bool xhci_await(struct xhci *xhci, const bool *done, unsigned ms);

/* Looks whether it reports an error of its own, or has gone. */
bool xhci_is_well(struct xhci *xhci);

/* Stops it for good, and says why. */
void xhci_give_up(struct xhci *xhci, const char *why);

/* ---- ports, from 1 ---- */

uint32_t xhci_port_status(const struct xhci *xhci, unsigned port);
void xhci_port_power(struct xhci *xhci, unsigned port);

/* Takes note of all that has changed: those bits, cleared. */
uint32_t xhci_port_take_changes(struct xhci *xhci, unsigned port);

/* Takes the word of an event that there is news of a port. */
bool xhci_port_has_news(struct xhci *xhci, unsigned port);

/*
 * Resets a port with something in it. 0 when it is enabled then; -E_NODEV when it is gone, -E_TIMEOUT,
 * or -E_IO when it is not enabled.
 */
int xhci_port_reset(struct xhci *xhci, unsigned port);

/* NULL where no capability says. */
const struct xhci_protocol *xhci_port_protocol(const struct xhci *xhci, unsigned port);

/* ---- devices ---- */

/* Gives a device that was just reset a slot and an address. NULL, and the error in *result. */
struct xhci_device *xhci_device_new(struct xhci *xhci, const struct xhci_place *place, int *result);

/* Forgets it. Its memory stays lost when the controller does not let go of it. */
void xhci_device_drop(struct xhci_device *device);

/* Endpoint 0 takes packets of so many bytes. */
int xhci_device_set_packet(struct xhci_device *device, unsigned bytes);

struct usb_request {
    uint8_t type, request;
    uint16_t value, index, length;
};

/*
 * A request to endpoint 0; data is read or written there, at most XHCI_DATA_MAX bytes. Returns how many
 * came or went, -E_IO when the device refuses, -E_TIMEOUT.
 */
#define XHCI_DATA_MAX 4096
int xhci_request(struct xhci_device *device, const struct usb_request *request, void *data);

/* Opens an endpoint that sends by itself; after the device was configured it is listened to. */
int xhci_listen(struct xhci_device *device, const struct usb_function *function,
                xhci_report_t report, void *context);
void xhci_listen_begin(struct xhci_device *device);

/* Begins again after xhci_endpoint.is_halted. */
int xhci_listen_again(struct xhci_device *device);

/* Tells the controller that the device is a hub. */
int xhci_device_is_hub(struct xhci_device *device, const struct usb_hub *hub);

/* ---- between the files of the driver ---- */

/* A page that is all zero and that the controller can reach; 0 without memory. */
void *xhci_page_take(const struct xhci *xhci, unsigned order, paddr_t *address);
void xhci_page_give(void *page, unsigned order);
paddr_t xhci_page_address(const void *page);

int xhci_ring_make(const struct xhci *xhci, struct xhci_ring *ring, bool has_link);
void xhci_ring_clear(struct xhci_ring *ring);

/* Adds a block, and gives its number; it belongs to the controller at once. With the lock. */
unsigned xhci_ring_put(struct xhci_ring *ring, struct xhci_trb trb);

/* The number of the block at an address of the ring's, -1 when it is none. */
int xhci_ring_find(const struct xhci_ring *ring, uint64_t address);

void xhci_doorbell(const struct xhci *xhci, unsigned slot, unsigned target);

/* Has a command carried out; 0, -E_IO with the code in xhci->failure, -E_TIMEOUT. */
int xhci_command(struct xhci *xhci, struct xhci_trb trb);

/* Handles the interrupt of a controller. */
void xhci_message_came(void *context);

/* In words what a code means, for the log. */
const char *xhci_code_name(unsigned code);

/* Adds an endpoint to what the controller knows of a device; interval as it counts. */
int xhci_device_add(struct xhci_device *device, const struct xhci_endpoint *endpoint,
                    unsigned interval);

/* An event of an endpoint's; with the lock. */
void xhci_endpoint_event(struct xhci_device *device, const struct xhci_trb *event);

/* Registers, of any of the four sets. */
static inline uint32_t xhci_read(const volatile uint8_t *registers, unsigned offset)
{
    return *(const volatile uint32_t *)(registers + offset);
}

static inline void xhci_write(volatile uint8_t *registers, unsigned offset, uint32_t value)
{
    *(volatile uint32_t *)(registers + offset) = value;
}

/* The low half first, which is what every controller takes (5.1). */
static inline void xhci_write64(volatile uint8_t *registers, unsigned offset, uint64_t value)
{
    xhci_write(registers, offset, (uint32_t)value);
    xhci_write(registers, offset + 4, (uint32_t)(value >> 32));
}
