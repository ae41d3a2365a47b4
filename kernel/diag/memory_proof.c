/* SPDX-License-Identifier: MIT */
/*
 * diag/memory_proof.c — do the CPU and its page tables forbid what they should?
 *
 * Tables are read as they are in use, and each protection is tried: an access that must fault is made,
 * and has to fault in the way the manual says (SDM 3A 4.7).
 */
#include "diag/memory_proof.h"

#include "cpu/boot_state.h"
#include "cpu/probe.h"
#include "mm/direct_map.h"
#include "mm/frame.h"
#include "mm/mmio.h"
#include "mm/page_audit.h"
#include "mm/paging.h"

#define FAULT_PRESENT (1u << 0) /* the page is there, its rights forbid it */
#define FAULT_WRITE   (1u << 1)
#define FAULT_FETCH   (1u << 4)

#define RETURN_OPCODE 0xc3

/* Code, if anybody should execute it. */
static uint8_t data_that_returns[16] = { RETURN_OPCODE };

enum test_result memory_page_audit(struct test_run *run)
{
    static const char *const faults[] = {
        [PAGE_AUDIT_WRITE_EXECUTE] = "can be executed at the first and written at the second",
        [PAGE_AUDIT_CACHING] = "is cached at one of them and write-combined at the other",
        [PAGE_AUDIT_USER] = "can be reached by programs",
        [PAGE_AUDIT_TOO_MANY] = "cannot be judged: too many executable stretches",
    };
    struct page_audit audit;

    if (!paging_is_active())
        return test_fail(run, "the page tables of the start-up code are still in use");
    if (!boot_state.has_nx)
        return test_skip(run, "without no-execute pages everything can be executed");
    if (!page_audit(paging_root(), DIRECT_MAP_BASE, &audit))
        return test_fail(run, "0x%lx, mapped at 0x%lx and 0x%lx, %s", audit.physical, audit.first,
                         audit.second, faults[audit.fault]);
    return test_pass(run, "pages=%lu executable_kb=%lu writable_kb=%lu", audit.pages,
                     audit.executable_bytes >> 10, audit.writable_bytes >> 10);
}

/* Judges an access that has to be a page fault at address with error code error. */
static enum test_result must_fault(struct test_run *run, enum probe_access access, uint64_t address,
                                   uint64_t error)
{
    const struct probe_result result = probe(access, address);

    if (!result.has_faulted)
        return test_fail(run, "an access to 0x%lx went through", address);
    if (result.vector != EXCEPTION_PAGE_FAULT || result.address != address || result.error != error)
        return test_fail(run,
                         "exception %lu, error code 0x%lx at 0x%lx instead of a page fault, "
                         "0x%lx at 0x%lx",
                         result.vector, result.error, result.address, error, address);
    return test_pass(run, "address=0x%lx error=0x%lx", address, error);
}

/* By the address it runs at, and by the one it has as RAM. */
enum test_result memory_write_text(struct test_run *run)
{
    const uint64_t text = (uint64_t)kernel_text_start;
    const uint64_t alias = DIRECT_MAP_BASE + (text - KERNEL_BASE);
    const enum test_result result =
        must_fault(run, PROBE_WRITE, alias, FAULT_PRESENT | FAULT_WRITE);

    if (result != TEST_PASS)
        return result;
    return must_fault(run, PROBE_WRITE, text, FAULT_PRESENT | FAULT_WRITE);
}

enum test_result memory_execute_data(struct test_run *run)
{
    if (!boot_state.has_nx)
        return test_skip(run, "the CPU does not offer no-execute pages");
    return must_fault(run, PROBE_EXECUTE, (uint64_t)data_that_returns, FAULT_PRESENT | FAULT_FETCH);
}

enum test_result memory_page_zero(struct test_run *run)
{
    return must_fault(run, PROBE_READ, 0, 0);
}

enum test_result memory_guard_pages(struct test_run *run)
{
    return must_fault(run, PROBE_WRITE, (uint64_t)boot_stack_guard + PAGE_BYTES - 1, 0);
}

/* Writes through a mapping of a frame, reads it through the direct map; and nothing once it is gone. */
static const char *mapping_fault(paddr_t frame, uint64_t *address)
{
    volatile uint32_t *device = mmio_map(frame, PAGE_BYTES, CACHING_UNCACHED);
    const volatile uint32_t *memory = direct_map(frame, PAGE_BYTES);

    *address = (uint64_t)(uintptr_t)device;
    if (device == NULL || memory == NULL)
        return "a frame cannot be mapped";
    for (uint32_t i = 0; i < PAGE_BYTES / sizeof(*device); i++)
        device[i] = i * 0x9e3779b9u;
    for (uint32_t i = 0; i < PAGE_BYTES / sizeof(*device); i++)
        if (memory[i] != i * 0x9e3779b9u)
            return "what is written at one address of a frame is not read at another";
    if (mmio_map(frame, PAGE_BYTES, CACHING_UNCACHED) != device)
        return "a second mapping of the same page is not the first";
    mmio_unmap((void *)(uintptr_t)*address, PAGE_BYTES);
    if (probe(PROBE_READ, *address).has_faulted)
        return "a mapping is gone while somebody has it";
    mmio_unmap((void *)(uintptr_t)*address, PAGE_BYTES);
    return probe(PROBE_READ, *address).has_faulted
               ? NULL
               : "a mapping that was given up can still be used";
}

enum test_result memory_mapping(struct test_run *run)
{
    const paddr_t frame = frame_alloc(0, FRAME_TEST);
    uint64_t address = 0;
    const char *fault;

    if (!paging_is_active() || frame == 0)
        return test_error(run, "there is no frame, or no map, to try it");
    fault = mapping_fault(frame, &address);
    frame_free(frame, 0, FRAME_TEST);
    if (fault != NULL)
        return test_fail(run, "%s: frame 0x%lx at 0x%lx", fault, frame, address);
    return test_pass(run, "frame=0x%lx address=0x%lx", frame, address);
}

/* One piece of every order there is; each must be what was asked for, and go back. */
enum test_result memory_frames(struct test_run *run)
{
    paddr_t pieces[FRAME_ORDERS];
    const uint64_t before = frame_pool()->owned[FRAME_TEST];
    const char *fault = frame_check();
    unsigned taken = 0;

    if (fault != NULL)
        return test_fail(run, "%s", fault);
    for (unsigned order = 0; order < FRAME_ORDERS; order++) {
        struct frame_piece piece;

        pieces[order] = frame_alloc(order, FRAME_TEST);
        if (pieces[order] == 0)
            continue;
        taken++;
        frame_look(pieces[order], &piece);
        if (piece.start != pieces[order] || piece.order != order || piece.owner != FRAME_TEST ||
            memory_map_worst(run->subject->memory, piece.start,
                             piece.start + (FRAME_BYTES << order)) != MEMORY_USABLE)
            return test_fail(run, "0x%lx, order %u, is no usable memory of its own", pieces[order],
                             order);
    }
    for (unsigned order = 0; order < FRAME_ORDERS; order++)
        if (pieces[order] != 0 && frame_free(pieces[order], order, FRAME_TEST) != 0)
            return test_fail(run, "0x%lx, order %u, is not taken back", pieces[order], order);
    fault = frame_check();
    if (fault != NULL || frame_pool()->owned[FRAME_TEST] != before)
        return test_fail(run, "afterwards: %s", fault != NULL ? fault : "frames are missing");
    return test_pass(run, "orders=%u free_kb=%lu", taken,
                     frame_pool_free_count(frame_pool()) * (FRAME_BYTES >> 10));
}
