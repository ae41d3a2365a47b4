/* SPDX-License-Identifier: MIT */
/*
 * test_report.c — findings in words, and as an object that a JSON parser takes.
 */
#include "doctor/report.h"

#include "exact.h"

#include <jansson.h>

static struct findings findings;

/* What a printer prints; good until the next call. */
static const char *printed(void (*print)(FILE *, const struct report *), enum finding_level least)
{
    static char *text;
    struct report report = { "some \"image\"", "ISO", &findings, least };
    size_t size;
    FILE *to;

    free(text);
    to = open_memstream(&text, &size);
    print(to, &report);
    fclose(to);
    return text;
}

static int setup(void **state)
{
    (void)state;
    findings_add(&findings, FINDING_PE_UNSIGNED, place_file("a\\b\n.efi", 1024), "not signed");
    findings_add(&findings, FINDING_PE_UNSIGNED, place_file("c", 2048), "not signed");
    findings_add(&findings, FINDING_MBR_NO_ACTIVE, place_at(446), "none is active");
    findings_add(&findings, FINDING_UEFI_NONE, place_at(PLACE_NONE), "nothing");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    findings_free(&findings);
    return 0;
}

static void test_the_worst_comes_first(void **state)
{
    const char *text = printed(report_print, LEVEL_NOTE);
    const char *error = strstr(text, "error: mbr-no-active at byte 446 (LBA 0): none is active\n");
    const char *note = strstr(text, "note: pe-unsigned in a\\b");

    (void)state;
    assert_ptr_equal(error, text);
    assert_true(note != NULL && note > error);
    assert_non_null(strstr(note, "(at LBA 2) and 1 more: not signed\n"));
    assert_non_null(strstr(text, "    from: chimera-live#21; "));
    assert_non_null(strstr(text, "    mend: xorriso: --mbr-force-bootable"));
    assert_non_null(strstr(text, "warning: uefi-none: nothing\n"));
    assert_non_null(strstr(text, "image\": ISO, 1 error, 1 warning, 1 note\n"));
}

static void test_lower_levels_are_counted_only(void **state)
{
    const char *text = printed(report_print, LEVEL_ERROR);

    (void)state;
    assert_null(strstr(text, "note: "));
    assert_null(strstr(text, "warning: "));
    assert_non_null(strstr(text, "1 error, 1 warning, 1 note\n"));
}

static void test_json_is_json(void **state)
{
    json_t *object = json_loads(printed(report_print_json, LEVEL_NOTE), 0, NULL), *list, *first;

    (void)state;
    assert_non_null(object);
    list = json_object_get(object, "findings");
    assert_int_equal(json_array_size(list), 3);
    first = json_array_get(list, 0);
    assert_string_equal(json_string_value(json_object_get(object, "image")), "some \"image\"");
    assert_int_equal(json_integer_value(json_object_get(object, "errors")), 1);
    assert_string_equal(json_string_value(json_object_get(first, "id")), "pe-unsigned");
    assert_string_equal(json_string_value(json_object_get(first, "file")), "a\\b\n.efi");
    assert_int_equal(json_integer_value(json_object_get(first, "lba")), 2);
    assert_int_equal(json_integer_value(json_object_get(first, "more")), 1);
    assert_int_equal(json_array_size(json_object_get(first, "from")), 2);
    assert_true(json_is_null(json_object_get(json_array_get(list, 2), "offset")));
    json_decref(object);
}

static void test_json_may_be_empty(void **state)
{
    struct findings none = { 0 }, kept = findings;
    json_t *object;

    (void)state;
    findings = none;
    object = json_loads(printed(report_print_json, LEVEL_NOTE), 0, NULL);
    findings = kept;
    assert_non_null(object);
    assert_int_equal(json_array_size(json_object_get(object, "findings")), 0);
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_worst_comes_first),
        cmocka_unit_test(test_lower_levels_are_counted_only),
        cmocka_unit_test(test_json_is_json),
        cmocka_unit_test(test_json_may_be_empty),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
