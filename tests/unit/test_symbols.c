/* SPDX-License-Identifier: MIT */
/* test_symbols.c — every address of a small table against a plain search. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/symbols.h"

static const struct symbol table[] = {
    { 100, "first" }, { 110, "second" }, { 111, "one_byte" }, { 112, "last" }, { 140, NULL },
};

#define COUNT 4

static void every_address_is_named(void **state)
{
    (void)state;
    for (uint64_t address = 0; address < 200; address++) {
        const struct symbol *expected = NULL;
        uint64_t offset = 999;
        const struct symbol *found = symbol_find(table, COUNT, address, &offset);

        for (unsigned i = 0; i < COUNT; i++)
            if (address >= table[i].address && address < table[i + 1].address)
                expected = &table[i];
        assert_ptr_equal(found, expected);
        assert_int_equal(offset, expected != NULL ? address - expected->address : 999);
    }
}

static void empty_table_names_nothing(void **state)
{
    const struct symbol empty[] = { { 0, NULL } };
    uint64_t offset;

    (void)state;
    assert_null(symbol_find(empty, 0, 0, &offset));
    assert_null(symbol_find(empty, 0, UINT64_MAX, &offset));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_address_is_named),
        cmocka_unit_test(empty_table_names_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
