/* SPDX-License-Identifier: MIT */
/* diag/boot_tests.c — did the loader hand over what it should, unchanged? */
#include "cpu/pat.h"
#include "diag/test.h"
#include "lib/crc32.h"
#include "lib/crc_word.h"
#include "mm/direct_map.h"
#include "mm/mmio.h"
#include "mm/paging.h"

static enum test_result modules_are_intact(struct test_run *run)
{
    const struct boot_info *boot = run->subject->boot;
    unsigned checked = 0;

    for (unsigned i = 0; i < boot->module_count; i++) {
        const struct boot_module *m = &boot->modules[i];
        const size_t size = m->end - m->start;
        const void *bytes = direct_map(m->start, size);
        uint32_t stated, found;

        if (!crc_word_find(m->text, &stated))
            continue;
        if (bytes == NULL && size > 0)
            return test_error(run, "module %u at 0x%lx is out of reach", i, m->start);
        found = crc32_update(0, bytes, size);
        if (found != stated)
            return test_fail(run, "module %u: crc32 is %08x, should be %08x", i, found, stated);
        checked++;
    }
    if (checked == 0)
        return test_skip(run, "no boot module states its crc32");
    return test_pass(run, "checked=%u of=%u", checked, boot->module_count);
}

static enum test_result framebuffer_is_sane(struct test_run *run)
{
    const struct boot_framebuffer *fb = &run->subject->boot->framebuffer;

    if (fb->type == BOOT_FB_NONE)
        return test_skip(run, "the loader describes no framebuffer");
    if (fb->type == BOOT_FB_EGA_TEXT)
        return test_skip(run, "the screen is in text mode, %u x %u", fb->width, fb->height);
    if (fb->type != BOOT_FB_RGB || fb->address == 0)
        return test_skip(run, "no pixels to draw into: type %d at 0x%lx", fb->type, fb->address);
    if (boot_framebuffer_check(fb) != 0)
        return test_fail(run, "%ux%u, %u bits, pitch %u at 0x%lx makes no sense", fb->width,
                         fb->height, fb->bpp, fb->pitch, fb->address);
    return test_pass(run, "mode=%ux%ux%u pitch=%u address=0x%lx", fb->width, fb->height, fb->bpp,
                     fb->pitch, fb->address);
}

/* Read from the live tables: as uncached memory a screen scrolls ten times slower. */
static enum test_result framebuffer_is_combining(struct test_run *run)
{
    const struct boot_framebuffer *fb = &run->subject->boot->framebuffer;
    const uint64_t size = (uint64_t)fb->pitch * fb->height;
    const char *start;

    if (boot_framebuffer_check(fb) != 0)
        return test_skip(run, "there are no pixels to draw into");
    if (!paging_has_write_combining())
        return test_skip(run, "this processor has no page attribute table");
    start = mmio_find(fb->address, (size_t)size);
    if (start == NULL)
        return test_skip(run, "the screen is not used");
    for (uint64_t at = 0; at < size;) {
        struct page_mapping mapping;

        if (direct_map_look(start + at, &mapping) != 0 || mapping.physical != fb->address + at)
            return test_fail(run, "byte 0x%lx of the screen is mapped elsewhere", at);
        if (pat_type(mapping.pat) != PAT_WRITE_COMBINING || mapping.is_executable)
            return test_fail(run, "byte 0x%lx is of caching type %u by entry %u", at,
                             pat_type(mapping.pat), mapping.pat);
        at += mapping.bytes;
    }
    return test_pass(run, "bytes=%lu", size);
}

static const struct test tests[] = {
    { "boot.modules", modules_are_intact },
    { "boot.framebuffer", framebuffer_is_sane },
    { "boot.framebuffer_cache", framebuffer_is_combining },
};

const struct test_group boot_tests = { "boot", tests, ARRAY_SIZE(tests), false };
