/* SPDX-License-Identifier: MIT */
/* diag/boot_tests.c — did the loader hand over what it should, unchanged? */
#include "diag/test.h"
#include "lib/crc32.h"
#include "lib/error.h"
#include "lib/str.h"
#include "mm/direct_map.h"

#define CRC_WORD "crc32="

/* The number behind crc32= in a module's text. Returns false when there is none. */
static bool module_crc_stated(const struct boot_module *module, uint32_t *crc)
{
    char text[BOOT_NAME_MAX];
    char hex[16];
    char *words[16];
    uint64_t value;
    int count;

    str_copy(text, sizeof(text), module->text);
    count = str_split_words(text, words, ARRAY_SIZE(words));
    for (int i = 0; i < count; i++) {
        if (!str_starts_with(words[i], CRC_WORD))
            continue;
        str_copy(hex, sizeof(hex), "0x");
        str_copy(hex + 2, sizeof(hex) - 2, words[i] + str_length(CRC_WORD));
        if (str_to_u64(hex, NULL, &value) != 0 || value > UINT32_MAX)
            return false;
        *crc = (uint32_t)value;
        return true;
    }
    return false;
}

static enum test_result modules_are_intact(struct test_run *run)
{
    const struct boot_info *boot = run->subject->boot;
    unsigned checked = 0;

    for (unsigned i = 0; i < boot->module_count; i++) {
        const struct boot_module *m = &boot->modules[i];
        const size_t size = m->end - m->start;
        const void *bytes = direct_map(m->start, size);
        uint32_t stated, found;

        if (!module_crc_stated(m, &stated))
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

static const struct test tests[] = {
    { "boot.modules", modules_are_intact },
    { "boot.framebuffer", framebuffer_is_sane },
};

const struct test_group boot_tests = { "boot", tests, ARRAY_SIZE(tests), false };
