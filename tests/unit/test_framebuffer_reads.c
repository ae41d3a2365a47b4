/* SPDX-License-Identifier: MIT */
/*
 * test_framebuffer_reads.c — a framebuffer is never read.
 *
 * Its pages are made inaccessible; each access faults, the CPU says whether it was a read, and the
 * instruction is then let through alone.
 */
#include "framebuffer_fixture.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

static volatile sig_atomic_t accesses, reads;

/* Lets one instruction through and looks again after it. */
static void on_access(int number, siginfo_t *info, void *context)
{
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    const uint8_t *at = info->si_addr;

    (void)number;
    if (at < memory || at >= memory + memory_size)
        abort();
    accesses++;
    reads += !(registers[REG_ERR] & 2); /* the page-fault error code's W bit */
    mprotect(memory, memory_size, PROT_READ | PROT_WRITE);
    registers[REG_EFL] |= 1 << 8; /* trap after the instruction */
}

static void on_step(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)(1 << 8);
    mprotect(memory, memory_size, PROT_NONE);
}

static void watch_start(void)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO };

    action.sa_sigaction = on_access;
    sigaction(SIGSEGV, &action, NULL);
    action.sa_sigaction = on_step;
    sigaction(SIGTRAP, &action, NULL);
    accesses = reads = 0;
    mprotect(memory, memory_size, PROT_NONE);
}

static void watch_end(void)
{
    mprotect(memory, memory_size, PROT_READ | PROT_WRITE);
    signal(SIGSEGV, SIG_DFL);
    signal(SIGTRAP, SIG_DFL);
}

static void framebuffer_is_never_read(void **state)
{
    for (unsigned bpp = 24; bpp <= 32; bpp += 8) {
        struct boot_framebuffer fb = usual;

        (void)state;
        fb.bpp = (uint8_t)bpp;
        fb.width = 160;
        fb.height = 64;
        fb.pitch = 160 * 4;
        memory_size = 65536;
        memory = mmap(NULL, memory_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        assert_ptr_not_equal(memory, MAP_FAILED);
        watch_start();
        assert_int_equal(framebuffer_init(&fb, &backend), 0);
        for (unsigned i = 0; i < 20; i++)
            cell_show(i % 4, i, cell_make(i & 1 ? 'L' : 0x20ac, i % 16, 3) | CELL_CURSOR);
        watch_end();
        assert_int_equal(reads, 0);
        assert_in_range(accesses, 160 * 64 * 3 / 8, 100000);
        munmap(memory, memory_size);
        memory = NULL;
    }
}

/* The watch itself must notice a read. */
static void a_read_would_be_noticed(void **state)
{
    volatile uint8_t byte;

    (void)state;
    memory_size = 4096;
    memory = mmap(NULL, memory_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(memory, MAP_FAILED);
    watch_start();
    byte = *(volatile uint8_t *)memory;
    *(volatile uint8_t *)memory = (uint8_t)(byte + 1);
    watch_end();
    assert_int_equal(accesses, 2);
    assert_int_equal(reads, 1);
    munmap(memory, memory_size);
    memory = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_read_would_be_noticed),
        cmocka_unit_test(framebuffer_is_never_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
