/* SPDX-License-Identifier: MIT */
/*
 * dev/xhci_ring.c — memory that a controller can reach, and rings of blocks in it (xHCI 1.2 4.9).
 *
 * Who writes a block gives it to the other side by its cycle bit, so that bit is written last. The last
 * block of a ring leads back to the first and turns the meaning of the bit round.
 */
#include "dev/xhci.h"
#include "dev/xhci_regs.h"
#include "lib/error.h"
#include "lib/field.h"
#include "lib/mem.h"
#include "mm/direct_map.h"
#include "mm/frame.h"

#define RING_TRBS (FRAME_BYTES / XHCI_TRB_BYTES)

_Static_assert(sizeof(struct xhci_trb) == XHCI_TRB_BYTES, "a block");

void *xhci_page_take(const struct xhci *xhci, unsigned order, paddr_t *address)
{
    void *page;

    *address = frame_alloc_below_4g(order, FRAME_DRIVER);
    if (*address == 0 && xhci->is_64bit)
        *address = frame_alloc(order, FRAME_DRIVER);
    if (*address == 0)
        return NULL;
    page = direct_map(*address, FRAME_BYTES << order);
    if (page == NULL) {
        frame_free(*address, order, FRAME_DRIVER);
        return NULL;
    }
    return memset(page, 0, FRAME_BYTES << order);
}

/* Pages are taken through the direct map, which says where they are. */
paddr_t xhci_page_address(const void *page)
{
    return (uint64_t)(uintptr_t)page - DIRECT_MAP_BASE;
}

void xhci_page_give(void *page, unsigned order)
{
    if (page != NULL)
        frame_free(xhci_page_address(page), order, FRAME_DRIVER);
}

static void link_put(struct xhci_ring *ring)
{
    ring->trbs[RING_TRBS - 1] = (struct xhci_trb){
        .parameter = ring->address,
        .control = FIELD_SET(XHCI_TRB_TYPE, XHCI_TRB_TOGGLE, XHCI_TRB_LINK),
    };
}

void xhci_ring_clear(struct xhci_ring *ring)
{
    memset(ring->trbs, 0, FRAME_BYTES);
    ring->next = 0;
    ring->cycle = true;
    link_put(ring);
}

int xhci_ring_make(const struct xhci *xhci, struct xhci_ring *ring, bool has_link)
{
    *ring = (struct xhci_ring){ .cycle = true };
    ring->trbs = xhci_page_take(xhci, 0, &ring->address);
    if (ring->trbs == NULL)
        return -E_NOSPACE;
    if (has_link)
        link_put(ring);
    return 0;
}

/* Hands a block over: everything before is seen before its cycle bit. */
static void hand_over(struct xhci_trb *trb, uint32_t control, bool cycle)
{
    control = (control & ~XHCI_TRB_CYCLE) | (cycle ? XHCI_TRB_CYCLE : 0);
    __atomic_store_n(&trb->control, control, __ATOMIC_RELEASE);
}

unsigned xhci_ring_put(struct xhci_ring *ring, struct xhci_trb trb)
{
    const unsigned number = ring->next;
    struct xhci_trb *to = &ring->trbs[number];

    to->parameter = trb.parameter;
    to->status = trb.status;
    hand_over(to, trb.control, ring->cycle);
    if (++ring->next == RING_TRBS - 1) {
        hand_over(&ring->trbs[RING_TRBS - 1], ring->trbs[RING_TRBS - 1].control, ring->cycle);
        ring->next = 0;
        ring->cycle = !ring->cycle;
    }
    return number;
}

int xhci_ring_find(const struct xhci_ring *ring, uint64_t address)
{
    const uint64_t offset = address - ring->address;

    if (address < ring->address || offset >= FRAME_BYTES || offset % XHCI_TRB_BYTES != 0)
        return -1;
    return (int)(offset / XHCI_TRB_BYTES);
}

void xhci_doorbell(const struct xhci *xhci, unsigned slot, unsigned target)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    xhci_write(xhci->doorbells, slot * XHCI_DOORBELL_STRIDE, target);
}
