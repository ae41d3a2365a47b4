/* SPDX-License-Identifier: MIT */
/*
 * tests/unit/test_stack.c — stacks come with a page without memory below them, and go without a trace, at
 * whatever step memory runs out.
 */
#include "exact.h"

#include "cpu/boot_state.h"
#include "cpu/core.h"
#include "cpu/gdt.h"

#define boot_stack_guard ((const char *)(KERNEL_BASE + 0x120000))

static struct core *core_first(void)
{
    return &fake_core;
}

#include "mm/stack.c"

#define AREA UINT64_C(0xffffc00000000000)

/* What is out: each must come back. */
static unsigned frames_out, addresses_out, pages_mapped;
/* What fails. */
static bool has_no_frames, has_no_addresses, cannot_map, is_off;
static uint64_t next, core_stacks[IST_COUNT];
static const char *(*name_of)(uint64_t address);
static bool (*holds)(uint64_t address, uint64_t size);
static unsigned warnings;

bool paging_is_active(void)
{
    return !is_off;
}

paddr_t frame_alloc(unsigned order, enum frame_owner owner)
{
    assert_int_equal(owner, FRAME_STACK);
    if (has_no_frames)
        return 0;
    frames_out += 1u << order;
    return 0x1000000;
}

int frame_free(paddr_t address, unsigned order, enum frame_owner owner)
{
    assert_true(address == 0x1000000 && owner == FRAME_STACK);
    frames_out -= 1u << order;
    return 0;
}

unsigned frame_order_for(uint64_t size)
{
    unsigned order = 0;

    while (order < FRAME_ORDERS && FRAME_BYTES << order < size)
        order++;
    return order;
}

uint64_t paging_take(uint64_t size, paddr_t physical)
{
    const uint64_t at = next;

    assert_int_equal(physical, 0);
    if (has_no_addresses)
        return 0;
    next += size + PAGE_BYTES; /* as virtual_area does */
    addresses_out++;
    return at;
}

void paging_give(uint64_t virtual)
{
    assert_true(virtual >= AREA);
    addresses_out--;
}

int paging_map(uint64_t virtual, paddr_t physical, uint64_t size, unsigned rights,
               enum caching caching)
{
    assert_true(virtual >= AREA && physical == 0x1000000);
    assert_true(rights == PAGE_WRITE && caching == CACHING_WRITE_BACK); /* never executable */
    if (cannot_map)
        return -1;
    pages_mapped += (unsigned)(size / PAGE_BYTES);
    return 0;
}

int paging_unmap(uint64_t virtual, uint64_t size)
{
    assert_true(virtual >= AREA);
    assert_int_equal(list_lock.holders, 0);
    pages_mapped -= (unsigned)(size / PAGE_BYTES);
    return 0;
}

void exception_set_stack_name(stack_name_t name)
{
    name_of = name;
}

void backtrace_set_stacks(stack_holds_t stack_holds_it)
{
    holds = stack_holds_it;
}

void gdt_set_stack(struct core *core, enum ist_stack stack, uint64_t top)
{
    assert_ptr_equal(core, &fake_core);
    core_stacks[stack] = top;
}

static void line_keep(void *context, const char *line, size_t size)
{
    (void)context;
    (void)size;
    warnings += strstr(line, "no room for the stacks") != NULL;
}

static bool is_clean(void)
{
    return frames_out == 0 && addresses_out == 0 && pages_mapped == 0 && list_lock.holders == 0;
}

static int fresh(void **state)
{
    (void)state;
    memset(stacks, 0, sizeof(stacks));
    memset(core_stacks, 0, sizeof(core_stacks));
    frames_out = addresses_out = pages_mapped = warnings = 0;
    has_no_frames = has_no_addresses = cannot_map = is_off = false;
    next = AREA;
    log_init();
    log_add_sink(line_keep, NULL, false);
    return 0;
}

static void test_made_and_given(void **state)
{
    const uint64_t one = stack_make("one", 16384), two = stack_make("two", 16385);

    (void)state;
    assert_int_equal(one, AREA + 16384);
    assert_int_equal(two, one + PAGE_BYTES + 32768); /* a power of two */
    assert_true(frames_out == 12 && pages_mapped == 12 && addresses_out == 2);
    assert_true(stack_holds(one - 8, 8) && stack_holds(AREA, 16384));
    assert_false(stack_holds(one - 8, 9)); /* over the top */
    assert_false(stack_holds(one, 1) || stack_holds(AREA - 1, 1));
    stack_give(one);
    assert_false(stack_holds(one - 8, 8));
    stack_give(one); /* given back already */
    stack_give(0);
    stack_give(12345);
    assert_true(frames_out == 8 && pages_mapped == 8 && addresses_out == 1);
    stack_give(two);
    assert_true(is_clean());
}

static void test_overflows_are_told(void **state)
{
    const uint64_t top = stack_make("one", 16384);

    (void)state;
    assert_string_equal(stack_overflowed(AREA - 1), "one");
    assert_string_equal(stack_overflowed(AREA - PAGE_BYTES), "one");
    assert_null(stack_overflowed(AREA - PAGE_BYTES - 1));
    assert_null(stack_overflowed(AREA));
    assert_null(stack_overflowed(0));
    assert_string_equal(stack_overflowed((uint64_t)boot_stack_guard), "the kernel's first stack");
    assert_string_equal(stack_overflowed((uint64_t)boot_stack_guard + PAGE_BYTES - 1),
                        "the kernel's first stack");
    assert_null(stack_overflowed((uint64_t)boot_stack_guard + PAGE_BYTES));
    stack_give(top);
    assert_null(stack_overflowed(AREA - 1));
}

/* Whatever there is none of: no stack, and nothing kept. */
static void test_nothing_left(void **state)
{
    bool *const reasons[] = { &has_no_frames, &has_no_addresses, &cannot_map, &is_off };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(reasons); i++) {
        *reasons[i] = true;
        assert_int_equal(stack_make("none", 16384), 0);
        assert_true(is_clean());
        *reasons[i] = false;
    }
    assert_int_equal(stack_make("none", 0), 0);
    assert_int_equal(stack_make("none", UINT64_C(1) << 40), 0);
    assert_true(is_clean());
}

static void test_the_list_is_full(void **state)
{
    static uint64_t tops[STACKS_MAX];

    (void)state;
    for (unsigned i = 0; i < STACKS_MAX; i++)
        assert_int_not_equal(tops[i] = stack_make("one of many", 4096), 0);
    assert_int_equal(stack_make("one too many", 4096), 0);
    assert_int_equal(addresses_out, STACKS_MAX);
    stack_give(tops[7]);
    assert_int_not_equal(tops[7] = stack_make("again", 4096), 0);
    for (unsigned i = 0; i < STACKS_MAX; i++)
        stack_give(tops[i]);
    assert_true(is_clean());
}

static void test_stacks_of_exceptions(void **state)
{
    (void)state;
    stack_init();
    assert_true(name_of == stack_overflowed && holds == stack_holds);
    assert_true(core_stacks[IST_NMI] && core_stacks[IST_DOUBLE_FAULT]);
    assert_int_not_equal(core_stacks[IST_MACHINE_CHECK], core_stacks[IST_NMI]);
    assert_string_equal(stack_overflowed(core_stacks[IST_DOUBLE_FAULT] - EXCEPTION_BYTES - 1),
                        "the stack of double faults");
    assert_int_equal(warnings, 0);

    fresh(NULL);
    has_no_frames = true;
    stack_init();
    assert_int_equal(core_stacks[IST_NMI], 0);
    assert_int_equal(warnings, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_made_and_given, fresh),
        cmocka_unit_test_setup(test_overflows_are_told, fresh),
        cmocka_unit_test_setup(test_nothing_left, fresh),
        cmocka_unit_test_setup(test_the_list_is_full, fresh),
        cmocka_unit_test_setup(test_stacks_of_exceptions, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
