/* SPDX-License-Identifier: MIT */
/*
 * test_finding.c — the list of findings, and that every kind has its words.
 */
#include "doctor/finding.h"

#include "exact.h"

#include <ctype.h>

static void test_every_kind_has_a_name_of_its_own_and_all_words(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FINDING_COUNT; i++) {
        const struct finding_kind *kind = &finding_kinds[i];

        assert_non_null(kind->name);
        for (const char *c = kind->name; *c != '\0'; c++)
            assert_true(islower((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '-');
        assert_true(kind->why[0] != '\0' && kind->from[0] != '\0' && kind->mend[0] != '\0');
        assert_in_range(kind->level, LEVEL_NOTE, LEVEL_ERROR);
        for (unsigned j = 0; j < i; j++)
            assert_string_not_equal(kind->name, finding_kinds[j].name);
    }
}

static void test_findings_are_kept_in_order(void **state)
{
    struct findings findings = { 0 };

    (void)state;
    findings_add(&findings, FINDING_MBR_NO_ACTIVE, place_at(446), "none of %d", 4);
    findings_add(&findings, FINDING_PE_UNSIGNED, place_file("a/b.efi", 512), "unsigned");
    findings_add(&findings, FINDING_UEFI_NONE, place_at(PLACE_NONE), "nothing");
    assert_int_equal(findings.count, 3);
    assert_string_equal(findings.list[0].what, "none of 4");
    assert_int_equal(findings.list[0].offset, 446);
    assert_null(findings.list[0].file);
    assert_string_equal(findings.list[1].file, "a/b.efi");
    assert_int_equal(findings.list[2].offset, PLACE_NONE);
    assert_int_equal(findings_count(&findings, LEVEL_ERROR), 1);
    assert_int_equal(findings_count(&findings, LEVEL_WARNING), 1);
    assert_int_equal(findings_count(&findings, LEVEL_NOTE), 1);
    assert_true(findings_have(&findings, FINDING_UEFI_NONE));
    assert_false(findings_have(&findings, FINDING_UEFI_X64));
    findings_free(&findings);
    assert_int_equal(findings.count, 0);
}

static void test_the_same_in_another_place_is_counted(void **state)
{
    struct findings findings = { 0 };

    (void)state;
    findings_add(&findings, FINDING_PE_UNSIGNED, place_file("a", 0), "unsigned");
    findings_add(&findings, FINDING_PE_UNSIGNED, place_file("b", 0), "unsigned");
    findings_add(&findings, FINDING_PE_NX_COMPAT, place_file("b", 0), "unsigned");
    findings_add(&findings, FINDING_PE_UNSIGNED, place_file("c", 0), "other words");
    assert_int_equal(findings.count, 3);
    assert_int_equal(findings.list[0].more, 1);
    assert_string_equal(findings.list[0].file, "a");
    assert_int_equal(findings.list[1].more, 0);
    findings_free(&findings);
}

static void test_there_is_an_end(void **state)
{
    struct findings findings = { 0 };

    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        findings_add(&findings, FINDING_NET_FILE_32M, place_at(0), "%u", i);
    assert_int_equal(findings.count, 1000);
    assert_false(findings.is_cut);
    findings_add(&findings, FINDING_NET_FILE_32M, place_file("x", 0), "one more");
    assert_int_equal(findings.count, 1000);
    assert_true(findings.is_cut);
    findings_free(&findings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_has_a_name_of_its_own_and_all_words),
        cmocka_unit_test(test_findings_are_kept_in_order),
        cmocka_unit_test(test_the_same_in_another_place_is_counted),
        cmocka_unit_test(test_there_is_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
