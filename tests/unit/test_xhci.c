/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_xhci.c — a controller that starts as it should, takes its time, or never comes out of
 * its reset; and one that wants memory of its own. QEMU's is always ready and wants none.
 */
#include "xhci_memory.h"

#include "dev/xhci.c"
#include "dev/xhci_ring.c"

#define OPERATIONAL_BYTES 0x500
#define MS                1000000ull

static uint32_t operational[OPERATIONAL_BYTES / 4], runtime[32];
static struct pci_function function;
static struct xhci xhci;
static uint64_t now_ns, reset_ns;
static unsigned halts_ms, resets_ms, readies_ms, starts_ms; /* how long each takes */
static unsigned command_bits;                               /* of PCI */
static unsigned errors, warnings;
static int command_answer, message_answer;

static uint32_t *reg(unsigned offset)
{
    return &operational[offset / 4];
}

/* What the controller makes of its command register as time passes. */
static void controller_works(void)
{
    uint32_t *command = reg(XHCI_USBCMD), *status = reg(XHCI_USBSTS);
    const uint64_t ms = (now_ns - reset_ns) / MS;

    if (*command & XHCI_CMD_RESET && reset_ns == 0)
        reset_ns = now_ns;
    if (!(*command & XHCI_CMD_RUN) && now_ns >= halts_ms * MS)
        *status |= XHCI_STS_HALTED;
    if (reset_ns > 0 && ms >= resets_ms)
        *command &= ~XHCI_CMD_RESET;
    if (reset_ns > 0 && ms >= readies_ms)
        *status &= ~XHCI_STS_NOT_READY;
    if (*command & XHCI_CMD_RUN && reset_ns > 0 && ms >= starts_ms)
        *status &= ~XHCI_STS_HALTED;
}

uint64_t clock_now_ns(void)
{
    controller_works();
    return now_ns;
}

void thread_sleep_ns(uint64_t ns)
{
    now_ns += ns;
}

void thread_sleep_ms(unsigned ms)
{
    now_ns += ms * MS;
}

void log_write(enum log_level level, const char *format, ...)
{
    (void)format;
    errors += level == LOG_ERR;
    warnings += level == LOG_WARNING;
}

void pci_command_change(const struct pci_function *which, unsigned set, unsigned clear)
{
    assert_ptr_equal(which, &function);
    /* It may write to memory only once it was reset. */
    assert_true(!(set & PCI_COMMAND_MASTER) || reset_ns > 0);
    command_bits = (command_bits | set) & ~clear;
}

const struct pci_function *pci_function(unsigned index)
{
    (void)index;
    return NULL;
}

uint32_t pci_read32(struct pci_address address, unsigned offset)
{
    (void)address;
    (void)offset;
    return 0;
}

void pci_write32(struct pci_address address, unsigned offset, uint32_t value)
{
    (void)address;
    (void)offset;
    (void)value;
    fail();
}

int msi_connect(const struct pci_function *which, irq_handler_t handler, void *context,
                const char *name)
{
    (void)which;
    (void)name;
    assert_ptr_equal(handler, xhci_message_came);
    assert_ptr_equal(context, &xhci);
    return message_answer;
}

void xhci_message_came(void *context)
{
    (void)context;
}

int xhci_command(struct xhci *controller, struct xhci_trb trb)
{
    assert_ptr_equal(controller, &xhci);
    assert_int_equal(FIELD_GET(XHCI_TRB_TYPE, trb.control), XHCI_TRB_NO_OPERATION);
    return command_answer;
}

unsigned frame_order_for(uint64_t size)
{
    unsigned order = 0;

    while (FRAME_BYTES << order < size)
        order++;
    return order;
}

static int fresh(void **state)
{
    (void)state;
    memset(operational, 0, sizeof(operational));
    memset(runtime, 0, sizeof(runtime));
    function = (struct pci_function){ .header = { .vendor = 0x1234 } };
    xhci = (struct xhci){ .function = &function, .slots = 32, .ports = 4, .is_64bit = true };
    xhci.operational = (volatile uint8_t *)operational;
    xhci.runtime = (volatile uint8_t *)runtime;
    xhci.has_news = NULL;
    *reg(XHCI_PAGESIZE) = 1;
    *reg(XHCI_USBCMD) = XHCI_CMD_RUN | XHCI_CMD_INTERRUPTS; /* as firmware left it */
    *reg(XHCI_USBSTS) = XHCI_STS_NOT_READY;
    now_ns = reset_ns = 0;
    halts_ms = resets_ms = readies_ms = starts_ms = 0;
    command_bits = PCI_COMMAND_MEMORY;
    command_answer = message_answer = 0;
    errors = warnings = 0;
    pages_forget();
    return 0;
}

static uint64_t reg64(const uint32_t *at)
{
    return at[0] | (uint64_t)at[1] << 32;
}

static void it_starts(void **state)
{
    const uint64_t *segment;

    (void)state;
    halts_ms = 10;
    resets_ms = 300;
    readies_ms = 700;
    starts_ms = 750;
    assert_int_equal(xhci_start(&xhci), 0);
    assert_true(now_ns >= 750 * MS && now_ns < 900 * MS);
    assert_int_equal(warnings + errors, 0);
    assert_int_equal(command_bits, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
    assert_int_equal(*reg(XHCI_USBCMD), XHCI_CMD_RUN | XHCI_CMD_INTERRUPTS);
    assert_int_equal(*reg(XHCI_CONFIG), 32);
    assert_true(reg64(reg(XHCI_DCBAAP)) == xhci_page_address(xhci.contexts));
    assert_true(reg64(reg(XHCI_CRCR)) == (xhci.commands.address | 1));
    assert_int_equal(runtime[XHCI_ERSTSZ / 4], 1);
    assert_true(reg64(&runtime[XHCI_ERDP / 4]) == xhci.events.address);
    segment = fake_direct_map(reg64(&runtime[XHCI_ERSTBA / 4]), 0);
    assert_true(segment[0] == xhci.events.address && segment[1] == 256);
    assert_true(xhci.contexts[0] == 0);
}

static void without_messages(void **state)
{
    (void)state;
    message_answer = -E_NODEV;
    assert_int_equal(xhci_start(&xhci), 0);
    assert_int_equal(*reg(XHCI_USBCMD), XHCI_CMD_RUN);
    assert_false(xhci.has_interrupts);
}

static void one_that_does_not_halt_is_reset(void **state)
{
    (void)state;
    halts_ms = 100000;
    assert_int_equal(xhci_start(&xhci), 0);
    assert_int_equal(warnings, 1);
}

/* What it was given so far stays lost; it is told not to write there. */
static void assert_given_up(int expected, unsigned most_ms)
{
    const int result = xhci_start(&xhci);

    assert_int_equal(result, expected);
    assert_true(xhci.is_dead && xhci.why[0] != '\0');
    assert_int_equal(command_bits & PCI_COMMAND_MASTER, 0);
    assert_int_equal(errors, 1);
    assert_true(now_ns <= most_ms * MS);
    xhci_give_up(&xhci, "twice");
    assert_int_equal(errors, 1);
}

static void resets_without_an_end(void **state)
{
    resets_ms = 1000000;
    assert_given_up(-E_TIMEOUT, 1200);
    fresh(state);
    readies_ms = 1000000;
    assert_given_up(-E_TIMEOUT, 2200);
    fresh(state);
    starts_ms = 1000000;
    assert_given_up(-E_TIMEOUT, 200);
    fresh(state);
    *reg(XHCI_USBCMD) = UINT32_MAX; /* gone */
    assert_given_up(-E_NODEV, 0);
    fresh(state);
    command_answer = -E_TIMEOUT;
    assert_given_up(-E_TIMEOUT, 100);
}

/* 600 pages need a list of two; pages of 64 KiB are pages of sixteen. */
static void memory_of_its_own(void **state)
{
    const uint64_t *list;

    (void)state;
    xhci.scratchpads = 600;
    assert_int_equal(xhci_start(&xhci), 0);
    assert_int_equal(pages_taken, 4 + 2 + 600);
    list = fake_direct_map(xhci.contexts[0], 0);
    for (unsigned i = 0; i < 600; i++)
        assert_true(list[i] != 0 && list[i] % FRAME_BYTES == 0);
    fresh(state);
    xhci.scratchpads = 3;
    *reg(XHCI_PAGESIZE) = 1 << 4;
    assert_int_equal(xhci_start(&xhci), 0);
    assert_int_equal(pages_taken, 4 + 1 + 3 * 16);
    fresh(state);
    xhci.scratchpads = 3;
    *reg(XHCI_PAGESIZE) = 0;
    assert_given_up(-E_RANGE, 100);
}

static void errors_are_seen(void **state)
{
    static const uint32_t faults[] = { UINT32_MAX, XHCI_STS_SYSTEM_ERROR, XHCI_STS_ERROR,
                                       XHCI_STS_HALTED };

    for (unsigned i = 0; i < ARRAY_SIZE(faults); i++) {
        fresh(state);
        *reg(XHCI_USBSTS) = XHCI_STS_INTERRUPT;
        assert_true(xhci_is_well(&xhci));
        *reg(XHCI_USBSTS) = faults[i];
        assert_false(xhci_is_well(&xhci));
        assert_int_equal(errors, 1);
        *reg(XHCI_USBSTS) = 0;
        assert_false(xhci_is_well(&xhci)); /* once is enough */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(it_starts, fresh),
        cmocka_unit_test_setup(without_messages, fresh),
        cmocka_unit_test_setup(one_that_does_not_halt_is_reset, fresh),
        cmocka_unit_test_setup(resets_without_an_end, fresh),
        cmocka_unit_test_setup(memory_of_its_own, fresh),
        cmocka_unit_test_setup(errors_are_seen, fresh),
    };

    const int result = cmocka_run_group_tests(tests, NULL, NULL);

    pages_forget();
    return result;
}
