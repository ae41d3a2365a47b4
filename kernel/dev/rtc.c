/* SPDX-License-Identifier: MIT */
/*
 * dev/rtc.c — reads all registers until they come out the same twice, so that an update in between
 * cannot tear the date. An update is over within 2 ms; a clock that claims to take longer is broken.
 */
#include "dev/rtc.h"

#include "cpu/io.h"
#include "cpu/registers.h"
#include "cpu/spinlock.h"
#include "dev/rtc_regs.h"
#include "lib/error.h"
#include "lib/mem.h"
#include "lib/types.h"

#define UPDATE_READS 10000 /* of two ports, which take about a microsecond each */
#define READ_TRIES   5

static struct spinlock cmos_lock = SPINLOCK("CMOS");

static uint8_t cmos_read(uint8_t index)
{
    const uint64_t flags = spin_lock(&cmos_lock);
    uint8_t value;

    io_write8(CMOS_INDEX, index);
    value = io_read8(CMOS_DATA);
    spin_unlock(&cmos_lock, flags);
    return value;
}

/* Waits until no update is under way. */
static int update_wait(void)
{
    for (unsigned i = 0; i < UPDATE_READS; i++) {
        const uint8_t a = cmos_read(RTC_A);

        if (a == RTC_A_ABSENT)
            return -E_NODEV;
        if (!(a & RTC_A_UPDATING))
            return 0;
        cpu_relax();
    }
    return -E_TIMEOUT;
}

static int registers_read(struct cmos_time *raw)
{
    const int result = update_wait();

    if (result == 0)
        *raw = (struct cmos_time){
            .second = cmos_read(RTC_SECOND),
            .minute = cmos_read(RTC_MINUTE),
            .hour = cmos_read(RTC_HOUR),
            .day = cmos_read(RTC_DAY),
            .month = cmos_read(RTC_MONTH),
            .year = cmos_read(RTC_YEAR),
            .century = cmos_read(RTC_CENTURY),
            .status_b = cmos_read(RTC_B),
        };
    return result;
}

int rtc_read(struct date *date)
{
    struct cmos_time raw, again;
    int result = registers_read(&raw);

    for (unsigned i = 0; i < READ_TRIES && result == 0; i++) {
        result = registers_read(&again);
        if (result == 0 && memcmp(&raw, &again, sizeof(raw)) == 0)
            return cmos_time_decode(date, &raw);
        raw = again;
    }
    return result != 0 ? result : -E_TIMEOUT;
}
