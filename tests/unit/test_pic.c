/* SPDX-License-Identifier: MIT */
/*
 * test_pic.c — the 8259 pair: what is written at start-up, and spurious interrupts told from real ones.
 *
 * QEMU hardly ever produces a spurious interrupt, so the in-service registers are faked.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dev/pic.c"

static struct {
    bool absent;
    uint8_t in_service[2]; /* master, slave */
    uint8_t mask[2];
    unsigned eois[2];
    uint8_t words[16]; /* everything written to the master's data port */
    unsigned word_count;
    bool read_in_service[2];
} chip;

uint8_t fake_read8(uint16_t port)
{
    if (chip.absent)
        return 0xff;
    switch (port) {
    case PIC_MASTER_DATA:
        return chip.mask[0];
    case PIC_SLAVE_DATA:
        return chip.mask[1];
    case PIC_MASTER_COMMAND:
        return chip.read_in_service[0] ? chip.in_service[0] : 0xff;
    case PIC_SLAVE_COMMAND:
        return chip.read_in_service[1] ? chip.in_service[1] : 0xff;
    default:
        fail_msg("read of port 0x%x", port);
        return 0;
    }
}

void fake_write8(uint16_t port, uint8_t value)
{
    const unsigned which = port == PIC_SLAVE_COMMAND || port == PIC_SLAVE_DATA;

    if (port == PIC_MASTER_DATA && chip.word_count < sizeof(chip.words))
        chip.words[chip.word_count++] = value;
    if (port == PIC_MASTER_DATA || port == PIC_SLAVE_DATA)
        chip.mask[which] = value;
    else if (value == PIC_OCW2_EOI)
        chip.eois[which]++;
    else if (value == PIC_OCW3_READ_ISR)
        chip.read_in_service[which] = true;
}

static int fresh(void **state)
{
    (void)state;
    chip = (__typeof__(chip)){ .absent = false };
    return 0;
}

static void both_are_remapped_and_masked(void **state)
{
    (void)state;
    assert_int_equal(pic_init(), 0);
    assert_int_equal(chip.words[0], 0x20); /* vector base */
    assert_int_equal(chip.words[1], 0x04); /* the slave hangs on line 2 */
    assert_int_equal(chip.words[2], 0x01); /* 8086 mode */
    assert_int_equal(chip.mask[0], 0xfb);
    assert_int_equal(chip.mask[1], 0xff);
}

static void missing_controller_is_no_device(void **state)
{
    (void)state;
    chip.absent = true;
    assert_int_equal(pic_init(), -E_NODEV);
}

static void lines_are_masked_one_by_one(void **state)
{
    (void)state;
    assert_int_equal(pic_init(), 0);
    pic_unmask(4);
    pic_unmask(12);
    assert_int_equal(chip.mask[0], 0xeb);
    assert_int_equal(chip.mask[1], 0xef);
    pic_mask(4);
    assert_int_equal(chip.mask[0], 0xfb);
    assert_int_equal(chip.mask[1], 0xef);
}

static void end_goes_to_both_for_the_upper_eight(void **state)
{
    (void)state;
    pic_end_of_interrupt(1);
    assert_int_equal(chip.eois[0], 1);
    assert_int_equal(chip.eois[1], 0);
    pic_end_of_interrupt(12);
    assert_int_equal(chip.eois[0], 2);
    assert_int_equal(chip.eois[1], 1);
}

static void spurious_seven_gets_no_end(void **state)
{
    (void)state;
    assert_true(pic_is_spurious(7));
    assert_int_equal(chip.eois[0], 0);
    assert_int_equal(chip.eois[1], 0);
}

static void spurious_fifteen_ends_at_the_master_only(void **state)
{
    (void)state;
    assert_true(pic_is_spurious(15));
    assert_int_equal(chip.eois[0], 1);
    assert_int_equal(chip.eois[1], 0);
}

static void real_ones_are_not_spurious(void **state)
{
    (void)state;
    chip.in_service[0] = 0x80;
    chip.in_service[1] = 0x80;
    assert_false(pic_is_spurious(7));
    assert_false(pic_is_spurious(15));
    for (unsigned line = 0; line < 16; line++)
        if (line % 8 != 7)
            assert_false(pic_is_spurious(line));
    assert_int_equal(chip.eois[0] + chip.eois[1], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(both_are_remapped_and_masked, fresh),
        cmocka_unit_test_setup(missing_controller_is_no_device, fresh),
        cmocka_unit_test_setup(lines_are_masked_one_by_one, fresh),
        cmocka_unit_test_setup(end_goes_to_both_for_the_upper_eight, fresh),
        cmocka_unit_test_setup(spurious_seven_gets_no_end, fresh),
        cmocka_unit_test_setup(spurious_fifteen_ends_at_the_master_only, fresh),
        cmocka_unit_test_setup(real_ones_are_not_spurious, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
